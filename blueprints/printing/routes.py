"""What of a journal can be printed, and ordering it: the document is made by a worker, followed at its job's page."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from journal.auditing import record
from journal.checkpoints import months_of
from journal.group_journals import visible_journals
from journal.papers.finals import journals_of_discipline, unfinished_finals
from journal.papers.spread import spread_missing
from journal.rights import Act, Thing
from journal.sheets import sheets_of
from lti_tool.access import acting, journal_for, sheet_for, visitor
from lti_tool.jobs import order
from lti_tool.jobs.orders import KEEP_RESULT
from lti_tool.printing.orders import PrintOrder, What
from lti_tool.printing.pango import check
from lti_tool.routing import Needs, Route, add_routes
from models import Job, JobState, Journal
from regulation.refusal import N_, Refusal
from regulation.sheets import SHEET_STATE_TITLES

blueprint = Blueprint("printing", __name__)
# What an order names: the kind, and whether it is of the journal's discipline or of the whole group.
ORDERED = {
    ("spread", False): What.SPREAD,
    ("finals", False): What.FINALS,
    ("finals", True): What.GROUP_FINALS,
    ("checkpoints", False): What.CHECKPOINTS,
    ("checkpoints", True): What.GROUP_CHECKPOINTS,
    ("consultations", False): What.CONSULTATIONS,
    ("consultations", True): What.TEACHER_CONSULTATIONS,
    ("practice", False): What.PRACTICE,
}


def page(journal_id: int) -> str:
    """What can be printed, what of it would be a draft and why, and what was printed lately."""
    journal = journal_for(Thing.PRINT, Act.VIEW, journal_id)
    here = acting()
    return render_template(
        "printing/page.html",
        journal=journal,
        complaint=check(),
        spread_missing=spread_missing(here, journal),
        finals_missing=unfinished_finals(here, journals_of_discipline(here.session, journal)),
        months=list(reversed(months_of(here.session, journal, here.today))),
        sheets=sheets_of(here.session, journal),
        sheet_titles=SHEET_STATE_TITLES,
        has_group=len(visible_journals(here, journal.group_id, Thing.PRINT)) > 1,
        printed=_printed(journal),
    )


def order_print(journal_id: int) -> Response:
    """Order a form of the journal: `kind` (spread, finals, checkpoints), `group=1` for the whole group, `month`."""
    journal = journal_for(Thing.PRINT, Act.PRINT, journal_id)
    what = ORDERED.get((request.values.get("kind", ""), request.values.get("group") == "1"))
    if what is None:
        raise BadRequest
    month = _month(journal) if what.needs_month else ""
    wanted = PrintOrder(what.value, journal.id, month=month, office=acting().office)
    return _ordered(wanted, "journal", journal.id)


def order_sheet(sheet_id: int) -> Response:
    """Order an examination or credit sheet."""
    sheet = sheet_for(Thing.SHEET, Act.PRINT, sheet_id)
    wanted = PrintOrder(What.SHEET.value, sheet.journal_id, sheet_id=sheet.id, office=acting().office)
    return _ordered(wanted, "exam_sheet", sheet.id)


def _ordered(wanted: PrintOrder, entity: str, entity_id: int) -> Response:
    made = order(acting(), "print", wanted.params(), journal_id=wanted.journal_id, is_shared=True)
    record(
        acting(), "printed", entity, entity_id, journal_id=wanted.journal_id, what=wanted.what, month=wanted.month, job=made.id,
    )  # fmt: skip
    return redirect(url_for("jobs.progress", public_id=made.public_id), 303)


def _month(journal: Journal) -> str:
    """The month asked for, which must be one of the journal's."""
    try:
        month = date.fromisoformat(f"{request.values.get('month', '')}-01")
    except ValueError:
        raise BadRequest from None
    if month not in [item.month for item in months_of(acting().session, journal, acting().today)]:
        raise Refusal(
            "E_PERIOD",
            "3.13.2",
            N_(
                "В месяце %(month)s занятий по журналу не было, и МИУД в нём нет. Выберите месяц с занятиями."
            ),
            month=month.strftime("%m.%Y"),
        )
    return month.isoformat()


def _printed(journal: Journal) -> list[Job]:
    """What the visitor printed of this journal and can still open."""
    here = acting()
    wanted = (
        select(Job)
        .where(
            Job.kind == "print",
            Job.journal_id == journal.id,
            Job.requested_by_id == visitor().user.id,
            Job.state == JobState.DONE,
            Job.finished_at > here.now - KEEP_RESULT,
        )
        .order_by(Job.finished_at.desc(), Job.id.desc())
        .limit(10)
    )
    return list(here.session.scalars(wanted))


add_routes(
    blueprint,
    [
        Route("GET", "/journals/<int:journal_id>/print", page, Needs(Thing.PRINT, Act.VIEW)),
        Route("POST", "/journals/<int:journal_id>/print", order_print, Needs(Thing.PRINT, Act.PRINT)),
        Route("POST", "/sheets/<int:sheet_id>/print", order_sheet, Needs(Thing.SHEET, Act.PRINT)),
    ],
)
