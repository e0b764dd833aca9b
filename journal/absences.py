"""Absences: «н» with its reason, «оп», beside the marks and never among them (3.13.1, 4.1.8)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.absence_documents import reason_on
from journal.acting import Acting
from journal.conflicts import Conflict, recorded_by
from journal.filling import confirm_absences, note_filled
from journal.memberships import require_member
from journal.reasons import require_reason
from journal.writing import begin_writing, require_open
from models import Absence, Attendance, Lesson, Mark, Work
from regulation.attendance import AbsenceReason, check_absence_with_mark
from regulation.kinds import WorkKind
from regulation.refusal import N_, Refusal

__all__ = [
    "SIGNS",
    "confirm_absences",
    "current_absence",
    "parse_attendance",
    "put_absence",
    "put_reason",
    "sign_of",
]

SIGNS = {Attendance.ABSENT: "н", Attendance.LATE: "оп", Attendance.PRESENT: ""}


def sign_of(attendance: Attendance | None) -> str:
    """«н», «оп» or nothing."""
    return SIGNS[attendance] if attendance else ""


def parse_attendance(text: str) -> Attendance:
    """What «н», «оп» or an empty text means. Raises E_ATTENDANCE."""
    folded = text.strip().lower()
    for attendance, sign in SIGNS.items():
        if folded == sign:
            return attendance
    raise Refusal(
        "E_ATTENDANCE",
        "3.13.1",
        N_("Посещаемость отмечают так: «н» — отсутствовал, «оп» — опоздал, пусто — был."),
    )


def put_absence(
    acting: Acting,
    lesson: Lesson,
    student_id: int,
    attendance: Attendance,
    version: int,
    reason: AbsenceReason = AbsenceReason.UNEXCUSED,
) -> Absence:
    """Note that the student was absent, late or, taking it back, present; `version` as the person saw it, 0 for none.

    A document in force for the day gives an «н» its reason (3.12.2).
    What already stands changes nothing; an «н» confirms the lesson's absences. Taking back nothing is an Absence of
    version 0 that is not stored. Raises E_FUTURE, E_CLOSED, E_NOT_MEMBER, E_ABSENT (a mark stands, or a consultation,
    4.1.5), E_REASON, Conflict.
    """
    begin_writing(acting, lesson.journal, lesson)
    absence = current_absence(acting.session, lesson.id, student_id)
    stands = absence.attendance if absence else Attendance.PRESENT
    if attendance is stands:
        return absence or _empty(lesson, student_id)
    verdict = require_open(acting, lesson)
    require_member(acting.session, lesson.journal, student_id, lesson.date)
    _check(acting.session, lesson, student_id, attendance)
    if version != (absence.version if absence else 0):
        current = {"value": sign_of(stands), "version": absence.version if absence else 0}
        raise Conflict(current, sign_of(attendance), recorded_by(acting, absence))
    if absence and stands is not Attendance.PRESENT:
        require_reason(acting, absence.set_at)
    absence = absence or _empty(lesson, student_id)
    absence.attendance = attendance
    if attendance is Attendance.ABSENT and reason is AbsenceReason.UNEXCUSED:
        reason = reason_on(acting.session, student_id, lesson.date) or reason
    absence.reason = reason
    absence.late_days = verdict.late_days
    absence.set_at, absence.set_by_id = acting.now, acting.user_id
    acting.session.add(absence)
    if attendance is Attendance.ABSENT and not lesson.absence_confirmed:
        lesson.absence_confirmed = True
        note_filled(acting, lesson)
    acting.session.flush()
    return absence


def put_reason(acting: Acting, absence: Absence, reason: AbsenceReason, version: int) -> Absence:
    """Say why the student was absent; papers come later, so the day of the lesson does not lock it (3.12.2).

    Raises Conflict, E_ABSENT when the absence was taken back.
    """
    begin_writing(acting, acting.session.get_one(Lesson, absence.lesson_id).journal, absence)
    if absence.reason is reason:
        return absence
    if absence.attendance is not Attendance.ABSENT:
        raise Refusal("E_ABSENT", "3.12.2", N_("«н» здесь нет: причина указывается только у отсутствия."))
    if version != absence.version:
        raise Conflict({"value": absence.reason.letter, "version": absence.version}, reason.letter)
    absence.reason = reason
    acting.session.flush()
    return absence


def current_absence(session: Session, lesson_id: int, student_id: int) -> Absence | None:
    """The stored absence of the student at the lesson as it is now."""
    wanted = select(Absence).where(Absence.lesson_id == lesson_id, Absence.student_id == student_id)
    return session.scalar(wanted.execution_options(populate_existing=True))


def _check(session: Session, lesson: Lesson, student_id: int, attendance: Attendance) -> None:
    if attendance is Attendance.PRESENT:
        return
    if not lesson.kind.facts.in_attendance:
        raise Refusal(
            "E_ABSENT",
            "4.1.5",
            N_("На консультации посещаемость не ведётся: отмечать отсутствующих не нужно."),
        )
    marks = session.scalars(
        select(Mark.made_up_on)
        .join(Work, Mark.work_id == Work.id)
        .where(
            Work.lesson_id == lesson.id,
            Work.kind != WorkKind.CHECKPOINT,
            Mark.student_id == student_id,
            Mark.value.is_not(None),
        )
    )
    for made_up_on in marks:
        check_absence_with_mark(
            is_absent=attendance is Attendance.ABSENT,
            has_mark=True,
            made_up_on=made_up_on,
            lesson_date=lesson.date,
        )


def _empty(lesson: Lesson, student_id: int) -> Absence:
    return Absence(
        journal_id=lesson.journal_id, lesson_id=lesson.id, student_id=student_id, attendance=Attendance.PRESENT,
        reason=AbsenceReason.UNEXCUSED, late_days=0, version=0,
    )  # fmt: skip
