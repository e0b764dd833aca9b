"""Third-party login initiation: the LMS says who wants in, we send the browser back to it to have that
confirmed.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.protocol import refusals
from lti_tool.protocol.addresses import origin_of
from models import LoginAttempt, Registration

ATTEMPT_LIFE = timedelta(minutes=10)
BROWSER_LENGTH = 43
MAX_HINT = 4000


@dataclass(frozen=True)
class StartedLogin:
    """Where the browser goes next, the secret it keeps, and where the LMS offers to keep it for us.

    `storage_target` is the frame of the LMS that keeps values (`lti_storage_target`), '' when it offers none;
    `storage_origin` is the origin to speak to.
    """

    auth_url: str
    browser: str
    state: str
    storage_target: str
    storage_origin: str
    registration: Registration


def begin_login(
    session: Session, form: Mapping[str, str], browser: str | None, launch_url: str, now: datetime
) -> StartedLogin:
    """Record the attempt. `browser` is the secret the browser already keeps. Raises BadLaunch.

    One secret serves all logins of a browser, so that two tabs opened together do not push each other out.
    """
    registration = find_registration(session, form.get("iss", ""), form.get("client_id", ""))
    for name in ("login_hint", "target_link_uri"):
        if not form.get(name):
            raise refusals.incomplete(name)
    secret = browser if browser and len(browser) == BROWSER_LENGTH else secrets.token_urlsafe(32)
    attempt = LoginAttempt(
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        browser_hash=hash_of(secret),
        registration_id=registration.id,
        target_link_uri=form["target_link_uri"][:1000],
        storage_target=form.get("lti_storage_target", "")[:200] or None,
        created_at=now,
        expires_at=now + ATTEMPT_LIFE,
    )
    session.add(attempt)
    session.flush()
    return StartedLogin(
        auth_url=_auth_url(registration, attempt, form, launch_url),
        browser=secret,
        state=attempt.state,
        storage_target=attempt.storage_target or "",
        storage_origin=origin_of(registration.auth_login_url),
        registration=registration,
    )


def find_registration(session: Session, issuer: str, client_id: str) -> Registration:
    """The registration meant by the LMS; `client_id` may be '' when the LMS has only one. Raises BadLaunch."""
    if not issuer:
        raise refusals.incomplete("iss")
    wanted = [Registration.issuer == issuer] + ([Registration.client_id == client_id] if client_id else [])
    found = session.scalars(select(Registration).where(*wanted).limit(20)).all()
    active = [registration for registration in found if registration.is_active]
    if not found:
        raise refusals.unknown_lms(issuer, client_id)
    if not active:
        raise refusals.switched_off(issuer, client_id)
    if len(active) > 1:
        raise refusals.several_clients(issuer)
    return active[0]


def hash_of(secret: str) -> str:
    """How the browser's secret is kept here."""
    return sha256(secret.encode()).hexdigest()


def is_same_browser(attempt: LoginAttempt, browser: str) -> bool:
    """Whether the launch comes from the browser that began the login."""
    return hmac.compare_digest(attempt.browser_hash or "", hash_of(browser))


def _auth_url(
    registration: Registration, attempt: LoginAttempt, form: Mapping[str, str], launch_url: str
) -> str:
    fields = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": registration.client_id,
        "redirect_uri": launch_url,
        "state": attempt.state,
        "nonce": attempt.nonce,
        "login_hint": form["login_hint"][:MAX_HINT],
    }
    if form.get("lti_message_hint"):
        fields["lti_message_hint"] = form["lti_message_hint"][:MAX_HINT]
    mark = "&" if "?" in registration.auth_login_url else "?"
    return f"{registration.auth_login_url}{mark}{urlencode(fields)}"
