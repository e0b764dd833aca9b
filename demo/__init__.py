"""The demonstration college: invented people, three courses and a small LMS. Only the demo commands and
tests import it."""
