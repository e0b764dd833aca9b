"""Offices held by order: who holds what, until when, by which order."""
