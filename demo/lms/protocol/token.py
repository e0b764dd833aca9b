"""The token address: client credentials signed with the tool's key, checked against its key set."""

from __future__ import annotations

import jwt
from flask import Blueprint, Response, request
from lti1p3platform.exceptions import LtiException, MissingRequiredClaim, UnsupportedGrantType

from demo.lms.protocol.http import json_answer, refusal
from demo.lms.protocol.platform import Platform
from demo.lms.site import site
from demo.lms.tools import Tool

bp = Blueprint("token", __name__)
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@bp.post("/mod/lti/token.php")
def token() -> Response:
    """An access token for 3600 s with those of the asked scopes that the tool may have."""
    lms = site()
    if lms.flag("outage"):
        return refusal(503, "Service Unavailable")
    asked = request.form.to_dict()
    if asked.get("client_assertion_type", ASSERTION_TYPE) != ASSERTION_TYPE:
        return _error("invalid_request")
    tool = lms.tools.by_client(_client_of(asked.get("client_assertion", "")))
    if tool is None or not tool.is_active:
        return _error("invalid_client")
    asked["scope"] = _allowed(tool, asked.get("scope", ""))
    if not asked["scope"]:
        return _error("invalid_scope")
    try:
        answer = Platform(site=lms, tool=tool).get_access_token(asked)
    except (MissingRequiredClaim, UnsupportedGrantType):
        return _error("unsupported_grant_type")
    except LtiException:
        return _error("invalid_client")
    # Moodle writes «Bearer» and labels the JSON as text/html; a tool has to live with both.
    return json_answer({**answer, "token_type": "Bearer"}, media_type="text/html")


def _client_of(assertion: str) -> str:
    try:
        claims = jwt.decode(assertion, options={"verify_signature": False})
    except jwt.PyJWTError:
        return ""
    return str(claims.get("sub", ""))


def _allowed(tool: Tool, scopes: str) -> str:
    return " ".join(scope for scope in scopes.split() if scope in tool.scopes)


def _error(code: str) -> Response:
    return json_answer({"error": code}, 400)
