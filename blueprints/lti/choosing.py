"""Deep linking: the teacher chooses what to put into the course.

The page needs no cookie: its address holds the unguessable name of the launch, and its answer only goes
back to the LMS, which knows its own user.
"""

from __future__ import annotations

from flask import g, render_template, request
from flask_babel import gettext as _

from blueprints.lti.entering import public_url_for
from lti_tool.clock import now
from lti_tool.database import db
from lti_tool.protocol import refusals
from lti_tool.protocol.addresses import origin_of
from lti_tool.protocol.claims import Claims
from lti_tool.protocol.connector import outgoing
from lti_tool.protocol.deep_linking import OFFERS, Offer, accepts_several, answer, return_address
from lti_tool.protocol.vocabulary import DEEP_LINKING_REQUEST
from lti_tool.security import allow_framing_by
from models import Launch


def choose(public_id: str) -> str:
    """What can be put into the course."""
    launch, claims = _launch(public_id)
    several = accepts_several(claims)
    return render_template("lti/choose.html", launch=launch, offers=OFFERS, several=several)


def put(public_id: str) -> str | tuple[str, int]:
    """Send the chosen items back to the LMS; «Отмена» sends none."""
    launch, claims = _launch(public_id)
    chosen = [] if "cancel" in request.form else _chosen()
    several = accepts_several(claims)
    if not chosen and "cancel" not in request.form:
        message = _("Отметьте, что добавить в курс.")
        return render_template(
            "lti/choose.html", launch=launch, offers=OFFERS, several=several, error=message
        ), 422
    address = return_address(claims)
    g.form_origins = [origin_of(address)]
    icon = public_url_for("static", filename="img/logo.svg")
    token = answer(
        launch.registration,
        outgoing().keys,
        claims,
        chosen if several else chosen[:1],
        public_url_for("lti.launch"),
        icon,
    )
    return render_template("lti/answer.html", address=address, token=token)


def _launch(public_id: str) -> tuple[Launch, Claims]:
    launch = (
        db.session.query(Launch)
        .filter_by(public_id=public_id, message_type=DEEP_LINKING_REQUEST)
        .one_or_none()
    )
    if launch is None or launch.expires_at <= now() or launch.claims is None:
        raise refusals.unknown_state()
    allow_framing_by(launch.registration.issuer, launch.registration.auth_login_url)
    claims = Claims(launch.claims)
    if not claims.roles.is_staff:
        raise refusals.not_for_learners()
    if not return_address(claims):
        raise refusals.incomplete("deep_link_return_url")
    return launch, claims


def _chosen() -> list[tuple[Offer, str]]:
    wanted = request.form.getlist("purpose")
    found = [offer for offer in OFFERS if offer.purpose.value in wanted]
    return [
        (offer, request.form.get(f"title_{offer.purpose.value}", "").strip() or _(offer.title))
        for offer in found
    ]
