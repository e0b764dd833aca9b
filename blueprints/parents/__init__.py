"""Where parents without an LMS come in: login, one-time code, a password of their own (3.8.2)."""
