"""Practice: its particulars, and the schedule of consultations and visits that a practice by profile follows (4.1.3)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from journal.acting import Acting
from journal.memberships import members_of
from journal.writing import begin_writing
from models import Journal, Practice, PracticeKind, PracticeVisit, VisitedStudent, VisitKind
from regulation.days import check_not_future
from regulation.kinds import DisciplineKind
from regulation.refusal import N_, Refusal
from regulation.topics import check_remark

CLAUSE = "4.1.3"
KINDS = {
    PracticeKind.TRAINING: "учебная практика (УП)",
    PracticeKind.PROFESSIONAL: "практика по профилю специальности (ПП)",
    PracticeKind.PRE_DIPLOMA: "преддипломная практика (ПДП)",
}
VISIT_KINDS = {VisitKind.CONSULTATION: "консультация", VisitKind.VISIT: "посещение"}
_OF_DISCIPLINE = {
    DisciplineKind.TRAINING_PRACTICE: (PracticeKind.TRAINING,),
    DisciplineKind.PROFESSIONAL_PRACTICE: (PracticeKind.PROFESSIONAL, PracticeKind.PRE_DIPLOMA),
}


@dataclass(frozen=True)
class PracticeTerms:
    """Particulars a person gives; hours are academic."""

    kind: PracticeKind
    starts_on: date
    ends_on: date
    hours: int
    base: str = ""
    college_head: str = ""
    base_head: str = ""


@dataclass(frozen=True)
class VisitTerms:
    """A line of the schedule. `students`: whom it concerns; nobody named means the whole list."""

    kind: VisitKind
    date: date
    hours: int
    organisation: str = ""
    students: Collection[int] = ()


def is_practice(journal: Journal) -> bool:
    """Whether the journal is kept for a practice."""
    return journal.discipline.kind in _OF_DISCIPLINE


def follows_schedule(journal: Journal) -> bool:
    """Whether topics follow the schedule of consultations and visits instead of a КТП: practice by profile (4.1.3)."""
    return journal.discipline.kind is DisciplineKind.PROFESSIONAL_PRACTICE


def kinds_of(journal: Journal) -> tuple[PracticeKind, ...]:
    """The kinds of practice the journal's discipline may be."""
    return _OF_DISCIPLINE.get(journal.discipline.kind, ())


def practice_of(acting: Acting, journal: Journal) -> Practice | None:
    """The particulars with the schedule, None while nobody gave them. Four queries."""
    return acting.session.scalar(
        select(Practice)
        .where(Practice.journal_id == journal.id)
        .options(
            selectinload(Practice.visits)
            .selectinload(PracticeVisit.people)
            .selectinload(VisitedStudent.student),
            selectinload(Practice.visits).selectinload(PracticeVisit.held_by),
        )
    )


def put_practice(acting: Acting, journal: Journal, terms: PracticeTerms) -> Practice:
    """Give or change the particulars. Raises E_PRACTICE, E_HOURS, E_PERIOD, E_CLOSED."""
    begin_writing(acting, journal)
    if terms.kind not in kinds_of(journal):
        raise _bad("E_PRACTICE", N_("Это не журнал практики такого вида. Проверьте вид дисциплины."))
    if not 1 <= terms.hours <= 2000:
        raise _bad("E_HOURS", N_("Часы практики — целое число от 1 до 2000."))
    if terms.ends_on < terms.starts_on or (terms.ends_on - terms.starts_on).days > 366:
        raise _bad("E_PERIOD", N_("Практика кончается не раньше, чем началась, и длится не дольше года."))
    found = acting.session.scalar(select(Practice).where(Practice.journal_id == journal.id))
    if found is None:
        found = Practice(journal_id=journal.id)
        acting.session.add(found)
    found.kind, found.starts_on, found.ends_on, found.hours = (
        terms.kind,
        terms.starts_on,
        terms.ends_on,
        terms.hours,
    )
    found.base = _text(terms.base, 500)
    found.college_head, found.base_head = _text(terms.college_head, 200), _text(terms.base_head, 200)
    acting.session.flush()
    return found


def add_visit(acting: Acting, practice: Practice, terms: VisitTerms) -> PracticeVisit:
    """Plan a consultation or a visit. Raises E_PERIOD outside the practice, E_HOURS, E_NOT_MEMBER."""
    begin_writing(acting, practice.journal)
    if not practice.starts_on <= terms.date <= practice.ends_on:
        raise _bad(
            "E_PERIOD",
            N_("%(day)s не входит в сроки практики (%(first)s — %(last)s). Исправьте дату или сроки."),
            day=terms.date.strftime("%d.%m.%Y"),
            first=practice.starts_on.strftime("%d.%m.%Y"),
            last=practice.ends_on.strftime("%d.%m.%Y"),
        )
    if not 1 <= terms.hours <= 12:
        raise _bad("E_HOURS", N_("Часы консультации или посещения — целое число от 1 до 12."))
    listed = {
        member.student.id
        for member in members_of(acting.session, practice.journal)
        if member.is_in(terms.date)
    }
    if set(terms.students) - listed:
        raise Refusal(
            "E_NOT_MEMBER", "3.9.2", N_("В списке есть обучающийся не из этой группы. Обновите страницу.")
        )
    visit = PracticeVisit(
        practice_id=practice.id, kind=terms.kind, date=terms.date, hours=terms.hours,
        organisation=_text(terms.organisation or (practice.base if terms.kind is VisitKind.VISIT else ""), 200),
    )  # fmt: skip
    acting.session.add(visit)
    acting.session.flush()
    for student_id in sorted(set(terms.students)):
        acting.session.add(VisitedStudent(visit_id=visit.id, student_id=student_id))
    acting.session.flush()
    return visit


def hold_visit(acting: Acting, visit: PracticeVisit, content: str, remarks: str = "") -> PracticeVisit:
    """Write what was done; an entry made again is a correction (audited). Raises E_FUTURE, E_TOPIC_*, E_CLOSED."""
    begin_writing(acting, visit.practice.journal)
    _require_standing(visit)
    check_not_future(visit.date, acting.today)
    terms = acting.rules.latin_terms
    visit.content = check_remark(content, terms, what="содержание")
    visit.remarks = check_remark(remarks, terms, what="замечания") if remarks.strip() else ""
    if visit.held_at is None:
        visit.held_at, visit.held_by_id = acting.now, acting.user_id
    acting.session.flush()
    return visit


def annul_visit(acting: Acting, visit: PracticeVisit, reason: str) -> PracticeVisit:
    """Take a mistaken line out of the schedule: it stays in sight with its reason (1.5). Raises E_TOPIC_*, E_CLOSED."""
    begin_writing(acting, visit.practice.journal)
    _require_standing(visit)
    visit.annulled_reason = check_remark(reason, acting.rules.latin_terms)
    visit.annulled_at = acting.now
    acting.session.flush()
    return visit


def _require_standing(visit: PracticeVisit) -> None:
    if visit.annulled_at is not None:
        raise _bad("E_CLOSED", N_("Строка графика аннулирована. Внесите новую."))


def _text(value: str, most: int) -> str:
    return " ".join(value.split())[:most]


def _bad(code: str, template: str, **params: object) -> Refusal:
    return Refusal(code, CLAUSE, template, **params)
