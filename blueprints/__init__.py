"""WHAT PEOPLE SEE: one folder per feature."""
