"""The journal page: reading the table, saving its changes, the history of a cell."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from blueprints.marks import page
from blueprints.marks.table import table
from journal.changes import apply_changes, read_changes
from journal.grid import grid as read_grid
from journal.history import HistoryLine, cell_history
from journal.memberships import intervals_of
from journal.rights import Act, Role, Thing
from journal.unlocks import open_requests
from lti_tool.access import acting, journal_for, may
from lti_tool.errors import role_title
from lti_tool.pages import clock_time, has_endpoint
from lti_tool.routing import Needs, Route, add_routes
from models import Student, Work
from regulation.names import short_name

blueprint = Blueprint("marks", __name__)


def grid(journal_id: int) -> str:
    """The journal: students by lessons. `?lesson=` opens at that lesson."""
    journal = journal_for(Thing.RECORD, Act.VIEW, journal_id)
    found = read_grid(acting(), journal)
    can_edit = may(Thing.RECORD, "C") and page.takes_entries(journal)
    urls = {
        "finals": _url("finals.page", Thing.FINAL, journal_id=journal_id),
        "people": _url("journals.roster", Thing.CONTINGENT, journal_id=journal_id),
        "card": _url("gradebook.student_card", Thing.GRADEBOOK, journal_id=journal_id, student_id=0),
    }
    focus = request.args.get("lesson", type=int)
    has_office = acting().office not in (Role.TEACHER, Role.READER)
    return render_template(
        "marks/grid.html",
        journal=journal, grid=found, can_edit=can_edit, focus=focus, table=table(found, page.namesakes(found), urls, can_edit),
        data=page.script_data(acting(), journal, found, can_edit, focus), counts=page.counts(found),
        today=page.today_lesson(found), due=page.due_checkpoints(found), around=page.around(acting(), journal, has_office),
        is_closed=not page.takes_entries(journal), people=page.teachers(acting(), journal),
        waiting=len(open_requests(acting().session, journal_id)) if may(Thing.UNLOCK, "V") else 0,
    )  # fmt: skip


def put(journal_id: int) -> Response:
    """Save the changes the page sends; each stands or falls alone and is recorded once."""
    journal = journal_for(Thing.RECORD, Act.EDIT, journal_id, in_turn=True)
    results = apply_changes(acting(), journal, read_changes(request.get_json(silent=True)))
    return jsonify(
        saved_at=clock_time(acting().now),
        results=[result.as_json() for result in results],
        columns_changed=any(result.moved for result in results),
    )


def history(journal_id: int) -> Response:
    """Who wrote in a cell: `?work=&student=`, oldest first."""
    journal = journal_for(Thing.AUDIT, Act.VIEW, journal_id)
    session = acting().session
    work = session.get(Work, request.args.get("work", default=0, type=int))
    student = session.get(Student, request.args.get("student", default=0, type=int))
    if work is None or work.journal_id != journal.id or student is None:
        raise NotFound
    if not intervals_of(session, journal, student.id):
        raise NotFound
    name = short_name(student.family_name, student.given_name, student.patronymic)
    title = _("%(name)s, %(day)s", name=name, day=work.lesson.date.strftime("%d.%m.%Y"))
    return jsonify(title=title, entries=[_line(line) for line in cell_history(session, work, student.id)])


def _url(endpoint: str, thing: Thing, **values: Any) -> str:
    """The page's address for whoever may look at it, else nothing."""
    return url_for(endpoint, **values) if has_endpoint(endpoint) and may(thing, "V") else ""


def _line(line: HistoryLine) -> dict[str, Any]:
    office = role_title(line.office) if line.office in set(Role) else ""
    return {
        "at": line.at.strftime("%d.%m.%Y %H:%M"),
        "who": line.who,
        "office": office,
        "was": line.was,
        "became": line.became,
        "why": line.why,
        "late": _("с опозданием %(days)s дн.", days=line.late_days) if line.late_days else "",
    }


add_routes(
    blueprint,
    [
        Route("GET", "/journals/<int:journal_id>", grid, Needs(Thing.RECORD, Act.VIEW)),
        Route("POST", "/journals/<int:journal_id>/changes", put, Needs(Thing.RECORD, Act.EDIT)),
        Route("GET", "/journals/<int:journal_id>/history", history, Needs(Thing.AUDIT, Act.VIEW)),
    ],
)
