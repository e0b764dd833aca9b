"""One-time invitations to register the tool: without one, a stranger could make it fetch any address."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import Invitation

GOOD_FOR = timedelta(days=7)


def create_invitation(session: Session, note: str, now: datetime) -> str:
    """A new invitation's code, shown once; `note` says whom it is for."""
    code = secrets.token_urlsafe(24)
    session.add(
        Invitation(
            code_hash=_hash(code), note=note[:200], created_at=now, expires_at=now + GOOD_FOR, used_at=None
        )
    )
    session.flush()
    return code


def claim_invitation(session: Session, code: str, now: datetime) -> Invitation | None:
    """The invitation, used up now; None when unknown, used before or too old."""
    claimed = session.execute(
        update(Invitation)
        .where(Invitation.code_hash == _hash(code), Invitation.used_at.is_(None), Invitation.expires_at > now)
        .values(used_at=now)
    )
    if claimed.rowcount != 1:  # type: ignore[attr-defined]
        return None
    return session.scalar(select(Invitation).where(Invitation.code_hash == _hash(code)))


def _hash(code: str) -> str:
    return sha256(code.encode()).hexdigest()
