"""How F-20 is laid out: the timetable of a group, the sheet of changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from journal.acting import Acting
from journal.papers.timetable import changes_of, timetable_of
from lti_tool.printing.forms import Form, office_form
from models import StudyGroup, Term

Values = Mapping[str, Any]


def timetable(acting: Acting, values: Values) -> Form:
    """The timetable of a group for a term."""
    session = acting.session
    group, term = session.get_one(StudyGroup, values["group"]), session.get_one(Term, values["term"])
    paper = timetable_of(acting, group, term)
    title = f"Расписание {group.name}, {term.number}-й семестр {term.academic_year}"
    return office_form(
        "timetable", title, paper, acting.now.astimezone(acting.zone), is_wide=True, cells=9 * len(paper.rows)
    )


def changes(acting: Acting, values: Values) -> Form:
    """The sheet of changes."""
    first, last = date.fromisoformat(values["first"]), date.fromisoformat(values["last"])
    paper = changes_of(acting, first, last)
    title = f"Изменения в расписании {first:%d.%m.%Y}–{last:%d.%m.%Y}"
    return office_form(
        "timetable_changes",
        title,
        paper,
        acting.now.astimezone(acting.zone),
        is_wide=True,
        cells=7 * len(paper.rows),
    )
