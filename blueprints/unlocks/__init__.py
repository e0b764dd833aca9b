"""Asking for a locked lesson to be opened, and opening it (4.1.1)."""
