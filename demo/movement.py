"""Who comes to and leaves the demonstration group during the year: the journal and the LMS tell the same story."""

from __future__ import annotations

from datetime import date, timedelta

from demo.calendar import academic_year_start

LATECOMER, LEAVER = "32", "9"  # Щукин, Горбунов-Посадов
_TWO_WEEKS = timedelta(days=14)


def joins_on(today: date) -> date | None:
    """The day the latecomer joins the group, 15 September; None while it is ahead."""
    day = academic_year_start(today) + timedelta(days=14)
    return day if day <= today else None


def leaves_on(today: date) -> date | None:
    """The day from which the leaver is out of the group: a Monday two weeks back, None before October."""
    monday = today - timedelta(days=today.weekday())
    day = monday - _TWO_WEEKS
    return day if day >= academic_year_start(today) + timedelta(days=28) else None
