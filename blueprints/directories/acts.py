"""Normative acts: the list, one act, entering and changing (1.2)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from blueprints.directories.lists import STATUSES, acts_listing
from journal.normative_acts import enter_known, missing_known, save_act
from journal.rights import Act, Thing, allows
from lti_tool.access import acting, office_page
from lti_tool.database import db
from lti_tool.directory_access import directory_page
from lti_tool.form_fields import optional_date, read_date, read_row
from lti_tool.listing import show_list
from models import ActStatus, NormativeAct
from regulation.refusal import N_, Refusal

NO_DAY = N_("Укажите дату акта.")
BAD_DAY = N_("Укажите дату, когда акт утратил силу, или оставьте поле пустым.")


def acts() -> Response | str:
    """The list."""
    can_edit = allows(directory_page(), Thing.RULES, Act.EDIT)
    missing = len(missing_known(acting())) if can_edit else 0
    return show_list(acts_listing(), "directories/acts.html", can_edit=can_edit, missing=missing)


def enter_acts() -> AnyResponse:
    """Enter those that clause 1.2 names."""
    office_page(Thing.RULES, Act.EDIT)
    count = enter_known(acting())
    flash(_("Добавлено актов: %(count)s. Проверьте их состояние.", count=count), "success")
    return redirect(url_for("directories.acts"), 303)


def act(act_id: int) -> str:
    """One act; the content administrator changes it here."""
    can_edit = allows(directory_page(), Thing.RULES, Act.EDIT)
    found = _act(act_id)
    return _page(found, can_edit, _filled(found), None)


def new_act() -> str:
    """The form of a new one."""
    office_page(Thing.RULES, Act.EDIT)
    return _page(None, True, {}, None)


def write_act() -> AnyResponse | tuple[str, int]:
    """Enter a new one."""
    office_page(Thing.RULES, Act.EDIT)
    return _save(None)


def change_act(act_id: int) -> AnyResponse | tuple[str, int]:
    """Change one."""
    office_page(Thing.RULES, Act.EDIT)
    return _save(_act(act_id))


def _save(found: NormativeAct | None) -> AnyResponse | tuple[str, int]:
    form, act_id = request.form, found.id if found else None
    try:
        saved = save_act(acting(), found, **_read())
    except Refusal as refusal:
        db.session.rollback()
        return _page(_act(act_id) if act_id else None, True, form, refusal), 422
    flash(_("Акт записан."), "success")
    return redirect(url_for("directories.act", act_id=saved.id), 303)


def _read() -> dict[str, Any]:
    form = request.form
    is_repealed = form.get("status") == ActStatus.REPEALED.value
    return {
        "kind": form.get("kind", ""), "number": form.get("number", ""), "title": form.get("title", ""),
        "note": form.get("note", ""), "dated": read_date(form, "dated", "1.2", NO_DAY),
        "status": ActStatus.REPEALED if is_repealed else ActStatus.IN_FORCE,
        "repealed_on": optional_date(form, "repealed_on", "1.2", BAD_DAY), "replaced_by_id": read_row(form, "replaced_by"),
    }  # fmt: skip


def _filled(found: NormativeAct) -> dict[str, str]:
    return {
        "kind": found.kind, "number": found.number, "title": found.title, "note": found.note,
        "dated": found.dated.isoformat(), "status": found.status.value,
        "repealed_on": found.repealed_on.isoformat() if found.repealed_on else "",
        "replaced_by": str(found.replaced_by_id or ""),
    }  # fmt: skip


def _page(found: NormativeAct | None, can_edit: bool, form: Any, refusal: Refusal | None) -> str:
    others = (
        db.session.scalars(select(NormativeAct).order_by(NormativeAct.dated.desc())).all() if can_edit else ()
    )
    replacements = [
        ("", "—"),
        *((str(one.id), one.name) for one in others if found is None or one.id != found.id),
    ]
    return render_template(
        "directories/act.html", act=found, can_edit=can_edit, form=form, refusal=refusal, replacements=replacements,
        statuses=[(one.value, _(name)) for one, name in STATUSES.items()],
    )  # fmt: skip


def _act(act_id: int) -> NormativeAct:
    found = db.session.get(NormativeAct, act_id, options=[joinedload(NormativeAct.replaced_by)])
    if found is None:
        raise NotFound
    return found
