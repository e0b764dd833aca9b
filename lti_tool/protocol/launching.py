"""A launch from its form to its record: verified first, without holding the database; recorded whole or not
at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from journal.acting import Acting
from lti_tool.database import reading, unit_of_work
from lti_tool.protocol import refusals
from lti_tool.protocol.claims import Claims
from lti_tool.protocol.connector import Outgoing
from lti_tool.protocol.faults import BadLaunch, PlatformFault
from lti_tool.protocol.login import is_same_browser
from lti_tool.protocol.platform_keys import KnownKeys
from lti_tool.protocol.recording import Recorded, record_launch
from lti_tool.protocol.verification import LEEWAY, Expected, check_claims, key_id, signed_claims
from models import Deployment, DeploymentState, LoginAttempt, Registration, UsedNonce


@dataclass(frozen=True)
class LaunchForm:
    """What the browser posted: the token, the state, and the secret it kept since the login began.

    `browser` is '' when the browser keeps no cookie here and the LMS keeps nothing for us either.
    """

    id_token: str
    state: str
    browser: str = ""
    error: str = ""

    @classmethod
    def read(cls, form: Mapping[str, str], browser: str) -> LaunchForm:
        """From the posted fields."""
        error = " — ".join(one for one in (form.get("error", ""), form.get("error_description", "")) if one)
        return cls(form.get("id_token", ""), form.get("state", ""), browser, error)


@dataclass(frozen=True)
class Attempt:
    """A login attempt and its registration as stored, apart from the database."""

    id: int
    registration_id: int
    issuer: str
    auth_login_url: str
    expected: Expected
    keys: KnownKeys
    storage_target: str
    expires_at: datetime


@dataclass(frozen=True)
class Verified:
    """A launch that is what it says."""

    attempt: Attempt
    claims: Claims


def find_attempt(session: Session, form: LaunchForm, now: datetime) -> Attempt:
    """The login this launch answers. Raises BadLaunch: incomplete, unknown, late, of another browser,
    switched off.
    """
    if not form.state:
        raise refusals.incomplete("state")
    with reading():
        found = session.execute(
            select(LoginAttempt, Registration)
            .join(Registration, Registration.id == LoginAttempt.registration_id)
            .where(LoginAttempt.state == form.state)
        ).one_or_none()
        if found is None:
            raise refusals.unknown_state()
        attempt, registration = found
        if attempt.expires_at <= now:
            raise refusals.late_answer(attempt.created_at, attempt.expires_at, now)
        if form.browser and not is_same_browser(attempt, form.browser):
            raise refusals.other_browser()
        if not registration.is_active:
            raise refusals.switched_off(registration.issuer, registration.client_id)
        stored = Attempt(
            id=attempt.id,
            registration_id=registration.id,
            issuer=registration.issuer,
            auth_login_url=registration.auth_login_url,
            expected=Expected(registration.issuer, registration.client_id, attempt.nonce),
            keys=KnownKeys(
                registration.id,
                registration.key_set_url,
                registration.key_set,
                registration.key_set_fetched_at,
            ),
            storage_target=attempt.storage_target or "",
            expires_at=attempt.expires_at,
        )
        session.rollback()
    return stored


def verify(form: LaunchForm, attempt: Attempt, ways: Outgoing) -> Verified:
    """Check the token; the LMS may be asked for its keys meanwhile, no transaction is open. Raises
    BadLaunch.
    """
    if form.error:
        raise refusals.platform_said(form.error)
    if not form.id_token:
        raise refusals.incomplete("id_token")
    kid = key_id(form.id_token)
    try:
        key, fetched = ways.platform_keys.find(attempt.keys, kid)
    except PlatformFault as fault:
        raise refusals.keys_unavailable(fault.message) from fault
    if fetched is not None:
        with unit_of_work() as session:
            registration = session.get_one(Registration, attempt.registration_id)
            registration.key_set, registration.key_set_fetched_at = fetched, ways.clock()
    if key is None:
        raise refusals.bad_token("L_UNKNOWN_KEY")
    claims = signed_claims(form.id_token, key)
    try:
        check_claims(claims, attempt.expected, ways.clock())
    except BadLaunch as fault:
        fault.return_url = claims.return_url
        raise
    return Verified(attempt, claims)


def accept(acting: Acting, verified: Verified, session_seconds: int) -> Recorded:
    """Use the launch up and record it. Raises BadLaunch: replay, or a deployment that is not accepted."""
    claims, attempt = verified.claims, verified.attempt
    try:
        _consume(acting, verified)
        deployment = _deployment(acting, verified)
        expires = acting.now + timedelta(seconds=session_seconds)
        return record_launch(acting, attempt.registration_id, deployment, claims, expires)
    except BadLaunch as fault:
        fault.return_url = claims.return_url
        raise


def _consume(acting: Acting, verified: Verified) -> None:
    """The attempt is marked and the nonce inserted under its unique constraint: of two workers one wins."""
    session, attempt = acting.session, verified.attempt
    claimed = session.execute(
        update(LoginAttempt)
        .where(LoginAttempt.id == attempt.id, LoginAttempt.consumed_at.is_(None))
        .values(consumed_at=acting.now)
    )
    if claimed.rowcount != 1:  # type: ignore[attr-defined]
        raise refusals.replay()
    nonce = UsedNonce(
        registration_id=attempt.registration_id,
        nonce=attempt.expected.nonce,
        expires_at=attempt.expires_at + LEEWAY,
    )
    session.add(nonce)
    try:
        session.flush()
    except IntegrityError as error:
        raise refusals.replay() from error


def _deployment(acting: Acting, verified: Verified) -> Deployment:
    """The accepted deployment of the launch. An unknown one is kept for the administrator to decide."""
    session, attempt = acting.session, verified.attempt
    named = verified.claims.deployment_id
    known = (attempt.issuer, attempt.expected.client_id, named)
    found = session.scalar(
        select(Deployment).where(
            Deployment.registration_id == attempt.registration_id, Deployment.deployment_id == named
        )
    )
    if found is not None and found.state is DeploymentState.ACTIVE:
        return found
    session.rollback()
    if found is None:
        _keep_pending(acting, attempt.registration_id, named)
        raise refusals.unknown_deployment(*known)
    if found.state is DeploymentState.REFUSED:
        raise refusals.refused_deployment(*known)
    raise refusals.unknown_deployment(*known)


def _keep_pending(acting: Acting, registration_id: int, deployment_id: str) -> None:
    try:
        with unit_of_work() as session:
            Acting(
                session, None, acting.now, acting.rules, address=acting.address, request_id=acting.request_id
            )
            session.add(
                Deployment(
                    registration_id=registration_id,
                    deployment_id=deployment_id,
                    state=DeploymentState.PENDING,
                    first_seen_at=acting.now,
                )
            )
    except IntegrityError:
        return  # another worker kept it a moment ago
