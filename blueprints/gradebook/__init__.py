"""The grade book as its student, their parents and their teachers see it (2.3, 2.4)."""
