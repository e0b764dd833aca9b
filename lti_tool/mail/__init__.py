"""Letters to parents through the institution's own mail server: rows on their way, sent by the worker (2.5)."""
