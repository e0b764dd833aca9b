"""Lists of journals, and the people of a journal beside the course's roster."""
