"""Who may do what: the rights matrix of the regulation (1.7, 3.3) and how a person comes by a role.

A role in a journal comes from the LMS (teacher, reader, student, guardian) or from an office held by order. It is
worked out anew for every request: nothing about rights is remembered in a browser session.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from journal.acting import Acting
from models import CourseMember, CourseRole, Grant, Guardian, Journal, JournalTeacher, Membership, Office


class Role(StrEnum):
    """A column of the matrix."""

    SYSTEM_ADMIN = "system_admin"
    CONTENT_ADMIN = "content_admin"
    SECRETARY = "secretary"
    DISPATCHER = "dispatcher"
    DEPUTY = "deputy"
    DIRECTOR = "director"
    CURATOR = "curator"
    TEACHER = "teacher"
    READER = "reader"  # Instructor by launch only: reads until named
    STUDENT = "student"
    GUARDIAN = "guardian"


class Thing(StrEnum):
    """A row of the matrix."""

    REGISTRATION = "registration"
    RULES = "rules"
    GRANT = "grant"
    CONTINGENT = "contingent"
    PLAN = "plan"
    RECORD = "record"  # topic, homework, attendance, marks, МИУД
    ABSENCE_REASON = "absence_reason"
    FINAL = "final"
    SHEET = "sheet"
    SHEET_OPENING = "sheet_opening"
    SHEET_CORRECTION = "sheet_correction"
    UNLOCK = "unlock"
    UNLOCK_REQUEST = "unlock_request"
    PRINT = "print"
    AUDIT = "audit"
    DELIVERY = "delivery"
    GRADEBOOK = "gradebook"
    JOURNAL_OPENING = "journal_opening"


class Act(StrEnum):
    """V view, C create and edit, A approve, P print."""

    VIEW = "V"
    EDIT = "C"
    APPROVE = "A"
    PRINT = "P"


R = Role
# The matrix of requirements.md. A role that is not named in a row has nothing there.
MATRIX: dict[Thing, dict[Role, str]] = {
    Thing.REGISTRATION: {R.SYSTEM_ADMIN: "VC", R.CONTENT_ADMIN: "V", R.DEPUTY: "V", R.DIRECTOR: "V"},
    Thing.RULES: {
        R.SYSTEM_ADMIN: "V", R.CONTENT_ADMIN: "VC", R.SECRETARY: "V", R.DISPATCHER: "V", R.DEPUTY: "V",
        R.DIRECTOR: "VA", R.CURATOR: "V", R.TEACHER: "V",
    },
    Thing.GRANT: {R.SYSTEM_ADMIN: "V", R.CONTENT_ADMIN: "VC", R.DEPUTY: "V", R.DIRECTOR: "VA"},
    Thing.CONTINGENT: {
        R.CONTENT_ADMIN: "V", R.SECRETARY: "VCP", R.DISPATCHER: "V", R.DEPUTY: "V", R.DIRECTOR: "V", R.CURATOR: "V",
        R.TEACHER: "VC", R.READER: "V",
    },
    Thing.PLAN: {
        R.CONTENT_ADMIN: "V", R.DISPATCHER: "V", R.DEPUTY: "VA", R.DIRECTOR: "V", R.TEACHER: "VC", R.READER: "V",
    },
    Thing.RECORD: {
        R.CONTENT_ADMIN: "V", R.DEPUTY: "V", R.DIRECTOR: "V", R.CURATOR: "V", R.TEACHER: "VC", R.READER: "V",
    },
    Thing.ABSENCE_REASON: {
        R.CONTENT_ADMIN: "V", R.DEPUTY: "V", R.DIRECTOR: "V", R.CURATOR: "VC", R.TEACHER: "V", R.READER: "V",
    },
    Thing.FINAL: {
        R.CONTENT_ADMIN: "V", R.DEPUTY: "VA", R.DIRECTOR: "V", R.CURATOR: "V", R.TEACHER: "VC", R.READER: "V",
    },
    Thing.SHEET: {
        R.CONTENT_ADMIN: "VP", R.DEPUTY: "VAP", R.DIRECTOR: "VP", R.CURATOR: "V", R.TEACHER: "VCP", R.READER: "V",
    },
    Thing.SHEET_OPENING: {R.CONTENT_ADMIN: "C", R.TEACHER: "C"},
    Thing.SHEET_CORRECTION: {R.DIRECTOR: "C"},
    Thing.UNLOCK: {R.CONTENT_ADMIN: "VC", R.DEPUTY: "VC", R.DIRECTOR: "V"},
    Thing.UNLOCK_REQUEST: {R.CONTENT_ADMIN: "V", R.DEPUTY: "V", R.DIRECTOR: "V", R.TEACHER: "VC"},
    Thing.PRINT: {
        R.CONTENT_ADMIN: "VP", R.DEPUTY: "VP", R.DIRECTOR: "VP", R.CURATOR: "VP", R.TEACHER: "VP", R.READER: "VP",
    },
    Thing.AUDIT: {
        R.CONTENT_ADMIN: "V", R.DEPUTY: "V", R.DIRECTOR: "V", R.TEACHER: "V", R.READER: "V", R.CURATOR: "V",
    },
    Thing.DELIVERY: {R.CONTENT_ADMIN: "V", R.DEPUTY: "V", R.DIRECTOR: "V", R.TEACHER: "VC", R.READER: "V"},
    Thing.GRADEBOOK: {
        R.CONTENT_ADMIN: "V", R.DEPUTY: "V", R.DIRECTOR: "V", R.CURATOR: "V", R.TEACHER: "V", R.READER: "V",
        R.STUDENT: "V", R.GUARDIAN: "V",
    },
    Thing.JOURNAL_OPENING: {R.TEACHER: "C"},
}  # fmt: skip


@dataclass(frozen=True)
class NoRight(Exception):
    """A person has no right: 403, always audited. `holders` are the roles that have it."""

    thing: Thing
    act: Act
    holders: tuple[Role, ...]
    journal_id: int | None = None


def holders(thing: Thing, act: Act) -> tuple[Role, ...]:
    """The roles that may do `act` to `thing`."""
    return tuple(role for role, acts in MATRIX[thing].items() if act.value in acts)


def allows(roles: frozenset[Role], thing: Thing, act: Act) -> bool:
    """Whether any of the roles may do `act` to `thing`."""
    return any(act.value in MATRIX[thing].get(role, "") for role in roles)


def require(
    acting: Acting, roles: frozenset[Role], thing: Thing, act: Act, journal_id: int | None = None
) -> None:
    """Raise NoRight unless one of the roles may do it."""
    if not allows(roles, thing, act):
        raise NoRight(thing, act, holders(thing, act), journal_id)


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
    if not acting.user.is_staff:
        roles |= _learner_roles(acting.session, acting, journal)
    return frozenset(roles)


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
    if user.student_id and _is_in_group(session, journal.group_id, [user.student_id]):
        roles.add(Role.STUDENT)
    children = list(
        session.scalars(
            select(Guardian.student_id).where(Guardian.user_id == user.id, Guardian.until.is_(None))
        )
    )
    if children and _is_in_group(session, journal.group_id, children):
        roles.add(Role.GUARDIAN)
    return roles


def _is_in_group(session: Session, group_id: int, students: list[int]) -> bool:
    found = session.scalar(
        select(Membership.id)
        .where(Membership.group_id == group_id, Membership.student_id.in_(students))
        .limit(1)
    )
    return found is not None


def office_for(roles: frozenset[Role], thing: Thing, act: Act) -> str:
    """The office a person acts in when doing this: the first of their roles that allows it; '' when none does."""
    for role in Role:
        if role in roles and act.value in MATRIX[thing].get(role, ""):
            return role.value
    return ""


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


__all__ = [
    "MATRIX",
    "Act",
    "NoRight",
    "Role",
    "Thing",
    "allows",
    "general_roles",
    "require",
    "roles_in_journal",
]
