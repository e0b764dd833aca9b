"""Who may write to whom (2.2): teacher and curator with their own students and these students' parents; staff with staff."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CompoundSelect, Select, and_, literal, or_, select, union, union_all
from sqlalchemy.orm import aliased

from journal.acting import Acting
from journal.guardianship import in_force
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
    Student,
    SubgroupMembership,
    Substitution,
    Term,
    User,
)  # fmt: skip
from regulation.calendar import academic_year_of

TEACHER, CURATOR = "teacher", "curator"
STUDENT, PARENT, STAFF = "student", "parent", "staff"


def ties(acting: Acting, *conditions: Any, of_user: int | None = None) -> CompoundSelect[Any]:
    """Pairs of student and the staff who teach or look after them today: `student_id`, `user_id`, `role`.

    Students of this academic year's journals (of their subgroup, where the journal has one) and of curators' groups.
    `conditions` take the columns of `Membership`; `of_user`: of this member of staff only.
    """
    today = acting.today
    studies = (
        select(Membership.student_id, Journal.id.label("journal_id"), Journal.course_id)
        .join(Journal, Journal.group_id == Membership.group_id)
        .join(Term, Term.id == Journal.term_id)
        .outerjoin(
            SubgroupMembership,
            and_(
                SubgroupMembership.subgroup_id == Journal.subgroup_id,
                SubgroupMembership.student_id == Membership.student_id,
                SubgroupMembership.starts_on <= today,
                or_(SubgroupMembership.ends_on.is_(None), SubgroupMembership.ends_on >= today),
            ),
        )
        .where(
            *_is_member(acting),
            *conditions,
            Term.academic_year == academic_year_of(today),
            or_(Journal.subgroup_id.is_(None), SubgroupMembership.id.is_not(None)),
        )
        .subquery()
    )
    found = [
        select(studies.c.student_id, JournalTeacher.user_id, literal(TEACHER).label("role"))
        .join(JournalTeacher, JournalTeacher.journal_id == studies.c.journal_id)
        .where(
            JournalTeacher.starts_on <= today,
            or_(JournalTeacher.ends_on.is_(None), JournalTeacher.ends_on >= today),
        ),
        select(studies.c.student_id, Substitution.user_id, literal(TEACHER))
        .join(Substitution, Substitution.journal_id == studies.c.journal_id)
        .where(
            Substitution.revoked_at.is_(None), Substitution.starts_on <= today, Substitution.ends_on >= today
        ),
        select(Membership.student_id, Grant.user_id, literal(CURATOR))
        .join(Grant, Grant.group_id == Membership.group_id)
        .where(
            *_is_member(acting),
            *conditions,
            Grant.office == Office.CURATOR,
            Grant.journal_id.is_(None),
            Grant.revoked_at.is_(None),
            Grant.starts_on <= today,
            or_(Grant.ends_on.is_(None), Grant.ends_on >= today),
        ),
    ]
    people: list[Any] = [JournalTeacher.user_id, Substitution.user_id, Grant.user_id]
    if acting.rules.teachers_from_lms:
        people.append(CourseMember.user_id)
        found.append(
            select(studies.c.student_id, CourseMember.user_id, literal(TEACHER))
            .join(CourseMember, CourseMember.course_id == studies.c.course_id)
            .join(Course, Course.id == CourseMember.course_id)
            .where(
                CourseMember.launch_role == CourseRole.INSTRUCTOR,
                or_(CourseMember.roster_role == CourseRole.INSTRUCTOR, Course.roster_url == ""),
            )
        )
    if of_user is not None:
        found = [one.where(person == of_user) for one, person in zip(found, people, strict=True)]
    return union(*found)


def is_related(acting: Acting, other: User, student_id: int | None) -> bool:
    """Whether the acting person may write to the other, about the student when one of them is no staff. Two queries."""
    me = acting.user
    if me is None or me.id == other.id:
        return False
    if me.is_staff and other.is_staff:
        return student_id is None
    if me.is_staff == other.is_staff or student_id is None:
        return False
    staff, family = (me, other) if me.is_staff else (other, me)
    if family.student_id != student_id and not _is_child(acting, family.id, student_id):
        return False
    pairs = ties(acting, Membership.student_id == student_id, of_user=staff.id)
    return bool(acting.session.scalar(select(pairs.exists())))


def recipients(acting: Acting) -> Select[Any]:
    """Everybody the acting person may write to, one row a person and student they are tied by.

    Columns: `user_id`, `name`, `key`, `role` (student, parent, staff, teacher, curator), `student_id`, `student`,
    `student_key`.
    """
    assert acting.user is not None
    people = _of_staff(acting) if acting.user.is_staff else _of_family(acting)
    return select(people).order_by(people.c.key, people.c.user_id, people.c.student_key)


def _of_staff(acting: Acting) -> Any:
    pairs = ties(acting, of_user=acting.user_id).subquery()
    mine = select(pairs.c.student_id).distinct().subquery()
    pupils = (
        select(*_columns(STUDENT))
        .join(Student, Student.id == User.student_id)
        .where(User.student_id.in_(select(mine.c.student_id)), User.is_staff.is_(False))
    )
    parents = (
        select(*_columns(PARENT))
        .join(Guardian, Guardian.user_id == User.id)
        .join(Student, Student.id == Guardian.student_id)
        .where(
            Guardian.student_id.in_(select(mine.c.student_id)),
            in_force(acting.today),
            User.is_staff.is_(False),
        )
    )
    staff = select(
        User.id.label("user_id"), User.display_name.label("name"), User.sort_key.label("key"), literal(STAFF).label("role"),
        literal(None, Student.id.type).label("student_id"), literal("").label("student"), literal("").label("student_key"),
    ).where(User.is_staff, User.id != acting.user_id)  # fmt: skip
    return union_all(pupils, parents, staff).subquery("people")


def _of_family(acting: Acting) -> Any:
    assert acting.user is not None
    own = select(Guardian.student_id).where(Guardian.user_id == acting.user_id, in_force(acting.today))
    is_own = or_(Membership.student_id.in_(own), Membership.student_id == (acting.user.student_id or 0))
    pairs = ties(acting, is_own).subquery()
    return (
        select(*_columns(None)[:3], pairs.c.role, *_columns(None)[3:])
        .join(pairs, pairs.c.user_id == User.id)
        .join(Student, Student.id == pairs.c.student_id)
        .where(User.is_staff)
        .subquery("people")
    )


def _columns(role: str | None) -> list[Any]:
    roles = [literal(role).label("role")] if role else []
    name = Student.family_name + " " + Student.given_name
    return [
        User.id.label("user_id"), User.display_name.label("name"), User.sort_key.label("key"), *roles,
        Student.id.label("student_id"), name.label("student"), Student.sort_key.label("student_key"),
    ]  # fmt: skip


def parents_of_group(acting: Acting, group_id: int) -> dict[int, list[User]]:
    """Student of the group → the parents with an account here, and nobody else. One query."""
    found: dict[int, list[User]] = {}
    parent = aliased(User)
    for student_id, user in acting.session.execute(
        select(Guardian.student_id, parent)
        .join(parent, parent.id == Guardian.user_id)
        .join(Membership, Membership.student_id == Guardian.student_id)
        .where(Membership.group_id == group_id, *_is_member(acting), in_force(acting.today))
        .order_by(parent.sort_key, parent.id)
    ):
        if user not in found.setdefault(student_id, []):
            found[student_id].append(user)
    return found


def _is_member(acting: Acting) -> list[Any]:
    return [
        Membership.starts_on <= acting.today,
        or_(Membership.ends_on.is_(None), Membership.ends_on >= acting.today),
    ]


def _is_child(acting: Acting, user_id: int, student_id: int) -> bool:
    found = acting.session.scalar(
        select(Guardian.id)
        .where(Guardian.user_id == user_id, Guardian.student_id == student_id, in_force(acting.today))
        .limit(1)
    )
    return found is not None
