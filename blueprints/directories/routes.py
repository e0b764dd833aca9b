"""Directories to look at and to keep. A used item is archived, never rewritten (3.8.6)."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from blueprints.directories.acts import act, acts, change_act, enter_acts, new_act, write_act
from blueprints.directories.lists import disciplines_listing
from journal.disciplines import (
    add_discipline,
    archive_discipline,
    change_discipline,
    is_used,
    restore_discipline,
)  # fmt: skip
from journal.kinds_directory import absence_reasons, archive_kind, lesson_kinds, work_kinds
from journal.particulars import as_form, change_particulars, requisites_on, version_on
from journal.rights import Act, Thing, allows
from lti_tool.access import acting, office_page
from lti_tool.database import db
from lti_tool.directory_access import directory_page
from lti_tool.form_fields import optional_date, read_date
from lti_tool.listing import show_list
from lti_tool.routing import Needs, Route, add_routes
from models import Discipline, KindDirectory, NormativeAct, Particulars
from regulation.kinds import DisciplineKind
from regulation.refusal import N_, Refusal

blueprint = Blueprint("directories", __name__)
NO_DAY = N_("Укажите, с какого дня действуют реквизиты.")
NO_ORDER_DAY = N_("Укажите дату приказа.")


def index() -> str:
    """All directories, with how much there is in each."""
    can_edit = allows(directory_page(), Thing.RULES, Act.EDIT)
    counts = {
        "acts": db.session.scalar(select(func.count(NormativeAct.id))),
        "disciplines": db.session.scalar(
            select(func.count(Discipline.id)).where(Discipline.archived_at.is_(None))
        ),
    }
    return render_template("directories/index.html", counts=counts, can_edit=can_edit)


def particulars() -> str:
    """The requisites in force, their history, the form of a new version."""
    can_edit = allows(directory_page(), Thing.RULES, Act.EDIT)
    return _particulars_page(can_edit, {}, None)


def write_particulars() -> AnyResponse | tuple[str, int]:
    """A new version by order."""
    office_page(Thing.RULES, Act.EDIT)
    form = request.form
    try:
        day = read_date(form, "valid_from", "7.2", NO_DAY)
        change_particulars(
            acting(),
            form,
            day,
            form.get("order_number", ""),
            optional_date(form, "order_date", "7.2", NO_ORDER_DAY),
        )
    except Refusal as refusal:
        db.session.rollback()
        return _particulars_page(True, form, refusal), 422
    flash(_("Реквизиты записаны. Документы прежних дней печатаются с прежними."), "success")
    return redirect(url_for("directories.particulars"), 303)


def _particulars_page(can_edit: bool, form: object, refusal: Refusal | None) -> str:
    today = acting().today
    versions = db.session.scalars(select(Particulars).order_by(Particulars.valid_from.desc())).all()
    now = requisites_on(db.session, today)
    return render_template(
        "directories/particulars.html", now=now, current=version_on(db.session, today), versions=versions,
        values=as_form(now), can_edit=can_edit, form=form, refusal=refusal, today=today,
    )  # fmt: skip


def disciplines() -> Response | str:
    """The list, with the form of a new one."""
    return _disciplines_page(allows(directory_page(), Thing.RULES, Act.EDIT), {}, None)


def add() -> AnyResponse | tuple[Response | str, int]:
    """A new discipline."""
    office_page(Thing.RULES, Act.EDIT)
    form = request.form
    try:
        made = add_discipline(acting(), form.get("index", ""), form.get("name", ""), _kind())
    except Refusal as refusal:
        db.session.rollback()
        return _disciplines_page(True, form, refusal), 422
    flash(_("«%(title)s» добавлена.", title=made.title), "success")
    return redirect(url_for("directories.disciplines"), 303)


def _disciplines_page(can_edit: bool, form: object, refusal: Refusal | None) -> Response | str:
    return show_list(
        disciplines_listing(), "directories/disciplines.html", can_edit=can_edit, form=form, refusal=refusal,
        kinds=_kind_choices(),
    )  # fmt: skip


def discipline(discipline_id: int) -> str:
    """One discipline."""
    can_edit = allows(directory_page(), Thing.RULES, Act.EDIT)
    return _discipline_page(_discipline(discipline_id), can_edit, {}, None)


def change(discipline_id: int) -> AnyResponse | tuple[str, int]:
    """Rename it, or change its kind; one in use is archived and replaced."""
    office_page(Thing.RULES, Act.EDIT)
    found, form = _discipline(discipline_id), request.form
    try:
        new = change_discipline(acting(), found, form.get("index", ""), form.get("name", ""), _kind())
    except Refusal as refusal:
        db.session.rollback()
        return _discipline_page(_discipline(discipline_id), True, form, refusal), 422
    if new is found:
        flash(_("Изменения записаны."), "success")
    else:
        flash(
            _("Прежняя дисциплина в архиве, её журналы и документы не изменились. Новая — на этой странице."),
            "success",
        )
    return redirect(url_for("directories.discipline", discipline_id=new.id), 303)


def archive(discipline_id: int) -> AnyResponse:
    """Offer it no more."""
    office_page(Thing.RULES, Act.EDIT)
    archive_discipline(acting(), _discipline(discipline_id))
    flash(_("Дисциплина в архиве: в новых журналах она не предлагается."), "success")
    return redirect(url_for("directories.discipline", discipline_id=discipline_id), 303)


def restore(discipline_id: int) -> AnyResponse:
    """Offer it again."""
    office_page(Thing.RULES, Act.EDIT)
    restore_discipline(acting(), _discipline(discipline_id))
    flash(_("Дисциплина снова действует."), "success")
    return redirect(url_for("directories.discipline", discipline_id=discipline_id), 303)


def kinds() -> str:
    """Kinds of works and lessons and the reasons of absence, with the rules each carries."""
    can_edit = allows(directory_page(), Thing.RULES, Act.EDIT)
    parts = [
        (KindDirectory.WORK, _("Виды работ"), work_kinds(db.session)),
        (KindDirectory.LESSON, _("Виды занятий"), lesson_kinds(db.session)),
        (None, _("Причины отсутствия"), absence_reasons()),
    ]
    return render_template("directories/kinds.html", parts=parts, can_edit=can_edit)


def hide_kind() -> AnyResponse:
    """Hide an optional kind from the choices, or offer it again."""
    office_page(Thing.RULES, Act.EDIT)
    form = request.form
    try:
        directory = KindDirectory(form.get("directory", ""))
    except ValueError:
        raise Refusal("E_KIND", "3.8.6", N_("Такого справочника нет.")) from None
    archive_kind(acting(), directory, form.get("key", ""), form.get("archived") == "1")
    flash(_("Справочник изменён: сделанных записей это не касается."), "success")
    return redirect(url_for("directories.kinds"), 303)


def _discipline_page(found: Discipline, can_edit: bool, form: object, refusal: Refusal | None) -> str:
    return render_template(
        "directories/discipline.html", discipline=found, used=is_used(acting(), found), can_edit=can_edit, form=form,
        refusal=refusal, kinds=_kind_choices(),
    )  # fmt: skip


def _discipline(discipline_id: int) -> Discipline:
    found = db.session.get(Discipline, discipline_id)
    if found is None:
        raise NotFound
    return found


def _kind() -> DisciplineKind:
    try:
        return DisciplineKind(request.form.get("kind", ""))
    except ValueError:
        raise Refusal("E_KIND", "3.8.6", N_("Выберите вид дисциплины из списка.")) from None


def _kind_choices() -> list[tuple[str, str]]:
    return [(kind.value, _(kind.title)) for kind in DisciplineKind]


VIEW, EDIT = Needs(Thing.RULES, Act.VIEW), Needs(Thing.RULES, Act.EDIT)
add_routes(
    blueprint,
    [
        Route("GET", "/directories", index, VIEW),
        Route("GET", "/directories/particulars", particulars, VIEW),
        Route("POST", "/directories/particulars", write_particulars, EDIT),
        Route("GET", "/directories/acts", acts, VIEW),
        Route("POST", "/directories/acts/known", enter_acts, EDIT),
        Route("GET", "/directories/acts/new", new_act, EDIT),
        Route("POST", "/directories/acts/new", write_act, EDIT),
        Route("GET", "/directories/acts/<int:act_id>", act, VIEW),
        Route("POST", "/directories/acts/<int:act_id>", change_act, EDIT),
        Route("GET", "/directories/disciplines", disciplines, VIEW),
        Route("POST", "/directories/disciplines", add, EDIT),
        Route("GET", "/directories/disciplines/<int:discipline_id>", discipline, VIEW),
        Route("POST", "/directories/disciplines/<int:discipline_id>", change, EDIT),
        Route("POST", "/directories/disciplines/<int:discipline_id>/archive", archive, EDIT),
        Route("POST", "/directories/disciplines/<int:discipline_id>/restore", restore, EDIT),
        Route("GET", "/directories/kinds", kinds, VIEW),
        Route("POST", "/directories/kinds", hide_kind, EDIT),
    ],
)
