"""Shell commands, one group a module."""
