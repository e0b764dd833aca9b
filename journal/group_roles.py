"""Roles towards a study group and towards one student, whatever the journal (3.3, 3.9, 3.12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, or_, select

from journal.acting import Acting
from journal.guardianship import in_force
from journal.rights import Act, Role, Thing, allows
from journal.roles import active_grants, is_in_group, roles_in_journals
from models import (
    CourseMember,
    CourseRole,
    Grant,
    Guardian,
    Journal,
    JournalTeacher,
    Membership,
    Office,
    Substitution,
)

TEACHING = {Role.TEACHER, Role.SUBSTITUTE, Role.READER}


def roles_in_group(acting: Acting, group_id: int) -> frozenset[Role]:
    """Every role the person has towards a study group today, whatever the journal."""
    if acting.user is None:
        return frozenset()
    roles = {
        Role(grant.office.value)
        for grant in active_grants(acting)
        if grant.journal_id is None and grant.group_id in (None, group_id)
    }
    if acting.user.is_staff:
        return frozenset(roles | _teaching_roles(acting, [group_id]))
    return frozenset(roles | _learner_roles_in(acting, group_id))


def roles_towards(acting: Acting, student_id: int) -> frozenset[Role]:
    """Every role the person has towards one student: of the student's groups, the student's own, the guardian's.

    A classmate has none, whatever group they share.
    """
    user = acting.user
    if user is None:
        return frozenset()
    roles: set[Role] = set()
    groups = acting.session.scalars(
        select(Membership.group_id).where(Membership.student_id == student_id).distinct()
    ).all()
    grants = active_grants(acting)
    roles |= {
        Role(grant.office.value)
        for grant in grants
        if grant.journal_id is None and (grant.group_id is None or grant.group_id in groups)
    }
    if user.is_staff:
        return frozenset(roles | _teaching_roles(acting, groups))
    if user.student_id == student_id:
        roles.add(Role.STUDENT)
    if _is_guardian(acting, user.id, student_id):
        roles.add(Role.GUARDIAN)
    return frozenset(roles)


def groups_allowed(acting: Acting, thing: Thing, act: Act) -> list[int] | None:
    """The study groups in which the person's offices allow `act` to `thing`; None for every group."""
    allowed: list[int] = []
    for grant in active_grants(acting):
        if grant.journal_id is not None or not allows(frozenset({Role(grant.office.value)}), thing, act):
            continue
        if grant.group_id is None:
            return None
        allowed.append(grant.group_id)
    return allowed


def _teaching_roles(acting: Acting, groups: Sequence[int]) -> set[Role]:
    """TEACHER, SUBSTITUTE or READER when the person is one in some journal of the groups."""
    session = acting.session
    journals = session.scalars(select(Journal).where(Journal.group_id.in_(groups), _has_part(acting))).all()
    return set().union(*roles_in_journals(acting, journals).values()) & TEACHING


def has_journals(acting: Acting) -> bool:
    """Whether the person has a part in some journal as staff. One query."""
    return acting.session.scalar(select(Journal.id).where(_has_part(acting)).limit(1)) is not None


def _has_part(acting: Acting) -> ColumnElement[bool]:
    """Journals the person is named for, substitutes in, or has the course of."""
    mine = select(JournalTeacher.journal_id).where(JournalTeacher.user_id == acting.user_id)
    for_another = select(Substitution.journal_id).where(
        Substitution.user_id == acting.user_id,
        Substitution.approved_at.is_not(None),
        Substitution.revoked_at.is_(None),
    )
    courses = select(CourseMember.course_id).where(
        CourseMember.user_id == acting.user_id, CourseMember.launch_role == CourseRole.INSTRUCTOR
    )
    return or_(Journal.id.in_(mine), Journal.id.in_(for_another), Journal.course_id.in_(courses))


def _learner_roles_in(acting: Acting, group_id: int) -> set[Role]:
    user = acting.user
    assert user is not None
    found: set[Role] = set()
    if user.student_id and is_in_group(acting.session, group_id, [user.student_id]):
        found.add(Role.STUDENT)
    children = acting.session.scalars(
        select(Guardian.student_id).where(Guardian.user_id == user.id, in_force(acting.today))
    ).all()
    if children and is_in_group(acting.session, group_id, list(children)):
        found.add(Role.GUARDIAN)
    return found


def _is_guardian(acting: Acting, user_id: int, student_id: int) -> bool:
    found = acting.session.scalar(
        select(Guardian.id)
        .where(Guardian.user_id == user_id, Guardian.student_id == student_id, in_force(acting.today))
        .limit(1)
    )
    return found is not None


def holders_of(acting: Acting, offices: Iterable[Office], group_id: int | None = None) -> list[int]:
    """The people (user ids) who hold one of the offices today, for the group or the whole institution."""
    return list(
        acting.session.scalars(
            select(Grant.user_id)
            .where(
                Grant.office.in_(list(offices)),
                Grant.revoked_at.is_(None),
                Grant.starts_on <= acting.today,
                or_(Grant.ends_on.is_(None), Grant.ends_on >= acting.today),
                or_(Grant.group_id.is_(None), Grant.group_id == group_id),
            )
            .distinct()
        )
    )


def roles_anywhere(acting: Acting) -> frozenset[Role]:
    """Every staff role the person has somewhere: for what the whole institution may look at (directories, 1.2)."""
    if acting.user is None:
        return frozenset()
    roles = {Role(grant.office.value) for grant in active_grants(acting)}
    if acting.user.is_staff:
        journals = acting.session.scalars(select(Journal).where(_has_part(acting))).all()
        roles |= set().union(*roles_in_journals(acting, journals).values()) & TEACHING
    return frozenset(roles)
