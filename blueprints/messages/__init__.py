"""Messages between related people (2.2, 3.12.3)."""
