"""How a student stands in a journal: the mean of current marks and the hours missed (formulas 5, 6)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Integer,
    bindparam,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from journal.writing import TAKES_PLACE
from models import Absence, Attendance, Lesson, Mark
from regulation.kinds import LessonKind, WorkKind

# Kinds of works that count in the mean (МИУД does not) and of lessons whose hours can be missed (4.1.5).
IN_MEAN = frozenset(kind.value for kind in WorkKind if kind.facts.in_mean)
IN_ATTENDANCE = frozenset(kind for kind in LessonKind if kind.facts.in_attendance)
_HUNDREDTH = Decimal("0.01")
_STUDENTS: BindParameter[Any] = bindparam("students", expanding=True)
# (student, sum, number) of marks, then (student, hours, None) of absences: asked by every save, put together once.
STANDINGS: CompoundSelect[Any, Any, Any] = union_all(
    select(Mark.student_id, func.sum(Mark.value), func.count(Mark.value))
    .where(
        Mark.journal_id == bindparam("journal_id"),
        Mark.student_id.in_(_STUDENTS),
        Mark.work_kind.in_(IN_MEAN),
    )
    .group_by(Mark.student_id),
    select(Absence.student_id, func.sum(Lesson.hours), literal(None, Integer))
    .join(Lesson, Absence.lesson_id == Lesson.id)
    .where(
        Absence.journal_id == bindparam("journal_id"),
        Absence.student_id.in_(_STUDENTS),
        Absence.attendance == Attendance.ABSENT,
        Lesson.kind.in_(IN_ATTENDANCE),
        Lesson.state.in_(TAKES_PLACE),
    )
    .group_by(Absence.student_id),
)


@dataclass(frozen=True)
class Standing:
    """`total` and `count` of current marks; `missed` academic hours, late arrivals aside."""

    total: int = 0
    count: int = 0
    missed: int = 0

    @property
    def mean(self) -> Decimal | None:
        """The mean to 0.01, half up; None without marks."""
        return (Decimal(self.total) / self.count).quantize(_HUNDREDTH, ROUND_HALF_UP) if self.count else None


def standings(session: Session, journal_id: int, students: Collection[int]) -> dict[int, Standing]:
    """Student id → standing, for each of the students: one query."""
    if not students:
        return {}
    totals: dict[int, tuple[int, int]] = {}
    missed: dict[int, int] = {}
    rows: Iterable[Any] = session.execute(STANDINGS, {"journal_id": journal_id, "students": list(students)})
    for student_id, total, number in rows:
        if number is None:  # a row of absences
            missed[student_id] = int(total)
        else:
            totals[student_id] = (int(total or 0), number)
    return {
        student_id: Standing(*totals.get(student_id, (0, 0)), missed.get(student_id, 0))
        for student_id in students
    }
