"""How the tool speaks LTI."""
