"""Beginning a sheet or a retake, and changing a draft."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blueprints.sheets.forms import RetakeForm, SheetTermsForm, version_in
from journal.papers.heading import signature, teachers_of
from journal.rights import Act, Thing
from journal.sheet_retakes import RetakeKind, root_of
from journal.sheets import change_draft, draft_retake, draft_sheet
from lti_tool.access import acting, journal_for, sheet_for
from lti_tool.database import db
from models import ExamSheet, FinalScope, Journal, SheetKind
from regulation.refusal import Refusal
from regulation.sheets import SheetState


def new(journal_id: int) -> str:
    """The form of a new sheet: today, the journal's teacher, an examination."""
    journal = journal_for(Thing.SHEET_OPENING, Act.EDIT, journal_id)
    form = SheetTermsForm.for_journal(journal, formdata=None)
    _prefill(form, journal)
    form.kind.data, form.scope.data = SheetKind.EXAM.value, FinalScope.EXAM.value
    return _new_page(journal, form)


def draft(journal_id: int) -> Response | tuple[str, int]:
    """Keep the draft."""
    journal = journal_for(Thing.SHEET_OPENING, Act.EDIT, journal_id)
    form = SheetTermsForm.for_journal(journal)
    if not form.validate_on_submit():
        return _new_page(journal, form), 422
    try:
        sheet = draft_sheet(acting(), journal, form.terms)
    except Refusal as refusal:
        db.session.rollback()
        return _new_page(db.session.get_one(Journal, journal_id), form, refusal), 422
    return redirect(url_for("sheets.sheet", sheet_id=sheet.id), 303)


def change(sheet_id: int) -> Response | tuple[str, int]:
    """Change the draft."""
    sheet = sheet_for(Thing.SHEET_OPENING, Act.EDIT, sheet_id)
    form = SheetTermsForm.for_journal(sheet.journal)
    if sheet.retake_of_id is not None:  # a retake examines what its first sheet did
        form.kind.data, form.scope.data = sheet.kind.value, sheet.writes_scope
    if not form.validate():
        return _new_page(sheet.journal, form, sheet=sheet), 422
    try:
        change_draft(acting(), sheet, form.terms, version_in(form))
    except Refusal as refusal:
        db.session.rollback()
        again = db.session.get_one(ExamSheet, sheet_id)
        if again.state is not SheetState.DRAFT:
            raise
        return _new_page(again.journal, form, refusal, again), 422
    flash(_("Черновик сохранён."), "success")
    return redirect(url_for("sheets.sheet", sheet_id=sheet_id), 303)


def new_retake(sheet_id: int) -> str:
    """The form of a retake."""
    sheet = sheet_for(Thing.SHEET_OPENING, Act.EDIT, sheet_id)
    form = RetakeForm.for_journal(sheet.journal, formdata=None)
    _prefill(form, sheet.journal)
    form.retake.data = RetakeKind.REPEAT.value
    return _retake_page(sheet, form)


def retake(sheet_id: int) -> Response | tuple[str, int]:
    """Keep the retake's draft."""
    sheet = sheet_for(Thing.SHEET_OPENING, Act.EDIT, sheet_id)
    form = RetakeForm.for_journal(sheet.journal)
    form.kind.data, form.scope.data = sheet.kind.value, sheet.writes_scope
    if not form.validate():
        return _retake_page(sheet, form), 422
    try:
        made = draft_retake(acting(), sheet, RetakeKind(form.retake.data), form.terms)
    except Refusal as refusal:
        db.session.rollback()
        return _retake_page(db.session.get_one(ExamSheet, sheet_id), form, refusal), 422
    return redirect(url_for("sheets.sheet", sheet_id=made.id), 303)


def _prefill(form: SheetTermsForm, journal: Journal) -> None:
    form.held_on.data = acting().today
    form.examiners.data = ", ".join(signature(one) for one in teachers_of(acting().session, journal))


def _new_page(
    journal: Journal, form: SheetTermsForm, refusal: Refusal | None = None, sheet: ExamSheet | None = None
) -> str:
    return render_template("sheets/new.html", journal=journal, form=form, refusal=refusal, sheet=sheet)


def _retake_page(sheet: ExamSheet, form: SheetTermsForm, refusal: Refusal | None = None) -> str:
    root = root_of(acting().session, sheet)
    return render_template(
        "sheets/retake.html", journal=sheet.journal, sheet=root, form=form, refusal=refusal
    )
