"""Who is in a journal's group (and subgroup), and from when to when (движение контингента)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import Journal, Membership, Student, SubgroupMembership
from regulation import memberships as rules
from regulation.memberships import check_member
from regulation.names import short_name

Interval = tuple[date, date | None]


@dataclass(frozen=True)
class Member:
    """A student of a journal with the intervals of being there, both days included, None for an open end."""

    student: Student
    intervals: list[Interval]

    def is_in(self, day: date) -> bool:
        """Whether the student belongs to the journal's list on the day."""
        return covers(self.intervals, day)


def covers(intervals: Iterable[Interval], day: date) -> bool:
    """Whether the day lies in one of the intervals."""
    return any(starts <= day and (ends is None or day <= ends) for starts, ends in intervals)


def common(first: Iterable[Interval], second: list[Interval]) -> list[Interval]:
    """The days that lie in an interval of both lists, as intervals."""
    found: list[Interval] = []
    for starts, ends in first:
        for other_starts, other_ends in second:
            begin = max(starts, other_starts)
            finish = min((day for day in (ends, other_ends) if day is not None), default=None)
            if finish is None or begin <= finish:
                found.append((begin, finish))
    return sorted(found)


def members_of(session: Session, journal: Journal) -> list[Member]:
    """The students who belong to the journal's group and subgroup on some day of its term, as Russians sort."""
    term = journal.term
    rows = session.execute(
        select(Student, Membership.starts_on, Membership.ends_on)
        .join(Membership, Membership.student_id == Student.id)
        .where(
            Membership.group_id == journal.group_id,
            Membership.starts_on <= term.ends_on,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= term.starts_on),
        )
        .order_by(Student.sort_key, Student.id, Membership.starts_on)
    )
    members: dict[int, Member] = {}
    for student, starts, ends in rows:
        members.setdefault(student.id, Member(student, [])).intervals.append((starts, ends))
    if journal.subgroup_id is None:
        return list(members.values())
    parts = subgroup_intervals(session, journal.subgroup_id)
    inside = (Member(m.student, common(m.intervals, parts.get(m.student.id, []))) for m in members.values())
    return [m for m in inside if common(m.intervals, [(term.starts_on, term.ends_on)])]


def subgroup_intervals(session: Session, subgroup_id: int) -> dict[int, list[Interval]]:
    """Student id → intervals of being in the subgroup (4.1.4)."""
    found: dict[int, list[Interval]] = {}
    for student_id, starts, ends in session.execute(
        select(SubgroupMembership.student_id, SubgroupMembership.starts_on, SubgroupMembership.ends_on)
        .where(SubgroupMembership.subgroup_id == subgroup_id)
        .order_by(SubgroupMembership.starts_on)
    ):
        found.setdefault(student_id, []).append((starts, ends))
    return found


def intervals_of(session: Session, journal: Journal, student_id: int) -> list[Interval]:
    """The intervals in which the student is in the journal's group, and in its subgroup if it has one."""
    rows = session.execute(
        select(Membership.starts_on, Membership.ends_on)
        .where(Membership.group_id == journal.group_id, Membership.student_id == student_id)
        .order_by(Membership.starts_on)
    )
    return in_subgroup(session, journal, student_id, [(starts, ends) for starts, ends in rows])


def in_subgroup(
    session: Session, journal: Journal, student_id: int, intervals: list[Interval]
) -> list[Interval]:
    """The part of the student's intervals in the group that lies in the journal's subgroup; all without one."""
    if journal.subgroup_id is None or not intervals:
        return intervals
    parts = session.execute(
        select(SubgroupMembership.starts_on, SubgroupMembership.ends_on).where(
            SubgroupMembership.subgroup_id == journal.subgroup_id, SubgroupMembership.student_id == student_id
        )
    )
    return common(intervals, [(starts, ends) for starts, ends in parts])


def require_member(
    session: Session, journal: Journal, student_id: int, day: date, intervals: list[Interval] | None = None
) -> None:
    """Raise E_NOT_MEMBER unless the student is in the journal's list on the day (3.9.2).

    `intervals`: what `intervals_of` says, when it is known already.
    """
    if intervals is None:
        intervals = intervals_of(session, journal, student_id)
    if covers(intervals, day):
        return
    # Who never was in this journal is not named: an id says nothing about who may know the person.
    student = session.get(Student, student_id) if intervals else None
    name = short_name(student.family_name, student.given_name, student.patronymic) if student else ""
    check_member([rules.Interval(*interval) for interval in intervals], day, name or "Обучающийся")
