"""The contingent as a whole: newcomers, the next year, accounts of the LMS against cards."""
