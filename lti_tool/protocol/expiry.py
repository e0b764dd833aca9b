"""What launches leave behind does not stay for ever."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, null, update
from sqlalchemy.orm import Session

from models import Launch, LoginAttempt, Ticket, UsedNonce


def forget_expired(session: Session, now: datetime) -> int:
    """Drop login attempts, nonces and tickets whose time is over, and the claims of old launches. Returns
    how many.
    """
    count = 0
    old = Launch.expires_at < now
    statements = [delete(table).where(table.expires_at < now) for table in (LoginAttempt, UsedNonce, Ticket)]
    for statement in (
        *statements,
        update(Launch).where(old, Launch.claims.is_not(null())).values(claims=null()),
    ):
        done = session.execute(statement)
        count += int(done.rowcount)  # type: ignore[attr-defined]
    return count
