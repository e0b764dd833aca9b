"""WHAT HAPPENS: operations and queries of the journal. They flush, never commit, and know nothing of the web."""
