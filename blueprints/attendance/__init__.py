"""The attendance of a group by week, certificates and parents' requests (3.12.2)."""
