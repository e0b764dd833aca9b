"""The months of an academic year as a page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from journal.calendar import why_free
from models import CalendarDay, Term
from regulation.timetable import WeekCount, monday_of, week_number


@dataclass(frozen=True)
class Cell:
    """A day: `kind` is «free», «working» (a working weekend), «weekend» or «»; `title` says why."""

    day: date
    kind: str
    title: str


@dataclass(frozen=True)
class WeekRow:
    """A week of a month: its number in the term (0 outside) and whether it is числитель; None fills foreign days."""

    number: int
    is_odd: bool
    cells: list[Cell | None]


@dataclass(frozen=True)
class Month:
    """A month with its weeks, Monday first."""

    first: date
    weeks: list[WeekRow]


def months_of(
    year: int, named: Mapping[date, CalendarDay], week_days: int, terms: list[Term], count: WeekCount
) -> list[Month]:
    """September of `year` to August of the next."""
    firsts = [date(year + (number > 12), (number - 1) % 12 + 1, 1) for number in range(9, 21)]
    return [_month(first, named, week_days, terms, count) for first in firsts]


def _month(
    first: date, named: Mapping[date, CalendarDay], week_days: int, terms: list[Term], count: WeekCount
) -> Month:
    weeks: list[WeekRow] = []
    monday = monday_of(first)
    while monday <= first or (monday.month == first.month and monday.year == first.year):
        days = [monday + timedelta(days=number) for number in range(7)]
        term = next((one for one in terms if one.starts_on <= days[5] and days[0] <= one.ends_on), None)
        number = week_number(days[0], term.starts_on, count) if term else 0
        cells = [_cell(day, named, week_days) if day.month == first.month else None for day in days]
        weeks.append(WeekRow(number, number % 2 == 1, cells))
        monday += timedelta(days=7)
    return Month(first, weeks)


def _cell(day: date, named: Mapping[date, CalendarDay], week_days: int) -> Cell:
    row = named.get(day)
    why = why_free(day, named, week_days)
    if row is None:
        return Cell(day, "weekend" if why else "", why)
    return Cell(day, "working" if row.is_working else "free", row.title or why)
