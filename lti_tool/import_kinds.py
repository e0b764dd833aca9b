"""The kinds of files there are. A feature adds its `ImportKind` to the tuple."""

from __future__ import annotations

from journal.imports import ImportKind
from journal.timetable_import import TIMETABLE

KINDS: tuple[ImportKind, ...] = (TIMETABLE,)


def kind_of(key: str) -> ImportKind | None:
    """The kind with this key."""
    return next((kind for kind in KINDS if kind.key == key), None)
