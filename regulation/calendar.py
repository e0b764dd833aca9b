"""The institution's calendar: working days, academic years, semesters (3.9.2, 4.2.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

_ONE_DAY = timedelta(days=1)
_LONGEST_BREAK = 366  # days; a calendar without a working day in a year is a mistake
_MONDAY, _SATURDAY = 0, 5
# The months as they stand alone: «ноябрь».
MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip


@dataclass(frozen=True)
class WorkCalendar:
    """Working days of a 5- or 6-day week with the holidays and the working weekends of a year.

    A day named in `working_weekends` works even inside a range of `non_working`: the single day says more.
    """

    non_working: frozenset[date]
    working_weekends: frozenset[date]
    week_days: int

    def __post_init__(self) -> None:
        if self.week_days not in (5, 6):
            raise ValueError("a working week has 5 or 6 days")

    def is_working(self, day: date) -> bool:
        """Whether the institution works on the day."""
        if day in self.working_weekends:
            return True
        return day not in self.non_working and day.weekday() < self.week_days

    def working_days_after(self, start: date, count: int) -> date:
        """The `count`-th working day after `start`, which itself is not counted: the last day of a term of
        `count` working days (3.9.2). For 0 it is `start`. Raises ValueError when a year has no working day.
        """
        if count < 0:
            raise ValueError("a term is not negative")
        day = start
        for _ in range(count):
            day = self._next_working(day)
        return day

    def _next_working(self, day: date) -> date:
        for distance in range(1, _LONGEST_BREAK + 1):
            following = day + timedelta(days=distance)
            if self.is_working(following):
                return following
        raise ValueError(f"no working day within a year after {day}")


def parse_ranges(texts: Iterable[str]) -> frozenset[date]:
    """Days of ISO dates and ranges, both ends included: ["2025-11-04", "2025-12-31/2026-01-08"].

    Raises ValueError for a bad date or a range that ends before it begins.
    """
    days: set[date] = set()
    for text in texts:
        first_text, _, last_text = text.partition("/")
        first = date.fromisoformat(first_text)
        last = date.fromisoformat(last_text) if last_text else first
        if last < first:
            raise ValueError(f"{text}: the range ends before it begins")
        days.update(first + timedelta(days=number) for number in range((last - first).days + 1))
    return frozenset(days)


@dataclass(frozen=True)
class Semester:
    """A study period: «2026/27», number 1 or 2, first and last day, both included (4.2.1)."""

    academic_year: str
    number: int
    starts_on: date
    ends_on: date

    def has(self, day: date) -> bool:
        """Whether the day lies in the semester."""
        return self.starts_on <= day <= self.ends_on


def academic_year_of(day: date) -> str:
    """The academic year of a day, «2026/27»: it begins on 1 September and lasts through August."""
    first = day.year if day.month >= 9 else day.year - 1
    return f"{first}/{(first + 1) % 100:02d}"


def first_year_of(academic_year: str) -> int:
    """2026 for «2026/27». Raises ValueError for anything that is no academic year."""
    first_text, slash, second_text = academic_year.partition("/")
    well_formed = slash and first_text.isdecimal() and len(first_text) == 4 and len(second_text) == 2
    if not well_formed or f"{(int(first_text) + 1) % 100:02d}" != second_text:
        raise ValueError(f"{academic_year}: an academic year is written «2026/27»")
    return int(first_text)


def default_semesters(academic_year: str) -> tuple[Semester, Semester]:
    """Both semesters when the institution named no dates of its own.

    The first: 1 September to the last Saturday of December before the 31st. The second: the second Monday of
    January to the last Saturday of June.
    """
    year = first_year_of(academic_year)
    first = Semester(academic_year, 1, date(year, 9, 1), _last(_SATURDAY, date(year, 12, 30)))
    second_monday = _last(_MONDAY, date(year + 1, 1, 14))
    return first, Semester(academic_year, 2, second_monday, _last(_SATURDAY, date(year + 1, 6, 30)))


def semester_on(day: date) -> Semester:
    """The semester in progress on a day; in the holidays the one that ended last (default dates)."""
    first, second = default_semesters(academic_year_of(day))
    return second if day >= second.starts_on else first


def _last(weekday: int, limit: date) -> date:
    day = limit
    while day.weekday() != weekday:
        day -= _ONE_DAY
    return day


PUBLIC_HOLIDAYS: tuple[tuple[int, int, int, str], ...] = (
    (11, 4, 4, "День народного единства"),
    (1, 1, 8, "Новогодние каникулы, Рождество Христово"),
    (2, 23, 23, "День защитника Отечества"),
    (3, 8, 8, "Международный женский день"),
    (5, 1, 1, "Праздник Весны и Труда"),
    (5, 9, 9, "День Победы"),
    (6, 12, 12, "День России"),
)
"""Month, first and last day, title: ТК РФ ст. 112. What is moved each year by decree comes with the year's file."""


def public_holidays(academic_year: str) -> dict[date, str]:
    """The public holidays between 1 September and 31 August of «2026/27». Raises ValueError (see `first_year_of`)."""
    year = first_year_of(academic_year)
    return {
        date(year if month >= 9 else year + 1, month, day): title
        for month, first, last, title in PUBLIC_HOLIDAYS
        for day in range(first, last + 1)
    }
