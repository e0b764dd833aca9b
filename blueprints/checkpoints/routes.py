"""МИУД by months: a journal's month with what is missing and what the marks suggest; the whole group's month (F-18)."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request, url_for

from journal.checkpoint_months import CheckpointMonth
from journal.checkpoint_pages import checkpoint_sheet
from journal.checkpoints import months_of, place_checkpoints
from journal.group_checkpoints import group_sheet
from journal.group_journals import visible_journals
from journal.memberships import members_of
from journal.rights import Act, Thing
from journal.writing import TAKES_ENTRIES, writing_verdict
from lti_tool.access import acting, journal_for, may
from lti_tool.person_names import listed_names
from lti_tool.routing import Needs, Route, add_routes
from models import Journal, Lesson
from regulation.checkpoints import CheckpointStatus, month_of
from regulation.refusal import Refusal

blueprint = Blueprint("checkpoints", __name__)
TONES = {
    CheckpointStatus.NOT_DUE: "",
    CheckpointStatus.DUE: "badge-amber",
    CheckpointStatus.PARTIAL: "badge-amber",
    CheckpointStatus.COMPLETE: "badge-green",
    CheckpointStatus.OVERDUE: "badge-red",
}


def page(journal_id: int) -> str:
    """A month of the journal: `?month=2025-11`, the one that waits or the latest when none is named."""
    journal = journal_for(Thing.RECORD, Act.VIEW, journal_id)
    can_edit = may(Thing.RECORD, "C") and journal.state in TAKES_ENTRIES
    if can_edit:
        place_checkpoints(acting(), journal)
    members = members_of(acting().session, journal)
    months = months_of(acting().session, journal, acting().today, members)
    month = _chosen(months)
    sheet = checkpoint_sheet(acting(), journal, month, members) if month else None
    closed = _closed(month) if can_edit else None
    return render_template(
        "checkpoints/page.html",
        journal=journal, months=months, sheet=sheet, tones=TONES, names=listed_names(one.student for one in members),
        is_editable=can_edit and closed is None and month is not None and month.work_id is not None, closed=closed,
        missing=sum(one.missing for one in months), changes_url=_changes_url(journal), today=acting().today,
    )  # fmt: skip


def group(journal_id: int) -> str:
    """The same month of the whole group across the journals the visitor may see (F-18)."""
    journal = journal_for(Thing.RECORD, Act.VIEW, journal_id)
    journals = visible_journals(acting(), journal.group_id, Thing.RECORD)
    same_year = [one for one in journals if one.term.academic_year == journal.term.academic_year]
    sheet = group_sheet(acting(), same_year, _asked())
    names = listed_names(line.student for line in sheet.lines) if sheet else {}
    return render_template("checkpoints/group.html", journal=journal, sheet=sheet, names=names)


def _chosen(months: list[CheckpointMonth]) -> CheckpointMonth | None:
    asked = _asked()
    named = next((month for month in months if month.month == asked), None)
    waiting = next((month for month in months if month.missing), None)
    return named or waiting or (months[-1] if months else None)


def _asked() -> date | None:
    try:
        return month_of(date.fromisoformat(f"{request.args.get('month', '')}-01"))
    except ValueError:
        return None


def _closed(month: CheckpointMonth | None) -> Refusal | None:
    """Why the month takes nothing today; None when it does."""
    if month is None or month.lesson is None:
        return None
    return writing_verdict(acting(), acting().session.get_one(Lesson, month.lesson.id)).refusal


def _changes_url(journal: Journal) -> str:
    """МИУД are marks: they are saved where the journal page saves its marks."""
    return url_for("marks.put", journal_id=journal.id)


add_routes(
    blueprint,
    [
        Route(
            "GET", "/journals/<int:journal_id>/checkpoints", page, Needs(Thing.RECORD, Act.VIEW), writes=True
        ),
        Route("GET", "/journals/<int:journal_id>/checkpoints/group", group, Needs(Thing.RECORD, Act.VIEW)),
    ],
)
