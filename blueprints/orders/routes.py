"""The register of orders (F-22): list, new, show, print, withdraw."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, extract, select
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from blueprints.orders.forms import OrderForm
from journal.order_texts import KIND_TITLES, TEXTS, kinds_for
from journal.orders import RESTING, TITLES, register_order, withdraw_order
from journal.particulars import requisites_on
from journal.rights import Act, NoRight, Role, Thing, allows, holders
from lti_tool.access import acting, office_page
from lti_tool.database import db
from lti_tool.listing import Column, Filter, Listing, has_words, show_list
from lti_tool.printing.office_papers import order_paper
from lti_tool.routing import Needs, Route, add_routes
from models import Order, OrderKind
from regulation.refusal import Refusal

blueprint = Blueprint("orders", __name__)
STANDING, WITHDRAWN = "standing", "withdrawn"


def index() -> Response | str:
    """Every order, the newest first."""
    roles = office_page(Thing.ORDER, Act.VIEW)
    listing = Listing(
        title=_("Реестр приказов"),
        query=select(Order).order_by(Order.dated.desc(), Order.id.desc()),
        columns=(
            Column(_("Номер"), lambda row: row.number, link=_address),
            Column(_("Дата"), lambda row: row.dated),
            Column(_("О чём"), lambda row: row.title),
            Column(_("Вид"), lambda row: _(KIND_TITLES[row.kind])),
            Column(_("Подписал"), lambda row: row.signed_by),
            Column(_("Состояние"), _state, badge=lambda row: "badge-amber" if row.withdrawn_at else "badge-green"),
        ),
        file_name="приказы",
        filters=(
            Filter("kind", _l("Вид"), [("", _l("все")), *((one.value, _(KIND_TITLES[one])) for one in OrderKind)], _of_kind),
            Filter("state", _l("Состояние"), [("", _l("все")), (STANDING, _l("действуют")), (WITHDRAWN, _l("сняты"))], _in_state),
            Filter("year", _l("Год"), _years(), lambda year: extract("year", Order.dated) == int(year)),
        ),
        words=lambda text: has_words(Order.key, text),
        words_hint=_("номер или слова из заголовка"),
        nothing=_("Приказов пока нет. Их вносят кнопкой «Внести приказ» или вместе с тем, что на них основано."),
    )  # fmt: skip
    return show_list(listing, "orders/list.html", kinds=kinds_for(roles))


def new() -> str:
    """The form of an order, with the text of its template."""
    roles = office_page(Thing.ORDER, Act.EDIT)
    kind = _kind(roles, request.args.get("kind", ""))
    requisites = requisites_on(db.session, acting().today)
    form = OrderForm(kind, "", acting().today.isoformat(), _(TITLES[kind]), TEXTS[kind], requisites.director)
    return _form_page(form, roles)


def create() -> AnyResponse | tuple[str, int]:
    """Enter the order."""
    roles = office_page(Thing.ORDER, Act.EDIT)
    form = OrderForm.read(request.form, _kind(roles, request.form.get("kind", "")))
    try:
        made = register_order(
            acting(), form.kind, form.number, form.day, form.title, form.text, form.signed_by
        )
    except Refusal as refusal:
        db.session.rollback()
        return _form_page(form, roles, refusal), 422
    flash(_("Приказ %(name)s в реестре.", name=made.name), "success")
    return redirect(url_for("orders.show", order_id=made.id), 303)


def show(order_id: int) -> str:
    """One order: its text and what rests on it."""
    roles = office_page(Thing.ORDER, Act.VIEW)
    return _show_page(_order(order_id), roles)


def withdraw(order_id: int) -> AnyResponse | tuple[str, int]:
    """Take an order entered by mistake off the register."""
    roles = office_page(Thing.ORDER, Act.EDIT)
    order = _order(order_id)
    _kind(roles, order.kind.value)
    reason = request.form.get("reason", "")
    try:
        withdraw_order(acting().because(reason), order, reason)
    except Refusal as refusal:
        db.session.rollback()
        return _show_page(_order(order_id), roles, refusal, reason), 422
    flash(_("Приказ снят с учёта."), "success")
    return redirect(url_for("orders.show", order_id=order_id), 303)


def print_order(order_id: int) -> AnyResponse:
    """The order as PDF."""
    office_page(Thing.ORDER, Act.PRINT)
    order = _order(order_id)
    job = order_paper(acting(), "order", {"order_id": order.id}, "order", order.id)
    return redirect(url_for("jobs.progress", public_id=job.public_id), 303)


def _order(order_id: int) -> Order:
    found = db.session.get(Order, order_id)
    if found is None:
        raise NotFound
    return found


def _kind(roles: frozenset[Role], value: str) -> OrderKind:
    """The matter chosen, which must be one the person enters orders on; their first one when nothing is chosen."""
    allowed = kinds_for(roles)
    if not value:
        return allowed[0]
    if value not in {one.value for one in OrderKind}:
        raise NotFound
    if OrderKind(value) not in allowed:
        raise NoRight(Thing.ORDER, Act.EDIT, holders(Thing.ORDER, Act.EDIT))
    return OrderKind(value)


def _form_page(form: OrderForm, roles: frozenset[Role], refusal: Refusal | None = None) -> str:
    return render_template(
        "orders/new.html",
        form=form,
        refusal=refusal,
        kinds=kinds_for(roles),
        titles=KIND_TITLES,
        today=acting().today,
    )


def _show_page(order: Order, roles: frozenset[Role], refusal: Refusal | None = None, reason: str = "") -> str:
    resting = [(what, found) for what, count in RESTING if (found := count(acting(), order))]
    may_withdraw = order.withdrawn_at is None and order.kind in kinds_for(roles)
    return render_template(
        "orders/show.html", order=order, resting=resting, refusal=refusal, reason=reason, titles=KIND_TITLES,
        may_withdraw=may_withdraw, may_print=allows(roles, Thing.ORDER, Act.PRINT),
    )  # fmt: skip


def _address(row: Order) -> str:
    return url_for("orders.show", order_id=row.id)


def _state(row: Order) -> str:
    text: str = _("снят с учёта") if row.withdrawn_at else _("действует")
    return text


def _of_kind(value: str) -> ColumnElement[bool]:
    return Order.kind == OrderKind(value)


def _in_state(value: str) -> ColumnElement[bool]:
    return Order.withdrawn_at.is_(None) if value == STANDING else Order.withdrawn_at.is_not(None)


def _years() -> list[tuple[str, str]]:
    year = acting().today.year
    return [("", _("все")), *((str(one), str(one)) for one in range(year, year - 11, -1))]


VIEW, EDIT = Needs(Thing.ORDER, Act.VIEW), Needs(Thing.ORDER, Act.EDIT)
add_routes(
    blueprint,
    [
        Route("GET", "/orders", index, VIEW),
        Route("GET", "/orders/new", new, EDIT),
        Route("POST", "/orders/new", create, EDIT),
        Route("GET", "/orders/<int:order_id>", show, VIEW),
        Route("POST", "/orders/<int:order_id>/withdraw", withdraw, EDIT),
        Route("POST", "/orders/<int:order_id>/print", print_order, Needs(Thing.ORDER, Act.PRINT)),
    ],
)
