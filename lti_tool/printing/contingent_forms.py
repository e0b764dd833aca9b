"""Documents of the secretary laid out (F-10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from journal.acting import Acting
from journal.papers.group_people import group_people_of
from lti_tool.printing.forms import Form, office_form
from models import StudyGroup

ROWS_OF_A_SHEET = 22


def group_people(acting: Acting, values: Mapping[str, Any]) -> Form:
    """F-10 of the group `group_id`, landscape."""
    group = acting.session.get_one(StudyGroup, values["group_id"])
    paper = group_people_of(acting, group)
    return office_form(
        "group_people", f"Сведения об обучающихся {group.name} на {paper.made_on:%d.%m.%Y}", paper,
        acting.now.astimezone(acting.zone), is_wide=True, pages=max(1, -(-len(paper.rows) // ROWS_OF_A_SHEET)),
        cells=9 * len(paper.rows),
    )  # fmt: skip
