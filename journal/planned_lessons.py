"""Planned lessons that the timetable takes back: only those nobody wrote in (3.10.1)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from journal.acting import Acting
from journal.writing import begin_writing
from models import Absence, Attendance, Journal, Lesson, LessonState, Mark, Work
from regulation.refusal import N_, Refusal

MOST_NAMED = 10
WITH_JOURNAL = (
    joinedload(Lesson.journal).joinedload(Journal.group),
    joinedload(Lesson.journal).joinedload(Journal.discipline),
    joinedload(Lesson.journal).joinedload(Journal.term),
)


def drop_planned(acting: Acting, lessons: Sequence[Lesson], reason: str) -> None:
    """Cancel planned lessons without entries; their places stay in the history with the reason."""
    for journal in {lesson.journal for lesson in lessons}:
        begin_writing(acting, journal)
    for lesson in lessons:
        lesson.state, lesson.cancel_reason = LessonState.CANCELLED, reason[:500]
    acting.session.flush()


def touched(acting: Acting, lessons: Sequence[Lesson]) -> list[Lesson]:
    """Those conducted, or with a mark, «н» or a text: they can't vanish (3.10.1). Two queries."""
    ids = [lesson.id for lesson in lessons]
    marked = set(
        acting.session.scalars(
            select(Work.lesson_id)
            .join(Mark, Mark.work_id == Work.id)
            .where(Work.lesson_id.in_(ids), Mark.value.is_not(None) | Mark.not_assessed)
        )
    )
    marked |= set(
        acting.session.scalars(
            select(Absence.lesson_id).where(
                Absence.lesson_id.in_(ids), Absence.attendance != Attendance.PRESENT
            )
        )
    )
    return [lesson for lesson in lessons if lesson.state is LessonState.CONDUCTED or lesson.id in marked]


def require_untouched(acting: Acting, lessons: Sequence[Lesson]) -> None:
    """Raise E_CLOSED with the list of those conducted or with entries."""
    found = touched(acting, lessons) if lessons else []
    if not found:
        return
    named = [
        f"{one.date:%d.%m.%Y}, {one.pair}-я пара, {one.journal.group.name}, {one.journal.discipline.title}"
        for one in found[:MOST_NAMED]
    ]
    more = f"; и ещё {len(found) - MOST_NAMED}" if len(found) > MOST_NAMED else ""
    raise Refusal(
        "E_CLOSED",
        "3.10.1",
        N_("Эти занятия проведены или в них есть записи, исчезнуть они не могут: %(list)s. "
           "Укажите день после них."),
        list="; ".join(named) + more,
    )  # fmt: skip
