"""A cell of the journal as it is now: its mark, the student's attendance and belonging, in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from journal.memberships import Interval, in_subgroup
from models import Absence, Attendance, Journal, Lesson, Mark, Membership, Work
from models.base import BigId

_STUDENT = bindparam("student", type_=BigId)
# One row for each interval of the student in the group, one row without any.
_CELL: Select[Mark, Attendance, date, date | None] = (
    select(Mark, Absence.attendance, Membership.starts_on, Membership.ends_on)
    .select_from(Work)
    .join(Lesson, Work.lesson_id == Lesson.id)
    .join(Journal, Work.journal_id == Journal.id)
    .outerjoin(Mark, (Mark.work_id == Work.id) & (Mark.student_id == _STUDENT))
    .outerjoin(Absence, (Absence.lesson_id == Lesson.id) & (Absence.student_id == _STUDENT))
    .outerjoin(Membership, (Membership.group_id == Journal.group_id) & (Membership.student_id == _STUDENT))
    .where(Work.id == bindparam("work", type_=BigId))
    .order_by(Membership.starts_on)
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True)
class Cell:
    """`intervals`: when the student is in the journal's list, its subgroup counted."""

    mark: Mark | None
    attendance: Attendance | None
    intervals: list[Interval]


def read_cell(session: Session, work: Work, student_id: int) -> Cell:
    """The cell of the work and the student as stored."""
    rows = session.execute(_CELL, {"work": work.id, "student": student_id}).all()
    intervals: list[Interval] = [(starts, ends) for _mark, _attendance, starts, ends in rows if starts]
    intervals = in_subgroup(session, work.lesson.journal, student_id, intervals)
    return Cell(rows[0][0], rows[0][1], intervals)
