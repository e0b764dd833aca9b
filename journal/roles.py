"""How a person comes by a role: from the LMS, from an order, from being somebody's parent (1.7, 3.3).

Worked out anew for every request: nothing about rights is remembered in a browser session.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from journal.acting import Acting
from journal.guardianship import in_force
from journal.rights import Role
from journal.role_grounds import Ground, grounds_of
from models import CourseMember, CourseRole, Grant, Guardian, Journal, JournalTeacher, Membership


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
    """Every role the person has towards this journal today. One query for who is staff, at most three otherwise."""
    roles = roles_in_journals(acting, [journal])[journal.id]
    if acting.user is None or acting.user.is_staff:
        return roles
    return roles | _learner_roles(acting.session, acting, journal)


def roles_in_journals(acting: Acting, journals: Sequence[Journal]) -> dict[int, frozenset[Role]]:
    """Journal id → the person's staff roles there: by offices, by name, by the course, by directions. One query.

    TEACHER when named for the journal, or Instructor by launch and in the roster; READER by launch only, and in the
    journal of a subgroup that has a named teacher: each records on a page of their own (4.1.4). A direction
    makes a SUBSTITUTE of who is no teacher of the journal (4.1.1).
    """
    roles: dict[int, set[Role]] = {journal.id: set() for journal in journals}
    if acting.user is None or not journals:
        return {key: frozenset(found) for key, found in roles.items()}
    grounds = grounds_of(acting, journals)
    for journal in journals:
        here = roles[journal.id]
        here |= {Role(g.office or "") for g in grounds if g.kind == "office" and _covers(g, journal)}
        teaching = _teaching(acting, journal, grounds)
        if teaching:
            here.add(teaching)
        is_directed = any(g.kind == "direction" and g.journal_id == journal.id for g in grounds)
        if is_directed and teaching is not Role.TEACHER:
            here.add(Role.SUBSTITUTE)
    return {key: frozenset(found) for key, found in roles.items()}


def _covers(ground: Ground, journal: Journal) -> bool:
    """Whether an office reaches the journal."""
    is_for_group = ground.group_id is None or ground.group_id == journal.group_id
    return is_for_group and (ground.journal_id is None or ground.journal_id == journal.id)


def _teaching(acting: Acting, journal: Journal, grounds: list[Ground]) -> Role | None:
    if any(g.kind == "named" and g.journal_id == journal.id for g in grounds):
        return Role.TEACHER
    is_kept = any(g.kind == "kept" and g.journal_id == journal.id for g in grounds)
    for ground in grounds:
        if ground.kind == "course" and is_kept and ground.course_id == journal.course_id:
            return Role.READER
        if ground.kind == "course" and journal.course_id and ground.course_id == journal.course_id:
            return Role.TEACHER if acting.rules.teachers_from_lms and ground.is_teaching else Role.READER
    return None


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
            select(Guardian.student_id).where(Guardian.user_id == user.id, in_force(acting.today))
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
