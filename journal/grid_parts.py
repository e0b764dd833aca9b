"""What the journal page consists of: columns of lessons and works, cells, finals."""

from __future__ import annotations

from datetime import date as Day
from typing import NamedTuple


class WorkColumn(NamedTuple):
    """A column of marks. `month` (its first day) only in МИУД; `kind` is a `WorkKind` value."""

    id: int
    kind: str
    short: str
    full: str
    title: str
    number: int | None
    month: Day | None


class LessonColumn(NamedTuple):
    """A lesson with its columns of marks.

    `is_open`: takes entries today; `is_future`, `is_locked` say why not; `unlocked_until` when only an unlock keeps it
    open. `is_substitute`: held by a direction («зам.»). `late_days`: by how many days filling today would be late, or was late when filled.
    """

    id: int
    date: Day
    pair: int
    hours: int
    kind: str
    short: str
    full: str
    version: int
    topic: str
    homework: str
    is_today: bool
    is_future: bool
    is_locked: bool
    is_open: bool
    unlocked_until: Day | None
    is_conducted: bool
    is_filled: bool
    absence_confirmed: bool
    takes_absence: bool
    homework_required: bool
    late_days: int
    works: tuple[WorkColumn, ...]
    is_substitute: bool = False


class Cell(NamedTuple):
    """One student in one work. `absence`: «н», «оп» or «»; versions are 0 where nothing was ever written.

    `reason`: letter of the absence reason; `made_up_on`: the day of an «отработка». In МИУД absence is left out.
    """

    text: str = ""
    version: int = 0
    late_days: int = 0
    absence: str = ""
    absence_version: int = 0
    reason: str = ""
    made_up_on: Day | None = None


class FinalCell(NamedTuple):
    """The final of the term: «5», «н/а» or «»."""

    text: str = ""
    version: int = 0
    not_assessed: bool = False


EMPTY = Cell()
NO_FINAL = FinalCell()
