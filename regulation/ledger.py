"""The ledger of obligatory works: laboratory, practical, control, course (4.1.6). Who has done what, who owes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from regulation.kinds import WorkKind

_NUMBER = re.compile(r"№\s*(\d{1,3})(?!\d)")
PASSING = 3  # a work marked 2 is still owed

IsMember = Callable[[int, date], bool]


@dataclass(frozen=True)
class ObligatoryWork:
    """A work of an obligatory kind on its lesson's day. `number` counts within the kind; 0 when not numbered."""

    id: int
    kind: WorkKind
    number: int
    title: str
    date: date

    @property
    def label(self) -> str:
        """«ПЗ № 3»."""
        return f"{self.kind.facts.short} № {self.number}" if self.number else self.kind.facts.short


@dataclass(frozen=True)
class WorkMark:
    """A student's mark for a work; `done_on`: the day it was handed in (the lesson's, or a later «отработка»)."""

    work_id: int
    student_id: int
    value: int
    done_on: date


class Standing(StrEnum):
    """Where one student stands with one work. OUTSIDE: not a member of the group that day, nothing is owed."""

    DONE = "done"
    DEBT = "debt"
    AHEAD = "ahead"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class LedgerEntry:
    """One work of one student. `mark` and `done_on` are empty until there is a mark; a «2» stays a debt."""

    work: ObligatoryWork
    standing: Standing
    mark: int | None = None
    done_on: date | None = None


@dataclass(frozen=True)
class StudentLedger:
    """One student's works in the order of the columns."""

    student_id: int
    entries: tuple[LedgerEntry, ...]

    @property
    def done(self) -> int:
        """How many works are done."""
        return sum(entry.standing is Standing.DONE for entry in self.entries)

    @property
    def planned(self) -> int:
        """How many works the student must do in all, the coming ones too."""
        return sum(entry.standing is not Standing.OUTSIDE for entry in self.entries)

    @property
    def debts(self) -> tuple[ObligatoryWork, ...]:
        """The works past their day and not done."""
        return tuple(entry.work for entry in self.entries if entry.standing is Standing.DEBT)


@dataclass(frozen=True)
class LedgerTotal:
    """Works done and planned, in student-works; `debts` are the owed ones. `kind` is None for all kinds."""

    kind: WorkKind | None
    done: int
    planned: int
    debts: int


@dataclass(frozen=True)
class Ledger:
    """The whole table: columns, students, totals by kind and over all."""

    works: tuple[ObligatoryWork, ...]
    students: tuple[StudentLedger, ...]
    by_kind: tuple[LedgerTotal, ...]
    total: LedgerTotal


def number_works(works: Iterable[ObligatoryWork]) -> tuple[ObligatoryWork, ...]:
    """The works by date; the ones without a number take it from «№ 3» of the title, else the next free of the kind."""
    ordered = sorted(works, key=lambda work: (work.date, work.id))
    named = [work if work.number else replace(work, number=_from_title(work.title)) for work in ordered]
    taken = {(work.kind, work.number) for work in named if work.number}
    numbered = []
    for work in named:
        number = work.number
        if not number:
            number = next(n for n in range(1, len(named) + 2) if (work.kind, n) not in taken)
            taken.add((work.kind, number))
        numbered.append(replace(work, number=number))
    return tuple(numbered)


def build_ledger(
    works: Iterable[ObligatoryWork],
    marks: Iterable[WorkMark],
    students: Sequence[int],
    today: date,
    is_member: IsMember = lambda student_id, day: True,
) -> Ledger:
    """Who has done which obligatory work by `today` (4.1.6).

    Works of other kinds are left out. A debt begins the day after the work's. `is_member` tells whether a student
    belonged to the group on a day; a mark given outside of it still counts.
    """
    columns = tuple(
        sorted((work for work in works if work.kind.facts.obligatory), key=lambda work: (work.date, work.id))
    )
    given = {(mark.student_id, mark.work_id): mark for mark in marks}
    rows = tuple(
        StudentLedger(student, tuple(_entry(work, student, given, today, is_member) for work in columns))
        for student in students
    )
    kinds = [kind for kind in WorkKind if any(work.kind is kind for work in columns)]
    return Ledger(columns, rows, tuple(_total(rows, kind) for kind in kinds), _total(rows, None))


def _entry(
    work: ObligatoryWork,
    student: int,
    given: Mapping[tuple[int, int], WorkMark],
    today: date,
    is_member: IsMember,
) -> LedgerEntry:
    mark = given.get((student, work.id))
    if mark is not None:
        standing = Standing.DONE if mark.value >= PASSING else Standing.DEBT
        return LedgerEntry(work, standing, mark.value, mark.done_on)
    if not is_member(student, work.date):
        return LedgerEntry(work, Standing.OUTSIDE)
    return LedgerEntry(work, Standing.DEBT if work.date < today else Standing.AHEAD)


def _total(rows: Sequence[StudentLedger], kind: WorkKind | None) -> LedgerTotal:
    found = [entry.standing for row in rows for entry in row.entries if kind in (None, entry.work.kind)]
    return LedgerTotal(
        kind,
        done=found.count(Standing.DONE),
        planned=len(found) - found.count(Standing.OUTSIDE),
        debts=found.count(Standing.DEBT),
    )


def _from_title(title: str) -> int:
    found = _NUMBER.search(title)
    return int(found[1]) if found else 0
