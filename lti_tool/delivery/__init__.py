"""The outbox of results for the LMS grade book."""
