"""Paper: choosing what to print, ordering it."""
