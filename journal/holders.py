"""Who holds an office and until when: some offices never stand empty (3.1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, or_, select

from journal.acting import Acting
from models import Grant, Office, User

ALWAYS_HELD = (Office.SYSTEM_ADMIN, Office.CONTENT_ADMIN)
TURN = 3301  # names the advisory locks of offices among other ones
ENDING_DAYS = 30  # the desk warns so many days ahead


def in_force(day: date) -> tuple[ColumnElement[bool], ...]:
    """Conditions of a grant in force on the day: from its first day to its last one inclusive, not revoked."""
    return (
        Grant.revoked_at.is_(None),
        Grant.starts_on <= day,
        or_(Grant.ends_on.is_(None), Grant.ends_on >= day),
    )


def of_institution() -> tuple[ColumnElement[bool], ...]:
    """Conditions of a grant for the whole institution."""
    return Grant.group_id.is_(None), Grant.journal_id.is_(None)


def holders(acting: Acting, office: Office) -> list[User]:
    """Everybody who holds the office of the whole institution today, by name."""
    return list(
        acting.session.scalars(
            select(User)
            .join(Grant, Grant.user_id == User.id)
            .where(Grant.office == office, *of_institution(), *in_force(acting.today))
            .distinct()
            .order_by(User.sort_key, User.id)
        )
    )


def is_held(acting: Acting, office: Office) -> bool:
    """Whether anybody holds the office of the whole institution today."""
    found = acting.session.scalar(
        select(Grant.id).where(Grant.office == office, *of_institution(), *in_force(acting.today)).limit(1)
    )
    return found is not None


def take_turn(acting: Acting, office: Office) -> None:
    """Wait until nobody else is giving or taking the office: two who each take the other's would leave nobody.

    On SQLite a writing request has its turn already.
    """
    if acting.session.get_bind().dialect.name == "postgresql":
        number = list(Office).index(office)
        acting.session.execute(select(func.pg_advisory_xact_lock(TURN, number)))


def held_offices(acting: Acting) -> set[Office]:
    """The offices that somebody holds for the whole institution today."""
    return set(
        acting.session.scalars(
            select(Grant.office).where(*of_institution(), *in_force(acting.today)).distinct()
        )
    )


def empty_from(
    acting: Acting, office: Office, without: Grant | None = None, until: date | None = None
) -> date | None:
    """The first day from today on which nobody holds the office of the whole institution; None when there is none.

    `without`: as if that grant were not there, or as if it lasted to `until` inclusive.
    """
    rows = acting.session.execute(
        select(Grant.starts_on, Grant.ends_on).where(
            Grant.office == office,
            *of_institution(),
            Grant.revoked_at.is_(None),
            or_(Grant.ends_on.is_(None), Grant.ends_on >= acting.today),
            Grant.id != without.id if without is not None else Grant.id.is_not(None),
        )
    )
    intervals: list[tuple[date, date | None]] = [(starts, ends) for starts, ends in rows]
    if without is not None and until is not None:
        intervals.append((without.starts_on, until))
    return first_empty_day(intervals, acting.today)


def first_empty_day(intervals: Iterable[tuple[date, date | None]], day: date) -> date | None:
    """The first day from `day` that no interval (first, last inclusive or None for no end) covers; None for no such day."""
    for starts, ends in sorted(intervals, key=lambda one: one[0]):
        if starts > day:
            return day
        if ends is None:
            return None
        if ends >= day:
            day = ends + timedelta(days=1)
    return day
