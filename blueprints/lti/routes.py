"""The URL table of everything an LMS or a person coming from it reaches first."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from flask import Blueprint, g, render_template
from flask_babel import gettext as _

from blueprints.lti.choosing import choose, put
from blueprints.lti.entering import key_set, launch, login
from blueprints.lti.registering import register
from blueprints.lti.standing import administrator, become_administrator, privacy, switched, waiting
from lti_tool.access import settings
from lti_tool.database import db
from lti_tool.framing import allow_registered_platforms
from lti_tool.logs import log
from lti_tool.protocol.addresses import split
from lti_tool.protocol.faults import BadLaunch
from lti_tool.routing import Open, Route, add_routes

blueprint = Blueprint("lti", __name__)


@blueprint.app_template_filter("exact")
def exact(value: datetime) -> str:
    """ДД.ММ.ГГГГ чч:мм:сс in the institution's zone: seconds matter when two clocks differ."""
    return value.astimezone(settings().zone).strftime("%d.%m.%Y %H:%M:%S")


@blueprint.errorhandler(BadLaunch)
def refused(fault: BadLaunch) -> tuple[str, int]:
    """The page of a launch that is not accepted; nothing of it stays recorded."""
    db.session.rollback()
    log.warning("launch refused", code=fault.code)
    if not g.get("frame_origins"):
        allow_registered_platforms()
    message = _(fault.template) % fault.params if fault.params else _(fault.template)
    back = _with_message(fault.return_url, message) if fault.return_url else ""
    return render_template("lti/refused.html", fault=fault, message=message, back=back), fault.status


def _with_message(url: str, message: str) -> str:
    """The LMS's return address with what to tell its user (`lti_errormsg`)."""
    parts = split(url)
    query = f"{parts.query}&" if parts.query else ""
    return parts._replace(query=f"{query}lti_errormsg={quote(message, safe='')}").geturl()


add_routes(
    blueprint,
    [
        Route("GET POST", "/lti/login", login, Open("the LMS sends people here"), writes=True, csrf=False),
        Route("POST", "/lti/launch", launch, Open("guarded by the LMS's signature"), csrf=False),
        Route("GET", "/lti/jwks.json", key_set, Open("public keys")),
        Route("GET", "/lti/register", register, Open("guarded by a one-time invitation")),
        Route("GET", "/lti/choose/<public_id>", choose, Open("the address is the secret of the launch")),
        Route(
            "POST",
            "/lti/choose/<public_id>",
            put,
            Open("the address is the secret of the launch"),
            csrf=False,
        ),
        Route("GET", "/lti/waiting", waiting, Open("about oneself", visitor=True)),
        Route("GET", "/lti/administrator", administrator, Open("about oneself", visitor=True)),
        Route(
            "POST",
            "/lti/administrator",
            become_administrator,
            Open("guarded by a one-time code", visitor=True),
        ),
        Route("GET", "/lti/switched", switched, Open("about oneself", visitor=True)),
        Route("GET", "/lti/privacy", privacy, Open("about oneself", visitor=True)),
    ],
)
