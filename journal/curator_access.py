"""At the beginning of September curators get their access: they come by the LMS, the register says so (3.8.3, F-24)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, or_, select

from journal.acting import Acting
from models import Credential, Grant, IssueMethod, Office, User
from regulation.calendar import academic_year_of, first_year_of
from regulation.names import search_key

CURATOR = "куратор группы"


def unregistered_curators(acting: Acting) -> Sequence[User]:
    """Curators in office today without a line in this academic year's register, by name."""
    september = acting.today.replace(year=first_year_of(academic_year_of(acting.today)), month=9, day=1)
    known = exists().where(
        Credential.user_id == User.id, Credential.role == CURATOR, Credential.issued_on >= september
    )
    return acting.session.scalars(
        select(User)
        .join(Grant, Grant.user_id == User.id)
        .where(
            Grant.office == Office.CURATOR, Grant.revoked_at.is_(None), Grant.starts_on <= acting.today,
            or_(Grant.ends_on.is_(None), Grant.ends_on >= acting.today), ~known,
        )
        .distinct()
        .order_by(User.sort_key, User.id)
    ).all()  # fmt: skip


def register_curators(acting: Acting) -> int:
    """Enter them all; returns how many."""
    found = unregistered_curators(acting)
    for user in found:
        acting.session.add(
            Credential(
                user_id=user.id, person_name=user.display_name, person_key=search_key(user.display_name), role=CURATOR,
                method=IssueMethod.LMS, issued_on=acting.today, issued_at=acting.now, issued_by_id=acting.user_id,
            )
        )  # fmt: skip
    acting.session.flush()
    return len(found)
