"""Browser sessions: one active browser a member of staff, the visit before, alerts, ending them (4.1.7, 6.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.auditing import record
from models import BrowserSession, EndReason, Guardian, SessionAlert, User

# A staff and a learner identity from one browser within this time raise an alert (4.1.7).
TOO_CLOSE = timedelta(minutes=10)


@dataclass(frozen=True)
class Visit:
    """An earlier visit: when the person was last seen, from which address."""

    at: datetime
    address: str


def last_visit(session: Session, user_id: int) -> Visit | None:
    """The visit before the one that begins now."""
    row = session.execute(
        select(BrowserSession.seen_at, BrowserSession.address)
        .where(BrowserSession.user_id == user_id)
        .order_by(BrowserSession.seen_at.desc(), BrowserSession.id.desc())
        .limit(1)
    ).first()
    return Visit(row.seen_at, row.address) if row else None


def end_elsewhere(session: Session, user: User, marks: set[str], moment: datetime, address: str) -> int:
    """A member of staff signs in: sessions in their other browsers end, with a notice there. Returns how many."""
    if not user.is_staff:
        return 0
    others = update(BrowserSession).where(
        BrowserSession.user_id == user.id,
        BrowserSession.ended_at.is_(None),
        BrowserSession.expires_at > moment,
        or_(BrowserSession.mark_hash.not_in(marks), BrowserSession.mark_hash == ""),
    )
    ended = session.execute(
        others.values(ended_at=moment, end_reason=EndReason.REPLACED, ended_from=address[:45])
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]


def end_sessions(
    session: Session,
    user_id: int,
    moment: datetime,
    why: EndReason,
    address: str = "",
    except_id: int | None = None,
) -> int:
    """End every live session of the person but one. Returns how many ended."""
    ended = session.execute(
        update(BrowserSession)
        .where(
            BrowserSession.user_id == user_id,
            BrowserSession.ended_at.is_(None),
            BrowserSession.expires_at > moment,
            BrowserSession.id != (except_id or 0),
        )
        .values(ended_at=moment, end_reason=why, ended_from=address[:45])
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]


def end_all_but(acting: Acting, user_id: int, why: EndReason, except_id: int | None = None) -> int:
    """«Завершить все сеансы» of one's own, or of somebody by the office that watches them; audited."""
    count = end_sessions(acting.session, user_id, acting.now, why, acting.address, except_id)
    record(acting, "sessions_ended", "user", user_id, count=count, why=why)
    return count


def end_one(acting: Acting, browser: BrowserSession, why: EndReason) -> None:
    """End one session; audited."""
    if browser.ended_at is None:
        browser.ended_at, browser.end_reason, browser.ended_from = acting.now, why, acting.address[:45]
        record(acting, "session_ended", "browser_session", browser.id, of=browser.user_id, why=why)


def live_sessions(
    session: Session, user_id: int, moment: datetime, idle: timedelta
) -> Sequence[BrowserSession]:
    """The person's sessions that still count, the latest first."""
    return session.scalars(
        select(BrowserSession)
        .where(
            BrowserSession.user_id == user_id,
            BrowserSession.ended_at.is_(None),
            BrowserSession.expires_at > moment,
            BrowserSession.seen_at >= moment - idle,
        )
        .order_by(BrowserSession.seen_at.desc(), BrowserSession.id.desc())
    ).all()


def raise_alerts(
    session: Session, browser: BrowserSession, user: User, marks: set[str]
) -> list[SessionAlert]:
    """Somebody signed in: note staff and a student seen in this very browser within ten minutes of each other (4.1.7).

    `marks`: everything this browser is known by. The same two people are noted once an hour. Parents are nobody a teacher must keep
    away: they raise none.
    """
    marks = marks - {""}
    if not marks or (not user.is_staff and not _is_student(session, user)):
        return []
    since = browser.created_at - TOO_CLOSE
    rows = session.execute(
        select(User, BrowserSession.seen_at)
        .join(BrowserSession, BrowserSession.user_id == User.id)
        .where(
            BrowserSession.mark_hash.in_(marks),
            BrowserSession.seen_at >= since,
            User.id != user.id,
            User.is_staff.is_(not user.is_staff),
        )
        .order_by(BrowserSession.seen_at.desc())
    ).all()
    raised: list[SessionAlert] = []
    for other, seen_at in {row[0].id: row for row in reversed(rows)}.values():
        staff, learner = (user, other) if user.is_staff else (other, user)
        if (user.is_staff and not _is_student(session, other)) or _is_noted(session, staff, learner, browser):
            continue
        times = (browser.created_at, seen_at) if user.is_staff else (seen_at, browser.created_at)
        raised.append(
            SessionAlert(
                staff_id=staff.id, learner_id=learner.id, staff_seen_at=times[0], learner_seen_at=times[1],
                address=browser.address, at=browser.created_at,
            )
        )  # fmt: skip
    session.add_all(raised)
    return raised


def _is_student(session: Session, user: User) -> bool:
    """Whether the person is a learner here: with a card, or at least nobody's parent."""
    if user.is_staff or user.is_local:
        return False
    if user.student_id is not None:
        return True
    return session.scalar(select(Guardian.id).where(Guardian.user_id == user.id).limit(1)) is None


def _is_noted(session: Session, staff: User, learner: User, browser: BrowserSession) -> bool:
    found = session.scalar(
        select(SessionAlert.id)
        .where(
            SessionAlert.staff_id == staff.id,
            SessionAlert.learner_id == learner.id,
            SessionAlert.at > browser.created_at - timedelta(hours=1),
        )
        .limit(1)
    )
    return found is not None


def settle_alert(acting: Acting, alert: SessionAlert, finding: str) -> None:
    """Somebody looked into the alert and says what it was; kept with the name."""
    alert.finding = finding
    alert.settled_at = acting.now
    alert.settled_by_id = acting.user_id
