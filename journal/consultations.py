"""Consultations of a journal: hours by the load or the КТП, hours held, how many came (4.1.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from journal.acting import Acting
from journal.memberships import members_of
from journal.writing import TAKES_PLACE, begin_writing, require_open
from models import (
    ConsultationLoad,
    ConsultationVisit,
    Journal,
    Lesson,
    LessonState,
    PlanItem,
    ThematicPlan,
    User,
)
from regulation.kinds import LessonKind
from regulation.plans import PlanFact, plan_fact
from regulation.refusal import N_, Refusal

CLAUSE = "4.1.5"
MOST_HOURS = 500


@dataclass(frozen=True)
class ConsultationRow:
    """A consultation. `attended`: how many came, None while nobody said; `number` counts those held, 0 for others."""

    lesson_id: int
    number: int
    date: date
    pair: int
    hours: int
    topic: str
    attended: int | None
    is_held: bool
    teacher: User | None


@dataclass(frozen=True)
class Consultations:
    """A journal's consultations. `hours`: plan and fact; `is_by_plan`: the hours are lines of the КТП."""

    rows: tuple[ConsultationRow, ...]
    hours: PlanFact
    is_by_plan: bool


def consultations_of(acting: Acting, journal: Journal) -> Consultations:
    """The consultations planned and held, in order: three queries."""
    return consultations_by_journal(acting.session, [journal])[journal.id]


def consultations_by_journal(session: Session, journals: Sequence[Journal]) -> dict[int, Consultations]:
    """Journal id → its consultations: three queries for any number of journals."""
    ids = [journal.id for journal in journals]
    rows: dict[int, list[ConsultationRow]] = {key: [] for key in ids}
    for lesson, attended in session.execute(
        select(Lesson, ConsultationVisit.attended)
        .outerjoin(ConsultationVisit, ConsultationVisit.lesson_id == Lesson.id)
        .where(
            Lesson.journal_id.in_(ids),
            Lesson.kind == LessonKind.CONSULTATION,
            Lesson.state.in_(TAKES_PLACE),
        )
        .options(joinedload(Lesson.teacher))
        .order_by(Lesson.date, Lesson.pair, Lesson.id)
    ):
        here = rows[lesson.journal_id]
        is_held = lesson.state is LessonState.CONDUCTED
        number = sum(row.is_held for row in here) + 1 if is_held else 0
        here.append(
            ConsultationRow(
                lesson.id, number, lesson.date, lesson.pair, lesson.hours, lesson.topic, attended, is_held, lesson.teacher
            )
        )  # fmt: skip
    by_plan = _plan_hours(session, ids)
    given = select(ConsultationLoad.journal_id, ConsultationLoad.hours).where(
        ConsultationLoad.journal_id.in_(ids)
    )
    loads = {row.journal_id: row.hours for row in session.execute(given)}
    return {
        key: Consultations(
            tuple(rows[key]),
            plan_fact(
                by_plan.get(key) or loads.get(key, 0), sum(row.hours for row in rows[key] if row.is_held)
            ),
            bool(by_plan.get(key)),
        )
        for key in ids
    }


def set_load(acting: Acting, journal: Journal, hours: int) -> ConsultationLoad:
    """The hours of consultations by the teacher's load, where the КТП has none. Raises E_HOURS, E_CLOSED, E_PLAN."""
    begin_writing(acting, journal)
    if not 0 <= hours <= MOST_HOURS:
        raise Refusal("E_HOURS", CLAUSE, N_("Часы консультаций — целое число от 0 до 500."))
    if _plan_hours(acting.session, [journal.id]).get(journal.id):
        raise Refusal(
            "E_PLAN",
            CLAUSE,
            N_("Часы консультаций записаны строками КТП: измените их там."),
        )
    found = acting.session.scalar(select(ConsultationLoad).where(ConsultationLoad.journal_id == journal.id))
    if found is None:
        found = ConsultationLoad(journal_id=journal.id)
        acting.session.add(found)
    found.hours, found.set_at, found.set_by_id = hours, acting.now, acting.user_id
    acting.session.flush()
    return found


def put_attended(acting: Acting, lesson: Lesson, number: int) -> ConsultationVisit:
    """How many people came to the consultation. Raises E_NUMBER, E_KIND, E_FUTURE, E_CLOSED."""
    begin_writing(acting, lesson.journal, lesson)
    if lesson.kind is not LessonKind.CONSULTATION:
        raise Refusal("E_KIND", CLAUSE, N_("Это не консультация: посещаемость занятия отмечается поимённо."))
    require_open(acting, lesson)
    listed = sum(member.is_in(lesson.date) for member in members_of(acting.session, lesson.journal))
    if not 0 <= number <= listed:
        raise Refusal(
            "E_NUMBER",
            CLAUSE,
            N_("Присутствовать могло от 0 до %(count)s человек: столько в списке. Исправьте число."),
            count=listed,
        )
    found = acting.session.scalar(select(ConsultationVisit).where(ConsultationVisit.lesson_id == lesson.id))
    if found is None:
        found = ConsultationVisit(journal_id=lesson.journal_id, lesson_id=lesson.id)
        acting.session.add(found)
    found.attended, found.set_at, found.set_by_id = number, acting.now, acting.user_id
    acting.session.flush()
    return found


def _plan_hours(session: Session, journal_ids: Sequence[int]) -> dict[int, int]:
    """Journal id → hours of the consultations in its КТП."""
    rows = session.execute(
        select(ThematicPlan.journal_id, func.sum(PlanItem.hours))
        .join(PlanItem, PlanItem.plan_id == ThematicPlan.id)
        .where(ThematicPlan.journal_id.in_(journal_ids), PlanItem.kind == LessonKind.CONSULTATION)
        .group_by(ThematicPlan.journal_id)
    )
    return {journal_id: int(hours or 0) for journal_id, hours in rows}
