"""The timetable, the calendar, substitutions, «Сегодня»."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Substitution, TimetableChange, TimetableEntry
from tests.platform.platform import DISPATCHER, METHODIST, STUDENT, TEACHER

PAGES = [
    (TEACHER, "/today"),
    (TEACHER, "/timetable"),
    (STUDENT, "/timetable"),
    (DISPATCHER, "/timetable"),
    (DISPATCHER, "/timetable/lines"),
    (DISPATCHER, "/timetable/new"),
    (DISPATCHER, "/timetable/lines/{line}"),
    (DISPATCHER, "/timetable/changes"),
    (DISPATCHER, "/timetable/changes/{change}"),
    (DISPATCHER, "/calendar"),
    (DISPATCHER, "/calendar/terms"),
    (DISPATCHER, "/calendar/bells"),
    (DISPATCHER, "/substitutions"),
    (DISPATCHER, "/substitutions/new"),
    (METHODIST, "/substitutions/{substitution}"),
]


def numbers(session: Session) -> dict[str, object]:
    """A line, a change, a substitution of the seeded story."""
    return {
        "line": session.scalar(select(TimetableEntry.id).order_by(TimetableEntry.id).limit(1)),
        "change": session.scalar(select(TimetableChange.id).order_by(TimetableChange.id).limit(1)),
        "substitution": session.scalar(select(Substitution.id).order_by(Substitution.id.desc()).limit(1)),
    }
