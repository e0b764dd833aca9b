"""Is this id_token what the registered LMS signed for us, just now, for this login? Nothing is recorded
here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from jwt.types import Options
from pylti1p3.exception import LtiException
from pylti1p3.message_validators import get_validators

from lti_tool.protocol import refusals
from lti_tool.protocol import vocabulary as v
from lti_tool.protocol.claims import Claims

LEEWAY = timedelta(seconds=60)
MAX_TOKEN = 100_000
ALGORITHM = "RS256"
# By hand: jwt reads the real clock, and the first entry of `aud` only is not enough.
_SIGNATURE_ONLY: Options = {
    "verify_signature": True,
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}


@dataclass(frozen=True)
class Expected:
    """What the token must say, by the registration and the login it answers."""

    issuer: str
    client_id: str
    nonce: str


def key_id(token: str) -> str:
    """The id of the key that signed the token. Raises BadLaunch for what is no RS256 token."""
    if len(token) > MAX_TOKEN:
        raise refusals.too_large()
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError as error:
        raise refusals.bad_token("L_TOKEN") from error
    if header.get("alg") != ALGORITHM:
        raise refusals.bad_token("L_ALG")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise refusals.bad_token("L_KID")
    return kid


def signed_claims(token: str, key: Any) -> Claims:
    """The claims, when the signature is good. Raises BadLaunch."""
    try:
        return Claims(jwt.decode(token, key, algorithms=[ALGORITHM], options=_SIGNATURE_ONLY))
    except jwt.PyJWTError as error:
        raise refusals.bad_token("L_SIGNATURE") from error


def check_claims(claims: Claims, expected: Expected, now: datetime) -> None:
    """Issuer, audience, nonce, time, message. Raises BadLaunch."""
    raw = claims.raw
    if raw.get("iss") != expected.issuer:
        raise refusals.bad_token("L_ISS")
    _check_audience(raw, expected.client_id)
    if raw.get("nonce") != expected.nonce:
        raise refusals.bad_token("L_NONCE")
    _check_time(raw, now)
    _check_message(claims)


def _check_audience(raw: dict[str, Any], client_id: str) -> None:
    audience = raw.get("aud")
    named = [audience] if isinstance(audience, str) else audience
    if not isinstance(named, list) or client_id not in named:
        raise refusals.bad_token("L_AUD")
    authorized = raw.get("azp")
    if (len(named) > 1 and authorized is None) or (authorized is not None and authorized != client_id):
        raise refusals.bad_token("L_AZP")


def _check_time(raw: dict[str, Any], now: datetime) -> None:
    issued, until, earliest = (_moment(raw.get(name)) for name in ("iat", "exp", "nbf"))
    if issued is None or until is None:
        raise refusals.incomplete("exp, iat")
    if until + LEEWAY <= now:
        raise refusals.expired(issued, until, now)
    if max(issued, earliest or issued) - LEEWAY > now:
        raise refusals.from_future(issued, until, now)


def _moment(value: object) -> datetime | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _check_message(claims: Claims) -> None:
    """The library checks each kind of message by the specification; around it, what it would stumble over."""
    if not claims.sub or len(claims.sub) > 255:
        raise refusals.no_person()
    if not isinstance(claims.raw.get(v.ROLES), list):
        raise refusals.incomplete("roles")
    if not claims.deployment_id or len(claims.deployment_id) > 200:
        raise refusals.incomplete("deployment_id")
    _check_shapes(claims.raw)
    validators: list[Any] = get_validators()  # type: ignore[no-untyped-call]
    validator = next((one for one in validators if one.can_validate(claims.raw)), None)
    if validator is None:
        raise refusals.bad_message(claims.message_type or "message_type")
    needs_course = claims.message_type in (v.RESOURCE_LINK_REQUEST, v.SUBMISSION_REVIEW_REQUEST)
    if needs_course and not 0 < len(claims.context_id) <= 255:
        raise refusals.no_course()
    try:
        validator.validate(claims.raw)
    except LtiException as error:
        raise refusals.bad_message(str(error)) from error


def _check_shapes(raw: dict[str, Any]) -> None:
    objects = (
        v.RESOURCE_LINK,
        v.CONTEXT,
        v.DEEP_LINKING_SETTINGS,
        v.FOR_USER,
        v.GRADE_ENDPOINT,
        v.ROSTER_SERVICE,
    )
    for name in objects:
        if name in raw and not isinstance(raw[name], dict):
            raise refusals.bad_message(name.rsplit("/", 1)[-1])
