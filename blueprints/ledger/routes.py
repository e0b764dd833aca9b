"""The ledger of obligatory works on the screen and as a workbook."""

from __future__ import annotations

import io

from flask import Blueprint, Response, render_template, request, send_file
from flask_babel import gettext as _

from blueprints.ledger.view import header, ledger_rows, lines_of, widths, work_debts
from journal.checkpoints import missing_count
from journal.ledger import works_ledger
from journal.rights import Act, Thing
from lti_tool.access import acting, journal_for_reading
from lti_tool.routing import Needs, Route, add_routes
from lti_tool.tables.workbook import workbook

blueprint = Blueprint("ledger", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def page(journal_id: int) -> str:
    """The matrix of works and students with totals; `?debtors=1` leaves those who owe something."""
    journal = journal_for_reading(journal_id)
    ledger = works_ledger(acting(), journal)
    lines = lines_of(ledger, acting().today)
    only_debtors = request.args.get("debtors") == "1"
    return render_template(
        "ledger/page.html", journal=journal, table=ledger.table, debtors=[line for line in lines if line.debts],
        lines=[line for line in lines if line.debts or not only_debtors], only_debtors=only_debtors,
        column_debts=work_debts(ledger.table),
        missing=missing_count(acting().session, journal, acting().today),
    )  # fmt: skip


def export(journal_id: int) -> Response:
    """The whole ledger as XLSX."""
    journal = journal_for_reading(journal_id)
    ledger = works_ledger(acting(), journal)
    table = workbook(
        _("Работы и долги"),
        header(ledger.table),
        ledger_rows(lines_of(ledger, acting().today)),
        widths(ledger.table),
    )
    name = f"{_('Работы и долги')} {journal.discipline.title} {journal.group.name}.xlsx"
    return send_file(io.BytesIO(table), mimetype=XLSX, as_attachment=True, download_name=name)


READ = Needs(Thing.RECORD, Act.VIEW)
add_routes(
    blueprint,
    [
        Route("GET", "/journals/<int:journal_id>/ledger", page, READ),
        Route("GET", "/journals/<int:journal_id>/ledger.xlsx", export, READ),
    ],
)
