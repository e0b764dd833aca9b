"""Lessons: planned, switched to another kind, moved, cancelled; filling them is in `filling` (3.10.1, 4.1.6, 4.2.2)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.checkpoints import place_checkpoints
from journal.coverage import refuse_substitute
from journal.filling import confirm_absences, fill_lesson, is_filled, lesson_cautions, note_filled
from journal.medical_groups import ensure_theory_column
from journal.works import add_work, change_work, has_absences, has_marks, next_number, switch_work
from journal.writing import (
    TAKES_PLACE,
    begin_writing,
    require_open_or_ahead,
    require_takes_place,
    writing_verdict,
)  # fmt: skip
from models import FinalMark, FinalScope, Journal, Lesson, LessonState, Work
from regulation.finals import check_no_finals_set
from regulation.kinds import LessonKind, WorkKind
from regulation.refusal import N_, Refusal
from regulation.topics import check_remark

__all__ = [
    "add_lesson", "add_work", "cancel_lesson", "change_hours", "change_kind", "change_work", "confirm_absences",
    "fill_lesson", "finals_set", "is_filled", "lesson_cautions", "move_lesson", "writing_verdict",
]  # fmt: skip

PAIRS = range(1, 13)
HOURS = range(1, 13)


def add_lesson(
    acting: Acting, journal: Journal, *, day: date, pair: int, kind: LessonKind, hours: int = 2
) -> Lesson:
    """Plan a lesson with the first column its kind brings.

    Raises E_PERIOD outside the term, E_SLOT for a taken or impossible pair, E_HOURS, E_CLOSED behind a set final (4.2.2).
    """
    begin_writing(acting, journal)
    refuse_substitute(acting)
    _check_hours(hours)
    _check_place(acting.session, journal, day, pair)
    lesson = Lesson(
        journal_id=journal.id, date=day, pair=pair, kind=kind, hours=hours, state=LessonState.PLANNED
    )
    acting.session.add(lesson)
    acting.session.flush()
    work = kind.facts.work
    lesson.works.append(
        Work(journal_id=journal.id, kind=work, number=next_number(acting.session, journal.id, work))
    )
    acting.session.flush()
    ensure_theory_column(acting.session, lesson, journal)
    return lesson


def change_kind(acting: Acting, lesson: Lesson, kind: LessonKind) -> Lesson:
    """Switch the kind of the lesson (4.1.6); its first column follows while it has no marks. МИУД stays as it is."""
    begin_writing(acting, lesson.journal, lesson)
    require_open_or_ahead(acting, lesson)
    if kind is lesson.kind:
        return lesson
    if not kind.facts.in_attendance and has_absences(acting.session, lesson):
        raise Refusal(
            "E_ABSENT",
            "4.1.5",
            N_(
                "На занятии отмечены отсутствующие, а на консультации посещаемость не ведётся. Сначала снимите «н»."
            ),
        )
    _refuse_mixed(acting.session, lesson, kind)
    lesson.kind = kind
    first = next((work for work in lesson.works if work.kind is not WorkKind.CHECKPOINT), None)
    if first is not None and first.kind is not kind.facts.work and not has_marks(acting.session, [first.id]):
        switch_work(acting.session, first, kind.facts.work)
    note_filled(acting, lesson)
    acting.session.flush()
    place_checkpoints(acting, lesson.journal)
    return lesson


def _refuse_mixed(session: Session, lesson: Lesson, kind: LessonKind) -> None:
    """Marks of a lesson count in the mean, those of a consultation do not: neither becomes the other (4.1.5)."""
    if LessonKind.CONSULTATION not in (kind, lesson.kind):
        return
    works = [work for work in lesson.works if work.kind is not WorkKind.CHECKPOINT]
    if has_marks(session, [work.id for work in works]):
        raise Refusal(
            "E_MARK",
            "4.1.5",
            N_("На занятии есть отметки, а консультация в средний балл не входит. Сначала снимите отметки."),
        )
    for work in works[1:]:
        switch_work(session, work, kind.facts.work)


def change_hours(acting: Acting, lesson: Lesson, hours: int) -> Lesson:
    """Set the academic hours of the lesson. Raises E_HOURS."""
    begin_writing(acting, lesson.journal, lesson)
    require_open_or_ahead(acting, lesson)
    _check_hours(hours)
    lesson.hours = hours
    acting.session.flush()
    return lesson


def cancel_lesson(acting: Acting, lesson: Lesson, reason: str) -> Lesson:
    """Cancel a planned lesson; a conducted one, or one with entries, is never removed (3.10.1)."""
    begin_writing(acting, lesson.journal, lesson)
    refuse_substitute(acting)
    text = check_remark(reason, acting.rules.latin_terms)
    _require_untouched(acting.session, lesson)
    lesson.state = LessonState.CANCELLED
    lesson.cancel_reason = text
    acting.session.flush()
    place_checkpoints(acting, lesson.journal)
    return lesson


def move_lesson(acting: Acting, lesson: Lesson, day: date, pair: int, reason: str) -> Lesson:
    """Move a planned lesson: the old place stays as «перенесено», the new lesson with its columns is returned."""
    journal = lesson.journal
    begin_writing(acting, journal, lesson)
    refuse_substitute(acting)
    text = check_remark(reason, acting.rules.latin_terms)
    _require_untouched(acting.session, lesson)
    _check_place(acting.session, journal, day, pair)
    lesson.state = LessonState.MOVED
    lesson.cancel_reason = text
    moved = Lesson(
        journal_id=journal.id, date=day, pair=pair, kind=lesson.kind, hours=lesson.hours, state=LessonState.PLANNED,
        homework=lesson.homework, room=lesson.room, teacher_id=lesson.teacher_id,
    )  # fmt: skip
    acting.session.add(moved)
    acting.session.flush()
    for work in lesson.works:
        moved.works.append(
            Work(
                journal_id=journal.id,
                kind=work.kind,
                title=work.title,
                position=work.position,
                number=work.number,
            )
        )
    acting.session.flush()
    place_checkpoints(acting, journal)
    return moved


def _check_place(session: Session, journal: Journal, day: date, pair: int) -> None:
    """The term has the day, the pair is free, and no final is set behind which the lesson would stand."""
    term = journal.term
    if not term.starts_on <= day <= term.ends_on:
        raise Refusal(
            "E_PERIOD",
            "3.10.1",
            N_(
                "%(day)s не входит в учебный период журнала (%(first)s — %(last)s). Выберите день этого периода."
            ),
            day=day.strftime("%d.%m.%Y"),
            first=term.starts_on.strftime("%d.%m.%Y"),
            last=term.ends_on.strftime("%d.%m.%Y"),
        )
    if pair not in PAIRS:
        raise Refusal("E_SLOT", "3.10.1", N_("Номер пары — от 1 до 12."))
    taken = session.scalar(
        select(Lesson).where(
            Lesson.journal_id == journal.id,
            Lesson.date == day,
            Lesson.pair == pair,
            Lesson.state.in_(TAKES_PLACE),
        )
    )
    if taken is not None:
        raise Refusal(
            "E_SLOT",
            "3.10.1",
            N_(
                "%(day)s на %(pair)s-й паре уже есть занятие: %(title)s. Выберите другую пару или заполните это занятие."
            ),
            day=day.strftime("%d.%m.%Y"),
            pair=pair,
            title=taken.topic or taken.kind.facts.title,
        )
    check_no_finals_set(finals_set(session, journal.id))


def finals_set(session: Session, journal_id: int) -> int:
    """How many finals of the term stand in the journal, «н/а» among them."""
    number = session.scalar(
        select(func.count()).where(
            FinalMark.journal_id == journal_id,
            FinalMark.scope == FinalScope.TERM,
            FinalMark.value.is_not(None) | FinalMark.not_assessed,
        )
    )
    return number or 0


def _check_hours(hours: int) -> None:
    if hours not in HOURS:
        raise Refusal("E_HOURS", "4.1.3", N_("Часы занятия — целое число от 1 до 12 академических часов."))


def _require_untouched(session: Session, lesson: Lesson) -> None:
    require_takes_place(lesson)
    day = lesson.date.strftime("%d.%m.%Y")
    if lesson.state is LessonState.CONDUCTED:
        raise Refusal(
            "E_CLOSED",
            "3.10.1",
            N_(
                "Занятие %(day)s проведено: отменить или перенести его нельзя. Тему и отметки можно исправить."
            ),
            day=day,
        )
    if has_marks(session, [work.id for work in lesson.works]) or has_absences(session, lesson):
        raise Refusal(
            "E_CLOSED",
            "1.5",
            N_(
                "На занятии %(day)s есть отметки или «н». Сначала снимите их, затем отмените или перенесите занятие."
            ),
            day=day,
        )
