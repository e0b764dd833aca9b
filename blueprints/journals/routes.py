"""Lists of journals; people new in the course or gone from it, applied by a person (3.9.2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blueprints.journals.listing import MOST, of_course, of_person
from journal.memberships import members_of
from journal.opening import end_membership, enrol, roster_changes
from journal.rights import Act, Thing
from journal.roster_news import has_secretary
from lti_tool.access import acting, course_for_reading, journal_for, may
from lti_tool.database import db
from lti_tool.jobs.orders import order
from lti_tool.routing import Needs, Open, Route, add_routes
from models import Journal
from regulation.refusal import N_, Refusal

blueprint = Blueprint("journals", __name__)


def course(course_id: int) -> str:
    """The journals of a course: groups and subgroups."""
    found = course_for_reading(course_id)
    return render_template(
        "journals/course.html",
        course=found,
        lines=of_course(acting(), course_id),
        may_open=may(Thing.JOURNAL_OPENING, "C"),
    )


def mine() -> str:
    """Every journal the visitor has a part in."""
    words = request.args.get("q", "").strip()[:100]
    return render_template("journals/mine.html", lines=of_person(acting(), words), words=words, most=MOST)


def roster(journal_id: int) -> str:
    """The list of the journal beside the roster of its course: who is new, who is gone."""
    return _roster_page(journal_for(Thing.CONTINGENT, Act.VIEW, journal_id))


def refresh(journal_id: int) -> Response:
    """Read the course's roster from the LMS again."""
    journal = journal_for(Thing.ENROLMENT, Act.EDIT, journal_id)
    if journal.course is None or not journal.course.roster_url:
        flash(_("LMS не даёт этому курсу список участников."), "warning")
        return redirect(url_for("journals.roster", journal_id=journal_id), 303)
    job = order(acting(), "roster", {"course_id": journal.course_id}, journal_id=journal_id, is_shared=True)
    return redirect(url_for("jobs.progress", public_id=job.public_id), 303)


def join(journal_id: int) -> Response | tuple[str, int]:
    """Put somebody of the course into the group from a day on."""
    journal = journal_for(Thing.ENROLMENT, Act.EDIT, journal_id)
    user_id = request.form.get("user_id", default=0, type=int)
    basis = request.form.get("basis", "")
    return _apply(journal, lambda: enrol(acting().because(basis), journal, user_id, _day(), basis))


def leave(journal_id: int) -> Response | tuple[str, int]:
    """Somebody left the group on a day: later cells are shaded, nothing is erased."""
    journal = journal_for(Thing.ENROLMENT, Act.EDIT, journal_id)
    student_id = request.form.get("student_id", default=0, type=int)
    basis = request.form.get("basis", "")
    return _apply(
        journal, lambda: end_membership(acting().because(basis), journal, student_id, _day(), basis)
    )


def _apply(journal: Journal, operation: Callable[[], object]) -> Response | tuple[str, int]:
    try:
        operation()
    except Refusal as refusal:
        db.session.rollback()
        return _roster_page(journal, refusal), 422
    flash(_("Список группы изменён."), "success")
    return redirect(url_for("journals.roster", journal_id=journal.id), 303)


def _roster_page(journal: Journal, refusal: Refusal | None = None) -> str:
    return render_template(
        "journals/roster.html",
        journal=journal, news=roster_changes(acting(), journal), members=members_of(acting().session, journal),
        today=acting().today, refusal=refusal, kept=has_secretary(acting()),
    )  # fmt: skip


def _day() -> date:
    try:
        return date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        raise Refusal("E_DATE", "3.9.2", N_("Укажите дату по приказу.")) from None


add_routes(
    blueprint,
    [
        Route(
            "GET",
            "/journals",
            mine,
            Open("a person's own list; rights are looked up on each page", visitor=True),
        ),
        Route("GET", "/courses/<int:course_id>/journals", course, Needs(Thing.RECORD, Act.VIEW)),
        Route("GET", "/journals/<int:journal_id>/roster", roster, Needs(Thing.CONTINGENT, Act.VIEW)),
        Route("POST", "/journals/<int:journal_id>/roster/refresh", refresh, Needs(Thing.ENROLMENT, Act.EDIT)),
        Route("POST", "/journals/<int:journal_id>/roster/join", join, Needs(Thing.ENROLMENT, Act.EDIT)),
        Route("POST", "/journals/<int:journal_id>/roster/leave", leave, Needs(Thing.ENROLMENT, Act.EDIT)),
    ],
)
