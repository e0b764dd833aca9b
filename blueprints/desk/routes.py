"""The desk: where an office lands, what is due, overdue and new."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from journal.desk import chair_of, desk_of
from lti_tool.access import acting, visitor
from lti_tool.errors import role_title
from lti_tool.routing import Open, Route, add_routes

blueprint = Blueprint("desk", __name__)


def mine() -> str | Response:
    """The desk of the visitor's offices; who holds none goes to their journals."""
    visitor()
    chair = chair_of(acting())
    if not chair.grants:
        return redirect(url_for("journals.mine"), 303)
    offices = dict.fromkeys(grant.office.value for grant in chair.grants)
    return render_template(
        "desk/mine.html", lines=desk_of(acting(), chair), grants=chair.grants,
        titles=[role_title(office) for office in offices], today=acting().today,
    )  # fmt: skip


add_routes(
    blueprint, [Route("GET", "/desk", mine, Open("a person's own desk; each line asks again", visitor=True))]
)
