"""«Сегодня»: today's lessons over all journals, each one click from its panel; earlier unfilled ones below (3.6)."""

from __future__ import annotations

from flask import Blueprint, render_template

from journal.today import lessons_today, next_day, unfilled_before
from lti_tool.access import acting, visitor
from lti_tool.routing import Open, Route, add_routes

blueprint = Blueprint("today", __name__)


def mine() -> str:
    """The visitor's own lessons; their pages ask for the right again."""
    visitor()
    here = acting()
    lines = lessons_today(here)
    ahead = None if lines else next_day(here)
    return render_template(
        "today/mine.html", lines=lines, earlier=unfilled_before(here), today=here.today, ahead=ahead,
        ahead_lines=lessons_today(here, ahead) if ahead else [],
    )  # fmt: skip


add_routes(
    blueprint,
    [Route("GET", "/today", mine, Open("a person's own lessons; each page asks again", visitor=True))],
)
