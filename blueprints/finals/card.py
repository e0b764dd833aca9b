"""The card of one final: its history, «н/а» with its terms, its resolution; a page of its own or a part in a dialog."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from blueprints.finals.forms import CardForm, NotAssessedForm, ResolutionForm
from journal.finals import Given, put_not_assessed, resolve_not_assessed, scope_title
from journal.history import final_history
from journal.rights import Act, Thing
from journal.unlocks import unlocked_until
from lti_tool.access import acting, journal_for, may
from lti_tool.database import db
from lti_tool.i18n import sentence
from models import ExamSheet, FinalMark, FinalScope, Journal, Membership, SheetEntry, Student
from regulation.finals import check_final_period, default_deadline
from regulation.names import full_name
from regulation.refusal import Refusal


def card_page(journal_id: int, student_id: int, scope: str) -> str:
    """The card to look at, with the forms that may be filled."""
    journal = journal_for(Thing.FINAL, Act.VIEW, journal_id)
    return _card(journal, _student(journal, student_id), _scope(scope))


def give_not_assessed(journal_id: int, student_id: int, scope: str) -> Response | tuple[str, int]:
    """Give «н/а», or change its terms."""
    journal = journal_for(Thing.FINAL, Act.EDIT, journal_id)
    student, kind = _student(journal, student_id), _scope(scope)
    form = NotAssessedForm()
    try:
        given = put_not_assessed(
            acting().because(request.form.get("change_reason", "")), journal, student.id,
            reason=form.reason.data or "", deadline=form.deadline.data, form=form.chosen_form,
            version=form.seen_version, scope=kind,
        )  # fmt: skip
    except Refusal as refusal:
        return _again(journal_id, student_id, kind, form, refusal)
    return _done(journal, given)


def resolve(journal_id: int, student_id: int, scope: str) -> Response | tuple[str, int]:
    """Make the «н/а» good."""
    journal = journal_for(Thing.FINAL, Act.EDIT, journal_id)
    student, kind = _student(journal, student_id), _scope(scope)
    form = ResolutionForm()
    try:
        given = resolve_not_assessed(
            acting(), journal, student.id,
            text=form.mark.data or "", resolved_on=form.resolved_on.data, basis=form.basis.data or "",
            version=form.seen_version, attempt=form.chosen_attempt, scope=kind,
        )  # fmt: skip
    except Refusal as refusal:
        return _again(journal_id, student_id, kind, form, refusal)
    return _done(journal, given)


def _done(journal: Journal, given: Given) -> Response:
    flash(_("Записано: %(text)s.", text=given.text), "success")
    for caution in given.cautions:
        flash(sentence(caution), "warning")
    return redirect(url_for("finals.page", journal_id=journal.id), 303)


def _again(
    journal_id: int, student_id: int, scope: FinalScope, form: CardForm, refusal: Refusal
) -> tuple[str, int]:
    """The card once more with the refusal at its field; nothing has changed."""
    db.session.rollback()
    journal = db.session.get_one(Journal, journal_id)
    form.show(refusal)
    return _card(journal, _student(journal, student_id), scope, form), 422


def _card(journal: Journal, student: Student, scope: FinalScope, form: CardForm | None = None) -> str:
    session = acting().session
    final = (
        session.query(FinalMark)
        .filter_by(journal_id=journal.id, student_id=student.id, scope=scope)
        .one_or_none()
    )
    is_open = final is not None and final.not_assessed and final.value is None
    is_failed = final is not None and final.not_assessed and final.value == 2 and final.attempt == 1
    can_edit = may(Thing.FINAL, "C")
    is_free = final is None or (final.sheet_entry_id is None and not (final.not_assessed and final.value))
    part = request.args.get("part") == "1"
    return render_template(
        "finals/_card.html" if part else "finals/card.html",
        journal=journal, student=student, scope=scope, final=final, is_open=is_open, title=scope_title(journal, scope),
        name=full_name(student.family_name, student.given_name, student.patronymic),
        history=final_history(session, journal.id, student.id, scope), sheet=_sheet(final),
        may_give=can_edit and (is_open or is_free) and scope is not FinalScope.EXAM and _is_period_open(journal),
        may_resolve=can_edit and (is_open or is_failed),
        na=form if isinstance(form, NotAssessedForm) else _na_form(final, is_open),
        resolution=form if isinstance(form, ResolutionForm) else _resolution_form(final),
        refused=form.refused if form else None, default_day=default_deadline(acting().today, acting().rules),
    )  # fmt: skip


def _na_form(final: FinalMark | None, is_open: bool) -> NotAssessedForm:
    form = NotAssessedForm(formdata=None)
    form.version.data = str(final.version if final else 0)
    form.deadline.data = default_deadline(acting().today, acting().rules)
    if final is not None and is_open:
        form.reason.data, form.deadline.data, form.form.data = (
            final.na_reason,
            final.na_deadline,
            final.na_form,
        )
    return form


def _resolution_form(final: FinalMark | None) -> ResolutionForm:
    form = ResolutionForm(formdata=None)
    form.version.data = str(final.version if final else 0)
    form.resolved_on.data = acting().today
    is_second = final is not None and (
        final.attempt > 0 or (final.na_deadline is not None and acting().today > final.na_deadline)
    )
    form.attempt.data = "2" if is_second else "1"
    return form


def _sheet(final: FinalMark | None) -> ExamSheet | None:
    """The sheet that wrote the final."""
    if final is None or final.sheet_entry_id is None:
        return None
    entry = acting().session.get(SheetEntry, final.sheet_entry_id)
    return entry.sheet if entry else None


def _is_period_open(journal: Journal) -> bool:
    until = unlocked_until(acting().session, journal) if acting().today > journal.term.ends_on else None
    try:
        check_final_period(journal.term.ends_on, acting().today, until)
    except Refusal:
        return False
    return True


def _student(journal: Journal, student_id: int) -> Student:
    """The student, when ever in the journal's group: cards of others are not shown here."""
    belongs = select(Membership.id).where(
        Membership.student_id == student_id, Membership.group_id == journal.group_id
    )
    student = acting().session.get(Student, student_id)
    if student is None or acting().session.scalar(belongs.limit(1)) is None:
        raise NotFound
    return student


def _scope(text: str) -> FinalScope:
    if text not in set(FinalScope):
        raise NotFound
    return FinalScope(text)
