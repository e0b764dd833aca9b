"""People as the journal knows them. Rights are not given here: they come by launch or by order (3.3)."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from blueprints.people.lists import kind_of_person, people_listing, undertakings_listing
from journal.people_import import registrations
from journal.rights import Act, Thing, allows
from journal.undertakings import annul_undertaking, lacks_undertaking, record_undertaking
from lti_tool.access import acting, office_page
from lti_tool.database import db
from lti_tool.form_fields import read_date
from lti_tool.listing import show_list
from lti_tool.routing import Needs, Route, add_routes
from models import BrowserSession, Grant, Journal, JournalTeacher, Undertaking, User
from regulation.refusal import N_, Refusal

blueprint = Blueprint("people", __name__)
NO_DAY = N_("Укажите дату подписания обязательства.")


def index() -> Response | str:
    """Everybody the journal knows."""
    can_edit = _may_edit()
    listing = people_listing(registrations(acting()), acting().today)
    return show_list(listing, "people/index.html", can_edit=can_edit)


def show(person_id: int) -> str:
    """One person: offices, journals, sessions, undertakings."""
    return _page(_person(person_id), _may_edit())


def sign(person_id: int) -> AnyResponse | tuple[str, int]:
    """Enter the undertaking the person signed."""
    office_page(Thing.GRANT, Act.EDIT)
    person, form = _person(person_id), request.form
    try:
        record_undertaking(
            acting(), person, form.get("number", ""), read_date(form, "signed_on", "6.1", NO_DAY)
        )
    except Refusal as refusal:
        db.session.rollback()
        return _page(_person(person_id), True, refusal), 422
    flash(_("Обязательство учтено."), "success")
    return redirect(url_for("people.show", person_id=person_id), 303)


def undertakings() -> Response | str:
    """The register, with how many are missing."""
    can_edit = _may_edit()
    missing = db.session.scalar(select(func.count(User.id)).where(lacks_undertaking(acting().today))) or 0
    return show_list(undertakings_listing(), "people/undertakings.html", missing=missing, can_edit=can_edit)


def annul(undertaking_id: int) -> AnyResponse | tuple[str, int]:
    """Annul an entry with a reason."""
    office_page(Thing.GRANT, Act.EDIT)
    found = db.session.get(Undertaking, undertaking_id)
    if found is None:
        raise NotFound
    person_id = found.user_id
    try:
        annul_undertaking(acting(), found, request.form.get("reason", ""))
    except Refusal as refusal:
        db.session.rollback()
        return _page(_person(person_id), True, refusal), 422
    flash(_("Запись аннулирована, она остаётся в реестре."), "success")
    return redirect(url_for("people.show", person_id=person_id), 303)


def _page(person: User, can_edit: bool, refusal: Refusal | None = None) -> str:
    session, today, moment = db.session, acting().today, acting().now
    journals = session.scalars(
        select(JournalTeacher)
        .join(JournalTeacher.journal)
        .where(JournalTeacher.user_id == person.id)
        .options(
            joinedload(JournalTeacher.journal).options(
                joinedload(Journal.discipline), joinedload(Journal.group), joinedload(Journal.term)
            )
        )
        .order_by(JournalTeacher.starts_on.desc(), JournalTeacher.id.desc())
        .limit(50)
    ).all()
    live = session.scalar(
        select(func.count(BrowserSession.id)).where(
            BrowserSession.user_id == person.id,
            BrowserSession.ended_at.is_(None),
            BrowserSession.expires_at > moment,
        )
    )
    return render_template(
        "people/person.html", person=person, kind=kind_of_person(person), can_edit=can_edit, refusal=refusal,
        form=request.form, today=today, journals=journals, live=live,
        grants=session.scalars(
            select(Grant).where(Grant.user_id == person.id).order_by(Grant.starts_on.desc(), Grant.id.desc())
        ).all(),
        undertakings=session.scalars(
            select(Undertaking).where(Undertaking.user_id == person.id).order_by(Undertaking.id.desc())
        ).all(),
    )  # fmt: skip


def _person(person_id: int) -> User:
    found = db.session.get(User, person_id, options=[joinedload(User.registration)])
    if found is None:
        raise NotFound
    return found


def _may_edit() -> bool:
    return allows(office_page(Thing.GRANT, Act.VIEW), Thing.GRANT, Act.EDIT)


VIEW, EDIT = Needs(Thing.GRANT, Act.VIEW), Needs(Thing.GRANT, Act.EDIT)
add_routes(
    blueprint,
    [
        Route("GET", "/people", index, VIEW),
        Route("GET", "/people/<int:person_id>", show, VIEW),
        Route("POST", "/people/<int:person_id>/undertakings", sign, EDIT),
        Route("GET", "/undertakings", undertakings, VIEW),
        Route("POST", "/undertakings/<int:undertaking_id>/annul", annul, EDIT),
    ],
)
