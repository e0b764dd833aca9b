"""Offices: the list, giving one, the director's approval, taking one away (3.1, 3.3)."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from blueprints.grants.forms import EndForm, GrantForm, as_day, as_number, scope_text
from blueprints.grants.listing import grants_listing, people_listing, state_of, state_title
from journal.appointments import GRANTING, SCOPES
from journal.grants import (
    approve_grant,
    end_grant,
    enter_grant,
    refuse_grant,
    revoke_grant,
    waiting_proposals,
)
from journal.holders import held_offices, is_held
from journal.rights import Act, Thing, allows
from lti_tool.access import acting, office_page
from lti_tool.database import db
from lti_tool.errors import role_title
from lti_tool.listing import show_list
from lti_tool.routing import Needs, Route, add_routes
from models import Grant, GrantProposal, Journal, Office, Order, OrderKind, StudyGroup, User
from regulation.refusal import N_, Refusal

blueprint = Blueprint("grants", __name__)
NEEDED = (
    Office.SYSTEM_ADMIN, Office.CONTENT_ADMIN, Office.SECRETARY, Office.DISPATCHER, Office.DEPUTY, Office.DIRECTOR,
)  # fmt: skip
KNOWN_ORDERS = 50


def index() -> Response | str:
    """Who holds what; above, what waits for the director."""
    office_page(Thing.GRANT, Act.VIEW)
    return _list_page()


def new() -> Response | str:
    """Choose a person, then fill in the form."""
    office_page(Thing.GRANT, Act.EDIT)
    if not request.args.get("person"):
        return show_list(people_listing(), "grants/people.html")
    form = GrantForm.read(request.args)
    if not form.starts_on:
        form = GrantForm(form.office, form.group_id, starts_on=acting().today.isoformat())
    return _form_page(_person(request.args["person"]), form)


def create() -> AnyResponse | tuple[str, int]:
    """Give the office, or propose it to the director."""
    office_page(Thing.GRANT, Act.EDIT)
    person = _person(request.form.get("person", ""))
    form = GrantForm.read(request.form)
    try:
        wanted = form.appointment(acting(), person)
        title = _(
            "О правах: %(person)s, %(office)s", person=person.display_name, office=role_title(form.office)
        )
        made = enter_grant(acting(), wanted, form.order.found(acting(), OrderKind.RIGHTS, title))
    except Refusal as refusal:
        db.session.rollback()
        return _form_page(_person(request.form.get("person", "")), form, refusal), 422
    if isinstance(made, GrantProposal):
        flash(_("Внесено. Полномочие начнёт действовать, когда его утвердит директор."), "success")
    else:
        flash(_("Полномочие действует с %(day)s.", day=f"{made.starts_on:%d.%m.%Y}"), "success")
    return redirect(url_for("grants.index"), 303)


def show(grant_id: int) -> str:
    """One office: by which order, who entered it, how it ended."""
    office_page(Thing.GRANT, Act.VIEW)
    return _grant_page(_grant(grant_id))


def finish(grant_id: int) -> AnyResponse | tuple[str, int]:
    """Take the office away at once, or after a last day."""
    office_page(Thing.GRANT, Act.EDIT)
    grant = _grant(grant_id)
    form = EndForm.read(request.form)
    try:
        _finish(grant, form)
    except Refusal as refusal:
        db.session.rollback()
        return _grant_page(_grant(grant_id), form, refusal), 422
    flash(_("Записано."), "success")
    return redirect(url_for("grants.show", grant_id=grant_id), 303)


def decide() -> AnyResponse | tuple[Response | str, int]:
    """The director approves or refuses what is ticked: all of it, or nothing."""
    office_page(Thing.GRANT, Act.APPROVE)
    chosen = [_proposal(as_number(one) or 0) for one in request.form.getlist("proposal")]
    reason = request.form.get("reason", "")
    try:
        if not chosen:
            raise Refusal("E_CHOICE", "3.3", N_("Отметьте полномочия, которые утверждаете или отклоняете."))
        for proposal in chosen:
            if request.form.get("decision") == "refuse":
                refuse_grant(acting().because(reason), proposal, reason)
            else:
                approve_grant(acting(), proposal)
    except Refusal as refusal:
        db.session.rollback()
        return _list_page(refusal, reason), 422
    flash(_("Решение записано: %(count)s.", count=len(chosen)), "success")
    return redirect(url_for("grants.index"), 303)


def withdraw(grant_proposal_id: int) -> AnyResponse | tuple[Response | str, int]:
    """Whoever enters offices takes back one that still waits."""
    office_page(Thing.GRANT, Act.EDIT)
    proposal = _proposal(grant_proposal_id)
    try:
        refuse_grant(acting(), proposal, _("снято до утверждения"))
    except Refusal as refusal:
        db.session.rollback()
        return _list_page(refusal), 422
    flash(_("Полномочие снято, не вступив в силу."), "success")
    return redirect(url_for("grants.index"), 303)


def _finish(grant: Grant, form: EndForm) -> None:
    last_day = as_day(form.last_day)
    if form.last_day and last_day is None:
        raise Refusal("E_PERIOD", "3.3", N_("Последний день указан неверно."))
    title = _("О прекращении полномочий: %(person)s", person=grant.user.display_name)
    order = form.order.found(acting(), OrderKind.RIGHTS, title)
    if last_day is None:
        revoke_grant(acting().because(form.reason), grant, order, form.reason)
    else:
        end_grant(acting().because(form.reason), grant, last_day, order, form.reason)


def _person(text: str) -> User:
    found = db.session.get(User, as_number(text) or 0)
    if found is None:
        raise NotFound
    return found


def _grant(grant_id: int) -> Grant:
    found = db.session.get(Grant, grant_id)
    if found is None:
        raise NotFound
    return found


def _proposal(proposal_id: int) -> GrantProposal:
    found = db.session.get(GrantProposal, proposal_id)
    if found is None:
        raise NotFound
    return found


def _list_page(refusal: Refusal | None = None, reason: str = "") -> Response | str:
    roles = office_page(Thing.GRANT, Act.VIEW)
    held = held_offices(acting())
    empty = [office for office in NEEDED if office not in held]
    return show_list(
        grants_listing(acting().today), "grants/list.html", waiting=waiting_proposals(acting()), empty=empty, refusal=refusal,
        reason=reason, scope_text=scope_text, may_edit=allows(roles, Thing.GRANT, Act.EDIT),
        may_approve=allows(roles, Thing.GRANT, Act.APPROVE),
    )  # fmt: skip


def _form_page(person: User, form: GrantForm, refusal: Refusal | None = None) -> str:
    groups = db.session.execute(select(StudyGroup.id, StudyGroup.name).order_by(StudyGroup.name)).all()
    return render_template(
        "grants/new.html", person=person, form=form, refusal=refusal, groups=[(str(key), name) for key, name in groups],
        journals=_journals(as_number(form.group_id)), orders=_known_orders(), offices=list(Office), scopes=SCOPES,
        has_director=is_held(acting(), Office.DIRECTOR), today=acting().today,
    )  # fmt: skip


def _grant_page(grant: Grant, form: EndForm | None = None, refusal: Refusal | None = None) -> str:
    state = state_of(grant, acting().today)
    is_running = state in ("active", "ending", "future")
    return render_template(
        "grants/show.html", grant=grant, scope=scope_text(grant), state=state, state_title=state_title(state),
        form=form or EndForm(), refusal=refusal, orders=_known_orders(), is_running=is_running,
        today=acting().today,
    )  # fmt: skip


def _journals(group_id: int | None) -> list[tuple[str, str]]:
    """The journals of the chosen group, the newest period first."""
    if group_id is None:
        return []
    rows = db.session.scalars(
        select(Journal)
        .where(Journal.group_id == group_id)
        .options(joinedload(Journal.discipline), joinedload(Journal.term), joinedload(Journal.subgroup))
        .order_by(Journal.term_id.desc(), Journal.id)
    )
    return [
        (
            str(one.id),
            " · ".join(
                part
                for part in (
                    one.discipline.title,
                    one.subgroup.name if one.subgroup else "",
                    f"{one.term.number} сем. {one.term.academic_year}",
                )
                if part
            ),
        )
        for one in rows
    ]


def _known_orders() -> list[tuple[str, str]]:
    """The newest orders that can give an office."""
    rows = db.session.scalars(
        select(Order)
        .where(Order.kind.in_(GRANTING), Order.withdrawn_at.is_(None))
        .order_by(Order.dated.desc(), Order.id.desc())
        .limit(KNOWN_ORDERS)
    )
    return [
        ("", _("другой — номер и дата ниже")),
        *((str(one.id), f"{one.name} · {one.title[:80]}") for one in rows),
    ]


VIEW, EDIT = Needs(Thing.GRANT, Act.VIEW), Needs(Thing.GRANT, Act.EDIT)
add_routes(
    blueprint,
    [
        Route("GET", "/grants", index, VIEW),
        Route("GET", "/grants/new", new, EDIT),
        Route("POST", "/grants/new", create, EDIT),
        Route("GET", "/grants/<int:grant_id>", show, VIEW),
        Route("POST", "/grants/<int:grant_id>/finish", finish, EDIT),
        Route("POST", "/grants/decisions", decide, Needs(Thing.GRANT, Act.APPROVE)),
        Route("POST", "/grants/proposals/<int:grant_proposal_id>/withdraw", withdraw, EDIT),
    ],
)
