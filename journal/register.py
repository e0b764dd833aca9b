"""The topic register, the right page of the journal: what was taught when, by whom, and hours by plan (F-04)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from journal.acting import Acting
from journal.filling import is_filled
from journal.writing import TAKES_PLACE
from models import Journal, Lesson, LessonState, User
from regulation.kinds import LessonKind
from regulation.names import short_name
from regulation.plans import PlanFact, plan_fact


@dataclass(frozen=True)
class RegisterRow:
    """A lesson. `number` counts conducted ones, 0 for one still empty; `recorded_at` when the topic was written;
    `is_substitute`: held by a direction («зам.», 4.1.1)."""

    lesson_id: int
    number: int
    date: date
    pair: int
    hours: int
    kind: LessonKind
    topic: str
    homework: str
    teacher: str
    recorded_at: datetime | None
    late_days: int
    off_plan_reason: str
    is_filled: bool
    is_substitute: bool = False


@dataclass(frozen=True)
class CalledOff:
    """A lesson that did not take place: cancelled or moved, with the reason."""

    date: date
    pair: int
    kind: LessonKind
    is_moved: bool
    reason: str


@dataclass(frozen=True)
class Register:
    """The page. `hours`: plan and fact of the journal; `by_kind`: conducted hours of each kind of lesson."""

    rows: list[RegisterRow]
    called_off: list[CalledOff]
    hours: PlanFact
    by_kind: dict[LessonKind, int]


def topic_register(acting: Acting, journal: Journal) -> Register:
    """Every lesson that was conducted or is due, in order; two queries."""
    lessons = acting.session.scalars(
        select(Lesson)
        .where(
            Lesson.journal_id == journal.id,
            or_(Lesson.date <= acting.today, Lesson.state.not_in([LessonState.PLANNED])),
        )
        .order_by(Lesson.date, Lesson.pair, Lesson.id)
    ).all()
    names = _teachers(acting, {lesson.teacher_id for lesson in lessons if lesson.teacher_id})
    rows: list[RegisterRow] = []
    by_kind: dict[LessonKind, int] = {}
    number = 0
    for lesson in lessons:
        if lesson.state not in TAKES_PLACE:
            continue
        is_conducted = lesson.state is LessonState.CONDUCTED
        if is_conducted:
            number += 1
            by_kind[lesson.kind] = by_kind.get(lesson.kind, 0) + lesson.hours
        rows.append(_row(lesson, number if is_conducted else 0, names.get(lesson.teacher_id or 0, "")))
    return Register(
        rows=rows,
        called_off=[_called_off(lesson) for lesson in lessons if lesson.state not in TAKES_PLACE],
        hours=plan_fact(journal.planned_hours, sum(by_kind.values())),
        by_kind=by_kind,
    )


def _teachers(acting: Acting, ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    people = acting.session.scalars(select(User).where(User.id.in_(ids)))
    return {
        one.id: short_name(one.family_name, one.given_name, one.patronymic) or one.display_name
        for one in people
    }


def _row(lesson: Lesson, number: int, teacher: str) -> RegisterRow:
    return RegisterRow(
        lesson_id=lesson.id,
        number=number,
        date=lesson.date,
        pair=lesson.pair,
        hours=lesson.hours,
        kind=lesson.kind,
        topic=lesson.topic,
        homework=lesson.homework,
        teacher=teacher,
        recorded_at=lesson.topic_at,
        late_days=lesson.late_days,
        off_plan_reason=lesson.off_plan_reason,
        is_filled=is_filled(lesson),
        is_substitute=lesson.substitution_id is not None,
    )


def _called_off(lesson: Lesson) -> CalledOff:
    return CalledOff(
        lesson.date, lesson.pair, lesson.kind, lesson.state is LessonState.MOVED, lesson.cancel_reason
    )
