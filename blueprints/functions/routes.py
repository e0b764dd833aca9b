"""One's own function lists, the mark under them, and who has and has not made it (3.2)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from journal.function_lists import mark_functions, own_lists, readers
from journal.rights import Act, Thing
from lti_tool.access import acting, office_page, visitor
from lti_tool.errors import role_title
from lti_tool.listing import Column, Filter, Listing, has_words, show_list
from lti_tool.routing import Needs, Open, Route, add_routes
from models import FunctionMark, User
from regulation.functions import FUNCTIONS

blueprint = Blueprint("functions", __name__)


def mine() -> str:
    """The lists of one's offices."""
    visitor()
    return render_template("functions/mine.html", lists=own_lists(acting()))


def mark(office: str) -> AnyResponse:
    """«Ознакомлен(а)»."""
    visitor()
    if office not in {one.office for one in own_lists(acting())}:
        raise NotFound
    mark_functions(acting(), office)
    flash(_("Отметка поставлена."), "success")
    return redirect(url_for("functions.mine"), 303)


def everybody() -> Response | str:
    """Who has read the list of their office and who has not."""
    office_page(Thing.GRANT, Act.VIEW)
    offices = [("", _("все")), *((office, _title(office)) for office in FUNCTIONS)]
    marks = [("", _("все")), ("no", _("не ознакомлены")), ("yes", _("ознакомлены"))]
    query = readers(acting())
    held = query.selected_columns.office
    listing = Listing(
        title=_("Ознакомление с перечнями функций"),
        query=query,
        columns=(
            Column(_("Человек"), lambda row: row[0].display_name),
            Column(_("Должность"), lambda row: _title(row[1])),
            Column(_("Ознакомлен(а)"), lambda row: row[2]),
            Column(_("Состояние"), _state, badge=lambda row: "badge-green" if row[2] else "badge-amber"),
        ),
        file_name="ознакомление",
        filters=(
            Filter("mark", _("Состояние"), marks, _marked),
            Filter("office", _("Должность"), offices, lambda value: held == value),
        ),
        words=lambda text: has_words(User.sort_key, text),
        words_hint=_("фамилия"),
    )  # fmt: skip
    return show_list(listing, "functions/everybody.html")


def _state(row: Any) -> str:
    text: str = _("ознакомлен(а)") if row[2] else _("не ознакомлен(а)")
    return text


def _marked(value: str) -> ColumnElement[bool]:
    return FunctionMark.id.is_not(None) if value == "yes" else FunctionMark.id.is_(None)


def _title(office: str) -> str:
    title: str = _("преподаватель") if office == "teacher" else role_title(office)
    return title


OWN = Open("one's own function lists", visitor=True)
add_routes(
    blueprint,
    [
        Route("GET", "/functions", mine, OWN),
        Route("POST", "/functions/<office>", mark, OWN),
        Route("GET", "/functions/marks", everybody, Needs(Thing.GRANT, Act.VIEW)),
    ],
)
