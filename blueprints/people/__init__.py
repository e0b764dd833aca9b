"""People: the list, one person, undertakings not to disclose (3.8.1, 6.1)."""
