"""The directory of specialties: added, renamed by a successor, archived (3.8.6)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from journal.contingent_rows import read_day
from journal.rights import Act, Thing
from journal.specialties import add_specialty, archive_specialty, rename_specialty, restore_specialty
from lti_tool.access import acting, office_page
from lti_tool.database import db
from lti_tool.listing import Column, Filter, Listing, has_words, show_list
from lti_tool.routing import Needs, Route, add_routes
from models import Specialty, StudyGroup
from regulation.refusal import N_, Refusal

blueprint = Blueprint("specialties", __name__)


def index() -> Response | str:
    """The directory."""
    office_page(Thing.RULES, Act.VIEW)
    used = (
        select(func.count(StudyGroup.id))
        .where(StudyGroup.specialty_id == Specialty.id)
        .correlate(Specialty)
        .scalar_subquery()
    )
    query: Any = select(Specialty, used).order_by(Specialty.code, Specialty.key)
    listing = Listing(
        title=_("Специальности"),
        query=query,
        columns=[
            Column(_("Код"), lambda row: row[0].code, lambda row: url_for("specialties.show", specialty_id=row[0].id)),
            Column(_("Название"), lambda row: row[0].name),
            Column(_("Квалификация"), lambda row: row[0].qualification),
            Column(_("Групп"), lambda row: row[1], is_number=True),
            Column(_("Сменилась"), lambda row: row[0].replaced_on),
        ],
        file_name=_("специальности"),
        filters=[
            Filter(
                "state", _("Состояние"), [("active", _("действующие")), ("archived", _("в архиве")), ("all", _("все"))],
                lambda value: Specialty.is_archived.in_([value == "archived"] if value != "all" else [True, False]),
                default="active",
            )
        ],
        words=lambda text: has_words(Specialty.key, text),
        words_hint=_("код или название"),
        nothing=_("Справочник пуст: добавьте специальности колледжа."),
    )  # fmt: skip
    return show_list(listing, "specialties/list.html")


def add() -> Response | tuple[str, int]:
    """A new line."""
    office_page(Thing.RULES, Act.EDIT)
    form = request.form
    try:
        add_specialty(acting(), form.get("code", ""), form.get("name", ""), form.get("qualification", ""))
    except Refusal as refusal:
        db.session.rollback()
        return render_template("specialties/show.html", specialty=None, refusal=refusal, typed=form), 422
    flash(_("Специальность добавлена."), "success")
    return redirect(url_for("specialties.index"), 303)


def new() -> str:
    """The form of a new line."""
    office_page(Thing.RULES, Act.EDIT)
    return render_template("specialties/show.html", specialty=None, refusal=None, typed={})


def show(specialty_id: int) -> str:
    """A line of the directory."""
    office_page(Thing.RULES, Act.VIEW)
    return _page(_found(specialty_id))


def change(specialty_id: int) -> Response | tuple[str, int]:
    """Rename, archive or restore a line."""
    office_page(Thing.RULES, Act.EDIT)
    specialty = _found(specialty_id)
    try:
        _change(specialty)
    except Refusal as refusal:
        db.session.rollback()
        return _page(_found(specialty_id), refusal), 422
    flash(_("Справочник изменён. Старые документы сохраняют прежнее название."), "success")
    return redirect(url_for("specialties.index"), 303)


def _change(specialty: Specialty) -> None:
    form, here = request.form, acting()
    if form.get("action") == "archive":
        archive_specialty(here, specialty)
    elif form.get("action") == "restore":
        restore_specialty(here, specialty)
    else:
        since = read_day(form.get("since", ""))
        if since is None:
            raise Refusal("E_DATE", "3.8.6", N_("Укажите, с какого дня действует новое название."))
        rename_specialty(
            here, specialty, form.get("code", ""), form.get("name", ""), form.get("qualification", ""), since
        )


def _found(specialty_id: int) -> Specialty:
    found = db.session.get(Specialty, specialty_id)
    if found is None:
        raise NotFound
    return found


def _page(specialty: Specialty, refusal: Refusal | None = None) -> str:
    follower = db.session.get(Specialty, specialty.replaced_by_id) if specialty.replaced_by_id else None
    return render_template(
        "specialties/show.html", specialty=specialty, follower=follower, refusal=refusal, typed=request.form,
        today=acting().today,
    )  # fmt: skip


LOOK, KEEP = Needs(Thing.RULES, Act.VIEW), Needs(Thing.RULES, Act.EDIT)
add_routes(
    blueprint,
    [
        Route("GET", "/directories/specialties", index, LOOK),
        Route("GET", "/directories/specialties/new", new, KEEP),
        Route("POST", "/directories/specialties/new", add, KEEP),
        Route("GET", "/directories/specialties/<int:specialty_id>", show, LOOK),
        Route("POST", "/directories/specialties/<int:specialty_id>", change, KEEP),
    ],
)
