"""The history of one cell: who wrote what and when, what was there before, why, and how late (1.5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.absences import sign_of
from models import Absence, Attendance, AuditEntry, FinalMark, FinalScope, Lesson, Mark, Work
from regulation.attendance import AbsenceReason
from regulation.finals import ReferralForm
from regulation.kinds import LessonKind
from regulation.scale import format_result

Values = Mapping[str, Any]

LESSON_FIELDS = {
    "date": "дата", "pair": "пара", "hours": "часы", "kind": "вид", "state": "состояние", "topic": "тема",
    "homework": "задание", "absence_confirmed": "отсутствующие отмечены", "off_plan_reason": "причина отступления от КТП",
    "cancel_reason": "причина отмены",
}  # fmt: skip
LESSON_STATES = {
    "planned": "запланировано", "conducted": "проведено", "cancelled": "отменено", "moved": "перенесено",
}  # fmt: skip


@dataclass(frozen=True)
class HistoryLine:
    """One change. `at` is the institution's local time; `was` and `became` as the cell showed them."""

    at: datetime
    who: str
    office: str
    was: str
    became: str
    why: str
    late_days: int


def mark_history(session: Session, work: Work, student_id: int) -> list[HistoryLine]:
    """What happened to the student's mark in the work, oldest first."""
    mark_id = session.scalar(select(Mark.id).where(Mark.work_id == work.id, Mark.student_id == student_id))
    return _history(session, "mark", mark_id, _mark_text)


def absence_history(session: Session, lesson: Lesson, student_id: int) -> list[HistoryLine]:
    """What happened to the student's absence at the lesson, oldest first."""
    absence_id = session.scalar(
        select(Absence.id).where(Absence.lesson_id == lesson.id, Absence.student_id == student_id)
    )
    return _history(session, "absence", absence_id, _absence_text)


def final_history(
    session: Session, journal_id: int, student_id: int, scope: FinalScope = FinalScope.TERM
) -> list[HistoryLine]:
    """What happened to the student's final mark, oldest first."""
    final_id = session.scalar(
        select(FinalMark.id).where(
            FinalMark.journal_id == journal_id, FinalMark.student_id == student_id, FinalMark.scope == scope
        )
    )
    return _history(session, "final_mark", final_id, _final_text)


def lesson_history(session: Session, lesson: Lesson) -> list[HistoryLine]:
    """What happened to the lesson's date, kind, topic, homework, oldest first."""
    return _history(session, "lesson", lesson.id, _lesson_text, each_alone=True)


def cell_history(session: Session, work: Work, student_id: int) -> list[HistoryLine]:
    """Mark and absence of the cell together, oldest first (МИУД has no absence)."""
    lines = mark_history(session, work, student_id)
    if work.month is None:
        lines = lines + absence_history(session, work.lesson, student_id)
    return sorted(lines, key=lambda line: line.at)


def _history(
    session: Session,
    entity: str,
    entity_id: int | None,
    text: Callable[[Values], str],
    *,
    each_alone: bool = False,
) -> list[HistoryLine]:
    """Lines of the audit entries of one row. `each_alone`: a change is shown by the changed columns only."""
    if entity_id is None:
        return []
    lines: list[HistoryLine] = []
    known: dict[str, Any] = {}
    for entry in session.scalars(
        select(AuditEntry)
        .where(AuditEntry.entity == entity, AuditEntry.entity_id == entity_id)
        .order_by(AuditEntry.id)
    ):
        new = entry.new or {}
        was = text(entry.old or {}) if each_alone else text(known)
        known |= new
        became = text(new) if each_alone else text(known)
        if was != became or entry.reason:
            lines.append(
                HistoryLine(
                    at=datetime.fromisoformat(entry.local_time),
                    who=entry.user_name,
                    office=entry.office,
                    was=was,
                    became=became,
                    why=entry.reason,
                    late_days=int(known.get("late_days") or 0),
                )
            )
    return lines


def _mark_text(values: Values) -> str:
    text = format_result(values.get("value"), bool(values.get("not_assessed")))
    return text + _made_up(values.get("made_up_on")) if text else ""


def _made_up(text: str | None) -> str:
    return f" (отработка {date.fromisoformat(text):%d.%m.%Y})" if text else ""


def _absence_text(values: Values) -> str:
    attendance = Attendance(values.get("attendance", "present"))
    sign = sign_of(attendance)
    if attendance is not Attendance.ABSENT:
        return sign
    return f"{sign} ({AbsenceReason(values['reason']).title})"


def _final_text(values: Values) -> str:
    value, not_assessed = values.get("value"), bool(values.get("not_assessed"))
    if not not_assessed:
        return format_result(value)
    terms = [str(values["na_reason"])] if values.get("na_reason") else []
    if values.get("na_form") in set(ReferralForm):
        terms.append(ReferralForm(values["na_form"]).title)
    if values.get("na_deadline"):
        terms.append(f"срок до {date.fromisoformat(values['na_deadline']):%d.%m.%Y}")
    blank = f"н/а ({', '.join(terms)})" if terms else "н/а"
    return f"{blank} → {value}" if value is not None else blank


def _lesson_text(values: Values) -> str:
    parts = []
    for name, title in LESSON_FIELDS.items():
        value = values.get(name)
        if value in (None, "", False):
            continue
        if name == "kind":
            value = LessonKind(value).facts.title
        elif name == "state":
            value = LESSON_STATES[value]
        elif name == "date":
            value = f"{date.fromisoformat(value):%d.%m.%Y}"
        parts.append(title if value is True else f"{title}: {value}")
    return "; ".join(parts)
