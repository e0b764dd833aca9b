"""Finals of a journal: the page, its saving, the card of one final, suggestions, the group's summary (F-09)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from blueprints.finals.card import card_page, give_not_assessed, resolve
from blueprints.finals.hints import add_hints, hint_of, totals_text
from blueprints.finals.unlocking import grant, request_opening
from journal.acting import Acting
from journal.checkpoints import missing_count
from journal.final_rows import finals_page
from journal.finals import accept_suggestions, put_final, scope_title
from journal.group_finals import finals_summary
from journal.group_journals import visible_journals
from journal.result_changes import apply_result_changes, cautions_of, malformed, number_in, text_in
from journal.rights import Act, Thing
from journal.study_finals import set_study_final
from journal.writing import TAKES_ENTRIES
from lti_tool.access import acting, journal_for, may
from lti_tool.database import db
from lti_tool.numbers import whole_number
from lti_tool.pages import clock_time
from lti_tool.person_names import listed_names
from lti_tool.routing import Needs, Route, add_routes
from models import FinalScope, Journal
from regulation.refusal import Refusal

blueprint = Blueprint("finals", __name__)
BY_HAND = (FinalScope.TERM, FinalScope.STUDY)


def page(journal_id: int) -> str:
    """The finals of the journal: marks, suggestion, what is set and how objective it is."""
    journal = journal_for(Thing.FINAL, Act.VIEW, journal_id)
    found = finals_page(acting(), journal)
    return render_template(
        "finals/page.html",
        journal=journal, page=found, names=listed_names(line.student for line in found.lines), by_hand=BY_HAND,
        is_editable=may(Thing.FINAL, "C") and found.closed is None and journal.state in TAKES_ENTRIES,
        titles={scope: scope_title(journal, scope) for scope in found.scopes}, min_marks=acting().rules.min_marks,
        hint_of=hint_of, totals_text=totals_text, scheme=acting().rules.final_scheme,
        missing=missing_count(acting().session, journal, acting().today),
    )  # fmt: skip


def put(journal_id: int) -> Response:
    """Save the finals the page sends; each stands or falls alone and is recorded once."""
    journal = journal_for(Thing.FINAL, Act.EDIT, journal_id)

    def write(circumstances: Acting, change: Mapping[str, Any]) -> dict[str, Any]:
        return _put_one(circumstances, journal, change)

    results = apply_result_changes(acting(), request.get_json(silent=True), write)
    if any(result["ok"] for result in results):
        add_hints(finals_page(acting(), journal), acting().rules.min_marks, results)
    return jsonify(saved_at=clock_time(acting().now), results=results)


def _put_one(circumstances: Acting, journal: Journal, change: Mapping[str, Any]) -> dict[str, Any]:
    scope = _scope(text_in(change, "scope"))
    if scope is None:
        raise malformed()
    given = put_final(
        circumstances, journal, number_in(change, "student"), text_in(change, "value"), number_in(change, "version"), scope
    )  # fmt: skip
    cell = {"value": given.text, "version": given.final.version, "is_late": given.final.is_late}
    of = {"student": given.final.student_id, "scope": given.final.scope.value}
    return {"cell": cell, "of": of, "cautions": cautions_of(given.cautions)}


def suggestions(journal_id: int) -> str:
    """Who would get what: the list a person looks through before taking the suggestions for the blanks."""
    journal = journal_for(Thing.FINAL, Act.EDIT, journal_id)
    scope = _asked_scope()
    found = finals_page(acting(), journal)
    if scope not in found.scopes:
        raise NotFound
    blanks = found.blanks(scope)
    without = [
        line for line in found.lines if line.is_listed and not line.cells[scope].text and line not in blanks
    ]
    part = request.args.get("part") == "1"
    return render_template(
        "finals/_suggestions.html" if part else "finals/suggestions.html",
        journal=journal, scope=scope, title=scope_title(journal, scope), blanks=blanks, without=without,
        names=listed_names(line.student for line in found.lines),
    )  # fmt: skip


def accept(journal_id: int) -> BaseResponse:
    """Write the confirmed suggestions, all of them or none."""
    journal = journal_for(Thing.FINAL, Act.EDIT, journal_id)
    confirmed: dict[int, int] = {}
    for field, text in request.form.items():
        name, _dash, number = field.partition("-")
        if name == "student" and whole_number(number) and text in ("2", "3", "4", "5"):
            confirmed[whole_number(number)] = int(text)
    try:
        given = accept_suggestions(acting(), journal, confirmed, _asked_scope())
    except Refusal:
        db.session.rollback()
        raise
    flash(_("Выставлено итоговых отметок: %(count)s.", count=len(given)), "success")
    return redirect(url_for("finals.page", journal_id=journal.id), 303)


def group(journal_id: int) -> str:
    """«Итоговые отметки» of the whole group: every discipline for the whole period of study (4.2.2)."""
    journal = journal_for(Thing.FINAL, Act.VIEW, journal_id)
    journals = visible_journals(acting(), journal.group_id, Thing.FINAL)
    summary = finals_summary(acting(), journals)
    names = listed_names(line.student for line in summary.lines)
    return render_template(
        "finals/group.html", journal=journal, summary=summary, names=names, shown=len(journals)
    )


def _scope(text: str) -> FinalScope | None:
    return FinalScope(text) if text in set(FinalScope) else None


def _asked_scope() -> FinalScope:
    scope = _scope(request.values.get("scope", FinalScope.TERM.value))
    if scope not in BY_HAND:
        raise NotFound
    return scope


def whole_study(journal_id: int) -> BaseResponse:
    """Say whether the discipline ends in this journal: the column «За весь период»."""
    journal = journal_for(Thing.FINAL, Act.EDIT, journal_id)
    set_study_final(acting(), journal, request.form.get("is_last") == "1")
    return redirect(url_for("finals.page", journal_id=journal_id), 303)


VIEW = Needs(Thing.FINAL, Act.VIEW)
EDIT = Needs(Thing.FINAL, Act.EDIT)
ONE = "/journals/<int:journal_id>/finals/<int:student_id>/<scope>"

add_routes(
    blueprint,
    [
        Route("GET", "/journals/<int:journal_id>/finals", page, VIEW),
        Route("POST", "/journals/<int:journal_id>/finals/changes", put, EDIT),
        Route("GET", "/journals/<int:journal_id>/finals/suggestions", suggestions, EDIT),
        Route("POST", "/journals/<int:journal_id>/finals/suggestions", accept, EDIT),
        Route("GET", "/journals/<int:journal_id>/finals/group", group, VIEW),
        Route("POST", "/journals/<int:journal_id>/finals/whole-study", whole_study, EDIT),
        Route("GET", ONE, card_page, VIEW, endpoint="card"),
        Route("POST", f"{ONE}/not-assessed", give_not_assessed, EDIT, endpoint="not_assessed"),
        Route("POST", f"{ONE}/resolution", resolve, EDIT),
        Route(
            "POST", "/journals/<int:journal_id>/finals/unlock-request", request_opening,
            Needs(Thing.UNLOCK_REQUEST, Act.EDIT), endpoint="ask_unlock",
        ),
        Route("POST", "/journals/<int:journal_id>/finals/unlock", grant, Needs(Thing.UNLOCK, Act.EDIT), endpoint="unlock"),
    ],
)  # fmt: skip
