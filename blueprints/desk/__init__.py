"""The desk of an office."""
