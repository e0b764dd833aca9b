"""Subgroups of a group: the composition by date, proposing it, the deputy director's decision."""
