"""The ISO week: what the curator looks through (3.12.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_NAME = re.compile(r"(2\d{3})-W([0-5]\d)", re.ASCII)


@dataclass(frozen=True, order=True)
class IsoWeek:
    """A week from Monday to Sunday; week 1 of a year is the one with its first Thursday (ISO 8601)."""

    year: int
    week: int

    @classmethod
    def of(cls, day: date) -> IsoWeek:
        """The week the day is in."""
        year, week, _weekday = day.isocalendar()
        return cls(year, week)

    @classmethod
    def parse(cls, text: str) -> IsoWeek | None:
        """The week of «2025-W41»; None for anything else, a 53rd week of a shorter year too."""
        found = _NAME.fullmatch(text.strip())
        if found is None:
            return None
        year, week = int(found[1]), int(found[2])
        try:
            date.fromisocalendar(year, week, 1)
        except ValueError:
            return None
        return cls(year, week)

    @property
    def name(self) -> str:
        """«2025-W41»."""
        return f"{self.year}-W{self.week:02d}"

    @property
    def monday(self) -> date:
        """Its first day."""
        return date.fromisocalendar(self.year, self.week, 1)

    @property
    def sunday(self) -> date:
        """Its last day."""
        return date.fromisocalendar(self.year, self.week, 7)

    @property
    def title(self) -> str:
        """«06.10–12.10.2025»."""
        return f"{self.monday:%d.%m}–{self.sunday:%d.%m.%Y}"

    def shifted(self, weeks: int) -> IsoWeek:
        """The week so many weeks later."""
        return IsoWeek.of(self.monday + timedelta(weeks=weeks))


def weeks_between(first: date, last: date) -> list[IsoWeek]:
    """Every week with a day between the two, both included, the earliest first."""
    found = [IsoWeek.of(first)]
    while found[-1].sunday < last:
        found.append(found[-1].shifted(1))
    return found
