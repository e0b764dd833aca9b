"""What a person's staff roles towards journals rest on, asked in one statement: nearly every request asks it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    CompoundSelect,
    Date,
    String,
    and_,
    bindparam,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from journal.acting import Acting
from models import Course, CourseMember, CourseRole, Grant, Journal, JournalTeacher, Substitution
from models.base import BigId


class Ground(NamedTuple):
    """An «office», a name in a journal («named»), a place in a course («course»), a substitute's «direction».

    «kept»: the journal of a subgroup has a named teacher, so the course alone makes nobody else its teacher (4.1.4).
    `is_teaching` is of a course: its roster says teacher too, or there is no roster to ask.
    """

    kind: str
    office: str | None
    group_id: int | None
    journal_id: int | None
    course_id: int | None
    is_teaching: bool | None


def grounds_of(acting: Acting, journals: Sequence[Journal]) -> list[Ground]:
    """Everything in force today that may give the person a role in one of the journals, by launch or by order."""
    rows = acting.session.execute(
        GROUNDS,
        {
            "user_id": acting.user_id,
            "today": acting.today,
            # A direction's right begins on its first day and lasts as long as what was written then may be put right.
            "directed_since": acting.today - timedelta(days=acting.rules.lock_days),
            "journals": [journal.id for journal in journals],
            "courses": [journal.course_id for journal in journals if journal.course_id],
        },
    )
    return [Ground(*row) for row in rows]


_TODAY = bindparam("today", type_=Date)
_USER = bindparam("user_id", type_=BigId)
_JOURNALS: BindParameter[Any] = bindparam("journals", expanding=True, type_=BigId)
_COURSES: BindParameter[Any] = bindparam("courses", expanding=True, type_=BigId)


def _in_force(dated: type[Grant] | type[JournalTeacher]) -> ColumnElement[bool]:
    return and_(dated.starts_on <= _TODAY, or_(dated.ends_on.is_(None), dated.ends_on >= _TODAY))


def _put_together() -> CompoundSelect[Any]:
    text, number, flag = cast(null(), String(32)), cast(null(), BigId), cast(null(), Boolean)
    is_on_roster = func.coalesce(CourseMember.roster_role == CourseRole.INSTRUCTOR, false())
    return union_all(
        select(
            literal("office"), cast(Grant.office, String(32)), Grant.group_id, Grant.journal_id, number, flag
        ).where(Grant.user_id == _USER, _in_force(Grant), Grant.revoked_at.is_(None)),
        select(literal("named"), text, number, JournalTeacher.journal_id, number, flag).where(
            JournalTeacher.user_id == _USER,
            JournalTeacher.journal_id.in_(_JOURNALS),
            _in_force(JournalTeacher),
        ),
        select(literal("kept"), text, number, JournalTeacher.journal_id, number, flag)
        .join(Journal, Journal.id == JournalTeacher.journal_id)
        .where(
            JournalTeacher.user_id != _USER,
            JournalTeacher.journal_id.in_(_JOURNALS),
            Journal.subgroup_id.is_not(None),
            _in_force(JournalTeacher),
        ),
        select(literal("course"), text, number, number, Course.id, or_(is_on_roster, Course.roster_url == ""))
        .join(CourseMember, CourseMember.course_id == Course.id)
        .where(
            CourseMember.user_id == _USER,
            CourseMember.launch_role == CourseRole.INSTRUCTOR,
            Course.id.in_(_COURSES),
        ),
        select(literal("direction"), text, number, Substitution.journal_id, number, flag).where(
            Substitution.user_id == _USER,
            Substitution.journal_id.in_(_JOURNALS),
            Substitution.revoked_at.is_(None),
            Substitution.approved_at.is_not(None),
            Substitution.starts_on <= _TODAY,
            Substitution.ends_on >= bindparam("directed_since", type_=Date),
        ),
    )


GROUNDS = _put_together()
