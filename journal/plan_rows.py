"""Rows of a КТП as somebody wrote them, with their values read, before anything is kept (4.1.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models import Term
from regulation.calendar import Semester
from regulation.kinds import LessonKind
from regulation.plans import PlanRow as RuledRow
from regulation.plans import check_plan_rows, read_hours, read_kind, read_planned_day
from regulation.refusal import Refusal
from regulation.topics import check_homework, check_topic


@dataclass(frozen=True)
class PlanRow(RuledRow):
    """A row with the columns of F-19 that no rule checks."""

    means: str = ""
    literature: str = ""
    control_form: str = ""
    note: str = ""


@dataclass(frozen=True)
class CheckedRow:
    """A row with its values read; `errors` maps the column to what is wrong, empty when the row is good."""

    row: PlanRow
    topic: str
    hours: int
    kind: LessonKind | None
    planned_on: date | None
    homework: str
    errors: dict[str, Refusal]


def check_rows(rows: Sequence[PlanRow], term: Term, terms: frozenset[str]) -> list[CheckedRow]:
    """Every row checked; a file with any error imports nothing (1.6). Dates must lie within the term."""
    semester = Semester(term.academic_year, term.number, term.starts_on, term.ends_on)
    return [_check(row, semester, terms) for row in rows]


def _check(row: PlanRow, semester: Semester, terms: frozenset[str]) -> CheckedRow:
    errors = {found.column: found.refusal for found in check_plan_rows([row], semester=semester, terms=terms)}
    if row.is_section or errors:
        return CheckedRow(row, row.topic[:500], 0, None, None, row.homework, errors)
    return CheckedRow(
        row,
        check_topic(row.topic, terms),
        read_hours(row.hours),
        read_kind(row.kind),
        read_planned_day(row.planned_on, semester),
        check_homework(row.homework, terms) if row.homework.strip() else "",
        errors,
    )
