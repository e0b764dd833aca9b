"""Consents: the curator collects, the deputy hands on, the parent gives and takes back (3.11.1, 3.12.1)."""
