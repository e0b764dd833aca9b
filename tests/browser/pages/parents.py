"""Consents, access issued, sessions, the login of parents."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ConsentTransfer, Credential, SessionAlert, User
from tests import factories as make
from tests.platform.platform import CONTENT_ADMIN, CURATOR, METHODIST, PARENT, STUDENT, TEACHER

PAGES = [
    ("", "/parents"),
    (CURATOR, "/consents"),
    (CURATOR, "/consents/students/{consenting}"),
    (METHODIST, "/consents/transfer"),
    (METHODIST, "/consents/transfers/{consents_handed_on}"),
    (PARENT, "/consents/mine"),
    (CONTENT_ADMIN, "/credentials"),
    (CONTENT_ADMIN, "/credentials/waiting"),
    (CONTENT_ADMIN, "/credentials/{credential}"),
    (CONTENT_ADMIN, "/sessions/all"),
    (CONTENT_ADMIN, "/sessions/alerts"),
    (CONTENT_ADMIN, "/sessions/alerts/{session_alert}"),
    (TEACHER, "/sessions"),
]
NO_PAGES = {
    "parents.password",
    "parents.change",
}  # after a code, after a local sign-in: tests/browser/test_parents.py


def numbers(session: Session) -> dict[str, object]:
    """A parent's entry in the register, a list handed on, an alert to look into."""
    staff, learner = (
        session.scalars(select(User).where(User.sub == sub)).one() for sub in (TEACHER, STUDENT)
    )
    alert = make.put(
        session,
        SessionAlert(
            staff_id=staff.id, learner_id=learner.id, staff_seen_at=make.EARLY, learner_seen_at=make.EARLY, at=make.EARLY,
            address="192.0.2.7",
        ),
    )  # fmt: skip
    entry = session.scalars(select(Credential).order_by(Credential.id)).first()
    assert entry is not None
    return {
        "credential": entry.id,
        "consenting": entry.student_id,
        "consents_handed_on": session.scalar(select(ConsentTransfer.id).limit(1)),
        "session_alert": alert.id,
    }
