"""What stands at the head of every form: the institution, the discipline, the group, the period, the people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.particulars import requisites_on
from journal.specialties import specialty_on
from models import Grant, Journal, JournalTeacher, Lesson, LessonState, Office, User
from regulation.names import full_name, short_name


@dataclass(frozen=True)
class Heading:
    """The head of a form. `teachers` are full names; `signers` the same people as they sign, «М. И. Петрова»."""

    founder: str
    institution: str
    short_institution: str
    city: str
    discipline: str
    discipline_kind: str
    group: str
    subgroup: str
    specialty: str
    course_number: int | None
    study_form: str
    academic_year: str
    term_number: int
    starts_on: date
    ends_on: date
    teachers: tuple[str, ...]
    signers: tuple[str, ...]
    deputy: str
    office_head: str


def heading_of(acting: Acting, journal: Journal, day: date | None = None) -> Heading:
    """The head of the forms of this journal, with what was in force on `day` (7.1): without one, today, or the last
    day of a term that is over. Six queries at most.
    """
    day = day or min(acting.today, journal.term.ends_on)
    institution = requisites_on(acting.session, day)
    people = teachers_of(acting.session, journal)
    group, term = journal.group, journal.term
    specialty = specialty_on(acting.session, group.specialty, term.starts_on)
    return Heading(
        founder=institution.founder,
        institution=institution.full_name or institution.short_name,
        short_institution=institution.short_name or institution.full_name,
        city=institution.city,
        discipline=journal.discipline.title,
        discipline_kind=journal.discipline.kind.title,
        group=group.name,
        subgroup=journal.subgroup.name if journal.subgroup else "",
        specialty=specialty.title if specialty else "",
        course_number=group.course_in(term.academic_year),
        study_form=group.study_form,
        academic_year=term.academic_year,
        term_number=term.number,
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        teachers=tuple(person_name(user) for user in people),
        signers=tuple(signature(user) for user in people),
        deputy=institution.deputy,
        office_head=_office_head(acting, day),
    )


def teachers_of(session: Session, journal: Journal) -> list[User]:
    """Who keeps the journal: the named teachers and whoever taught a lesson; else whoever opened it."""
    named = select(JournalTeacher.user_id).where(JournalTeacher.journal_id == journal.id)
    taught = select(Lesson.teacher_id).where(
        Lesson.journal_id == journal.id,
        Lesson.state == LessonState.CONDUCTED,
        Lesson.teacher_id.is_not(None),
        Lesson.substitution_id.is_(None),
    )
    wanted = select(User).where(or_(User.id.in_(named), User.id.in_(taught))).order_by(User.sort_key, User.id)
    found = list(session.scalars(wanted))
    opener = None if found else session.get(User, journal.opened_by_id)
    return [opener] if opener else found


def person_name(user: User) -> str:
    """The full name; what the LMS shows when it gives no parts."""
    return full_name(user.family_name, user.given_name, user.patronymic) or user.display_name


def signature(user: User) -> str:
    """«М. И. Петрова», as it stands behind a signature line."""
    initials = short_name("", user.given_name, user.patronymic)
    return f"{initials} {user.family_name}".strip() or user.display_name


def _office_head(acting: Acting, day: date) -> str:
    """The head of the study office: the content administrator in office on the day (3.8)."""
    its_end = datetime.combine(day, time.max, acting.zone)
    holder = acting.session.scalars(
        select(User)
        .join(Grant, Grant.user_id == User.id)
        .where(
            Grant.office == Office.CONTENT_ADMIN,
            or_(Grant.revoked_at.is_(None), Grant.revoked_at > its_end),
            Grant.starts_on <= day,
            or_(Grant.ends_on.is_(None), Grant.ends_on >= day),
        )
        .order_by(Grant.starts_on, Grant.id)
        .limit(1)
    ).first()
    return signature(holder) if holder else ""
