"""A change of the timetable taken back: the lesson stands again as the timetable says (3.10.1)."""

from __future__ import annotations

from sqlalchemy import select

from journal.acting import Acting
from journal.planned_lessons import require_untouched
from journal.timetable_slots import day_slot, find_clashes, require_no_clashes
from journal.writing import TAKES_PLACE
from models import ChangeKind, Lesson, LessonState, TimetableChange
from regulation.refusal import N_, Refusal


def annul_change(acting: Acting, change: TimetableChange) -> None:
    """Take the change back: the lesson stands again as the timetable says.

    Raises E_CLOSED when the changed lesson was conducted or has entries, or when a substitution made the change,
    E_CLASH when the old place is taken meanwhile.
    """
    if change.annulled_at is not None:
        raise Refusal("E_CLOSED", "3.10.1", N_("Это изменение уже отменено. Обновите страницу."))
    if change.substitution_id is not None:
        raise Refusal(
            "E_CLOSED",
            "4.1.1",
            N_("Это изменение держится на замещении: отмените замещение, и оно отменится."),
        )
    old, new = change.lesson, change.new_lesson
    new = new if new is not None and new.state in TAKES_PLACE else None
    require_untouched(acting, [one for one in (new, old) if one is not None and one.state in TAKES_PLACE])
    _require_old_place(acting, change)
    if old is not None and old.state not in TAKES_PLACE:
        _require_free_place(acting, old, new)
    change.annulled_at = acting.now
    if new is not None:
        new.state, new.cancel_reason = LessonState.CANCELLED, "изменение расписания отменено"
        acting.session.flush()
    if old is not None:
        if old.state not in TAKES_PLACE:
            old.state, old.cancel_reason = LessonState.PLANNED, ""
        old.room, old.teacher_id = change.room, change.teacher_id
    acting.session.flush()
    for other in _with_the_same_lesson(acting, change):
        annul_change(acting, other)


def _with_the_same_lesson(acting: Acting, change: TimetableChange) -> list[TimetableChange]:
    """Changes in force that brought the same lesson: a replacement and the move of the replacing teacher's own."""
    if change.new_lesson_id is None:
        return []
    return list(
        acting.session.scalars(
            select(TimetableChange).where(
                TimetableChange.new_lesson_id == change.new_lesson_id, TimetableChange.annulled_at.is_(None)
            )
        )
    )


def _require_old_place(acting: Acting, change: TimetableChange) -> None:
    """Raise E_CLASH when somebody took the place the lesson goes back to."""
    entry = change.entry
    if entry is None or (change.kind is ChangeKind.REPLACE and change.new_discipline_id is None):
        return
    slot = day_slot(
        ("entry", entry.id), "", change.day, change.pair, change.group_id, change.subgroup_id, change.discipline_id,
        change.teacher_id, change.room,
    )  # fmt: skip
    gone = {("change", change.id), ("lesson", change.new_lesson_id or 0)}
    require_no_clashes(find_clashes(acting, [slot], ignored=gone))


def _require_free_place(acting: Acting, lesson: Lesson, leaving: Lesson | None) -> None:
    """Raise E_SLOT when the journal has another lesson at the old place now."""
    taken = acting.session.scalar(
        select(Lesson.id).where(
            Lesson.journal_id == lesson.journal_id,
            Lesson.date == lesson.date,
            Lesson.pair == lesson.pair,
            Lesson.id != (leaving.id if leaving else 0),
            Lesson.state.in_(TAKES_PLACE),
        )
    )
    if taken is not None:
        raise Refusal(
            "E_SLOT",
            "3.10.1",
            N_("На прежнем месте (%(day)s, %(pair)s-я пара) в журнале уже другое занятие."),
            day=f"{lesson.date:%d.%m.%Y}",
            pair=lesson.pair,
        )
