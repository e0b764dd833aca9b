"""Lesson dates of the demonstration college, relative to a given day. Pure functions, nothing reads the
clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

MONDAY, SATURDAY, SUNDAY = 0, 5, 6


@dataclass(frozen=True)
class Semester:
    """One half of the academic year; both days belong to it."""

    number: int
    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class LessonDate:
    """A lesson's place in the calendar: its number from 1 within the semester, its date and its pair."""

    number: int
    day: date
    pair: int


def academic_year_start(today: date) -> date:
    """1 September of the academic year that `today` falls in (January to August belong to the year
    before)."""
    return date(today.year if today.month >= 9 else today.year - 1, 9, 1)


def academic_year_label(today: date) -> str:
    """The academic year as people write it: «2026/27»."""
    year = academic_year_start(today).year
    return f"{year}/{(year + 1) % 100:02d}"


def semesters(today: date) -> tuple[Semester, Semester]:
    """Both semesters of the academic year of `today`.

    The first ends on the last Saturday not later than 28 December, the second begins on the first Monday
    after the January holidays and ends on the last Saturday of June.
    """
    autumn = academic_year_start(today)
    spring = autumn.year + 1
    first = Semester(1, autumn, _on_or_before(SATURDAY, date(autumn.year, 12, 28)))
    second = Semester(
        2, _on_or_after(MONDAY, date(spring, 1, 9)), _on_or_before(SATURDAY, date(spring, 6, 30))
    )
    return first, second


def current_semester(today: date) -> Semester:
    """The semester of `today`; in the holidays, the one that has just ended."""
    first, second = semesters(today)
    return second if today >= second.first else first


def is_working_day(day: date) -> bool:
    """Whether lessons are held: Monday to Saturday, except the public holidays of Russia and moved days
    off."""
    return day.weekday() != SUNDAY and day not in _days_off(day.year)


def lesson_dates(weekdays: Iterable[int], pair: int, semester: Semester) -> list[LessonDate]:
    """Every lesson of a semester on the given weekdays (0 is Monday), numbered from 1, holidays skipped."""
    wanted = frozenset(weekdays)
    length = (semester.last - semester.first).days + 1
    days = (semester.first + timedelta(days=offset) for offset in range(length))
    teaching = [day for day in days if day.weekday() in wanted and is_working_day(day)]
    return [LessonDate(number, day, pair) for number, day in enumerate(teaching, start=1)]


def held_and_planned(lessons: Iterable[LessonDate], today: date) -> tuple[list[LessonDate], list[LessonDate]]:
    """Lessons up to and including `today`, and those still to come."""
    known = list(lessons)
    return [one for one in known if one.day <= today], [one for one in known if one.day > today]


def lessons_of_year(weekdays: Iterable[int], pair: int, today: date) -> list[LessonDate]:
    """Lessons from 1 September to the end of the current semester; numbers begin again with each semester."""
    wanted = tuple(weekdays)
    now = current_semester(today)
    return [
        one
        for half in semesters(today)
        if half.number <= now.number
        for one in lesson_dates(wanted, pair, half)
    ]


@lru_cache(maxsize=16)
def _days_off(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("RU", years=year))


def _on_or_before(weekday: int, day: date) -> date:
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def _on_or_after(weekday: int, day: date) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)
