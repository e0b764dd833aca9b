"""Questions to the content administrator (3.4)."""
