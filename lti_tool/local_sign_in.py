"""Signing in with a login of one's own: count the attempt, check the secret outside of any transaction, then let in.

Argon2 takes tens of milliseconds: no database lock is held meanwhile. Whether a login exists shows neither in the
answer nor in the time it takes.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Response, g, request
from flask import session as cookie
from sqlalchemy import select

from journal.acting import Acting
from journal.auditing import record
from journal.local_accounts import (
    code_print,
    is_code_good,
    is_known_browser,
    know_browser,
    note_sign_in,
)  # fmt: skip
from journal.passwords import is_secret, read_code, read_login
from journal.sign_in_limits import Source, begin_attempt, succeed
from lti_tool.access import acting, settings
from lti_tool.clock import now
from lti_tool.database import db, unit_of_work
from lti_tool.sessions import hashed, sign_in
from models import AccountState, LocalAccount
from regulation.rules import Rules

DEVICE_COOKIE = "journal_device"
DEVICE_DAYS = 180
SETUP_MINUTES = 30


@dataclass(frozen=True)
class Proven:
    """The secret was right: whose account it is, whether the secret was the one-time code."""

    account_id: int
    by_code: bool


def prove(login: str, typed: str, address: str) -> Proven | None:
    """Whether the login and the password (or the code) go together. Raises E_WAIT, E_KNOWN_BROWSER_ONLY."""
    login, code, moment = read_login(login), read_code(typed), now()
    db.session.rollback()
    with unit_of_work() as session:
        account = session.scalar(select(LocalAccount).where(LocalAccount.login == login))
        known = is_known_browser(session, account, _device_hash())
        source = Source.of(login, address, _device_hash() if known else "")
        begin_attempt(session, source, moment, is_code=code is not None)
        kept = _kept(account, code, moment)
        account_id = account.id if account else None
    is_good = is_secret(kept, code or typed[:200])
    with unit_of_work() as session:
        if is_good:
            succeed(session, source)
        else:
            rules = Rules(timezone=settings().timezone)
            nobody = Acting(session, None, moment, rules, address=address, request_id=g.request_id)
            record(nobody, "sign_in_failed", "local_account", account_id, by_code=code is not None)
    g.pop("acting", None)
    return Proven(account_id, code is not None) if is_good and account_id is not None else None


def _kept(account: LocalAccount | None, code: str | None, moment: datetime) -> str:
    """The hash the secret must match; '' when nothing can."""
    if account is None:
        return ""
    if code is not None:
        return account.code_hash if is_code_good(account, moment) else ""
    return account.password_hash


def let_in(account: LocalAccount, address: str, how: str) -> None:
    """Begin the session of the account's owner in this browser."""
    cookie.pop("setup", None)
    g.pop("acting", None)
    sign_in(account.user, None, address)
    note_sign_in(acting(), account, how)
    if not is_known_browser(db.session, account, _device_hash()):
        g.new_device = secrets.token_urlsafe(32)
        know_browser(acting(), account, hashed(g.new_device))


def may_set_password(account: LocalAccount) -> None:
    """This browser proved the code: it may choose the password within half an hour."""
    until = now() + timedelta(minutes=SETUP_MINUTES)
    cookie["setup"] = {"account": account.id, "code": code_print(account), "until": until.timestamp()}


def account_to_set() -> LocalAccount | None:
    """The account whose password this browser may choose; None when the code was used up or replaced meanwhile."""
    setup: Any = cookie.get("setup")
    if not isinstance(setup, dict) or now().timestamp() > float(setup.get("until", 0)):
        return None
    account = db.session.get(LocalAccount, int(setup.get("account", 0)))
    if account is None or account.state is not AccountState.AWAITING or not is_code_good(account, now()):
        return None
    return account if code_print(account) == setup.get("code") else None


def keep_device(response: Response) -> Response:
    """Remember this browser as one of the owner's: its cookie reaches the sign-in page only."""
    device = g.pop("new_device", None)
    if device is not None:
        response.set_cookie(
            DEVICE_COOKIE, device, max_age=DEVICE_DAYS * 86400, path="/parents", secure=True, httponly=True,
            samesite="Lax",
        )  # fmt: skip
    return response


def _device_hash() -> str:
    device = request.cookies.get(DEVICE_COOKIE, "")
    return hashed(device) if 20 < len(device) < 100 else ""
