"""A window of one's own: out of the LMS's frame with a one-time ticket, and out of the journal."""
