"""Opening a journal from a course: one page, prefilled."""
