"""Reads what the journal page shows as plain columns: lessons and works, then everything recorded in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from journal.absences import SIGNS
from journal.acting import Acting
from journal.filling import has_everything
from journal.grid_parts import FinalCell, LessonColumn, WorkColumn
from journal.standing import IN_MEAN, Standing
from journal.writing import TAKES_PLACE
from models import (
    Absence,
    Attendance,
    FinalMark,
    FinalScope,
    Journal,
    Lesson,
    LessonState,
    Mark,
    Unlock,
    Work,
)
from regulation.days import lock_verdict
from regulation.scale import format_result

Stored = tuple[str, int, int, date | None]  # text, version, late days, made up on
Missed = tuple[str, int, str]  # sign, version, letter of the reason


@dataclass
class Recorded:
    """Everything written in a journal, by student id; marks then by work id, absences by lesson id."""

    marks: dict[int, dict[int, Stored]] = field(default_factory=dict)
    absences: dict[int, dict[int, Missed]] = field(default_factory=dict)
    finals: dict[int, FinalCell] = field(default_factory=dict)
    totals: dict[int, list[int]] = field(default_factory=dict)
    hours: dict[int, int] = field(default_factory=dict)

    def standing(self, student_id: int) -> Standing:
        """The student's mean and missed hours."""
        total, number = self.totals.get(student_id, (0, 0))
        return Standing(total, number, self.hours.get(student_id, 0))


def read_lessons(acting: Acting, journal: Journal) -> list[LessonColumn]:
    """The lessons that take place, in order, with their works: three queries."""
    session = acting.session
    works: dict[int, list[WorkColumn]] = {}
    for row in session.execute(
        select(Work.lesson_id, Work.id, Work.kind, Work.title, Work.number, Work.month)
        .where(Work.journal_id == journal.id)
        .order_by(Work.position, Work.id)
    ):
        facts = row.kind.facts
        works.setdefault(row.lesson_id, []).append(
            WorkColumn(row.id, row.kind.value, facts.short, facts.title, row.title, row.number, row.month)
        )
    unlocked = session.execute(
        select(Unlock.lesson_id, func.max(Unlock.until))
        .where(Unlock.journal_id == journal.id, Unlock.lesson_id.is_not(None))
        .group_by(Unlock.lesson_id)
    )
    unlocks: dict[int | None, date | None] = {row[0]: row[1] for row in unlocked}
    lessons = session.execute(
        select(
            Lesson.id, Lesson.date, Lesson.pair, Lesson.hours, Lesson.kind, Lesson.state, Lesson.version, Lesson.topic,
            Lesson.homework, Lesson.absence_confirmed, Lesson.late_days, Lesson.substitution_id,
        )
        .where(Lesson.journal_id == journal.id, Lesson.state.in_(TAKES_PLACE))
        .order_by(Lesson.date, Lesson.pair, Lesson.id)
    )  # fmt: skip
    return [_column(acting, row, unlocks.get(row.id), tuple(works.get(row.id, ()))) for row in lessons]


def _column(
    acting: Acting, row: Any, unlocked_until: date | None, works: tuple[WorkColumn, ...]
) -> LessonColumn:
    today = acting.today
    facts = row.kind.facts
    is_conducted = row.state is LessonState.CONDUCTED
    verdict = lock_verdict(row.date, today, acting.rules, unlocked_until=unlocked_until)
    only_by_unlock = verdict.is_open and verdict.late_days > acting.rules.lock_days
    return LessonColumn(
        id=row.id,
        date=row.date,
        pair=row.pair,
        hours=row.hours,
        kind=row.kind.value,
        short=facts.short,
        full=facts.title,
        version=row.version,
        topic=row.topic,
        homework=row.homework,
        is_today=row.date == today,
        is_future=row.date > today,
        is_locked=not verdict.is_open and row.date <= today,
        is_open=verdict.is_open,
        unlocked_until=unlocked_until if only_by_unlock else None,
        is_conducted=is_conducted,
        is_filled=has_everything(row.kind, row.topic, row.homework, row.absence_confirmed),
        absence_confirmed=row.absence_confirmed,
        takes_absence=facts.in_attendance,
        homework_required=facts.homework_required,
        late_days=row.late_days if is_conducted else verdict.late_days,
        works=works,
        is_substitute=row.substitution_id is not None,
    )


def read_recorded(session: Session, journal_id: int, lessons: Iterable[LessonColumn]) -> Recorded:
    """Marks, absences and finals of the journal: three queries."""
    found = Recorded()
    _read_marks(session, journal_id, found)
    _read_absences(
        session, journal_id, {lesson.id: lesson.hours for lesson in lessons if lesson.takes_absence}, found
    )
    for student_id, value, not_assessed, version in session.execute(
        select(FinalMark.student_id, FinalMark.value, FinalMark.not_assessed, FinalMark.version).where(
            FinalMark.journal_id == journal_id, FinalMark.scope == FinalScope.TERM
        )
    ):
        is_blank = value is None and not_assessed
        found.finals[student_id] = FinalCell(format_result(value, is_blank), version, not_assessed)
    return found


def _read_marks(session: Session, journal_id: int, found: Recorded) -> None:
    for student_id, work_id, kind, value, not_assessed, late_days, version, made_up_on in session.execute(
        select(
            Mark.student_id, Mark.work_id, Mark.work_kind, Mark.value, Mark.not_assessed, Mark.late_days, Mark.version,
            Mark.made_up_on,
        ).where(Mark.journal_id == journal_id)
    ):  # fmt: skip
        text = format_result(value, not_assessed)
        found.marks.setdefault(student_id, {})[work_id] = (
            text,
            version,
            late_days if text else 0,
            made_up_on,
        )
        if value is not None and kind in IN_MEAN:
            total = found.totals.setdefault(student_id, [0, 0])
            total[0] += value
            total[1] += 1


def _read_absences(session: Session, journal_id: int, hours: dict[int, int], found: Recorded) -> None:
    for student_id, lesson_id, attendance, reason, version in session.execute(
        select(
            Absence.student_id, Absence.lesson_id, Absence.attendance, Absence.reason, Absence.version
        ).where(Absence.journal_id == journal_id)
    ):
        sign = SIGNS[attendance]
        letter = reason.letter if attendance is Attendance.ABSENT else ""
        found.absences.setdefault(student_id, {})[lesson_id] = (sign, version, letter)
        if attendance is Attendance.ABSENT:
            found.hours[student_id] = found.hours.get(student_id, 0) + hours.get(lesson_id, 0)
