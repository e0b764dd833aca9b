"""Requests to the technical support (3.7)."""
