"""How often a local login may be tried: counted in the database, so that every process counts together (3.8.2).

Three counts, none of which lets a stranger shut the owner out:
one login from one address (or from one known browser) waits longer after each failure;
one address waits when it tried many logins; a login tried from many places takes passwords from known browsers only,
while a one-time code still opens it from anywhere. An attempt is counted before it is checked. A login nobody has is
counted like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network

from sqlalchemy import ColumnElement, delete, func, select, text, update
from sqlalchemy.orm import Session

from models import SignInAttempt
from regulation.refusal import N_, Refusal

FREE_TRIES = 5
FIRST_WAIT, LONGEST_WAIT = 30, 900  # seconds, doubling
FORGET = timedelta(hours=1)
PER_ADDRESS, ADDRESS_WINDOW = 30, timedelta(minutes=10)
PER_LOGIN, LOGIN_WINDOW = 50, timedelta(hours=24)
CLAUSE = "6.2"


@dataclass(frozen=True)
class Source:
    """Who tries: which login (hashed), from which network, in which browser known to the account («» when unknown)."""

    login_hash: str
    address: str
    browser_hash: str = ""

    @classmethod
    def of(cls, login: str, address: str, browser_hash: str = "") -> Source:
        """Of a login as typed and the address of the request."""
        return cls(sha256(login.encode()).hexdigest(), network_of(address), browser_hash)

    @property
    def same(self) -> tuple[ColumnElement[bool], ...]:
        """The earlier attempts that count against this one first."""
        if self.browser_hash:
            place = SignInAttempt.browser_hash == self.browser_hash
            return (SignInAttempt.login_hash == self.login_hash, place)
        stranger = SignInAttempt.browser_hash == ""
        return (
            SignInAttempt.login_hash == self.login_hash,
            stranger,
            SignInAttempt.address == self.address,
        )


def network_of(address: str) -> str:
    """What is counted as one place: an IPv4 address, the /64 of an IPv6 one."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:45]
    return str(found) if found.version == 4 else str(ip_network(f"{found}/64", strict=False))[:45]


def begin_attempt(session: Session, source: Source, moment: datetime, *, is_code: bool) -> int:
    """Count an attempt as failed until it succeeds; returns its id. Raises E_WAIT, E_KNOWN_BROWSER_ONLY.

    A refused attempt is not counted: waiting is never made longer by trying.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": source.login_hash}
        )
    _wait_for_place(session, source, moment)
    if not source.browser_hash:
        _wait_for_address(session, source, moment)
        if not is_code:
            _known_browsers_only(session, source, moment)
    attempt = SignInAttempt(
        login_hash=source.login_hash, address=source.address, browser_hash=source.browser_hash, at=moment, failed=True
    )  # fmt: skip
    session.add(attempt)
    session.flush()
    return attempt.id


def succeed(session: Session, source: Source) -> None:
    """The attempt was good: what failed here before is forgiven."""
    session.execute(update(SignInAttempt).where(*source.same).values(failed=False))


def forget_attempts(session: Session, moment: datetime) -> None:
    """Drop what no count needs any more."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < moment - LOGIN_WINDOW))


def _wait_for_place(session: Session, source: Source, moment: datetime) -> None:
    since = (SignInAttempt.failed, SignInAttempt.at > moment - FORGET)
    count, last = session.execute(
        select(func.count(), func.max(SignInAttempt.at)).where(*source.same, *since)
    ).one()
    if count < FREE_TRIES or last is None:
        return
    pause = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(count - FREE_TRIES, 10))
    _wait(last + timedelta(seconds=pause) - moment)


def _wait_for_address(session: Session, source: Source, moment: datetime) -> None:
    times = session.scalars(
        select(SignInAttempt.at)
        .where(
            SignInAttempt.address == source.address, SignInAttempt.browser_hash == "", SignInAttempt.failed,
            SignInAttempt.at > moment - ADDRESS_WINDOW,
        )
        .order_by(SignInAttempt.at.desc())
        .limit(PER_ADDRESS)
    ).all()  # fmt: skip
    if len(times) == PER_ADDRESS:
        _wait(times[-1] + ADDRESS_WINDOW - moment)


def _known_browsers_only(session: Session, source: Source, moment: datetime) -> None:
    count = session.scalar(
        select(func.count()).where(
            SignInAttempt.login_hash == source.login_hash, SignInAttempt.browser_hash == "", SignInAttempt.failed,
            SignInAttempt.at > moment - LOGIN_WINDOW,
        )
    )  # fmt: skip
    if (count or 0) >= PER_LOGIN:
        raise Refusal(
            "E_KNOWN_BROWSER_ONLY", CLAUSE,
            N_("К этому логину подбирали пароль. Сутки по паролю можно войти только из браузера, где вы уже входили. "
               "Из другого браузера войдите с новым одноразовым кодом: его выдаёт администратор контента."),
        )  # fmt: skip


def _wait(left: timedelta) -> None:
    seconds = int(left.total_seconds())
    if seconds > 0:
        raise Refusal(
            "E_WAIT", CLAUSE,
            N_("Слишком много неудачных попыток. Повторите через %(minutes)s мин. или войдите с новым одноразовым кодом."),
            minutes=-(-seconds // 60), seconds=seconds,
        )  # fmt: skip
