"""What parents are told (2.5)."""
