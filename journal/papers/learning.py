"""F-07 and F-08: practice with its schedule; consultations of a journal or of a teacher."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from journal.acting import Acting
from journal.consultations import Consultations, consultations_by_journal
from journal.papers.heading import Heading, heading_of, person_name, signature
from journal.papers.office import OfficePaper, office_heading
from journal.practices import KINDS, VISIT_KINDS, practice_of
from models import Journal, JournalTeacher, Lesson, PracticeVisit, Term
from regulation.kinds import LessonKind
from regulation.names import short_name
from regulation.refusal import N_, Caution


@dataclass(frozen=True)
class VisitLine:
    """A line of the schedule; `content` is empty while it is only planned."""

    day: date
    organisation: str
    people: str
    kind: str
    content: str
    hours: int
    remarks: str


@dataclass(frozen=True)
class PracticePaper(OfficePaper):
    """F-07. Hours are academic."""

    about: Heading
    kind: str
    starts_on: date | None
    ends_on: date | None
    hours: int
    base: str
    college_head: str
    base_head: str
    lines: tuple[VisitLine, ...]
    blanks: tuple[Caution, ...]

    @property
    def held(self) -> int:
        """Hours of what was done."""
        return sum(line.hours for line in self.lines if line.content)

    @property
    def missing(self) -> tuple[Caution, ...]:
        """Particulars not given, lines due and not written."""
        return self.blanks


@dataclass(frozen=True)
class ConsultationLine:
    """A consultation held. `number` counts within the paper."""

    number: int
    day: date
    group: str
    discipline: str
    hours: int
    topic: str
    attended: int | None


@dataclass(frozen=True)
class ConsultationPaper(OfficePaper):
    """F-08. `discipline` and `group` are empty for a teacher's paper over several journals."""

    teacher: str
    signer: str
    discipline: str
    group: str
    academic_year: str
    lines: tuple[ConsultationLine, ...]
    planned: int
    held: int
    blanks: tuple[Caution, ...]

    @property
    def missing(self) -> tuple[Caution, ...]:
        """Consultations whose number of people nobody wrote."""
        return self.blanks


def practice_paper(acting: Acting, journal: Journal) -> PracticePaper:
    """F-07 of the journal as it stands."""
    practice = practice_of(acting, journal)
    visits = [one for one in practice.visits if one.annulled_at is None] if practice else []
    blanks: list[Caution] = []
    if practice is None:
        blanks.append(
            Caution("W_DRAFT", "4.1.3", N_("не записаны сведения о практике: вид, сроки, часы, база"))
        )
    due = [one.date for one in visits if one.held_at is None and one.date <= acting.today]
    if due:
        days = ", ".join(day.strftime("%d.%m.%Y") for day in due)
        blanks.append(Caution("W_DRAFT", "4.1.3", N_("не записано содержание: %(days)s"), {"days": days}))
    return PracticePaper(
        heading=office_heading(acting.session, acting.today),
        about=heading_of(acting, journal),
        kind=KINDS[practice.kind] if practice else journal.discipline.kind.title,
        starts_on=practice.starts_on if practice else None,
        ends_on=practice.ends_on if practice else None,
        hours=practice.hours if practice else journal.planned_hours,
        base=practice.base if practice else "",
        college_head=practice.college_head if practice else "",
        base_head=practice.base_head if practice else "",
        lines=tuple(_visit(one) for one in visits),
        blanks=tuple(blanks),
    )


def consultation_paper(acting: Acting, journal: Journal, *, of_teacher: bool = False) -> ConsultationPaper:
    """F-08 of the journal; `of_teacher`: of every journal the acting person keeps in the same year."""
    journals = _journals_of(acting, journal) if of_teacher else [journal]
    found = consultations_by_journal(acting.session, journals)
    lines = _lines(journals, found)
    heading = heading_of(acting, journal)
    blank = [line.day.strftime("%d.%m.%Y") for line in lines if line.attended is None]
    me = acting.user if of_teacher else None
    return ConsultationPaper(
        heading=office_heading(acting.session, acting.today),
        teacher=person_name(me) if me else ", ".join(heading.teachers),
        signer=signature(me) if me else (heading.signers[0] if heading.signers else ""),
        discipline="" if of_teacher else heading.discipline,
        group="" if of_teacher else _group(journal),
        academic_year=heading.academic_year,
        lines=lines,
        planned=sum(one.hours.plan for one in found.values()),
        held=sum(one.hours.fact for one in found.values()),
        blanks=(
            Caution("W_DRAFT", "4.1.5", N_("не записано, сколько присутствовало: %(days)s"), {"days": ", ".join(blank)}),
        )
        if blank
        else (),
    )  # fmt: skip


def _lines(journals: list[Journal], found: dict[int, Consultations]) -> tuple[ConsultationLine, ...]:
    held = [(row, journal) for journal in journals for row in found[journal.id].rows if row.is_held]
    held.sort(key=lambda pair: (pair[0].date, pair[0].pair, pair[1].id))
    return tuple(
        ConsultationLine(
            number, row.date, _group(journal), journal.discipline.title, row.hours, row.topic, row.attended
        )
        for number, (row, journal) in enumerate(held, start=1)
    )


def _journals_of(acting: Acting, journal: Journal) -> list[Journal]:
    """The journals of the year the person is named in or gave a consultation in; the asked one among them."""
    named = select(JournalTeacher.journal_id).where(JournalTeacher.user_id == acting.user_id)
    taught = select(Lesson.journal_id).where(
        Lesson.teacher_id == acting.user_id, Lesson.kind == LessonKind.CONSULTATION
    )
    wanted = (
        select(Journal)
        .join(Journal.term)
        .where(
            Term.academic_year == journal.term.academic_year,
            or_(Journal.id.in_(named), Journal.id.in_(taught)),
        )
        .order_by(Journal.id)
    )
    return list(acting.session.scalars(wanted)) or [journal]


def _group(journal: Journal) -> str:
    return journal.group.name + (f", подгр. {journal.subgroup.name}" if journal.subgroup else "")


def _visit(visit: PracticeVisit) -> VisitLine:
    people = [one.student for one in visit.people if one.is_in]
    names = ", ".join(short_name(one.family_name, one.given_name, one.patronymic) for one in people)
    return VisitLine(
        visit.date, visit.organisation, names or "вся группа", VISIT_KINDS[visit.kind], visit.content, visit.hours, visit.remarks
    )  # fmt: skip
