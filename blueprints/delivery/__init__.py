"""What of the journal has reached the LMS grade book."""
