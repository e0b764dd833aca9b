"""Directories: particulars, normative acts, disciplines, kinds (1.2, 3.8.6, 7.1)."""
