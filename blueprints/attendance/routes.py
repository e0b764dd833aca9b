"""The curator's week: the group's attendance by day and reason, «проверено куратором» (3.12.2)."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blueprints.attendance import documents, overview, requests
from journal.attendance_week import attendance_week
from journal.rights import Act, Thing
from journal.week_checks import check_of, check_week, ended_weeks, unchecked_weeks
from lti_tool.access import acting
from lti_tool.database import db
from lti_tool.group_access import group_for
from lti_tool.pages import WEEKDAYS
from lti_tool.routing import Needs, Open, Route, add_routes
from models import StudyGroup
from regulation.attendance import AbsenceReason
from regulation.names import grid_name
from regulation.refusal import Refusal
from regulation.weeks import IsoWeek

blueprint = Blueprint("attendance", __name__)


def week(group_id: int) -> str:
    """The group's week: `?week=2025-W41`, else this one."""
    group = group_for(Thing.ABSENCE_REASON, Act.VIEW, group_id)
    return _week_page(group, _chosen_week())


def check(group_id: int) -> Response | tuple[str, int]:
    """«Проверено куратором» for the week."""
    group = group_for(Thing.ABSENCE_REASON, Act.EDIT, group_id)
    chosen = _chosen_week()
    try:
        check_week(acting(), group, chosen, request.form.get("note", ""))
    except Refusal as refusal:
        db.session.rollback()
        return _week_page(group_for(Thing.ABSENCE_REASON, Act.EDIT, group_id), chosen, refusal), 422
    flash(_("Неделя %(week)s проверена.", week=chosen.title), "success")
    return redirect(url_for("attendance.week", group_id=group_id, week=chosen.name), 303)


def _week_page(group: StudyGroup, chosen: IsoWeek, refusal: Refusal | None = None) -> str:
    today = acting().today
    found = attendance_week(db.session, group, chosen, today)
    missed = unchecked_weeks(db.session, today, [group.id]).get(group.id, [])
    return render_template(
        "attendance/week.html", group=group, found=found, week=chosen, weekdays=WEEKDAYS, today=today, refusal=refusal,
        check=check_of(db.session, group.id, chosen), missed=missed, reasons=AbsenceReason, name=grid_name,
        weeks=ended_weeks(today), this_week=IsoWeek.of(today),
    )  # fmt: skip


def _chosen_week() -> IsoWeek:
    return IsoWeek.parse(request.values.get("week", "")) or IsoWeek.of(acting().today)


LOOK = Needs(Thing.ABSENCE_REASON, Act.VIEW)
WRITE = Needs(Thing.ABSENCE_REASON, Act.EDIT)
LISTS = Open("lists the groups over which an office of the visitor looks, no others", visitor=True)
DOCUMENTS = "/groups/<int:group_id>/absence-documents"
add_routes(
    blueprint,
    [
        Route("GET", "/attendance", overview.overview, LISTS),
        Route("GET", "/groups/<int:group_id>/attendance", week, LOOK),
        Route("POST", "/groups/<int:group_id>/attendance", check, WRITE),
        Route("GET", DOCUMENTS, documents.documents, LOOK),
        Route("POST", DOCUMENTS, documents.enter, WRITE),
        Route("GET", f"{DOCUMENTS}/<int:document_id>", documents.document, LOOK),
        Route("POST", f"{DOCUMENTS}/<int:document_id>", documents.answer, WRITE),
        Route("GET", "/students/<int:student_id>/absence-requests", requests.mine, Needs(Thing.ABSENCE_REQUEST, Act.VIEW)),
        Route("POST", "/students/<int:student_id>/absence-requests", requests.ask, Needs(Thing.ABSENCE_REQUEST, Act.EDIT)),
    ],
)  # fmt: skip
