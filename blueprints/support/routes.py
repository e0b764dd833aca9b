"""Asking the technical support, and answering."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from journal.guardians import institution_contact
from journal.rights import Act, Thing, allows
from journal.roles import general_roles
from journal.support import close_ticket, open_ticket, write_to
from lti_tool.access import acting, office_page, visitor
from lti_tool.database import db
from lti_tool.listing import Column, Filter, Listing, has_words, show_list
from lti_tool.routing import Needs, Open, Route, add_routes
from models import SupportLine, SupportState, SupportTicket
from regulation.refusal import N_, Refusal

blueprint = Blueprint("support", __name__)
STATES = {
    SupportState.OPEN: N_("ждёт ответа"), SupportState.ANSWERED: N_("есть ответ"), SupportState.CLOSED: N_("закрыто"),
}  # fmt: skip
BADGES = {SupportState.OPEN: "badge-amber", SupportState.ANSWERED: "badge-green", SupportState.CLOSED: ""}


def mine() -> Response | str:
    """One's own requests and the form of a new one."""
    return _mine(
        {"subject": "", "page": request.args.get("page", ""), "incident": request.args.get("incident", "")}
    )


def ask() -> AnyResponse | tuple[Response | str, int]:
    """Open a request."""
    visitor()
    form = request.form
    try:
        ticket = open_ticket(
            acting(),
            form.get("subject", ""),
            form.get("text", ""),
            form.get("page", ""),
            form.get("incident", ""),
        )
    except Refusal as refusal:
        db.session.rollback()
        return _mine(form, refusal), 422
    flash(_("Обращение № %(number)s отправлено.", number=ticket.id), "success")
    return redirect(url_for("support.show", ticket_id=ticket.id), 303)


def show(ticket_id: int) -> str:
    """A request of one's own; the system administrator opens any."""
    return _page(_ticket(ticket_id))


def write(ticket_id: int) -> AnyResponse | tuple[str, int]:
    """More from who asked, or an answer of the support."""
    ticket = _ticket(ticket_id)
    try:
        write_to(acting(), ticket, request.form.get("text", ""), is_answer=not _is_own(ticket))
    except Refusal as refusal:
        db.session.rollback()
        return _page(_ticket(ticket_id), refusal), 422
    return redirect(url_for("support.show", ticket_id=ticket_id), 303)


def close(ticket_id: int) -> AnyResponse:
    """Done."""
    close_ticket(acting(), _ticket(ticket_id))
    flash(_("Обращение закрыто."), "success")
    return redirect(url_for("support.show", ticket_id=ticket_id), 303)


def every() -> Response | str:
    """All requests, for who answers them."""
    office_page(Thing.REGISTRATION, Act.EDIT)
    who = Column(_("Кто"), lambda row: row.opened_by.display_name)
    query = (
        select(SupportTicket).options(joinedload(SupportTicket.opened_by)).order_by(SupportTicket.id.desc())
    )
    return show_list(_listing(_("Обращения в поддержку"), query, who, default=SupportState.OPEN.value))


def _mine(form: object, refusal: Refusal | None = None) -> Response | str:
    here = visitor()
    query = (
        select(SupportTicket)
        .where(SupportTicket.opened_by_id == here.user.id)
        .order_by(SupportTicket.id.desc())
    )
    return show_list(
        _listing(_("Мои обращения в поддержку"), query), "support/mine.html", form=form, refusal=refusal,
        contact=institution_contact(db.session),
    )  # fmt: skip


def _listing(title: str, query: Select[SupportTicket], *more: Column, default: str = "") -> Listing:
    choices = (("", _("все")), *((state.value, _(name)) for state, name in STATES.items()))
    return Listing(
        title=title,
        query=query,
        columns=(
            Column(
                "№", lambda row: row.id, lambda row: url_for("support.show", ticket_id=row.id), is_number=True
            ),
            Column(_("Тема"), lambda row: row.subject, lambda row: url_for("support.show", ticket_id=row.id)),
            *more,
            Column(_("Отправлено"), lambda row: row.opened_at),
            Column(_("Состояние"), lambda row: _(STATES[row.state]), badge=lambda row: BADGES[row.state]),
        ),
        file_name="obrascheniya",
        filters=(Filter("state", _("Состояние"), choices, _by_state, default),),
        words=lambda text: has_words(SupportTicket.search_key, text),
        words_hint=_("Слова из темы"),
        nothing=_("Обращений нет."),
    )


def _by_state(value: str) -> ColumnElement[bool]:
    return SupportTicket.state == SupportState(value)


def _ticket(ticket_id: int) -> SupportTicket:
    """One's own request, or any for the system administrator; nobody else hears that it exists."""
    visitor()
    ticket = db.session.get(
        SupportTicket, ticket_id,
        options=[joinedload(SupportTicket.opened_by), selectinload(SupportTicket.lines).joinedload(SupportLine.author)],
    )  # fmt: skip
    if ticket is None or not (_is_own(ticket) or _may_answer()):
        raise NotFound
    return ticket


def _is_own(ticket: SupportTicket) -> bool:
    return ticket.opened_by_id == visitor().user.id


def _may_answer() -> bool:
    return allows(general_roles(acting()), Thing.REGISTRATION, Act.EDIT)


def _page(ticket: SupportTicket, refusal: Refusal | None = None) -> str:
    return render_template(
        "support/ticket.html", ticket=ticket, refusal=refusal, form=request.form, is_own=_is_own(ticket), states=STATES,
        badges=BADGES, may_answer=_may_answer(),
    )  # fmt: skip


OWN = Open("a person's own requests; whoever may edit the settings opens the others", visitor=True)
add_routes(
    blueprint,
    [
        Route("GET", "/support", mine, OWN),
        Route("POST", "/support", ask, OWN),
        Route("GET", "/support/all", every, Needs(Thing.REGISTRATION, Act.EDIT)),
        Route("GET", "/support/<int:ticket_id>", show, OWN),
        Route("POST", "/support/<int:ticket_id>", write, OWN),
        Route("POST", "/support/<int:ticket_id>/close", close, OWN),
    ],
)
