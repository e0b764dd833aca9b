"""What the page of opening a journal is filled with, guessed from the label, title and period of the course."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.enrolment import Candidate, people_of
from journal.roster_news import kept_members
from journal.terms import term_on
from models import Course, Discipline, Journal
from regulation.calendar import semester_on
from regulation.kinds import DisciplineKind
from regulation.names import guess_discipline, guess_group


@dataclass(frozen=True)
class Proposal:
    """What the opening page is filled with. `previous`: journals of the course this one was copied from."""

    index: str
    name: str
    kind: DisciplineKind
    group: str
    academic_year: str
    term_number: int
    planned_hours: int
    people: list[Candidate]
    previous: list[Journal]
    kept: int = 0  # so many are in the group by the secretary's orders; 0: the course's list decides


def propose_opening(acting: Acting, course: Course) -> Proposal:
    """Guess everything from the course's label, title and period; today's semester unless the course is of another."""
    guess = guess_discipline(course.label, course.title)
    begins, ends = _day(course.period_from), _day(course.period_to)
    if begins and (begins > acting.today or (ends and ends < acting.today)):
        year, number = semester_on(begins).academic_year, semester_on(begins).number
    else:
        term = term_on(acting.session, acting.today)
        year, number = term.academic_year, term.number
    group = guess_group(course.label, course.title)
    return Proposal(
        index=guess.index,
        name=guess.name,
        kind=guess.kind,
        group=group,
        academic_year=year,
        term_number=number,
        planned_hours=_usual_hours(acting.session, guess.index, guess.name),
        people=people_of(acting.session, course),
        previous=_previous(acting.session, course),
        kept=kept_members(acting, group),
    )


def _usual_hours(session: Session, index: str, name: str) -> int:
    """The planned hours of the newest journal of the same discipline; 0 when there is none."""
    hours = session.scalar(
        select(Journal.planned_hours)
        .join(Journal.discipline)
        .where(Discipline.index == index, Discipline.name == name)
        .order_by(Journal.id.desc())
        .limit(1)
    )
    return hours or 0


def _previous(session: Session, course: Course) -> list[Journal]:
    """Journals of the courses this one was copied from (`Context.id.history`), of the same LMS."""
    contexts = [
        part.strip() for part in course.history.split(",") if part.strip() and not part.startswith("$")
    ]
    if not contexts:
        return []
    return list(
        session.scalars(
            select(Journal)
            .join(Journal.course)
            .where(
                Course.deployment_id == course.deployment_id,
                Course.context_id.in_(contexts),
                Course.id != course.id,
            )
            .order_by(Journal.id)
        )
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
