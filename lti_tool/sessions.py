"""Signed-in browsers: a random code in the cookie, a row in the database that can end it (4.1.7, 6.2)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from flask import Flask, g, request
from flask import session as cookie
from flask_login import LoginManager, UserMixin, login_user, logout_user
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session, defer, joinedload

from journal.acting import Acting
from journal.browser_sessions import end_elsewhere, last_visit, raise_alerts
from lti_tool.access import Visitor, settings
from lti_tool.clock import now
from lti_tool.database import db
from lti_tool.devices import device_of
from models import BrowserSession, EndReason, Launch, Registration, Ticket, User

TICKET_SECONDS = 120
SEEN_EVERY = timedelta(seconds=60)
# Whose browser it is, asked by every request and therefore put together once.
BROWSER = (
    select(BrowserSession, Launch)
    .outerjoin(Launch, Launch.id == BrowserSession.launch_id)
    .where(BrowserSession.code_hash == bindparam("code_hash"))
    .options(
        joinedload(BrowserSession.user)
        .joinedload(User.registration)
        .options(defer(Registration.key_set), defer(Registration.self_check)),
        defer(Launch.claims),
    )
)


@dataclass(frozen=True)
class Over:
    """Why the session this browser still holds counts no more."""

    is_local: bool
    is_registration_off: bool
    reason: EndReason | None
    at: datetime | None
    address: str


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login holds: the browser session's code and the visitor it stands for."""

    def __init__(self, code: str, visitor: Visitor) -> None:
        self.code = code
        self.visitor = visitor

    def get_id(self) -> str:
        """The code kept in the cookie."""
        return self.code


def hashed(code: str) -> str:
    """How a secret code is kept in the database."""
    return sha256(code.encode()).hexdigest()


def init_sessions(app: Flask) -> None:
    """Set up Flask-Login over database sessions."""
    manager = LoginManager()
    manager.session_protection = None
    manager.user_loader(_load)
    manager.init_app(app)
    app.before_request(_find_visitor)
    app.teardown_request(_note_presence)


def browser_mark() -> str:
    """What tells this browser from others, whoever is signed in: kept in the signed cookie, no secret, no right."""
    mark = cookie.get("mark")
    if not isinstance(mark, str) or len(mark) != 64:
        mark = cookie["mark"] = secrets.token_hex(32)
    return mark


def take_mark(mark: str) -> None:
    """This browser is the one known by the mark: a window opened out of the LMS's frame keeps cookies of its own.

    The mark it had before still counts for this sign-in: frames that keep no cookie bring a new one each time.
    """
    if mark:
        g.marks = {mark, browser_mark()}
        cookie["mark"] = mark


def sign_in(user: User, launch: Launch | None, address: str) -> BrowserSession:
    """Start a browser session for the user and put its code into the cookie.

    A member of staff has one active browser: their sessions elsewhere end. Staff and a student in one browser raise
    an alert (4.1.7).
    """
    moment, mark = now(), browser_mark()
    before = last_visit(db.session, user.id)
    marks: set[str] = g.pop("marks", {mark})
    end_elsewhere(db.session, user, marks, moment, address)
    code = secrets.token_urlsafe(32)
    browser = BrowserSession(
        code_hash=hashed(code),
        user=user,
        launch_id=launch.id if launch else None,
        created_at=moment,
        seen_at=moment,
        expires_at=moment + timedelta(seconds=settings().session_seconds),
        address=address,
        mark_hash=mark,
        device=device_of(request.user_agent.string),
        previous_at=before.at if before else None,
        previous_address=before.address if before else "",
    )
    user.last_visit_at = moment
    db.session.add(browser)
    db.session.flush()
    if raise_alerts(db.session, browser, user, marks):
        Acting(db.session, user, moment, address=address)
        db.session.flush()
    visitor = Visitor(user, browser, launch, user.registration)
    _renew_token(user)
    login_user(SignedIn(code, visitor))
    g.visitor = visitor
    return browser


def _renew_token(user: User) -> None:
    """Forms another person left open in this browser are not sent as this one's; one's own stay good (4.1.7)."""
    if cookie.get("person") != user.id:
        cookie.pop("csrf_token", None)
    cookie["person"] = user.id


def sign_out() -> None:
    """End the browser session of this request."""
    visitor: Visitor | None = g.get("visitor")
    if visitor:
        visitor.browser.ended_at, visitor.browser.end_reason = now(), EndReason.LEFT
    logout_user()
    g.visitor = None


def issue_ticket(user: User, launch: Launch | None, next_path: str) -> str:
    """A one-time pass for this person into a window of its own, good for two minutes. Returns the code."""
    code = secrets.token_urlsafe(32)
    moment = now()
    db.session.add(
        Ticket(
            code_hash=hashed(code),
            user_id=user.id,
            launch_id=launch.id if launch else None,
            mark_hash=browser_mark(),
            next_path=next_path,
            created_at=moment,
            expires_at=moment + timedelta(seconds=TICKET_SECONDS),
        )
    )
    db.session.flush()
    return code


def redeem_ticket(code: str) -> Ticket | None:
    """The ticket of this code, used up now; None when unknown, used or expired."""
    moment = now()
    claimed = db.session.execute(
        update(Ticket)
        .where(Ticket.code_hash == hashed(code), Ticket.used_at.is_(None), Ticket.expires_at > moment)
        .values(used_at=moment)
    )
    if claimed.rowcount != 1:  # type: ignore[attr-defined]
        return None
    return db.session.scalar(select(Ticket).where(Ticket.code_hash == hashed(code)))


def _load(code: str) -> SignedIn | None:
    moment = now()
    found = db.session.execute(BROWSER, {"code_hash": hashed(code)}).one_or_none()
    if found is None:
        return None
    browser, launch = found
    user = browser.user
    is_off = user.registration is not None and not user.registration.is_active
    if is_off or not is_live(browser, moment, idle_seconds(user)):
        g.over = Over(
            user.is_local, is_off, browser.end_reason, browser.ended_at, browser.ended_from
        )  # told where somebody must be signed in
        return None
    return SignedIn(code, Visitor(user, browser, launch, user.registration))


def idle_seconds(user: User) -> int:
    """After how many seconds without a request the person must come in again; staff sooner (4.1.7)."""
    everybody = settings().session_idle_seconds
    return min(everybody, settings().staff_idle_seconds) if user.is_staff else everybody


def is_live(browser: BrowserSession, moment: datetime, idle_seconds: int) -> bool:
    """Whether the browser session still counts at `moment`."""
    idle = moment - browser.seen_at > timedelta(seconds=idle_seconds)
    return browser.ended_at is None and browser.expires_at > moment and not idle


def _find_visitor() -> None:
    from flask_login import current_user

    g.visitor = current_user.visitor if isinstance(getattr(current_user, "code", None), str) else None
    if (
        g.visitor is not None
    ):  # kept apart: the row is read anew after the commit, in a transaction of its own
        g.presence = (g.visitor.browser.id, g.visitor.browser.seen_at)


def _note_presence(_error: BaseException | None) -> None:
    """Move `seen_at` on, at most once a minute, in a short transaction of its own."""
    presence: tuple[int, datetime] | None = g.pop("presence", None)
    if presence is None:
        return
    browser_id, seen_at = presence
    moment = now()
    if moment - seen_at < SEEN_EVERY:
        return
    db.session.rollback()
    with Session(db.engine) as session, session.begin():
        session.execute(update(BrowserSession).where(BrowserSession.id == browser_id).values(seen_at=moment))
