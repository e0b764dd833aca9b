"""Consultations of a journal: the page, hours by the load, how many came (4.1.5, F-08)."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from journal.consultations import consultations_of, put_attended, set_load
from journal.rights import Act, Thing
from lti_tool.access import acting, journal_for, lesson_for_writing
from lti_tool.database import db
from lti_tool.routing import Needs, Route, add_routes
from models import Journal, Lesson
from regulation.refusal import N_, Refusal

blueprint = Blueprint("consultations", __name__)


def page(journal_id: int) -> str:
    """The consultations with hours by plan and held."""
    return _page(journal_for(Thing.RECORD, Act.VIEW, journal_id))


def load(journal_id: int) -> Response | tuple[str, int]:
    """Hours by the teacher's load."""
    journal = journal_for(Thing.PLAN, Act.EDIT, journal_id)
    return _write(journal, lambda: set_load(acting(), journal, _number("hours")))


def attended(lesson_id: int) -> Response | tuple[str, int]:
    """How many came to one consultation."""
    lesson: Lesson = lesson_for_writing(lesson_id)
    journal = lesson.journal
    return _write(journal, lambda: put_attended(acting(), lesson, _number("attended")))


def _write(journal: Journal, operation: Callable[[], object]) -> Response | tuple[str, int]:
    journal_id = journal.id
    try:
        operation()
    except Refusal as refusal:
        db.session.rollback()
        return _page(db.session.get_one(Journal, journal_id), refusal), 422
    flash(_("Записано."), "success")
    return redirect(url_for("consultations.page", journal_id=journal_id), 303)


def _page(journal: Journal, refusal: Refusal | None = None) -> str:
    here = acting()
    return render_template(
        "consultations/page.html", journal=journal, found=consultations_of(here, journal), today=here.today, refusal=refusal,
    )  # fmt: skip


def _number(name: str) -> int:
    text = request.form.get(name, "").strip()
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise Refusal("E_NUMBER", "4.1.5", N_("Ожидается целое число, а введено «%(text)s»."), text=text[:20])
    return int(text)


add_routes(
    blueprint,
    [
        Route("GET", "/journals/<int:journal_id>/consultations", page, Needs(Thing.RECORD, Act.VIEW)),
        Route("POST", "/journals/<int:journal_id>/consultations/load", load, Needs(Thing.PLAN, Act.EDIT)),
        Route("POST", "/lessons/<int:lesson_id>/attended", attended, Needs(Thing.RECORD, Act.EDIT)),
    ],
)
