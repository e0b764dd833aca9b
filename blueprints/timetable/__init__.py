"""The timetable: weeks, its lines, changes of single days, printing (3.10.1)."""
