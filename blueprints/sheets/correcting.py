"""Correcting a closed sheet by order."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from blueprints.sheets.forms import CorrectionForm, version_in
from journal.rights import Act, Thing
from journal.sheet_entries import correct_entry
from lti_tool.access import acting, sheet_for
from lti_tool.database import db
from models import ExamSheet, SheetEntry
from regulation.refusal import Refusal
from regulation.sheets import Outcome


def correction(sheet_id: int, entry_id: int) -> str:
    """The form of a correction of one line."""
    sheet = sheet_for(Thing.SHEET_CORRECTION, Act.EDIT, sheet_id)
    form = CorrectionForm.for_sheet(sheet, acting().rules, formdata=None)
    form.version.data = str(sheet.version)
    form.order_date.data = acting().today
    return _page(sheet, _entry(sheet, entry_id), form)


def correct(sheet_id: int, entry_id: int) -> Response | tuple[str, int]:
    """Correct the line: the old result stays in sight."""
    sheet = sheet_for(Thing.SHEET_CORRECTION, Act.EDIT, sheet_id)
    entry = _entry(sheet, entry_id)
    form = CorrectionForm.for_sheet(sheet, acting().rules)
    if not form.outcome.validate(form):
        return _page(sheet, entry, form), 422
    try:
        made = correct_entry(
            acting(), entry, Outcome(form.outcome.data),
            order_number=form.order_number.data or "", order_date=form.order_date.data, reason=form.reason.data or "",
            version=version_in(form),
        )  # fmt: skip
    except Refusal as refusal:
        db.session.rollback()
        again = db.session.get_one(ExamSheet, sheet_id)
        return _page(again, _entry(again, entry_id), form, refusal), 422
    flash(
        _(
            "Исправлено приказом № %(number)s, редакция %(edition)s.",
            number=made.order_number,
            edition=made.edition,
        ),
        "success",
    )
    return redirect(url_for("sheets.sheet", sheet_id=sheet_id), 303)


def _entry(sheet: ExamSheet, entry_id: int) -> SheetEntry:
    entry = next((one for one in sheet.entries if one.id == entry_id), None)
    if entry is None:
        raise NotFound
    return entry


def _page(sheet: ExamSheet, entry: SheetEntry, form: CorrectionForm, refusal: Refusal | None = None) -> str:
    return render_template(
        "sheets/correction.html", sheet=sheet, journal=sheet.journal, entry=entry, form=form, refusal=refusal
    )
