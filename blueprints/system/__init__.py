"""The system administrator's desk: state, incidents, maintenance (3.5, 3.7)."""
