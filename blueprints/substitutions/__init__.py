"""Substitution: the list, giving lessons to somebody, approval, revocation (4.1.1)."""
