"""What in the journal is news for parents, as it stands now: «н», a «2», «н/а», МИУД (2.5)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Absence, Attendance, FinalMark, Journal, Lesson, Mark, NotificationEvent, Work
from regulation.calendar import MONTHS
from regulation.days import local_date

Key = tuple[NotificationEvent, int]  # the event and the number of the absence, mark or final


@dataclass(frozen=True)
class News:
    """Something told of a student. `text` is a Russian sentence for a person without the journal before them."""

    event: NotificationEvent
    thing_id: int
    student_id: int
    happened_on: date
    text: str


@dataclass(frozen=True)
class Standing:
    """What was looked at, and what of it is news now; the rest was put right or never was any."""

    looked_at: set[Key]
    news: dict[Key, News]


def standing_of(session: Session, entity: str, ids: Collection[int]) -> Standing:
    """The news in these absences, marks or finals. One query."""
    if entity == "absence":
        return _absences(session, ids)
    return _marks(session, ids) if entity == "mark" else _finals(session, ids)


def _absences(session: Session, ids: Collection[int]) -> Standing:
    rows = session.execute(
        select(Absence, Lesson)
        .join(Lesson, Absence.lesson_id == Lesson.id)
        .where(Absence.id.in_(ids))
        .options(joinedload(Lesson.journal).joinedload(Journal.discipline))
    )
    found = {}
    for absence, lesson in rows:
        if absence.attendance is Attendance.ABSENT:
            text = f"Отсутствовал(а) на занятии {lesson.date:%d.%m.%Y}, {lesson.pair} пара: {lesson.journal.discipline.title}."
            key = (NotificationEvent.ABSENCE, absence.id)
            found[key] = News(*key, absence.student_id, lesson.date, text)
    return Standing({(NotificationEvent.ABSENCE, one) for one in ids}, found)


def _marks(session: Session, ids: Collection[int]) -> Standing:
    rows = session.execute(
        select(Mark, Work)
        .join(Work, Mark.work_id == Work.id)
        .where(Mark.id.in_(ids))
        .options(joinedload(Work.lesson).joinedload(Lesson.journal).joinedload(Journal.discipline))
    )
    found = {}
    for mark, work in rows:
        lesson = work.lesson
        where = lesson.journal.discipline.title
        if work.month is not None and (mark.value or mark.not_assessed):
            value = mark.value or "н/а"
            text = f"МИУД за {MONTHS[work.month.month - 1]} {work.month.year} г.: {value}. {where}."
            key = (NotificationEvent.CHECKPOINT, mark.id)
        elif mark.value == 2:
            text = f"Отметка «2» на занятии {lesson.date:%d.%m.%Y}: {where}."
            key = (NotificationEvent.TWO, mark.id)
        else:
            continue
        found[key] = News(*key, mark.student_id, lesson.date, text)
    looked = {(event, one) for one in ids for event in (NotificationEvent.TWO, NotificationEvent.CHECKPOINT)}
    return Standing(looked, found)


def _finals(session: Session, ids: Collection[int]) -> Standing:
    finals = session.scalars(
        select(FinalMark)
        .where(FinalMark.id.in_(ids))
        .options(joinedload(FinalMark.journal).joinedload(Journal.discipline))
    )
    found = {}
    for final in finals:
        if final.not_assessed and final.resolved_on is None and final.na_deadline is not None:
            text = (
                f"Не аттестован(а): {final.journal.discipline.title}. Причина: {final.na_reason}. "
                f"Сдать до {final.na_deadline:%d.%m.%Y}, форма: {final.na_form}."
            )
            key = (NotificationEvent.NOT_ASSESSED, final.id)
            found[key] = News(*key, final.student_id, local_date(final.set_at, UTC), text)
    return Standing({(NotificationEvent.NOT_ASSESSED, one) for one in ids}, found)
