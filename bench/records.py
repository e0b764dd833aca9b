"""Marks, absences and what they leave behind, a million at a time: made inside the database from lessons and members."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, Connection, String, cast, insert, literal, select

from models import (
    Absence,
    Attendance,
    AuditEntry,
    Base,
    ChangeRequest,
    Journal,
    Lesson,
    Mark,
    Membership,
    Work,
)
from regulation.attendance import AbsenceReason
from regulation.kinds import WorkKind

EARLY = datetime(2025, 9, 1, 9, 0, tzinfo=ZoneInfo("Asia/Tomsk"))
CHANCE = (Work.lesson_id * 31 + Membership.student_id * 17) % 10
IS_CHECKPOINT = Work.kind == WorkKind.CHECKPOINT


def lay_records(connection: Connection, teacher: int, name: str) -> None:
    """Marks in half of the cells, absences in a tenth, all МИУД; an audit entry and a change request for each mark.

    In the order of days, as colleges write: the marks of one journal lie scattered among those of all others.
    """
    _marks(connection, teacher)
    _absences(connection)
    _entries(connection, teacher, name)
    _requests(connection, teacher)


def _marks(connection: Connection, teacher: int) -> None:
    value = (Work.lesson_id * 7 + Membership.student_id * 3) % 4 + 2
    cells = (
        select(
            Work.journal_id, Work.id, cast(Work.kind, String), Membership.student_id, value, literal(EARLY, Mark.set_at.type),
            literal(teacher), literal(1),
        )
        .join(Journal, Journal.id == Work.journal_id)
        .join(Membership, Membership.group_id == Journal.group_id)
        .join(Lesson, Lesson.id == Work.lesson_id)
        .where((CHANCE < 5) | IS_CHECKPOINT)
        .order_by(Lesson.date, Lesson.id)
    )  # fmt: skip
    _put(connection, Mark, "journal_id work_id work_kind student_id value set_at set_by_id version", cells)


def _absences(connection: Connection) -> None:
    missed = (
        select(
            Work.journal_id, Work.lesson_id, Membership.student_id, literal(Attendance.ABSENT, Absence.attendance.type),
            literal(AbsenceReason.UNEXCUSED, Absence.reason.type), literal(EARLY, Absence.set_at.type), literal(1),
        )
        .join(Journal, Journal.id == Work.journal_id)
        .join(Membership, Membership.group_id == Journal.group_id)
        .join(Lesson, Lesson.id == Work.lesson_id)
        .where(CHANCE == 9, ~IS_CHECKPOINT)
        .order_by(Lesson.date, Lesson.id)
    )  # fmt: skip
    _put(connection, Absence, "journal_id lesson_id student_id attendance reason set_at version", missed)


def _entries(connection: Connection, teacher: int, name: str) -> None:
    entries = select(
        literal(EARLY, AuditEntry.at.type), literal(EARLY.isoformat()), literal(teacher), literal(name), literal("teacher"),
        literal("created"), literal("mark"), Mark.id, Mark.journal_id, Mark.student_id, literal({"value": 4}, JSON),
    )  # fmt: skip
    _put(
        connection, AuditEntry,
        "at local_time user_id user_name office action entity entity_id journal_id student_id new", entries,
    )  # fmt: skip


def _requests(connection: Connection, teacher: int) -> None:
    answer = {"cell": {"value": "4", "version": 1, "late_days": 0, "made_up_on": None}, "student_id": 1}
    client_id = literal("00000000-0000-4000-8000-") + cast(Mark.id, String)
    requests = select(
        client_id, literal(teacher), literal(EARLY, ChangeRequest.at.type), literal(answer, JSON)
    ).select_from(Mark)
    _put(connection, ChangeRequest, "client_id user_id at answer", requests)


def _put(connection: Connection, model: type[Base], columns: str, rows: Any) -> None:
    connection.execute(insert(model).from_select(columns.split(), rows))
