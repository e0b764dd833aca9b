"""«Сегодня»: a teacher's lessons of the day over all journals, and the earlier ones still unfilled (3.6, 4.1.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from journal.acting import Acting
from journal.bells import bell_table
from journal.busy import teaches
from journal.filling import is_filled
from journal.writing import TAKES_PLACE
from models import (
    Discipline,
    Journal,
    Lesson,
    LessonState,
    StudyGroup,
    Substitution,
    SubstitutionLesson,
)  # fmt: skip
from regulation.days import lock_verdict

EARLIER = timedelta(days=60)  # how far back unfilled lessons are looked for
MOST = 40


@dataclass(frozen=True)
class TodayLine:
    """A lesson of the list. `state`: «next», «filled», «partly», «called_off»; `late_days` for the earlier ones.

    `is_locked`: only an unlock opens it; `is_substitute`: held for somebody else.
    """

    lesson: Lesson
    bell: str
    state: str
    late_days: int
    is_locked: bool
    is_substitute: bool


def lessons_today(acting: Acting, day: date | None = None) -> list[TodayLine]:
    """The person's lessons of the day (today) by pair, those called off among them. Four queries."""
    wanted = day or acting.today
    lessons = acting.session.scalars(
        _query().where(_mine(acting), Lesson.date == wanted).order_by(Lesson.pair, Lesson.id)
    ).all()
    bells = bell_table(acting.session)
    return [_line(acting, lesson, bells.title(lesson.date, lesson.pair)) for lesson in lessons]


def unfilled_before(acting: Acting) -> list[TodayLine]:
    """Lessons before today that still lack something, the newest first, at most 40. Two queries."""
    lessons = acting.session.scalars(
        _query()
        .where(_mine(acting), *_unfilled(acting), Lesson.date >= acting.today - EARLIER)
        .order_by(Lesson.date.desc(), Lesson.pair.desc())
        .limit(MOST)
    ).all()
    bells = bell_table(acting.session)
    return [_line(acting, lesson, bells.title(lesson.date, lesson.pair)) for lesson in lessons]


def count_unfilled(acting: Acting) -> int:
    """How many lessons up to today wait to be filled, today's among them. One query."""
    found = acting.session.scalar(
        select(func.count(Lesson.id)).where(
            _mine(acting),
            Lesson.state.in_(TAKES_PLACE),
            Lesson.filled_at.is_(None),
            Lesson.date.between(acting.today - EARLIER, acting.today),
        )
    )
    return found or 0


def next_day(acting: Acting) -> date | None:
    """The next day on which the person has a lesson. One query."""
    return acting.session.scalar(
        select(func.min(Lesson.date)).where(
            _mine(acting), Lesson.date > acting.today, Lesson.state.in_(TAKES_PLACE)
        )
    )


def _query() -> Select[Lesson]:
    return select(Lesson).options(
        joinedload(Lesson.journal).joinedload(Journal.group).load_only(StudyGroup.name),
        joinedload(Lesson.journal).joinedload(Journal.subgroup),
        joinedload(Lesson.journal)
        .joinedload(Journal.discipline)
        .load_only(Discipline.index, Discipline.name),
    )


def _mine(acting: Acting) -> ColumnElement[bool]:
    """By the timetable, by being the journal's teacher, by a direction in force."""
    assert acting.user_id is not None
    given = (
        select(SubstitutionLesson.lesson_id)
        .join(Substitution, Substitution.id == SubstitutionLesson.substitution_id)
        .where(
            Substitution.user_id == acting.user_id,
            Substitution.approved_at.is_not(None),
            Substitution.revoked_at.is_(None),
        )
    )
    return or_(teaches(acting.user_id), Lesson.id.in_(given))


def _unfilled(acting: Acting) -> tuple[ColumnElement[bool], ...]:
    return (Lesson.state.in_(TAKES_PLACE), Lesson.filled_at.is_(None), Lesson.date < acting.today)


def _line(acting: Acting, lesson: Lesson, bell: str) -> TodayLine:
    if lesson.state not in TAKES_PLACE:
        state = "called_off"
    elif is_filled(lesson):
        state = "filled"
    else:
        state = "partly" if lesson.state is LessonState.CONDUCTED or lesson.absence_confirmed else "next"
    verdict = lock_verdict(lesson.date, acting.today, acting.rules)
    is_other = lesson.substitution_id is not None and lesson.teacher_id == acting.user_id
    return TodayLine(
        lesson, bell, state, max(0, (acting.today - lesson.date).days), not verdict.is_open, is_other
    )
