"""The kinds of files there are. A feature adds its `ImportKind` to the tuple."""

from __future__ import annotations

from journal.calendar_days import CALENDAR
from journal.contingent_import import CONTINGENT
from journal.discipline_import import DISCIPLINES
from journal.group_import import GROUPS
from journal.imports import ImportKind
from journal.people_import import PEOPLE
from journal.timetable_import import TIMETABLE

KINDS: tuple[ImportKind, ...] = (TIMETABLE, CALENDAR, DISCIPLINES, PEOPLE, CONTINGENT, GROUPS)


def kind_of(key: str) -> ImportKind | None:
    """The kind with this key."""
    return next((kind for kind in KINDS if kind.key == key), None)
