"""The topic register: the right page of the journal (3.13.1, 4.1.3, F-04)."""
