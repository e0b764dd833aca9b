"""The register of consents by student, one student's consents, the list handed on to the content administrator."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from blueprints.consents import own
from blueprints.consents.forms import read_given
from journal.consent_lists import (
    birthdays_ahead,
    by_student,
    group_names_on,
    group_of,
    had_withdrawn,
    has_none,
    to_transfer,
)
from journal.consents import (
    consents_of,
    give_consent,
    request_consents,
    student_name,
    transfer_consents,
    withdraw_consent,
)  # fmt: skip
from journal.guardianship import comes_of_age
from journal.papers.consents import SHORT
from journal.rights import Act, Thing, allows
from journal.roles import general_roles
from lti_tool.access import acting, may, office_page
from lti_tool.consent_access import group_for_consents, student_for_consents
from lti_tool.database import db
from lti_tool.group_access import groups_for
from lti_tool.listing import Column, Filter, Listing, has_words, show_list
from lti_tool.printing.office_papers import order_paper
from lti_tool.routing import Needs, Open, Route, add_routes
from models import Consent, ConsentState, ConsentTransfer, Guardian, Student, StudyGroup, User
from regulation.consents import Purpose, Relation, is_adult
from regulation.refusal import N_, Refusal

blueprint = Blueprint("consents", __name__)
STATES = {
    ConsentState.REQUESTED: N_("бланк выдан"), ConsentState.GIVEN: N_("получено"), ConsentState.TRANSFERRED: N_("передано"),
    ConsentState.ISSUED: N_("доступ выдан"), ConsentState.WITHDRAWN: N_("отозвано"), ConsentState.EXPIRED: N_("истекло"),
}  # fmt: skip
BADGES = {
    "requested": "badge-amber",
    "given": "badge-green",
    "transferred": "badge-green",
    "issued": "badge-green",
}


@blueprint.app_template_filter("consent_state")
def in_words(state: ConsentState) -> str:
    """The state of a consent as people call it."""
    text: str = _(STATES[state])
    return text


def index() -> Response | str:
    """Today's students and their consents; a curator sees their own groups."""
    groups = groups_for(Thing.CONSENT, Act.VIEW)
    here = acting()
    listed = db.session.execute(
        select(StudyGroup.id, StudyGroup.name)
        .where(StudyGroup.id.in_(groups) if groups is not None else StudyGroup.id > 0)
        .order_by(StudyGroup.name)
    ).all()
    soon = birthdays_ahead(here, groups)
    clauses: dict[str, ColumnElement[bool]] = {
        "none": has_none(), "withdrawn": had_withdrawn(), "birthday": Student.id.in_(soon),
        **{state.value: Consent.state == state for state in STATES},
    }  # fmt: skip
    listing = Listing(
        _("Согласия"),
        by_student(here.today, groups),
        (
            Column(_("Обучающийся"), lambda row: student_name(row[0]),
                   link=lambda row: url_for("consents.student", student_id=row[0].id)),
            Column(_("Группа"), lambda row: row[1].name, is_short=True),
            Column(_("Дата рождения"), lambda row: row[0].birth_date),
            Column(_("Кто дал"), lambda row: row[2].giver_name if row[2] else ""),
            Column(_("Кем приходится"), _relation_of),
            Column(_("Дата"), lambda row: row[2].given_on if row[2] else None),
            Column(_("Состояние"), lambda row: _state(row[2]), badge=_badge),
        ),
        "consents",
        filters=(
            Filter("state", _("Состояние"), (
                ("", _("все")), ("none", _("нет согласия")), *((state.value, _(text)) for state, text in list(STATES.items())[:4]),
                ("withdrawn", _("было отозвано или истекло")), ("birthday", _("скоро 18 лет")),
            ), lambda chosen: clauses[chosen]),
            Filter("group", _("Группа"), (("", _("все")), *((str(number), name) for number, name in listed)),
                   lambda chosen: StudyGroup.id == int(chosen)),
        ),
        words=lambda text: has_words(Student.sort_key, text),
        words_hint=_("Фамилия обучающегося"),
        nothing=_("Обучающихся с таким состоянием согласия нет."),
    )  # fmt: skip
    return show_list(
        listing, "consents/index.html", groups=listed, may_collect=may(Thing.CONSENT, "C"), may_transfer=_may_transfer(),
    )  # fmt: skip


def student(student_id: int) -> str:
    """One student's consents and the form for another."""
    found = student_for_consents(Act.VIEW, student_id)
    return _student_page(found)


def give(student_id: int) -> Response | tuple[str, int]:
    """Record a consent on paper."""
    found = student_for_consents(Act.EDIT, student_id)
    try:
        give_consent(acting(), found, read_given(acting().today, _parents(found)))
    except Refusal as refusal:
        db.session.rollback()
        return _student_page(student_for_consents(Act.EDIT, student_id), refusal), 422
    flash(_("Согласие записано. Заместитель директора передаст его администратору контента."), "success")
    return redirect(url_for("consents.student", student_id=student_id), 303)


def withdraw(consent_id: int) -> Response:
    """Record a withdrawal on paper: access ends at once."""
    consent = _consent(consent_id)
    student_for_consents(Act.EDIT, consent.student_id)
    withdraw_consent(acting(), consent, request.form.get("why", "").strip() or "заявление на бумаге")
    flash(_("Отзыв записан, доступ по этому согласию закрыт."), "success")
    return redirect(url_for("consents.student", student_id=consent.student_id), 303)


def hand_out(group_id: int) -> Response:
    """The forms go out to everybody of the group who has none: noted, and printed as one document."""
    group = group_for_consents(Act.EDIT, group_id)
    without = db.session.execute(by_student(acting().today, [group.id]).where(has_none())).unique().all()
    students = list({row[0].id: row[0] for row in without}.values())
    if not students:
        flash(_("Бланки не нужны: у всех в группе согласие есть."), "success")
        return redirect(url_for("consents.index"), 303)
    request_consents(acting(), students)
    ids = [one.id for one in students]
    job = order_paper(
        acting(), "consent_forms", {"students": ids, "group_id": group.id}, "study_group", group.id
    )
    return redirect(url_for("jobs.progress", public_id=job.public_id), 303)


def print_form(student_id: int) -> Response:
    """F-27 for one student."""
    found = student_for_consents(Act.EDIT, student_id)
    values: dict[str, Any] = {
        "students": [found.id],
        "group_id": group_of(db.session, found.id, acting().today),
    }
    job = order_paper(acting(), "consent_forms", values, "student", found.id)
    return redirect(url_for("jobs.progress", public_id=job.public_id), 303)


def transferring() -> str:
    """What the curators collected, to hand on; the lists handed on before."""
    office_page(Thing.CONSENT, Act.APPROVE)
    return _transfer_page()


def transfer() -> Response | tuple[str, int]:
    """Hand the ticked ones on."""
    office_page(Thing.CONSENT, Act.APPROVE)
    chosen = {
        int(text)
        for text in request.form.getlist("consent")
        if text.isascii() and text.isdigit() and len(text) < 18
    }
    try:
        found = list(db.session.scalars(select(Consent).where(Consent.id.in_(chosen)))) if chosen else []
        made = transfer_consents(acting(), found)
    except Refusal as refusal:
        db.session.rollback()
        office_page(Thing.CONSENT, Act.APPROVE)
        return _transfer_page(refusal), 422
    flash(
        _("Передано согласий: %(count)s. Администратор контента видит их у себя.", count=len(found)),
        "success",
    )
    return redirect(url_for("consents.handed_on", transfer_id=made.id), 303)


def handed_on(transfer_id: int) -> str:
    """A list that was handed on."""
    office_page(Thing.CONSENT, Act.VIEW)
    made = _transfer(transfer_id)
    return render_template("consents/handed_on.html", made=made, name=student_name, short=SHORT)


def print_transfer(transfer_id: int) -> Response:
    """The list on paper."""
    office_page(Thing.CONSENT, Act.VIEW)
    made = _transfer(transfer_id)
    job = order_paper(acting(), "consent_transfer", {"transfer_id": made.id}, "consent_transfer", made.id)
    return redirect(url_for("jobs.progress", public_id=job.public_id), 303)


def _student_page(found: Student, refusal: Refusal | None = None) -> str:
    today = acting().today
    return render_template(
        "consents/student.html", student=found, name=student_name, consents=consents_of(acting(), found.id), refusal=refusal,
        purposes=list(Purpose), relations=list(Relation), today=today, adult=is_adult(found.birth_date, today),
        birthday=comes_of_age(found, today), parents=_parents(found), standing=own.STANDING_STATES,
        may_edit=may(Thing.CONSENT, "C")
    )  # fmt: skip


def _transfer_page(refusal: Refusal | None = None) -> str:
    before = db.session.scalars(select(ConsentTransfer).order_by(ConsentTransfer.id.desc()).limit(20)).all()
    found = to_transfer(db.session)
    return render_template(
        "consents/transferring.html", consents=found, before=before, name=student_name, refusal=refusal,
        groups=group_names_on(db.session, [one.student_id for one in found], acting().today), short=SHORT,
    )  # fmt: skip


def _parents(found: Student) -> dict[int, User]:
    """Parents of the student whom the journal knows: by the LMS or by a login."""
    rows = db.session.scalars(
        select(User)
        .join(Guardian, Guardian.user_id == User.id)
        .where(Guardian.student_id == found.id, Guardian.until.is_(None))
        .order_by(User.sort_key)
    )
    return {user.id: user for user in rows}


def _relation_of(row: Any) -> str:
    relation = row[2].relation if row[2] else None
    return str(_(relation.caption)) if relation else ""


def _state(consent: Consent | None) -> str:
    text: str = in_words(consent.state) if consent else _("нет")
    return text


def _badge(row: Any) -> str:
    return BADGES.get(row[2].state.value, "") if row[2] else "badge-red"


def _may_transfer() -> bool:
    return allows(general_roles(acting()), Thing.CONSENT, Act.APPROVE)


def _consent(consent_id: int) -> Consent:
    found = db.session.get(Consent, consent_id)
    if found is None:
        raise NotFound
    return found


def _transfer(transfer_id: int) -> ConsentTransfer:
    shown = selectinload(ConsentTransfer.consents).joinedload(Consent.student)
    found = db.session.get(ConsentTransfer, transfer_id, options=[shown])
    if found is None:
        raise NotFound
    return found


LOOK, EDIT = Needs(Thing.CONSENT, Act.VIEW), Needs(Thing.CONSENT, Act.EDIT)
APPROVE = Needs(Thing.CONSENT, Act.APPROVE)
OWN = Open("one's own consents: the getter finds oneself and one's children only", visitor=True)
add_routes(
    blueprint,
    [
        Route("GET", "/consents", index, LOOK),
        Route("GET", "/consents/students/<int:student_id>", student, LOOK),
        Route("POST", "/consents/students/<int:student_id>", give, EDIT),
        Route("POST", "/consents/students/<int:student_id>/form", print_form, EDIT),
        Route("POST", "/consents/<int:consent_id>/withdraw", withdraw, EDIT),
        Route("POST", "/consents/groups/<int:group_id>/forms", hand_out, EDIT),
        Route("GET", "/consents/transfer", transferring, APPROVE),
        Route("POST", "/consents/transfer", transfer, APPROVE),
        Route("GET", "/consents/transfers/<int:transfer_id>", handed_on, LOOK),
        Route("POST", "/consents/transfers/<int:transfer_id>/print", print_transfer, LOOK),
        Route("GET", "/consents/mine", own.mine, OWN),
        Route("POST", "/consents/mine/<int:student_id>", own.give_mine, OWN),
        Route("POST", "/consents/mine/<int:student_id>/withdraw", own.withdraw_mine, OWN),
    ],
)
