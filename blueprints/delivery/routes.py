"""What of the journal has reached the LMS grade book, and «передать снова»."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from journal.deliveries import delivery_counts, delivery_lines, send_again, switch_delivery
from journal.rights import Act, Thing
from lti_tool.access import acting, journal_for
from lti_tool.routing import Needs, Route, add_routes

blueprint = Blueprint("delivery", __name__)


def page(journal_id: int) -> str:
    """The state of every result by column, in plain Russian."""
    journal = journal_for(Thing.DELIVERY, Act.VIEW, journal_id)
    lines = delivery_lines(acting(), journal)
    columns = [(label, list(rows)) for label, rows in groupby(lines, key=lambda line: line.label)]
    counts = {state.value: number for state, number in delivery_counts(acting(), journal).items()}
    return render_template("delivery/page.html", journal=journal, columns=columns, counts=counts)


def again(journal_id: int) -> Response:
    """Queue once more: what is not confirmed, or everything."""
    journal = journal_for(Thing.DELIVERY, Act.EDIT, journal_id)
    count = send_again(acting(), journal, everything=request.form.get("what") == "everything")
    flash(
        ngettext("%(num)d результат поставлен в очередь на передачу.", "%(num)d результатов поставлено в очередь на передачу.", count)
        if count else _("Передавать нечего: всё уже в журнале оценок LMS."),
        "success",
    )  # fmt: skip
    return redirect(url_for("delivery.page", journal_id=journal_id), 303)


def switch(journal_id: int) -> Response:
    """Switch the delivery of this journal on or off."""
    journal = journal_for(Thing.DELIVERY, Act.EDIT, journal_id)
    switch_delivery(acting(), journal, request.form.get("state") == "on")
    return redirect(url_for("delivery.page", journal_id=journal_id), 303)


add_routes(
    blueprint,
    [
        Route("GET", "/journals/<int:journal_id>/delivery", page, Needs(Thing.DELIVERY, Act.VIEW)),
        Route("POST", "/journals/<int:journal_id>/delivery/again", again, Needs(Thing.DELIVERY, Act.EDIT)),
        Route("POST", "/journals/<int:journal_id>/delivery/switch", switch, Needs(Thing.DELIVERY, Act.EDIT)),
    ],
)
