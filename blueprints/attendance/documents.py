"""Certificates of a group's students: entered by the curator, requests of parents answered (3.12.2)."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from blueprints.attendance.forms import read_document
from journal.absence_documents import (
    accept_request,
    annul_document,
    enter_document,
    is_of_group,
    refuse_request,
)
from journal.rights import Act, Thing
from lti_tool.access import acting
from lti_tool.database import db
from lti_tool.group_access import group_for
from lti_tool.listing import Column, Filter, Listing, has_words, show_list
from models import AbsenceDocument, DocumentState, Membership, Student, StudyGroup
from regulation.attendance import AbsenceReason
from regulation.names import full_name
from regulation.refusal import N_, Refusal

STATES = {
    DocumentState.REQUESTED: N_("ждёт ответа"),
    DocumentState.ACCEPTED: N_("действует"),
    DocumentState.REFUSED: N_("отказано"),
    DocumentState.ANNULLED: N_("отменён"),
}
BADGES = {DocumentState.REQUESTED: "badge-amber", DocumentState.ACCEPTED: "badge-green"}


def documents(group_id: int) -> Response | str:
    """The documents of the group's students, the newest first, and for the curator the form."""
    return _list_page(group_for(Thing.ABSENCE_REASON, Act.VIEW, group_id))


def enter(group_id: int) -> AnyResponse | tuple[Response | str, int]:
    """Enter a certificate: the reason of all its lessons in all journals is filled."""
    group = group_for(Thing.ABSENCE_REASON, Act.EDIT, group_id)
    try:
        form = read_document()
        student = (
            db.session.get(Student, form.student_id)
            if is_of_group(db.session, group.id, form.student_id)
            else None
        )
        if student is None:
            raise Refusal("E_NOT_MEMBER", "3.12.2", N_("Выберите обучающегося своей группы."))
        _document, filled = enter_document(
            acting(), student, form.reason, form.starts_on, form.ends_on, form.number, form.note
        )
    except Refusal as refusal:
        db.session.rollback()
        return _list_page(group_for(Thing.ABSENCE_REASON, Act.EDIT, group_id), refusal), 422
    flash(f"{_('Документ внесён.')} {filled_in_words(filled)}", "success")
    return redirect(url_for("attendance.documents", group_id=group_id), 303)


def document(group_id: int, document_id: int) -> str:
    """One document with its story; the curator answers or annuls it here."""
    group = group_for(Thing.ABSENCE_REASON, Act.VIEW, group_id)
    return _document_page(group, _document(group, document_id))


def answer(group_id: int, document_id: int) -> AnyResponse | tuple[str, int]:
    """Accept, refuse or annul it."""
    group = group_for(Thing.ABSENCE_REASON, Act.EDIT, group_id)
    found = _document(group, document_id)
    why = request.form.get("answer", "")
    try:
        done = _decide(found, request.form.get("act", ""), why)
    except Refusal as refusal:
        db.session.rollback()
        group = group_for(Thing.ABSENCE_REASON, Act.EDIT, group_id)
        return _document_page(group, _document(group, document_id), refusal), 422
    flash(done, "success")
    return redirect(url_for("attendance.documents", group_id=group_id), 303)


def _decide(found: AbsenceDocument, act: str, why: str) -> str:
    if act == "accept":
        return f"{_('Просьба принята.')} {filled_in_words(accept_request(acting(), found))}"
    if act == "refuse":
        refuse_request(acting(), found, why)
        return str(_("В просьбе отказано, родитель увидит причину."))
    if act == "annul":
        annul_document(acting(), found, why)
        return str(_("Документ отменён, причины занятий возвращены."))
    raise Refusal("E_ACTION", "3.12.2", N_("Выберите: принять, отказать или отменить."))


def filled_in_words(count: int) -> str:
    """«Причина записана у 4 пропусков.»"""
    if not count:
        return str(
            _("Пропусков за эти дни пока нет: причина появится сама, когда преподаватель отметит «н».")
        )
    return str(
        ngettext("Причина записана у %(num)s пропуска.", "Причина записана у %(num)s пропусков.", count)
    )


def _document(group: StudyGroup, document_id: int) -> AbsenceDocument:
    found = db.session.get(AbsenceDocument, document_id, options=[joinedload(AbsenceDocument.student)])
    if found is None or not is_of_group(db.session, group.id, found.student_id):
        raise NotFound
    return found


def _document_page(group: StudyGroup, found: AbsenceDocument, refusal: Refusal | None = None) -> str:
    return render_template(
        "attendance/document.html", group=group, document=found, states=STATES, kinds=DocumentState, badges=BADGES,
        refusal=refusal, name=full_name, typed=request.form.get("answer", ""),
    )  # fmt: skip


def _list_page(group: StudyGroup, refusal: Refusal | None = None) -> Response | str:
    here = select(Membership.student_id).where(Membership.group_id == group.id)
    members = db.session.scalars(
        select(Student)
        .join(Membership, Membership.student_id == Student.id)
        .where(
            Membership.group_id == group.id,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= acting().today),
            Membership.starts_on <= acting().today,
        )
        .order_by(Student.sort_key, Student.id)
    ).all()
    listing = Listing(
        title=_("Документы об отсутствии, %(group)s", group=group.name), file_name="документы",
        query=select(AbsenceDocument)
        .join(Student, AbsenceDocument.student_id == Student.id)
        .where(AbsenceDocument.student_id.in_(here))
        .options(joinedload(AbsenceDocument.student), joinedload(AbsenceDocument.entered_by))
        .order_by(AbsenceDocument.id.desc()),
        columns=_columns(group), words=lambda text: has_words(Student.sort_key, text), words_hint=_("фамилия"),
        filters=[
            Filter(
                "state", _("Состояние"), [("", _("все")), *((one.value, _(title)) for one, title in STATES.items())],
                lambda value: AbsenceDocument.state == DocumentState(value),
            )
        ],
        nothing=_("Документов нет."),
    )  # fmt: skip
    chosen = request.form.get("student_id", type=int) or request.args.get("student", type=int)
    return show_list(
        listing, "attendance/documents.html", group=group, members=members, refusal=refusal, chosen_student=chosen,
        name=full_name, reasons=(AbsenceReason.ILL, AbsenceReason.EXCUSED),
    )  # fmt: skip


def _columns(group: StudyGroup) -> list[Column]:
    return [
        Column(_("Обучающийся"), lambda one: full_name(one.student.family_name, one.student.given_name, one.student.patronymic),
               lambda one: url_for("attendance.document", group_id=group.id, document_id=one.id)),
        Column(_("С"), lambda one: one.starts_on),
        Column(_("По"), lambda one: one.ends_on),
        Column(_("Причина"), lambda one: _(one.reason.title)),
        Column(_("Номер"), lambda one: one.number),
        Column(_("Состояние"), lambda one: _(STATES[one.state]), badge=lambda one: BADGES.get(one.state, "badge-grey")),
        Column(_("Внесено"), lambda one: one.entered_at),
        Column(_("Кем"), lambda one: one.entered_by.display_name),
    ]  # fmt: skip
