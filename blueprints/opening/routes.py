"""Opening a journal: the page prefilled from the launch, the roster read meanwhile, one button."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from blueprints.opening.forms import Fields, proposed, read_opening, sent
from journal.link_rosters import link_group
from journal.opening import attach_course, journals_of, open_journal, propose_opening
from journal.rights import Act, Thing, require
from journal.roles import roles_in_journal
from lti_tool.access import acting, course_for_opening
from lti_tool.database import db
from lti_tool.jobs.orders import order
from lti_tool.routing import Needs, Route, add_routes
from models import Course, Job, Journal, LinkRoster, ResourceLink
from regulation.kinds import DisciplineKind
from regulation.refusal import Refusal

blueprint = Blueprint("opening", __name__)
OPENING = Needs(Thing.JOURNAL_OPENING, Act.EDIT)
FRESH = timedelta(minutes=2)


def start(course_id: int) -> str:
    """The form; the roster is being read meanwhile. `?people=1` gives the list of people alone, for the script.

    `?link`: the activity this page was opened from: when the LMS lets one group only open it, that group is ticked.
    """
    course = course_for_opening(course_id, is_looking=True)
    link = _link(course)
    if request.args.get("people") == "1":
        proposal = propose_opening(acting(), course)
        fields = proposed(proposal, group=link_group(db.session, link.id) if link else None)
        return render_template("opening/_people.html", course=course, people=proposal.people, fields=fields)
    return _page(course, roster=_roster_job(course, link), link=link)


def open_(course_id: int) -> Response | tuple[str, int]:
    """Open the journal with the people ticked."""
    course = course_for_opening(course_id)
    fields = sent()
    try:
        journal = open_journal(acting(), course, read_opening(fields))
    except Refusal as refusal:
        db.session.rollback()
        return _page(course, fields, refusal, link=_link(course)), 422
    title = journal.discipline.title
    flash(_("Журнал открыт: %(title)s, %(group)s.", title=title, group=journal.group.name), "success")
    return redirect(url_for("marks.grid", journal_id=journal.id), 303)


def attach(course_id: int) -> Response:
    """Keep a journal of another course in this one: the course was copied, restored or made anew."""
    course = course_for_opening(course_id)
    journal = db.session.get(Journal, request.form.get("journal_id", default=0, type=int))
    if journal is None:
        raise NotFound
    require(acting(), roles_in_journal(acting(), journal), Thing.RECORD, Act.EDIT, journal.id)
    attach_course(acting(), journal, course)
    flash(_("Журнал продолжается в этом курсе."), "success")
    return redirect(url_for("marks.grid", journal_id=journal.id), 303)


def _page(
    course: Course,
    fields: Fields | None = None,
    refusal: Refusal | None = None,
    roster: Job | None = None,
    link: ResourceLink | None = None,
) -> str:
    proposal = propose_opening(acting(), course)
    group = link_group(db.session, link.id) if link else None
    named = request.args.get("subgroup", "").strip()[:60]
    mine = [one for one in proposal.previous if one.course_id != course.id]
    return render_template(
        "opening/start.html",
        course=course,
        people=proposal.people,
        kept=proposal.kept,
        previous=mine,
        journals=journals_of(acting().session, course),
        fields=fields or proposed(proposal, named, group),
        link=link,
        link_group=group,
        refusal=refusal,
        roster=roster,
        kinds=list(DisciplineKind),
        existing=refusal.params.get("journal_id") if refusal else None,
        years=_years(proposal.academic_year),
    )


def _link(course: Course) -> ResourceLink | None:
    """The activity of this course that the page was opened from."""
    link = db.session.get(ResourceLink, request.values.get("link", default=0, type=int))
    return link if link is not None and link.course_id == course.id else None


def _roster_job(course: Course, link: ResourceLink | None) -> Job | None:
    """The reading of the roster under way, ordered now unless the course has no roster or it was read just now."""
    if not course.roster_url:
        return None
    read = (
        db.session.scalar(select(LinkRoster.read_at).where(LinkRoster.link_id == link.id)) if link else None
    )
    is_link_fresh = link is None or (read is not None and acting().now - read < FRESH)
    if course.roster_read_at is not None and acting().now - course.roster_read_at < FRESH and is_link_fresh:
        return None
    params = {"course_id": course.id} | ({"link_id": link.id} if link else {})
    return order(acting(), "roster", params, is_shared=True)


def _years(chosen: str) -> list[str]:
    first = acting().today.year - 1
    years = [f"{year}/{(year + 1) % 100:02d}" for year in range(first, first + 3)]
    return sorted({*years, chosen})


add_routes(
    blueprint,
    [
        Route("GET", "/courses/<int:course_id>/open", start, OPENING, writes=True),
        Route("POST", "/courses/<int:course_id>/open", open_, OPENING, endpoint="open"),
        Route("POST", "/courses/<int:course_id>/attach", attach, OPENING),
    ],
)
