"""From the LMS's frame into a window of one's own, where no third-party cookie is needed."""

from __future__ import annotations

from flask import Blueprint, jsonify, redirect, render_template, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as AnyResponse

from lti_tool.access import NotSignedIn, settings, visitor
from lti_tool.database import db
from lti_tool.errors import wants_json
from lti_tool.limits import launch_rate, limiter
from lti_tool.protocol.addresses import origin_of
from lti_tool.routing import Open, Route, add_routes
from lti_tool.security import allow_framing_by
from lti_tool.sessions import issue_ticket, redeem_ticket, sign_in, sign_out, take_mark
from models import Launch, User

blueprint = Blueprint("windows", __name__)


def offer() -> AnyResponse | str:
    """A ticket for the visitor to the page `next`: as JSON for our script, else a page with the button."""
    here = visitor()
    path = same_site_path(request.form.get("next", ""))
    ticket = issue_ticket(here.user, here.launch, path)
    if wants_json():
        return jsonify(ticket=ticket, name=here.user.display_name)
    return render_template("windows/offer.html", ticket=ticket, person=here.user)


@limiter.limit(launch_rate)
def enter() -> AnyResponse | str:
    """Use the ticket up and go on to its page; without one, say where to come in."""
    code = request.form.get("ticket", "")
    if request.method == "GET" or not code or not _from_our_page():
        raise NotSignedIn
    ticket = redeem_ticket(code)
    if ticket is None:
        raise NotSignedIn
    user = db.session.get_one(User, ticket.user_id)
    launch = db.session.get(Launch, ticket.launch_id) if ticket.launch_id else None
    take_mark(ticket.mark_hash)
    sign_in(user, launch, request.remote_addr or "")
    return redirect(same_site_path(ticket.next_path), 303)


def leave() -> str:
    """End this browser's session."""
    left = visitor().registration
    if left is not None:
        allow_framing_by(left.issuer, left.auth_login_url)
    sign_out()
    return render_template("windows/left.html", is_local=left is None)


def same_site_path(text: str) -> str:
    """A path of this site, as given. Raises BadRequest for anything that leads elsewhere."""
    plain = text.isprintable() and "\\" not in text and len(text) <= 500
    if not plain or not text.startswith("/") or text.startswith("//"):
        raise BadRequest
    return text


def _from_our_page() -> bool:
    """Whether the form was on a page of ours: nobody else may sign a person in with a ticket of their
    choice.
    """
    origin = request.headers.get("Origin")
    return origin is None or origin in (origin_of(request.host_url), origin_of(settings().public_url))


add_routes(
    blueprint,
    [
        Route("POST", "/window", offer, Open("one's own session", visitor=True)),
        Route("GET POST", "/window/enter", enter, Open("guarded by a one-time ticket"), csrf=False),
        Route("POST", "/sign-out", leave, Open("one's own session", visitor=True)),
    ],
)
