"""Whose consents are where: by student and group, to hand on, soon of age."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, contains_eager

from journal.acting import Acting
from models import Consent, ConsentState, Guardian, Membership, Student, StudyGroup
from models.consent import STANDING
from regulation.consents import born_by

LIVE = (ConsentState.REQUESTED, *STANDING)
BIRTHDAYS_AHEAD = 30


def is_member(today: date) -> ColumnElement[bool]:
    """The condition on `Membership`: the student is in the group on the day."""
    return and_(Membership.starts_on <= today, or_(Membership.ends_on.is_(None), Membership.ends_on >= today))


def by_student(today: date, groups: Sequence[int] | None) -> Any:
    """(student, group, live consent or None) of today's members of the groups, None for all, by group and name."""
    query: Any = (
        select(Student, StudyGroup, Consent)
        .join(Membership, Membership.student_id == Student.id)
        .join(StudyGroup, StudyGroup.id == Membership.group_id)
        .outerjoin(Consent, and_(Consent.student_id == Student.id, Consent.state.in_(LIVE)))
        .where(is_member(today))
        .order_by(StudyGroup.name, Student.sort_key, Student.id, Consent.id)
    )
    return query if groups is None else query.where(StudyGroup.id.in_(groups))


def has_none() -> ColumnElement[bool]:
    """The condition on `by_student`: nothing was given yet."""
    return or_(Consent.id.is_(None), Consent.state == ConsentState.REQUESTED)


def had_withdrawn() -> ColumnElement[bool]:
    """The condition on `by_student`: a consent about the student was withdrawn or expired."""
    return (
        exists()
        .where(
            Consent.student_id == Student.id,
            Consent.state.in_((ConsentState.WITHDRAWN, ConsentState.EXPIRED)),
        )
        .correlate(Student)
    )


def to_transfer(session: Session) -> Sequence[Consent]:
    """Consents in the curators' hands, by the student's name."""
    return session.scalars(
        select(Consent)
        .join(Consent.student)
        .options(contains_eager(Consent.student))
        .where(Consent.state == ConsentState.GIVEN)
        .order_by(Student.sort_key, Consent.id)
    ).all()


def group_names_on(session: Session, students: Sequence[int], day: date) -> dict[int, str]:
    """Student id → the group's name on the day. One query."""
    rows = session.execute(
        select(Membership.student_id, StudyGroup.name)
        .join(StudyGroup, StudyGroup.id == Membership.group_id)
        .where(Membership.student_id.in_(students), is_member(day))
        .order_by(Membership.starts_on)
    )
    return {student: name for student, name in rows}  # noqa: C416 (rows are of two columns)


def group_of(session: Session, student_id: int, day: date) -> int | None:
    """The id of the student's group on the day."""
    wanted = select(Membership.group_id).where(Membership.student_id == student_id, is_member(day)).limit(1)
    return session.scalar(wanted)


def members_on(session: Session, group_id: int, day: date) -> list[int]:
    """The ids of the group's students on the day."""
    wanted = select(Membership.student_id).where(Membership.group_id == group_id, is_member(day)).distinct()
    return list(session.scalars(wanted))


def birthdays_ahead(acting: Acting, groups: Sequence[int] | None) -> Select[Any]:
    """Students whose parents look in and who come of age within thirty days: their own consent is to be asked for."""
    latest = born_by(acting.today + timedelta(days=BIRTHDAYS_AHEAD))
    wanted = select(Student.id).where(
        Student.birth_date > born_by(acting.today),
        Student.birth_date <= latest,
        exists().where(
            Guardian.student_id == Student.id, Guardian.until.is_(None), Guardian.stopped_at.is_(None)
        ),
    )
    if groups is None:
        return wanted
    members = select(Membership.student_id).where(Membership.group_id.in_(groups), is_member(acting.today))
    return wanted.where(Student.id.in_(members))
