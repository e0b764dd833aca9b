"""The institution's calendar as it is kept: days off, working weekends, and why a day is free (3.8.6, 3.9.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from models import CalendarDay
from regulation.calendar import WorkCalendar
from regulation.refusal import N_, Refusal

WEEKDAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
MOST_TITLE = 200


def named_days(session: Session, first: date, last: date) -> dict[date, CalendarDay]:
    """The days between first and last, both included, of which the calendar says something. One query."""
    rows = session.scalars(
        select(CalendarDay).where(CalendarDay.day.between(first, last)).order_by(CalendarDay.day)
    )
    return {row.day: row for row in rows}


def work_calendar(session: Session, first: date, last: date, week_days: int) -> WorkCalendar:
    """The working days between first and last, both included. `week_days`: 5 or 6 (`acting.rules.week_days`).

    Outside of first–last the calendar knows the usual week only: ask for a span that holds what is counted.
    One query.
    """
    days = named_days(session, first, last)
    return WorkCalendar(
        non_working=frozenset(day for day, row in days.items() if not row.is_working),
        working_weekends=frozenset(day for day, row in days.items() if row.is_working),
        week_days=week_days,
    )


def why_free(day: date, named: Mapping[date, CalendarDay], week_days: int) -> str:
    """Why nobody works on the day («День народного единства», «воскресенье»); empty for a working day."""
    row = named.get(day)
    if row is not None:
        return "" if row.is_working else row.title or "нерабочий день"
    return "" if day.weekday() < week_days else WEEKDAYS[day.weekday()]


def set_day(acting: Acting, day: date, is_working: bool, title: str = "") -> CalendarDay:
    """Make the day a day off or a working one, whatever the week says. Raises E_TITLE for too long a title."""
    text = " ".join(title.split())
    if len(text) > MOST_TITLE:
        raise Refusal("E_TITLE", "3.8.6", N_("Название дня — не длиннее 200 знаков. Сократите его."))
    row = acting.session.scalar(select(CalendarDay).where(CalendarDay.day == day))
    if row is None:
        row = CalendarDay(day=day, is_working=is_working, title=text)
        acting.session.add(row)
    else:
        row.is_working, row.title = is_working, text
    acting.session.flush()
    return row


def clear_day(acting: Acting, day: date) -> None:
    """Let the day follow the usual week again."""
    row = acting.session.scalar(select(CalendarDay).where(CalendarDay.day == day))
    if row is not None:
        acting.session.delete(row)
        acting.session.flush()
