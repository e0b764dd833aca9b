"""МИУД, the monthly control point: a work of its own on the month's last conducted lesson (3.13.2)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.checkpoint_months import (
    CheckpointMonth,
    missing_count,
    months_by_journal,
    months_of,
    schedules,
    taught_lessons,
)
from journal.writing import begin_writing
from models import Journal, Lesson, Work
from regulation.checkpoints import checkpoint_lessons
from regulation.kinds import WorkKind

__all__ = ["CheckpointMonth", "missing_count", "months_by_journal", "months_of", "place_checkpoints"]

# Ordinary works of the lesson come before its МИУД.
CHECKPOINT_POSITION = 90


def place_checkpoints(acting: Acting, journal: Journal) -> bool:
    """Give each month its МИУД on the last conducted lesson; move it there when that lesson changed (3.13.2).

    A month gets its МИУД when no later lesson of it is known to be still ahead (planned, or in the КТП).
    A month left without conducted lessons keeps what it has: nothing with marks is ever taken away.
    Consultations do not count. Returns whether a column appeared or moved; every such change is audited.
    """
    session = acting.session
    session.flush()
    taught = taught_lessons(session, [journal.id], acting.today)[journal.id]
    wanted = checkpoint_lessons((item.id, item.day, item.pair) for item in taught if item.is_conducted)
    standing = _works(session, journal.id)
    if all(month in standing and standing[month].lesson_id == lesson for month, lesson in wanted.items()):
        return False
    begin_writing(acting, journal)
    standing = _works(session, journal.id)
    days = {item.id: item.day for item in taught}
    schedule = schedules(session, {journal.id: taught}, acting.today)[journal.id]
    changed = False
    for month, lesson_id in wanted.items():
        work = standing.get(month)
        if work is None and not schedule.has_later(days[lesson_id]):
            session.add(_new_checkpoint(session.get_one(Lesson, lesson_id), month))
            changed = True
        elif work is not None and work.lesson_id != lesson_id:
            work.lesson = session.get_one(Lesson, lesson_id)
            changed = True
    session.flush()
    return changed


def _new_checkpoint(lesson: Lesson, month: date) -> Work:
    return Work(
        journal_id=lesson.journal_id,
        lesson=lesson,
        kind=WorkKind.CHECKPOINT,
        month=month,
        position=CHECKPOINT_POSITION,
    )


def _works(session: Session, journal_id: int) -> dict[date, Work]:
    found = session.scalars(
        select(Work).where(Work.journal_id == journal_id, Work.kind == WorkKind.CHECKPOINT)
    )
    return {work.month: work for work in found if work.month}
