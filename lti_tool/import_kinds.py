"""The kinds of files there are. A feature adds its `ImportKind` to the tuple."""

from __future__ import annotations

from journal.discipline_import import DISCIPLINES
from journal.imports import ImportKind
from journal.timetable_import import TIMETABLE

KINDS: tuple[ImportKind, ...] = (TIMETABLE, DISCIPLINES)


def kind_of(key: str) -> ImportKind | None:
    """The kind with this key."""
    return next((kind for kind in KINDS if kind.key == key), None)
