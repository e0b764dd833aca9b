"""The rules of the journal: what they are, by which order, since when (7.2)."""
