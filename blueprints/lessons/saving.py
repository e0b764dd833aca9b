"""The lesson's form as a browser without scripts sends it."""

from __future__ import annotations

from flask import request
from sqlalchemy import select
from werkzeug.exceptions import BadRequest

from journal.absences import current_absence, parse_attendance, put_absence
from journal.acting import Acting
from journal.filling import confirm_absences, fill_lesson
from journal.marks import current_mark, put_mark, result_of
from models import Attendance, Lesson, Work


def save_form(acting: Acting, lesson: Lesson) -> None:
    """Do what the pressed button says: `put` is a student's sign, `present` confirms absences, else the texts.

    The form shows values as they are; without scripts the last word counts, so versions are read now.
    """
    acting = acting.because(request.form.get("reason", ""))
    button = request.form.get("put", "")
    if button:
        put_sign(acting, lesson, button)
    elif "present" in request.form:
        confirm_absences(acting, lesson)
    else:
        fill_lesson(
            acting,
            lesson,
            topic=request.form.get("topic", ""),
            homework="Не задано" if "nothing" in request.form else request.form.get("homework", ""),
            version=request.form.get("version", default=0, type=int),
            plan_item_id=request.form.get("plan_item", type=int),
            off_plan_reason=request.form.get("off_plan_reason", ""),
        )


def put_sign(acting: Acting, lesson: Lesson, button: str) -> None:
    """«m:<work>:<student>:4» or «a:<lesson>:<student>:н»: pressed again, the sign is taken back."""
    parts = button.split(":")
    if len(parts) != 4 or parts[0] not in ("m", "a") or not (parts[1].isdecimal() and parts[2].isdecimal()):
        raise BadRequest
    place, student_id, sign = int(parts[1]), int(parts[2]), parts[3]
    if parts[0] == "a":
        absence = current_absence(acting.session, lesson.id, student_id)
        wanted = parse_attendance(sign)
        if absence and absence.attendance is wanted:
            wanted = Attendance.PRESENT
        put_absence(acting, lesson, student_id, wanted, absence.version if absence else 0)
        return
    work = acting.session.scalar(select(Work).where(Work.id == place, Work.lesson_id == lesson.id))
    if work is None:
        raise BadRequest
    mark = current_mark(acting.session, work.id, student_id)
    text = "" if result_of(mark).text == sign else sign
    put_mark(acting, work, student_id, text, mark.version if mark else 0)
