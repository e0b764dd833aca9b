"""«Согласия» of the family: a student of age and every parent give and take back on a page of their own."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from blueprints.consents.forms import read_purposes
from journal.consents import (
    Given,
    consents_of,
    give_consent,
    student_name,
    withdraw_consent,
    withdraw_purpose,
)  # fmt: skip
from journal.guardianship import suspended_children
from lti_tool.access import acting, visitor
from lti_tool.database import db
from lti_tool.student_access import own_card
from models import Consent, ConsentHow, Guardian, Student
from models.consent import STANDING
from regulation.consents import CLAUSE, Purpose, Relation, is_adult
from regulation.refusal import N_, Refusal

STANDING_STATES = {state.value for state in STANDING}
REASON = "отозвано на своей странице в журнале"


@dataclass(frozen=True)
class Mine:
    """A student about whom the visitor may consent, and what they said already."""

    student: Student
    consent: Consent | None
    is_self: bool
    is_suspended: bool


def mine() -> str:
    """The visitor's own consents: about oneself when of age, about each child."""
    return _page()


def give_mine(student_id: int) -> Response | tuple[str, int]:
    """Give a consent signed in, purposes ticked one by one."""
    about = _about(student_id)
    here = visitor().user
    try:
        relation = Relation.SELF if about.is_self else _relation()
        given = Given(
            here.display_name, relation, read_purposes(), acting().today, ConsentHow.ELECTRONIC, None, here,
        )  # fmt: skip
        give_consent(acting(), about.student, given)
    except Refusal as refusal:
        db.session.rollback()
        return _page(refusal, student_id), 422
    flash(_("Согласие записано."), "success")
    return redirect(url_for("consents.mine"), 303)


def withdraw_mine(student_id: int) -> Response:
    """Take back one purpose, or everything."""
    about = _about(student_id)
    if about.consent is None:
        raise Refusal("E_CONSENT_STATE", CLAUSE, N_("Согласия нет, отзывать нечего. Обновите страницу."))
    purpose = request.form.get("purpose", "")
    if purpose in {one.value for one in Purpose}:
        withdraw_purpose(acting(), about.consent, Purpose(purpose))
    else:
        withdraw_consent(acting(), about.consent, REASON)
    flash(_("Отзыв записан и действует с этой минуты."), "success")
    return redirect(url_for("consents.mine"), 303)


def _page(refusal: Refusal | None = None, refused_id: int = 0) -> str:
    return render_template(
        "consents/mine.html", lines=_lines(), purposes=list(Purpose), name=student_name, standing=STANDING_STATES,
        relations=[one for one in Relation if one is not Relation.SELF], refusal=refusal, refused_id=refused_id,
    )  # fmt: skip


def _lines() -> list[Mine]:
    card, here, today = own_card(), visitor().user, acting().today
    lines: list[Mine] = []
    if card is not None and is_adult(card.birth_date, today):
        lines.append(Mine(card, _standing(card, is_self=True), is_self=True, is_suspended=False))
    suspended = {one.id for one in suspended_children(db.session, here.id, today)}
    children = db.session.scalars(
        select(Student)
        .join(Guardian, Guardian.student_id == Student.id)
        .where(Guardian.user_id == here.id, Guardian.until.is_(None))
        .order_by(Student.sort_key, Student.id)
    )
    lines += [Mine(one, _standing(one, is_self=False), False, one.id in suspended) for one in children]
    return lines


def _about(student_id: int) -> Mine:
    found = next((one for one in _lines() if one.student.id == student_id), None)
    if found is None:
        raise NotFound
    return found


def _standing(student: Student, *, is_self: bool) -> Consent | None:
    here = visitor().user
    for one in consents_of(acting(), student.id):
        is_mine = one.relation is Relation.SELF if is_self else one.user_id == here.id
        if one.state in STANDING and is_mine:
            return one
    return None


def _relation() -> Relation:
    text = request.form.get("relation", "")
    if text not in {one.value for one in Relation if one is not Relation.SELF}:
        raise Refusal("E_CONSENT_GIVER", CLAUSE, N_("Выберите, кем вы приходитесь обучающемуся."))
    return Relation(text)
