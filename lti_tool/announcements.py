"""Maintenance announced to everybody (3.5): read at most twice a minute, never in the way of a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from journal.guardians import institution_contact
from journal.incidents import announced
from lti_tool.clock import now
from lti_tool.database import db, reading

GOOD_FOR = timedelta(seconds=30)


@dataclass(frozen=True)
class Announcement:
    """Planned maintenance as every page shows it; `is_now` while it lasts."""

    starts_at: datetime
    ends_at: datetime
    text: str
    is_now: bool


def init_announcements(app: Flask) -> None:
    """Let every template ask what is announced."""
    app.jinja_env.globals.update(announcements=announcements, support_contact=support_contact)


def announcements() -> list[Announcement]:
    """What is announced now. An ailing database announces nothing; another process hears of news within half a minute."""
    moment = now()
    kept = current_app.extensions.get("announced")
    if kept is None or not timedelta() <= moment - kept[0] < GOOD_FOR:
        kept = (moment, _read(moment))
        current_app.extensions["announced"] = kept
    return [
        Announcement(starts, ends, text, starts <= moment) for starts, ends, text in kept[1] if ends > moment
    ]


def support_contact() -> str:
    """Whom to turn to, for error pages and the help (3.7); '' when nobody said so or the database is ailing."""
    try:
        with reading(), Session(db.engine) as session:
            return institution_contact(session)
    except SQLAlchemyError:
        return ""


def forget_announcements() -> None:
    """Read anew for the next page: something has just been announced or cancelled."""
    current_app.extensions.pop("announced", None)


def _read(moment: datetime) -> list[tuple[datetime, datetime, str]]:
    try:
        with reading(), Session(db.engine) as session:
            return [(one.starts_at, one.ends_at, one.text) for one in announced(session, moment)]
    except SQLAlchemyError:
        return []
