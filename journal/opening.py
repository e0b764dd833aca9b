"""Opening a journal from a course of the LMS: what is proposed, what is made, and that none is made twice (1.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.deliveries import deliver_to_course
from journal.enrolment import (
    Candidate,
    RosterNews,
    admit,
    end_membership,
    enrol,
    people_of,
    remember_left_out,
    roster_changes,
)  # fmt: skip
from journal.opening_proposal import Proposal, propose_opening
from journal.planning import plan_for_journal
from journal.roster_news import cards_within, is_kept
from journal.subgroup_proposals import propose_at_opening
from journal.subgroups import create_subgroup
from journal.terms import ensure_term
from models import (
    Course,
    Discipline,
    Journal,
    JournalTeacher,
    Student,
    StudyGroup,
    Subgroup,
    TeacherSource,
    Term,
    User,
)  # fmt: skip
from regulation.kinds import DisciplineKind
from regulation.names import short_name
from regulation.refusal import N_, Refusal

__all__ = [
    "Candidate", "Opening", "Proposal", "RosterNews", "attach_course", "end_membership", "enrol", "journals_of",
    "open_journal", "propose_opening", "roster_changes",
]  # fmt: skip

_MOST_HOURS = 2000


@dataclass(frozen=True)
class Opening:
    """What a person decided: discipline, group, subgroup («» for the whole group), term, hours, users as students.

    `division`: which way of dividing the group a new subgroup belongs to, «» for the usual one.
    """

    index: str
    name: str
    kind: DisciplineKind
    group: str
    academic_year: str
    term_number: int
    planned_hours: int
    people: Sequence[int]
    subgroup: str = ""
    division: str = ""
    has_study_final: bool = False


def journals_of(session: Session, course: Course) -> list[Journal]:
    """The journals kept in the course, the newest term first."""
    return list(
        session.scalars(
            select(Journal)
            .join(Journal.term)
            .join(Journal.group)
            .where(Journal.course_id == course.id)
            .order_by(Term.starts_on.desc(), StudyGroup.name, Journal.subgroup_id, Journal.id)
        )
    )


def open_journal(acting: Acting, course: Course, opening: Opening) -> Journal:
    """Make the journal with its group, students and teacher; what exists already is used, never made again.

    Students are members from the term's first day, basis «список курса LMS»; where a secretary keeps the contingent and
    the group is known there, its members are the students and the course's list changes nothing (3.9.2). Raises E_FRONT_PAGE, E_GROUP,
    E_DISCIPLINE, E_HOURS, E_PERIOD, E_PEOPLE, E_JOURNAL_EXISTS (with `journal_id` among the refusal's params).
    """
    assert acting.user is not None
    session = acting.session
    _check(course, opening)
    users = _chosen(session, course, opening.people)
    term = ensure_term(session, opening.academic_year, opening.term_number)
    discipline = _discipline(session, opening)
    group = _group(acting, opening.group.strip())
    subgroup = _subgroup(acting, group, opening)
    journal = Journal(
        course=course,
        discipline=discipline,
        group=group,
        subgroup=subgroup,
        term=term,
        planned_hours=opening.planned_hours,
        has_study_final=opening.has_study_final,
        opened_at=acting.now,
        opened_by_id=acting.user.id,
    )
    _refuse_second(session, journal)
    try:
        with session.begin_nested():
            session.add(journal)
    except IntegrityError:  # opened by somebody else a moment ago
        _refuse_second(session, journal)
        raise
    session.add(
        JournalTeacher(journal=journal, user=acting.user, source=TeacherSource.OPENED, starts_on=acting.today)
    )
    students = _students(acting, group, users, term)
    if subgroup is not None:
        propose_at_opening(acting, subgroup, students, term.starts_on)
    remember_left_out(acting, course, opening.people)
    session.flush()
    plan_for_journal(acting, journal)
    return journal


def _students(acting: Acting, group: StudyGroup, users: list[User], term: Term) -> list[Student]:
    """Those of the users who are the journal's students; put into the group unless a secretary keeps it (3.9.2)."""
    if is_kept(acting, group, term):
        return cards_within(acting, group, users)
    return admit(acting, group, users, term.starts_on)


def attach_course(acting: Acting, journal: Journal, course: Course) -> None:
    """Keep the journal in this course from now on: the course was copied, restored or made anew."""
    if course.is_front_page:
        raise _front_page()
    journal.course = course
    acting.session.flush()
    deliver_to_course(acting, journal)


def _check(course: Course, opening: Opening) -> None:
    if course.is_front_page:
        raise _front_page()
    if not opening.name.strip() or len(opening.name.strip()) > 300 or len(opening.index.strip()) > 40:
        raise Refusal("E_DISCIPLINE", "3.8.6", N_("Укажите название дисциплины, не длиннее 300 знаков."))
    if not opening.group.strip() or len(opening.group.strip()) > 60 or len(opening.subgroup.strip()) > 60:
        raise Refusal("E_GROUP", "3.8.6", N_("Укажите группу, например «БУ-23-1», не длиннее 60 знаков."))
    if not 0 <= opening.planned_hours <= _MOST_HOURS:
        raise Refusal("E_HOURS", "4.1.3", N_("Часы по плану — целое число от 0 до 2000."))


def _front_page() -> Refusal:
    return Refusal(
        "E_FRONT_PAGE",
        "1.5",
        N_("Журнал открывают в курсе, а это главная страница LMS. Откройте нужный курс."),
    )


def _chosen(session: Session, course: Course, ids: Sequence[int]) -> list[User]:
    """The users chosen as students, all of the course and none of the staff. Raises E_PEOPLE."""
    wanted = set(ids)
    known = {one.user.id: one.user for one in people_of(session, course)}
    staff = [known[user_id] for user_id in sorted(wanted & known.keys()) if known[user_id].is_staff]
    if wanted - known.keys() or staff:
        raise Refusal(
            "E_PEOPLE",
            "4.1.7",
            N_(
                "В списке есть сотрудник или человек не из этого курса. Обновите страницу и отметьте обучающихся."
            ),
        )
    return [user for user_id, user in known.items() if user_id in wanted]


def _discipline(session: Session, opening: Opening) -> Discipline:
    index, name = opening.index.strip(), opening.name.strip()
    found = session.scalar(select(Discipline).where(Discipline.index == index, Discipline.name == name))
    if found is None:
        found = Discipline(index=index, name=name, kind=opening.kind)
        session.add(found)
        session.flush()
    if found.archived_at is not None:
        raise _archived(found)
    return found


def _archived(found: Discipline) -> Refusal:
    if found.replaced_by is not None:
        return Refusal(
            "E_DISCIPLINE", "3.8.6",
            N_("«%(title)s» теперь называется «%(now)s»: впишите новое название."), title=found.title,
            now=found.replaced_by.title,
        )  # fmt: skip
    return Refusal(
        "E_DISCIPLINE", "3.8.6",
        N_("«%(title)s» в архиве справочника. Если она нужна, её вернёт администратор контента."), title=found.title,
    )  # fmt: skip


def _group(acting: Acting, name: str) -> StudyGroup:
    found = acting.session.scalar(select(StudyGroup).where(StudyGroup.name == name))
    if found is None:
        found = StudyGroup(name=name, created_at=acting.now)
        acting.session.add(found)
        acting.session.flush()
    return found


def _subgroup(acting: Acting, group: StudyGroup, opening: Opening) -> Subgroup | None:
    name = " ".join(opening.subgroup.split())
    if not name:
        return None
    wanted = select(Subgroup).where(Subgroup.group_id == group.id, Subgroup.name == name)
    return acting.session.scalar(wanted) or create_subgroup(acting, group, opening.division, name)


def _refuse_second(session: Session, journal: Journal) -> None:
    """Raise E_JOURNAL_EXISTS when the discipline is kept for this group (or subgroup) and term already."""
    with session.no_autoflush:
        found = session.scalar(
            select(Journal).where(
                Journal.discipline_id == journal.discipline.id,
                Journal.group_id == journal.group.id,
                Journal.term_id == journal.term.id,
                Journal.subgroup_id == journal.subgroup.id
                if journal.subgroup
                else Journal.subgroup_id.is_(None),
            )
        )
    if found is None:
        return
    teachers = ", ".join(
        short_name(one.user.family_name, one.user.given_name, one.user.patronymic) for one in found.teachers
    )
    raise Refusal(
        "E_JOURNAL_EXISTS",
        "1.5",
        N_("Журнал «%(title)s», %(group)s, %(number)s-й семестр %(year)s уже ведётся: курс «%(course)s», %(teachers)s. "
           "Второй не открывается: продолжайте тот или перенесите его в этот курс."),
        title=found.discipline.title,
        group=found.group.name + (f", подгруппа {found.subgroup.name}" if found.subgroup else ""),
        number=found.term.number,
        year=found.term.academic_year,
        course=found.course.title if found.course else "—",
        teachers=teachers or "—",
        journal_id=found.id,
    )  # fmt: skip
