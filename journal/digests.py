"""The week's digest for parents: marks and hours missed, once a week (2.5)."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import or_, select

from journal.acting import Acting
from journal.notification_events import News
from journal.notifications import cursor_of, is_digest_due, tell_news
from models import (
    Absence,
    Attendance,
    Consent,
    Discipline,
    Guardian,
    Journal,
    Lesson,
    Mark,
    NotificationEvent,
    Work,
)  # fmt: skip
from regulation.weeks import IsoWeek


def make_digests(acting: Acting, *, by_mail: bool = False) -> int:
    """On Saturday evening or Sunday: the digest of the week for every student somebody is tied to or consented for.

    The week is remembered in the same transaction: a crash makes it anew, nothing is told twice. Returns how many.
    """
    week = IsoWeek.of(acting.today)
    number = week.year * 100 + week.week
    cursor = cursor_of(acting.session)
    if cursor is None or cursor.digest_week >= number or not is_digest_due(acting):
        return 0
    cursor.digest_week = number
    texts = digest_texts(acting, week)
    return tell_news(
        acting,
        [
            News(NotificationEvent.DIGEST, number, student, week.sunday, text)
            for student, text in sorted(texts.items())
        ],
        by_mail,
    )


def digest_texts(acting: Acting, week: IsoWeek) -> dict[int, str]:
    """Student → what the week brought. Students without anything have no digest. Two queries."""
    marks: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    missed: dict[int, int] = defaultdict(int)
    families = (
        select(Guardian.student_id)
        .where(Guardian.until.is_(None))
        .union(select(Consent.student_id))
        .scalar_subquery()
    )
    for student, title_index, title, value in acting.session.execute(
        select(Mark.student_id, Discipline.index, Discipline.name, Mark.value)
        .join(Work, Work.id == Mark.work_id)
        .join(Lesson, Lesson.id == Work.lesson_id)
        .join(Journal, Journal.id == Mark.journal_id)
        .join(Discipline, Discipline.id == Journal.discipline_id)
        .where(
            Lesson.date.between(week.monday, week.sunday),
            Mark.student_id.in_(families),
            or_(Mark.value.is_not(None), Mark.not_assessed),
        )
        .order_by(Discipline.index, Discipline.name, Lesson.date, Mark.id)
    ):
        marks[student][f"{title_index} {title}".strip()].append(str(value or "н/а"))
    for student, hours in acting.session.execute(
        select(Absence.student_id, Lesson.hours)
        .join(Lesson, Lesson.id == Absence.lesson_id)
        .where(
            Lesson.date.between(week.monday, week.sunday),
            Absence.attendance == Attendance.ABSENT,
            Absence.student_id.in_(families),
        )
    ):
        missed[student] += hours
    return {
        student: _text(week, marks.get(student, {}), missed.get(student, 0)) for student in {*marks, *missed}
    }


def _text(week: IsoWeek, marks: dict[str, list[str]], missed: int) -> str:
    lines = [f"{title} — {', '.join(values)}" for title, values in marks.items()]
    shown = "; ".join(lines) if lines else "отметок нет"
    return f"Неделя {week.title}. Отметки: {shown}. Пропущено часов: {missed}."[:2000]
