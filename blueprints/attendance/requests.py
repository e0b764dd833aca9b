"""A parent asks to count days as excused, and sees what became of it (3.12.2)."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from blueprints.attendance.documents import BADGES, STATES
from blueprints.attendance.forms import read_document
from journal.absence_documents import request_document
from journal.rights import Act, Thing
from lti_tool.access import acting
from lti_tool.database import db
from lti_tool.group_access import card_for
from models import AbsenceDocument, Student
from regulation.attendance import AbsenceReason
from regulation.names import full_name
from regulation.refusal import Refusal

SHOWN = 50


def mine(student_id: int) -> str:
    """The requests about the child, and the form."""
    return _page(card_for(Thing.ABSENCE_REQUEST, Act.VIEW, student_id))


def ask(student_id: int) -> Response | tuple[str, int]:
    """Send a request to the curator."""
    student = card_for(Thing.ABSENCE_REQUEST, Act.EDIT, student_id)
    try:
        form = read_document()
        request_document(acting(), student, form.reason, form.starts_on, form.ends_on, form.number, form.note)
    except Refusal as refusal:
        db.session.rollback()
        return _page(card_for(Thing.ABSENCE_REQUEST, Act.EDIT, student_id), refusal), 422
    flash(_("Просьба отправлена куратору."), "success")
    return redirect(url_for("attendance.mine", student_id=student_id), 303)


def _page(student: Student, refusal: Refusal | None = None) -> str:
    found = db.session.scalars(
        select(AbsenceDocument)
        .where(AbsenceDocument.student_id == student.id)
        .order_by(AbsenceDocument.id.desc())
        .limit(SHOWN)
    ).all()
    return render_template(
        "attendance/requests.html", student=student, found=found, refusal=refusal, states=STATES, badges=BADGES,
        name=full_name(student.family_name, student.given_name, student.patronymic),
        reasons=(AbsenceReason.ILL, AbsenceReason.EXCUSED),
    )  # fmt: skip
