"""Browser sessions: one's own, everybody's, and the alerts of 4.1.7."""
