"""Medical groups for physical education."""
