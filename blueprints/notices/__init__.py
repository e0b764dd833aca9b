"""The notice board (5.3)."""
