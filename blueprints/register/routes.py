"""The topic register on the screen and as a workbook."""

from __future__ import annotations

import io
from datetime import date, timedelta

from flask import Blueprint, Response, render_template, request, send_file
from flask_babel import gettext as _

from blueprints.register.sheet import HEADER, WIDTHS, register_rows
from journal.attachments import attachments_of
from journal.checkpoints import missing_count
from journal.register import RegisterRow, topic_register
from journal.rights import Act, Thing
from lti_tool.access import acting, journal_for_reading
from lti_tool.database import db
from lti_tool.routing import Needs, Route, add_routes
from lti_tool.tables.workbook import workbook

blueprint = Blueprint("register", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def page(journal_id: int) -> str:
    """The lessons in order, of the whole term or of one month, with plan and fact."""
    journal = journal_for_reading(journal_id)
    register = topic_register(acting(), journal)
    months = sorted({row.date.replace(day=1) for row in register.rows})
    month = _month(request.args.get("month", ""), months)
    rows = [row for row in register.rows if month is None or row.date.replace(day=1) == month]
    return render_template(
        "register/page.html", journal=journal, register=register, rows=rows, months=months, month=month,
        called_off=[one for one in register.called_off if month is None or one.date.replace(day=1) == month],
        unfilled=sum(not row.is_filled for row in register.rows), links=attachments_of(db.session, [journal.id]),
        written_on=written_on, today=acting().today,
        missing=missing_count(acting().session, journal, acting().today),
    )  # fmt: skip


def export(journal_id: int) -> Response:
    """The whole register as XLSX."""
    journal = journal_for_reading(journal_id)
    rows = register_rows(topic_register(acting(), journal))
    name = f"{_('Темы занятий')} {journal.discipline.title} {journal.group.name}.xlsx"
    return send_file(
        io.BytesIO(workbook(_("Темы занятий"), HEADER, rows, WIDTHS)),
        mimetype=XLSX, as_attachment=True, download_name=name,
    )  # fmt: skip


def written_on(row: RegisterRow) -> date:
    """The day a lesson filled late was filled on (4.1.1)."""
    return row.date + timedelta(days=row.late_days)


def _month(text: str, months: list[date]) -> date | None:
    """The month the page is narrowed to («2026-11»); None for anything that has no lessons."""
    return next((month for month in months if month.strftime("%Y-%m") == text), None)


READ = Needs(Thing.RECORD, Act.VIEW)
add_routes(
    blueprint,
    [
        Route("GET", "/journals/<int:journal_id>/register", page, READ),
        Route("GET", "/journals/<int:journal_id>/register.xlsx", export, READ),
    ],
)
