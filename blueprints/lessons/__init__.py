"""A lesson: topic, homework, absentees, marks on one screen; adding, moving, cancelling."""
