"""How a person comes by a role: from the LMS, from an order, from being somebody's parent (1.7, 3.3).

Worked out anew for every request: nothing about rights is remembered in a browser session.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from journal.acting import Acting
from journal.rights import Role
from models import (
    Course,
    CourseMember,
    CourseRole,
    Grant,
    Guardian,
    Journal,
    JournalTeacher,
    Membership,
    Office,
    Substitution,
)  # fmt: skip


def active_grants(acting: Acting) -> list[Grant]:
    """The person's offices in force today; an expired one is gone at midnight (3.3)."""
    if acting.user is None:
        return []
    return list(
        acting.session.scalars(
            select(Grant).where(
                Grant.user_id == acting.user.id,
                Grant.starts_on <= acting.today,
                or_(Grant.ends_on.is_(None), Grant.ends_on >= acting.today),
                Grant.revoked_at.is_(None),
            )
        )
    )


def general_roles(acting: Acting) -> frozenset[Role]:
    """Roles that do not depend on a journal: offices with the whole institution as their scope."""
    return frozenset(
        Role(grant.office.value)
        for grant in active_grants(acting)
        if grant.group_id is None and grant.journal_id is None
    )


def roles_in_journal(acting: Acting, journal: Journal) -> frozenset[Role]:
    """Every role the person has towards this journal today."""
    if acting.user is None:
        return frozenset()
    roles = {
        Role(grant.office.value)
        for grant in active_grants(acting)
        if (grant.group_id is None or grant.group_id == journal.group_id)
        and (grant.journal_id is None or grant.journal_id == journal.id)
    }
    teaching = teaching_role(acting, journal)
    if teaching:
        roles.add(teaching)
    if teaching is not Role.TEACHER and is_substitute(acting, journal.id):
        roles.add(Role.SUBSTITUTE)
    if not acting.user.is_staff:
        roles |= _learner_roles(acting.session, acting, journal)
    return frozenset(roles)


def roles_in_journals(acting: Acting, journals: Sequence[Journal]) -> dict[int, frozenset[Role]]:
    """Journal id → the person's staff roles there, as `roles_in_journal` finds them for one. At most four queries."""
    roles: dict[int, set[Role]] = {journal.id: set() for journal in journals}
    if acting.user is None or not journals:
        return {key: frozenset(found) for key, found in roles.items()}
    for grant in active_grants(acting):
        for journal in journals:
            is_for_group = grant.group_id is None or grant.group_id == journal.group_id
            if is_for_group and (grant.journal_id is None or grant.journal_id == journal.id):
                roles[journal.id].add(Role(grant.office.value))
    named = _named(acting, list(roles))
    by_course = _course_roles(acting, [journal.course_id for journal in journals if journal.course_id])
    substituted = _substituted(acting, list(roles))
    for journal in journals:
        teaching = Role.TEACHER if journal.id in named else by_course.get(journal.course_id or 0)
        if teaching:
            roles[journal.id].add(teaching)
        if teaching is not Role.TEACHER and journal.id in substituted:
            roles[journal.id].add(Role.SUBSTITUTE)
    return {key: frozenset(found) for key, found in roles.items()}


def _named(acting: Acting, journal_ids: list[int]) -> set[int]:
    return set(
        acting.session.scalars(
            select(JournalTeacher.journal_id).where(
                JournalTeacher.journal_id.in_(journal_ids),
                JournalTeacher.user_id == acting.user_id,
                JournalTeacher.starts_on <= acting.today,
                or_(JournalTeacher.ends_on.is_(None), JournalTeacher.ends_on >= acting.today),
            )
        )
    )


def _course_roles(acting: Acting, course_ids: list[int]) -> dict[int, Role]:
    rows = acting.session.execute(
        select(CourseMember.course_id, CourseMember.roster_role, Course.roster_url)
        .join(Course, CourseMember.course_id == Course.id)
        .where(
            CourseMember.course_id.in_(course_ids),
            CourseMember.user_id == acting.user_id,
            CourseMember.launch_role == CourseRole.INSTRUCTOR,
        )
    )
    found: dict[int, Role] = {}
    for course_id, roster_role, roster_url in rows:
        teaches = acting.rules.teachers_from_lms and (roster_role is CourseRole.INSTRUCTOR or not roster_url)
        found[course_id] = Role.TEACHER if teaches else Role.READER
    return found


def is_substitute(acting: Acting, journal_id: int) -> bool:
    """Whether a direction in force lets the person fill lessons of the journal (4.1.1)."""
    return bool(_substituted(acting, [journal_id]))


def _substituted(acting: Acting, journal_ids: list[int]) -> set[int]:
    """Those of the journals a direction in force names the person for.

    The right begins on its first day and lasts as long as what was written then may be put right.
    """
    return set(
        acting.session.scalars(
            select(Substitution.journal_id).where(
                Substitution.journal_id.in_(journal_ids),
                Substitution.user_id == acting.user_id,
                Substitution.revoked_at.is_(None),
                Substitution.starts_on <= acting.today,
                Substitution.ends_on >= acting.today - timedelta(days=acting.rules.lock_days),
            )
        )
    )


def teaching_role(acting: Acting, journal: Journal) -> Role | None:
    """TEACHER when named for the journal, or Instructor by launch and in the roster; READER by launch only."""
    assert acting.user is not None
    named = acting.session.scalar(
        select(JournalTeacher.id).where(
            JournalTeacher.journal_id == journal.id,
            JournalTeacher.user_id == acting.user.id,
            JournalTeacher.starts_on <= acting.today,
            or_(JournalTeacher.ends_on.is_(None), JournalTeacher.ends_on >= acting.today),
        )
    )
    if named:
        return Role.TEACHER
    return course_teaching_role(acting, journal.course_id) if journal.course_id else None


def course_teaching_role(acting: Acting, course_id: int) -> Role | None:
    """TEACHER or READER by the course alone (reading «teacher's right» of requirements.md)."""
    assert acting.user is not None
    member = acting.session.scalar(
        select(CourseMember)
        .where(CourseMember.course_id == course_id, CourseMember.user_id == acting.user.id)
        .options(joinedload(CourseMember.course))
    )
    if member is None or member.launch_role is not CourseRole.INSTRUCTOR:
        return None
    if not acting.rules.teachers_from_lms:
        return Role.READER
    has_roster = bool(member.course.roster_url)
    if member.roster_role is CourseRole.INSTRUCTOR or not has_roster:
        return Role.TEACHER
    return Role.READER


def journals_named_for(acting: Acting, course_id: int) -> list[int]:
    """The journals of the course for which the person is named as a teacher today."""
    assert acting.user is not None
    return list(
        acting.session.scalars(
            select(JournalTeacher.journal_id)
            .join(Journal, Journal.id == JournalTeacher.journal_id)
            .where(
                Journal.course_id == course_id,
                JournalTeacher.user_id == acting.user.id,
                JournalTeacher.starts_on <= acting.today,
                or_(JournalTeacher.ends_on.is_(None), JournalTeacher.ends_on >= acting.today),
            )
        )
    )


def _learner_roles(session: Session, acting: Acting, journal: Journal) -> set[Role]:
    user = acting.user
    assert user is not None
    roles: set[Role] = set()
    if user.student_id and is_in_group(session, journal.group_id, [user.student_id]):
        roles.add(Role.STUDENT)
    children = list(
        session.scalars(
            select(Guardian.student_id).where(Guardian.user_id == user.id, Guardian.until.is_(None))
        )
    )
    if children and is_in_group(session, journal.group_id, children):
        roles.add(Role.GUARDIAN)
    return roles


def is_in_group(session: Session, group_id: int, students: list[int]) -> bool:
    """Whether one of the students is, was or will be in the group."""
    found = session.scalar(
        select(Membership.id)
        .where(Membership.group_id == group_id, Membership.student_id.in_(students))
        .limit(1)
    )
    return found is not None


def last_of_office(acting: Acting, office: Office) -> bool:
    """Whether fewer than two people hold the office today: the last one cannot be removed (3.1)."""
    held = acting.session.scalars(
        select(Grant.user_id)
        .where(
            Grant.office == office,
            Grant.revoked_at.is_(None),
            Grant.starts_on <= acting.today,
            or_(Grant.ends_on.is_(None), Grant.ends_on >= acting.today),
        )
        .distinct()
    ).all()
    return len(held) < 2
