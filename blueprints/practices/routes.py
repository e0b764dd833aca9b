"""Practice of a journal: particulars, the schedule of consultations and visits, what was done (4.1.3, F-07)."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from blueprints.practices.forms import read_practice, read_visit
from journal.memberships import members_of
from journal.papers.heading import teachers_of
from journal.practices import (
    KINDS,
    VISIT_KINDS,
    add_visit,
    annul_visit,
    follows_schedule,
    hold_visit,
    is_practice,
    kinds_of,
    practice_of,
    put_practice,
)
from journal.rights import Act, Thing
from lti_tool.access import acting, journal_for, visitor
from lti_tool.database import db
from lti_tool.routing import Needs, Route, add_routes
from models import Journal, Practice, PracticeVisit
from regulation.refusal import N_, Refusal

blueprint = Blueprint("practices", __name__)
READ, WRITE = Needs(Thing.RECORD, Act.VIEW), Needs(Thing.PLAN, Act.EDIT)


def page(journal_id: int) -> str:
    """Particulars and schedule."""
    return _page(journal_for(Thing.RECORD, Act.VIEW, journal_id))


def put(journal_id: int) -> Response | tuple[str, int]:
    """Give or change the particulars."""
    journal = journal_for(Thing.PLAN, Act.EDIT, journal_id)
    return _write(journal, lambda: put_practice(acting(), journal, read_practice()), "particulars")


def plan_visit(journal_id: int) -> Response | tuple[str, int]:
    """A further line of the schedule."""
    journal = journal_for(Thing.PLAN, Act.EDIT, journal_id)
    return _write(journal, lambda: add_visit(acting(), _practice(journal), read_visit()), "visit")


def hold(visit_id: int) -> Response | tuple[str, int]:
    """What was done at a consultation or a visit."""
    visit, journal = _visit(visit_id)
    form = request.form
    return _write(
        journal, lambda: hold_visit(acting(), visit, form.get("content", ""), form.get("remarks", "")), f"v{visit_id}"
    )  # fmt: skip


def annul(visit_id: int) -> Response | tuple[str, int]:
    """A mistaken line: it stays in sight with its reason."""
    visit, journal = _visit(visit_id)
    reason = request.form.get("reason", "")
    return _write(journal, lambda: annul_visit(acting().because(reason), visit, reason), f"v{visit_id}")


def _visit(visit_id: int) -> tuple[PracticeVisit, Journal]:
    visitor()
    visit = db.session.get(PracticeVisit, visit_id)
    if visit is None:
        raise NotFound
    return visit, journal_for(Thing.PLAN, Act.EDIT, visit.practice.journal_id)


def _practice(journal: Journal) -> Practice:
    found = practice_of(acting(), journal)
    if found is None:
        raise Refusal("E_PRACTICE", "4.1.3", N_("Сначала запишите сведения о практике: вид, сроки, часы."))
    return found


def _write(journal: Journal, operation: Callable[[], object], where: str) -> Response | tuple[str, int]:
    journal_id = journal.id
    try:
        operation()
    except Refusal as refusal:
        db.session.rollback()
        return _page(db.session.get_one(Journal, journal_id), refusal, where), 422
    flash(_("Записано."), "success")
    return redirect(url_for("practices.page", journal_id=journal_id), 303)


def _page(journal: Journal, refusal: Refusal | None = None, where: str = "") -> str:
    here = acting()
    if not is_practice(journal):
        raise NotFound
    return render_template(
        "practices/page.html", journal=journal, practice=practice_of(here, journal), kinds=kinds_of(journal), titles=KINDS,
        visit_titles=VISIT_KINDS, members=[m.student for m in members_of(here.session, journal)], today=here.today,
        refusal=refusal, where=where, form=request.form, by_schedule=follows_schedule(journal),
        teachers=teachers_of(here.session, journal),
    )  # fmt: skip


add_routes(
    blueprint,
    [
        Route("GET", "/journals/<int:journal_id>/practice", page, READ),
        Route("POST", "/journals/<int:journal_id>/practice", put, WRITE),
        Route("POST", "/journals/<int:journal_id>/practice/visits", plan_visit, WRITE),
        Route("POST", "/practice-visits/<int:visit_id>/hold", hold, WRITE),
        Route("POST", "/practice-visits/<int:visit_id>/annul", annul, WRITE),
    ],
)
