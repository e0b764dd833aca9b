"""МИУД, the monthly control point: a work of its own on the month's last conducted lesson (3.13.2)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from models import Journal, Lesson, LessonState, PlanItem, ThematicPlan, Work
from regulation.kinds import LessonKind, WorkKind

# Ordinary works of the lesson come before its МИУД.
CHECKPOINT_POSITION = 90
_TAUGHT = tuple(kind for kind in LessonKind if kind.facts.in_attendance)


def first_of_month(day: date) -> date:
    """The first day of the month: how a month is written in `Work.month`."""
    return day.replace(day=1)


def place_checkpoints(acting: Acting, journal: Journal) -> bool:
    """Give each month its МИУД on the last conducted lesson; move it there when that lesson changed (3.13.2).

    A month gets its МИУД when no later lesson of it is known to be still ahead (planned, or in the КТП).
    A month left without conducted lessons keeps what it has: nothing with marks is ever taken away.
    Consultations do not count. Returns whether a column appeared or moved; every such change is audited.
    """
    last = _last_conducted(acting.session, journal.id)
    standing = _works(acting.session, journal.id)
    wanted = {
        month: lesson_id for month, (lesson_id, _day) in last.items() if _where(standing, month) != lesson_id
    }
    if not wanted:
        return False
    missing = {month: last[month][1] for month in wanted if month not in standing}
    waiting = _months_still_running(acting, journal.id, missing)
    acting.session.get(Journal, journal.id, with_for_update=True)
    standing = _works(acting.session, journal.id)
    changed = False
    for month, lesson_id in wanted.items():
        work = standing.get(month)
        if work is None and month not in waiting:
            acting.session.add(_new_checkpoint(journal.id, lesson_id, month))
            changed = True
        elif work is not None and work.lesson_id != lesson_id:
            work.lesson_id = lesson_id
            changed = True
    acting.session.flush()
    return changed


def _new_checkpoint(journal_id: int, lesson_id: int, month: date) -> Work:
    return Work(
        journal_id=journal_id,
        lesson_id=lesson_id,
        kind=WorkKind.CHECKPOINT,
        month=month,
        position=CHECKPOINT_POSITION,
    )


def _where(standing: dict[date, Work], month: date) -> int | None:
    work = standing.get(month)
    return work.lesson_id if work else None


def _works(session: Session, journal_id: int) -> dict[date, Work]:
    found = session.scalars(
        select(Work).where(Work.journal_id == journal_id, Work.kind == WorkKind.CHECKPOINT)
    )
    return {work.month: work for work in found if work.month}


def _last_conducted(session: Session, journal_id: int) -> dict[date, tuple[int, date]]:
    """Month → (id, date) of its last conducted lesson."""
    session.flush()
    rows = session.execute(
        select(Lesson.id, Lesson.date)
        .where(
            Lesson.journal_id == journal_id, Lesson.state == LessonState.CONDUCTED, Lesson.kind.in_(_TAUGHT)
        )
        .order_by(Lesson.date, Lesson.pair, Lesson.id)
    )
    return {first_of_month(day): (lesson_id, day) for lesson_id, day in rows}


def _months_still_running(acting: Acting, journal_id: int, last: dict[date, date]) -> set[date]:
    """Of the months in `last` (month → day of its last lesson), those with a later lesson still to come."""
    running = first_of_month(acting.today)
    if running not in last:
        return set()
    after = last[running]
    ahead = expected_days(acting.session, journal_id, acting.today)
    return {running} if any(first_of_month(day) == running and day > after for day in ahead) else set()


def expected_days(session: Session, journal_id: int, today: date) -> set[date]:
    """Days from `today` on for which a lesson is planned: in the journal itself or in its КТП."""
    planned = session.scalars(
        select(Lesson.date).where(
            Lesson.journal_id == journal_id,
            Lesson.state == LessonState.PLANNED,
            Lesson.date >= today,
            Lesson.kind.in_(_TAUGHT),
        )
    )
    used = select(Lesson.plan_item_id).where(
        Lesson.journal_id == journal_id, Lesson.plan_item_id.is_not(None)
    )
    lines = session.scalars(
        select(PlanItem.planned_on)
        .join(ThematicPlan, PlanItem.plan_id == ThematicPlan.id)
        .where(
            ThematicPlan.journal_id == journal_id,
            PlanItem.planned_on >= today,
            PlanItem.kind.in_(_TAUGHT),
            PlanItem.id.not_in(used),
        )
    )
    return {*planned, *(day for day in lines if day)}
