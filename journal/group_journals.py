"""The journals of one group side by side: which of them a person may see, and who is in each (1.7, 3.3)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from journal.acting import Acting
from journal.memberships import Interval, Member, common
from journal.rights import Act, Role, Thing, active_grants, allows
from models import (
    Course,
    CourseMember,
    CourseRole,
    Discipline,
    Journal,
    JournalTeacher,
    Membership,
    Student,
    SubgroupMembership,
    Term,
)


def visible_journals(acting: Acting, group_id: int, thing: Thing) -> list[Journal]:
    """The group's journals in which the person may view `thing`, by discipline and term. At most four queries."""
    journals = list(
        acting.session.scalars(
            select(Journal)
            .join(Discipline, Journal.discipline_id == Discipline.id)
            .join(Term, Journal.term_id == Term.id)
            .where(Journal.group_id == group_id)
            .options(joinedload(Journal.discipline), joinedload(Journal.term), joinedload(Journal.subgroup))
            .order_by(Discipline.index, Discipline.name, Term.starts_on, Journal.id)
        )
    )
    roles = _roles(acting, journals)
    return [journal for journal in journals if allows(frozenset(roles[journal.id]), thing, Act.VIEW)]


def _roles(acting: Acting, journals: Sequence[Journal]) -> dict[int, set[Role]]:
    """Journal id → the person's staff roles there, as `rights.roles_in_journal` finds them for one."""
    roles: dict[int, set[Role]] = {journal.id: set() for journal in journals}
    if acting.user is None or not journals:
        return roles
    for grant in active_grants(acting):
        for journal in journals:
            is_for_group = grant.group_id is None or grant.group_id == journal.group_id
            if is_for_group and (grant.journal_id is None or grant.journal_id == journal.id):
                roles[journal.id].add(Role(grant.office.value))
    named = _named(acting, list(roles))
    by_course = _course_roles(acting, [journal.course_id for journal in journals if journal.course_id])
    for journal in journals:
        if journal.id in named:
            roles[journal.id].add(Role.TEACHER)
        elif journal.course_id in by_course:
            roles[journal.id].add(by_course[journal.course_id])
    return roles


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


def group_members(session: Session, group_id: int, journals: Sequence[Journal]) -> dict[int, list[Member]]:
    """Journal id → its list as `members_of` gives it, for journals of one group. Two queries."""
    rows = session.execute(
        select(Student, Membership.starts_on, Membership.ends_on)
        .join(Membership, Membership.student_id == Student.id)
        .where(Membership.group_id == group_id)
        .order_by(Student.sort_key, Student.id, Membership.starts_on)
    )
    people: dict[int, Member] = {}
    for student, starts, ends in rows:
        people.setdefault(student.id, Member(student, [])).intervals.append((starts, ends))
    parts = _subgroups(session, {journal.subgroup_id for journal in journals if journal.subgroup_id})
    found: dict[int, list[Member]] = {}
    for journal in journals:
        term = [(journal.term.starts_on, journal.term.ends_on)]
        inside = list(people.values())
        if journal.subgroup_id is not None:
            own = parts.get(journal.subgroup_id, {})
            inside = [Member(m.student, common(m.intervals, own.get(m.student.id, []))) for m in inside]
        found[journal.id] = [member for member in inside if common(member.intervals, list(term))]
    return found


def _subgroups(session: Session, subgroup_ids: set[int]) -> dict[int, dict[int, list[Interval]]]:
    found: dict[int, dict[int, list[Interval]]] = {}
    if not subgroup_ids:
        return found
    for subgroup_id, student_id, starts, ends in session.execute(
        select(
            SubgroupMembership.subgroup_id,
            SubgroupMembership.student_id,
            SubgroupMembership.starts_on,
            SubgroupMembership.ends_on,
        )
        .where(SubgroupMembership.subgroup_id.in_(subgroup_ids))
        .order_by(SubgroupMembership.starts_on)
    ):
        found.setdefault(subgroup_id, {}).setdefault(student_id, []).append((starts, ends))
    return found
