"""The journal page: the table of marks, its saving, the history of a cell."""
