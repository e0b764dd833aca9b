"""Login and launch: from the LMS's form to a plain page of the journal."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

from flask import Response, g, make_response, redirect, render_template, request, url_for
from flask import session as cookie
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from blueprints.lti.landing import landing
from lti_tool.access import acting, settings
from lti_tool.clock import now
from lti_tool.database import db
from lti_tool.jobs import order
from lti_tool.limits import launch_rate, limiter
from lti_tool.protocol import refusals, vocabulary
from lti_tool.protocol.addresses import origin_of
from lti_tool.protocol.connector import outgoing
from lti_tool.protocol.launching import Attempt, LaunchForm, Verified, accept, find_attempt, verify
from lti_tool.protocol.login import StartedLogin, begin_login
from lti_tool.protocol.recording import Recorded
from lti_tool.security import allow_framing_by
from lti_tool.sessions import hashed, issue_ticket, sign_in, take_mark
from models import CourseRole

BROWSER_COOKIE = "journal_browser"
COOKIE_SECONDS = 12 * 3600
ROSTER_FRESH = timedelta(minutes=10)


@limiter.limit(launch_rate)
def login() -> AnyResponse | str:
    """Third-party login initiation, by GET or POST."""
    form = {name: request.values.get(name, "") for name in request.values}
    allow_framing_by(origin_of(form.get("iss", "")))
    kept = request.cookies.get(BROWSER_COOKIE)
    started = begin_login(db.session, form, kept, public_url_for("lti.launch"), now())
    allow_framing_by(origin_of(started.registration.issuer), started.storage_origin)
    if started.storage_target and not kept:
        response: AnyResponse = make_response(render_template("lti/keep.html", started=started))
    else:
        response = redirect(started.auth_url, 302)
    return _with_browser_cookie(response, started)


@limiter.limit(launch_rate)
def launch() -> AnyResponse | str:
    """The launch itself. Whoever was signed in here before does not matter: this begins a session of its
    own.
    """
    g.visitor = None
    db.session.rollback()
    form = _launch_form()
    attempt = find_attempt(db.session, form, now())
    allow_framing_by(origin_of(attempt.issuer), origin_of(attempt.auth_login_url))
    if not form.browser and attempt.storage_target and "asked_storage" not in request.form:
        return _ask_storage(form, attempt)
    verified = verify(form, attempt, outgoing())
    recorded = _accepted(verified)
    _refresh_roster(recorded)
    path = landing(recorded)
    if form.browser and "mark" not in cookie:
        take_mark(hashed(f"mark {form.browser}"))  # the same browser, even where it keeps no cookie of ours
    if BROWSER_COOKIE in request.cookies:
        sign_in(recorded.user, recorded.launch, request.remote_addr or "")
        return redirect(path, 303)
    if recorded.claims.message_type == vocabulary.DEEP_LINKING_REQUEST:
        return redirect(path, 303)
    ticket = issue_ticket(recorded.user, recorded.launch, path)
    return render_template("lti/own_window.html", ticket=ticket, person=recorded.user)


def key_set() -> Response:
    """The tool's public keys."""
    response = make_response(outgoing().keys.key_set())
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def public_url_for(endpoint: str, **values: Any) -> str:
    """The address of an endpoint as the LMS sees it."""
    return urljoin(settings().public_url.rstrip("/") + "/", url_for(endpoint, **values).lstrip("/"))


def _launch_form() -> LaunchForm:
    try:
        fields = request.form.to_dict()
    except RequestEntityTooLarge as error:
        raise refusals.too_large() from error
    browser = request.cookies.get(BROWSER_COOKIE, "") or fields.get("browser", "")
    return LaunchForm.read(fields, browser)


def _accepted(verified: Verified) -> Recorded:
    """Recorded once; a second try when another request made the same person or course at the same moment."""
    circumstances = replace(acting(), user=None)
    g.pop("acting", None)
    try:
        return accept(circumstances, verified, settings().session_seconds)
    except IntegrityError:
        db.session.rollback()
        return accept(circumstances, verified, settings().session_seconds)


def _refresh_roster(recorded: Recorded) -> None:
    """A teacher came in and the roster is not fresh: have it read meanwhile, the page does not wait for it."""
    course = recorded.course
    if (
        course is None
        or course.is_front_page
        or not course.roster_url
        or recorded.role is not CourseRole.INSTRUCTOR
    ):
        return
    moment = recorded.acting.now
    if course.roster_read_at is None or moment - course.roster_read_at > ROSTER_FRESH:
        order(recorded.acting, "roster", {"course_id": course.id}, is_shared=True)


def _ask_storage(form: LaunchForm, attempt: Attempt) -> str:
    """No cookie came back, but the LMS keeps values for us: ask it, then come back with what it says."""
    origin = origin_of(attempt.auth_login_url)
    return render_template("lti/recall.html", form=form, target=attempt.storage_target, origin=origin)


def _with_browser_cookie(response: AnyResponse, started: StartedLogin) -> AnyResponse:
    response.set_cookie(
        BROWSER_COOKIE,
        started.browser,
        max_age=COOKIE_SECONDS,
        path="/lti",
        secure=True,
        httponly=True,
        samesite="None",
        partitioned=True,
    )
    return response
