"""«Ведомость МИУД» of a group for a month: its students across all disciplines (3.13.2, F-18)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from journal.acting import Acting
from journal.checkpoint_months import CheckpointMonth, months_by_journal
from journal.checkpoint_pages import Given, count_results, given_checkpoints, missed_hours, results_of
from journal.group_journals import group_members
from models import Discipline, Journal, Student
from regulation.checkpoints import month_of
from regulation.statistics import Results, rounded_mean


@dataclass(frozen=True)
class GroupCell:
    """A student in a discipline: «5», «н/а» or empty; `is_missing`: due and not given; `outside`: not in its list."""

    text: str = ""
    is_missing: bool = False
    outside: bool = False


@dataclass(frozen=True)
class GroupLine:
    """A student across the group's disciplines."""

    student: Student
    cells: tuple[GroupCell, ...]
    missed: int

    @property
    def mean(self) -> Decimal | None:
        """The mean of the month's МИУД to 0.01."""
        return rounded_mean([int(cell.text) for cell in self.cells if cell.text.isdigit()])


@dataclass
class GroupColumn:
    """A discipline; its subgroups' journals stand in one column."""

    discipline: Discipline
    journals: list[Journal] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    results: Results | None = None
    missing: int = 0


@dataclass(frozen=True)
class GroupSheet:
    """The month of a group across its journals. `months`: months to choose from."""

    month: date
    months: tuple[date, ...]
    columns: tuple[GroupColumn, ...]
    lines: tuple[GroupLine, ...]
    mean: Decimal | None


def group_sheet(acting: Acting, journals: Sequence[Journal], month: date | None) -> GroupSheet | None:
    """«Ведомость МИУД» of the group; the latest month when none is asked for. Queries do not grow with anything."""
    session = acting.session
    members = group_members(session, journals[0].group_id, journals) if journals else {}
    found = months_by_journal(session, journals, acting.today, members)
    months = tuple(sorted({item.month for items in found.values() for item in items}))
    if not months:
        return None
    chosen = month_of(month) if month and month_of(month) in months else months[-1]
    parts = [(journal, item) for journal in journals for item in found[journal.id] if item.month == chosen]
    given = given_checkpoints(session, [item.work_id for _journal, item in parts if item.work_id])
    missed = missed_hours(session, [journal.id for journal, _item in parts], chosen)
    columns = _columns(acting, parts, given)
    people = {m.student.id: m.student for journal, _item in parts for m in members[journal.id]}
    by_journal = {journal.id: item for journal, item in parts}
    lines = tuple(
        GroupLine(
            student,
            tuple(_cell(column, by_journal, given, student.id) for column in columns),
            sum(missed.get((journal.id, student.id), 0) for journal, _item in parts),
        )
        for student in sorted(people.values(), key=lambda one: (one.sort_key, one.id))
    )
    every = [int(cell.text) for line in lines for cell in line.cells if cell.text.isdigit()]
    return GroupSheet(chosen, months, tuple(columns), lines, rounded_mean(every))


def _columns(
    acting: Acting,
    parts: Sequence[tuple[Journal, CheckpointMonth]],
    given: Mapping[tuple[int, int], Given],
) -> list[GroupColumn]:
    columns: dict[int, GroupColumn] = {}
    texts: dict[int, list[str]] = {}
    for journal, item in parts:
        column = columns.setdefault(journal.discipline_id, GroupColumn(journal.discipline))
        column.journals.append(journal)
        column.missing += item.missing
        if item.lesson and item.lesson.day not in column.days:
            column.days.append(item.lesson.day)
        texts.setdefault(journal.discipline_id, []).extend(
            given.get((item.work_id or 0, student_id), Given()).text for student_id in item.members
        )
    for discipline_id, column in columns.items():
        column.results = results_of(count_results(texts[discipline_id]), acting.rules)
    return list(columns.values())


def _cell(
    column: GroupColumn,
    months: Mapping[int, CheckpointMonth],
    given: Mapping[tuple[int, int], Given],
    student_id: int,
) -> GroupCell:
    for journal in column.journals:
        item = months[journal.id]
        text = given.get((item.work_id or 0, student_id), Given()).text
        if text or student_id in item.members:
            return GroupCell(text, is_missing=item.is_due and not text)
    return GroupCell(outside=True)
