"""The ledger of obligatory works: who did which laboratory, practical, control work, and who owes it (4.1.6, F-05)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from journal.acting import Acting
from journal.memberships import Member, members_of
from journal.writing import TAKES_PLACE
from models import Journal, Lesson, Mark, Work
from regulation.kinds import WorkKind
from regulation.ledger import Ledger, ObligatoryWork, WorkMark, build_ledger, number_works

OBLIGATORY = tuple(kind for kind in WorkKind if kind.facts.obligatory)


@dataclass(frozen=True)
class WorksLedger:
    """The ledger's table and the members its rows are of, in the same order."""

    table: Ledger
    members: list[Member]


def works_ledger(acting: Acting, journal: Journal) -> WorksLedger:
    """The ledger of the journal as of today: three queries, four with a subgroup."""
    works = [
        ObligatoryWork(work_id, kind, number or 0, title or topic, day)
        for work_id, kind, number, title, topic, day in acting.session.execute(
            select(Work.id, Work.kind, Work.number, Work.title, Lesson.topic, Lesson.date)
            .join(Lesson, Work.lesson_id == Lesson.id)
            .where(Work.journal_id == journal.id, Work.kind.in_(OBLIGATORY), Lesson.state.in_(TAKES_PLACE))
        )
    ]
    marks = [
        WorkMark(work_id, student_id, value or 0, made_up_on or day)
        for work_id, student_id, value, made_up_on, day in acting.session.execute(
            select(Mark.work_id, Mark.student_id, Mark.value, Mark.made_up_on, Lesson.date)
            .join(Work, Mark.work_id == Work.id)
            .join(Lesson, Work.lesson_id == Lesson.id)
            .where(Mark.journal_id == journal.id, Work.kind.in_(OBLIGATORY), Mark.value.is_not(None))
        )
    ]
    members = members_of(acting.session, journal)
    by_id = {member.student.id: member for member in members}
    table = build_ledger(
        number_works(works), marks, list(by_id), acting.today, lambda student, day: by_id[student].is_in(day)
    )
    return WorksLedger(table, members)
