"""Who may do what: the rights matrix of the regulation (1.7, 3.3) and how a person comes by a role.

A role in a journal comes from the LMS (teacher, reader, student, guardian) or from an office held by order. It is
worked out anew for every request: nothing about rights is remembered in a browser session.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from journal.acting import Acting


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
    SUBSTITUTE = "substitute"  # fills the lessons a direction names, nothing else (4.1.1)
    READER = "reader"  # Instructor by launch only: reads until named
    STUDENT = "student"
    GUARDIAN = "guardian"


class Thing(StrEnum):
    """A row of the matrix."""

    REGISTRATION = "registration"
    RULES = "rules"
    GRANT = "grant"
    ORDER = "order"  # the register of orders: who enters what rests on them enters them (journal.orders)
    CREDENTIALS = "credentials"  # register of access issued (3.8.2)
    CONTINGENT = "contingent"
    ENROLMENT = (
        "enrolment"  # the LMS roster's news applied in a journal, where no secretary keeps the contingent
    )
    CONTACT = "contact"  # personal cards: contacts, representatives (3.8.1)
    CONSENT = "consent"
    TIMETABLE = "timetable"  # with substitutions
    MEDICAL = "medical"  # medical groups for physical education: numbers and dates of certificates (4.2.4)
    SUBGROUP = "subgroup"
    PLAN = "plan"
    RECORD = "record"  # topic, homework, attendance, marks, МИУД
    ABSENCE_REASON = "absence_reason"
    ABSENCE_REQUEST = "absence_request"  # a parent asks to count an absence as excused
    FINAL = "final"
    SHEET = "sheet"
    SHEET_OPENING = "sheet_opening"
    SHEET_CORRECTION = "sheet_correction"
    UNLOCK = "unlock"
    UNLOCK_REQUEST = "unlock_request"
    STAFF_NOTICE = "staff_notice"  # the notice board, section «Преподавательская» (5.3)
    GROUP_NOTICE = "group_notice"  # the notice board of one group and its parents
    QUESTION = "question"  # questions to the content administrator (3.4); everybody sees their own
    MESSAGE = "message"  # messages between related people (2.2): journal.relations says who is
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
        R.DIRECTOR: "VA", R.CURATOR: "V", R.TEACHER: "V", R.SUBSTITUTE: "V",
    },
    Thing.GRANT: {R.SYSTEM_ADMIN: "V", R.CONTENT_ADMIN: "VC", R.DEPUTY: "V", R.DIRECTOR: "VA"},
    Thing.ORDER: {
        R.CONTENT_ADMIN: "VCP", R.SECRETARY: "VCP", R.DISPATCHER: "VCP", R.DEPUTY: "VCP", R.DIRECTOR: "VCP",
    },
    Thing.CREDENTIALS: {R.CONTENT_ADMIN: "VCP", R.DEPUTY: "V", R.DIRECTOR: "V", R.CURATOR: "V"},
    Thing.CONTINGENT: {
        R.CONTENT_ADMIN: "V", R.SECRETARY: "VCP", R.DISPATCHER: "V", R.DEPUTY: "V", R.DIRECTOR: "V", R.CURATOR: "V",
        R.TEACHER: "V", R.SUBSTITUTE: "V", R.READER: "V",
    },
    Thing.ENROLMENT: {R.TEACHER: "C"},
    Thing.CONTACT: {
        R.CONTENT_ADMIN: "V", R.SECRETARY: "V", R.DEPUTY: "V", R.DIRECTOR: "V", R.CURATOR: "VC", R.STUDENT: "V",
        R.GUARDIAN: "V",
    },
    Thing.CONSENT: {
        R.CONTENT_ADMIN: "V", R.SECRETARY: "V", R.DEPUTY: "VCA", R.DIRECTOR: "V", R.CURATOR: "VC", R.STUDENT: "V",
        R.GUARDIAN: "VC",
    },
    Thing.TIMETABLE: {
        R.CONTENT_ADMIN: "V", R.DISPATCHER: "VCP", R.DEPUTY: "VA", R.DIRECTOR: "V", R.CURATOR: "V", R.TEACHER: "V",
        R.SUBSTITUTE: "V", R.READER: "V", R.STUDENT: "V", R.GUARDIAN: "V",
    },
    Thing.MEDICAL: {R.SECRETARY: "VC", R.DEPUTY: "V", R.DIRECTOR: "V", R.CURATOR: "V"},
    Thing.SUBGROUP: {
        R.CONTENT_ADMIN: "V", R.DISPATCHER: "V", R.DEPUTY: "VA", R.DIRECTOR: "V", R.CURATOR: "V", R.TEACHER: "VC",
        R.SUBSTITUTE: "V", R.READER: "V", R.STUDENT: "V", R.GUARDIAN: "V",
    },
    Thing.PLAN: {
        R.CONTENT_ADMIN: "V", R.DISPATCHER: "V", R.DEPUTY: "VA", R.DIRECTOR: "V", R.TEACHER: "VC", R.SUBSTITUTE: "V",
        R.READER: "V",
    },
    # A substitute's «C» holds for the lessons of the direction only: journal.substitutions says which.
    Thing.RECORD: {
        R.CONTENT_ADMIN: "V", R.DEPUTY: "V", R.DIRECTOR: "V", R.CURATOR: "V", R.TEACHER: "VC", R.SUBSTITUTE: "VC",
        R.READER: "V",
    },
    Thing.ABSENCE_REASON: {
        R.CONTENT_ADMIN: "V", R.DEPUTY: "V", R.DIRECTOR: "V", R.CURATOR: "VC", R.TEACHER: "V", R.SUBSTITUTE: "V",
        R.READER: "V",
    },
    Thing.ABSENCE_REQUEST: {R.CURATOR: "V", R.DEPUTY: "V", R.GUARDIAN: "VC"},
    Thing.STAFF_NOTICE: {
        R.CONTENT_ADMIN: "VC", R.SECRETARY: "V", R.DISPATCHER: "V", R.DEPUTY: "VC", R.DIRECTOR: "VC", R.CURATOR: "V",
        R.TEACHER: "V", R.SUBSTITUTE: "V", R.READER: "V",
    },
    Thing.GROUP_NOTICE: {R.CONTENT_ADMIN: "VC", R.DEPUTY: "VC", R.DIRECTOR: "VC", R.CURATOR: "VC"},
    Thing.QUESTION: {R.CONTENT_ADMIN: "VC", R.DEPUTY: "V", R.DIRECTOR: "V"},
    Thing.MESSAGE: {
        R.CURATOR: "VC", R.TEACHER: "VC", R.SUBSTITUTE: "VC", R.READER: "VC", R.STUDENT: "VC", R.GUARDIAN: "VC",
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
    Thing.UNLOCK_REQUEST: {
        R.CONTENT_ADMIN: "V", R.DEPUTY: "V", R.DIRECTOR: "V", R.TEACHER: "VC", R.SUBSTITUTE: "VC",
    },
    Thing.PRINT: {
        R.CONTENT_ADMIN: "VP", R.DEPUTY: "VP", R.DIRECTOR: "VP", R.CURATOR: "VP", R.TEACHER: "VP", R.READER: "VP",
    },
    Thing.AUDIT: {
        R.CONTENT_ADMIN: "V", R.DEPUTY: "V", R.DIRECTOR: "V", R.TEACHER: "V", R.SUBSTITUTE: "V",
        R.READER: "V", R.CURATOR: "V",
    },
    Thing.DELIVERY: {R.CONTENT_ADMIN: "V", R.DEPUTY: "V", R.DIRECTOR: "V", R.TEACHER: "VC", R.READER: "V"},
    Thing.GRADEBOOK: {
        R.CONTENT_ADMIN: "V", R.DEPUTY: "V", R.DIRECTOR: "V", R.CURATOR: "V", R.TEACHER: "V", R.SUBSTITUTE: "V",
        R.READER: "V", R.STUDENT: "V", R.GUARDIAN: "V",
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
    sentence: str = ""  # says it in other words than «У вас нет права», for gettext


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


def office_for(roles: frozenset[Role], thing: Thing, act: Act) -> str:
    """The office a person acts in when doing this: the first of their roles that allows it; '' when none does."""
    for role in Role:
        if role in roles and act.value in MATRIX[thing].get(role, ""):
            return role.value
    return ""
