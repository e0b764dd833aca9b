"""Pages for people who are not signed in (any more) must be readable in the frame of the LMS they sit in."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from lti_tool.database import db
from lti_tool.security import allow_framing_by
from models import Registration


def allow_registered_platforms() -> None:
    """Let every registered LMS frame this answer; without a database, none."""
    query = (
        select(Registration.issuer, Registration.auth_login_url)
        .where(Registration.is_active.is_(True))
        .limit(20)
    )
    try:
        for issuer, auth_login_url in db.session.execute(query):
            allow_framing_by(issuer, auth_login_url)
    except SQLAlchemyError:
        db.session.rollback()
