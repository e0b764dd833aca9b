"""КТП: import, edit, approve."""
