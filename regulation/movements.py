"""Movement of the contingent: how long an order may wait to be entered, and how late one is (3.9.2)."""

from __future__ import annotations

from datetime import date, timedelta

from regulation.calendar import WorkCalendar

LONGEST_TERM = 40  # days around an order in which its term surely ends, holidays of January included


def entry_due(calendar: WorkCalendar, order_date: date, working_days: int = 3) -> date:
    """The last day to enter a movement on time: `working_days` working days after the day of the order (3.9.2)."""
    return calendar.working_days_after(order_date, working_days)


def entry_late(calendar: WorkCalendar, due_on: date, entered_on: date) -> int:
    """By how many working days an entry is late; 0 when it is on time. An entry on a free day counts as of the
    working day before it.
    """
    days = (entered_on - due_on).days
    return sum(calendar.is_working(due_on + timedelta(days=number)) for number in range(1, days + 1))
