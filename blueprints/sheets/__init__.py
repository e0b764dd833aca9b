"""Examination and credit sheets: list, draft, filling, closing, retakes, corrections."""
