"""Examination and credit sheets of a journal: their list, a sheet in each of its states (4.2.5, F-14, F-15)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from blueprints.sheets.correcting import correct, correction
from blueprints.sheets.drafting import change, draft, new, new_retake, retake
from blueprints.sheets.forms import outcome_title
from blueprints.sheets.view import entry_facts, sheet_view
from journal.acting import Acting
from journal.checkpoints import missing_count
from journal.result_changes import apply_result_changes, malformed, number_in, text_in
from journal.rights import Act, Thing
from journal.sheet_entries import put_entry
from journal.sheet_reading import sheet_lines
from journal.sheets import annul_sheet, close_sheet, open_sheet
from lti_tool.access import acting, journal_for, sheet_for
from lti_tool.database import db
from lti_tool.numbers import whole_number
from lti_tool.pages import clock_time
from lti_tool.routing import Needs, Route, add_routes
from models import ExamSheet
from regulation.refusal import Refusal
from regulation.sheets import SHEET_STATE_TITLES, Outcome

blueprint = Blueprint("sheets", __name__)


@blueprint.app_template_filter("outcome_words")
def outcome_words(outcome: Outcome | None) -> str:
    """«5 (отлично)», «не явился»; «—» for none."""
    return outcome_title(outcome) if outcome else "—"


def list_sheets(journal_id: int) -> str:
    """The journal's sheets with their totals."""
    journal = journal_for(Thing.SHEET, Act.VIEW, journal_id)
    return render_template(
        "sheets/list.html", journal=journal, lines=sheet_lines(acting(), journal), states=SHEET_STATE_TITLES,
        missing=missing_count(acting().session, journal, acting().today),
    )  # fmt: skip


def sheet(sheet_id: int) -> str:
    """A sheet: to change while a draft, to fill while open, to read afterwards."""
    return _show(sheet_for(Thing.SHEET, Act.VIEW, sheet_id))


def open_it(sheet_id: int) -> BaseResponse | tuple[str, int]:
    """Give the number and the list."""
    found = sheet_for(Thing.SHEET_OPENING, Act.EDIT, sheet_id)
    chosen = {whole_number(text) for text in request.form.getlist("student")}
    is_retake = found.retake_of_id is not None
    return _act(
        sheet_id,
        lambda: open_sheet(acting(), found, _version(), chosen if is_retake else None),
        lambda: _("Ведомость открыта, ей присвоен № %(number)s.", number=found.number),
    )


def put(sheet_id: int) -> Response:
    """Save the lines the page sends; each stands or falls alone and is recorded once."""
    found = sheet_for(Thing.SHEET, Act.EDIT, sheet_id)

    def write(circumstances: Acting, change: Mapping[str, Any]) -> dict[str, Any]:
        return _put_one(circumstances, found, change)

    results = apply_result_changes(acting(), request.get_json(silent=True), write)
    facts = entry_facts(acting(), found)
    return jsonify(
        saved_at=clock_time(acting().now), results=[{**result, "sheet": facts} for result in results]
    )


def _put_one(circumstances: Acting, found: ExamSheet, change: Mapping[str, Any]) -> dict[str, Any]:
    entry_id, outcome = number_in(change, "entry"), text_in(change, "outcome")
    entry = next((one for one in found.entries if one.id == entry_id), None)
    if entry is None or (outcome and outcome not in set(Outcome)):
        raise malformed()
    put_entry(
        circumstances, entry, outcome=Outcome(outcome) if outcome else None,
        ticket=text_in(change, "ticket"), version=number_in(change, "version"),
    )  # fmt: skip
    value = entry.outcome.value if entry.outcome else ""
    return {"cell": {"value": value, "ticket": entry.ticket, "version": entry.version}}


def close(sheet_id: int) -> BaseResponse | tuple[str, int]:
    """Close: the finals are written."""
    found = sheet_for(Thing.SHEET, Act.EDIT, sheet_id)
    return _act(
        sheet_id,
        lambda: close_sheet(acting(), found, _version()),
        lambda: _("Ведомость закрыта, итоговые отметки выставлены."),
    )


def annul(sheet_id: int) -> BaseResponse | tuple[str, int]:
    """Annul: the number, when there is one, stays with the reason."""
    found = sheet_for(Thing.SHEET_OPENING, Act.EDIT, sheet_id)
    is_draft = found.number is None
    reason = request.form.get("reason", "")
    return _act(
        sheet_id,
        lambda: annul_sheet(acting().because(reason), found, reason, _version()),
        lambda: (
            _("Черновик аннулирован.")
            if is_draft
            else _("Ведомость аннулирована, её номер остаётся в учёте.")
        ),
    )


def _act(
    sheet_id: int, operation: Callable[[], object], done: Callable[[], str]
) -> BaseResponse | tuple[str, int]:
    """Do it and show the sheet; a refusal shows it as it was, with the sentence."""
    try:
        operation()
    except Refusal as refusal:
        db.session.rollback()
        return _show(db.session.get_one(ExamSheet, sheet_id), refusal), 422
    flash(done(), "success")
    return redirect(url_for("sheets.sheet", sheet_id=sheet_id), 303)


def _show(found: ExamSheet, refusal: Refusal | None = None) -> str:
    view = sheet_view(acting(), found)
    return render_template(
        "sheets/sheet.html",
        sheet=found,
        journal=found.journal,
        view=view,
        states=SHEET_STATE_TITLES,
        refusal=refusal,
    )


def _version() -> int:
    return request.form.get("version", default=0, type=int)


VIEW = Needs(Thing.SHEET, Act.VIEW)
FILL = Needs(Thing.SHEET, Act.EDIT)
OPEN = Needs(Thing.SHEET_OPENING, Act.EDIT)
CORRECT = Needs(Thing.SHEET_CORRECTION, Act.EDIT)

add_routes(
    blueprint,
    [
        Route("GET", "/journals/<int:journal_id>/sheets", list_sheets, VIEW),
        Route("GET", "/journals/<int:journal_id>/sheets/new", new, OPEN),
        Route("POST", "/journals/<int:journal_id>/sheets", draft, OPEN),
        Route("GET", "/sheets/<int:sheet_id>", sheet, VIEW),
        Route("POST", "/sheets/<int:sheet_id>", change, OPEN),
        Route("POST", "/sheets/<int:sheet_id>/open", open_it, OPEN, endpoint="open"),
        Route("POST", "/sheets/<int:sheet_id>/changes", put, FILL),
        Route("POST", "/sheets/<int:sheet_id>/close", close, FILL),
        Route("POST", "/sheets/<int:sheet_id>/annul", annul, OPEN),
        Route("GET", "/sheets/<int:sheet_id>/retakes/new", new_retake, OPEN),
        Route("POST", "/sheets/<int:sheet_id>/retakes", retake, OPEN),
        Route("GET", "/sheets/<int:sheet_id>/entries/<int:entry_id>/correction", correction, CORRECT),
        Route("POST", "/sheets/<int:sheet_id>/entries/<int:entry_id>/correction", correct, CORRECT),
    ],
)
