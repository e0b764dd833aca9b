"""«Ведомость МИУД»: the month of a journal to fill, the month of a group to look at."""
