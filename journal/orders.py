"""The register of orders and directions: what rights, movement, substitutions and rule settings rest on (3.3, 3.9.2, 7.2)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.movements import movements_on
from models import Grant, Order, OrderKind, RuleSetting, Substitution
from regulation.names import search_key
from regulation.refusal import N_, Refusal
from regulation.topics import check_remark

OLDEST = date(1990, 1, 1)  # an order dated before is a slip of the pen
LONGEST_NUMBER = 60
_SIGN = re.compile(r"^(?:№|N|No\.?)\s*", re.IGNORECASE)

TITLES: dict[OrderKind, str] = {
    OrderKind.APPOINTMENT: N_("О назначении"),
    OrderKind.RIGHTS: N_("О предоставлении прав в электронном журнале"),
    OrderKind.SUBSTITUTION: N_("О замещении"),
    OrderKind.MOVEMENT: N_("О движении контингента"),
    OrderKind.SHEET_CORRECTION: N_("Об исправлении в закрытой ведомости"),
    OrderKind.INSPECTION: N_("О результатах проверки журналов"),
    OrderKind.RULES: N_("Об изменении правил ведения электронного журнала"),
    OrderKind.OTHER: N_("Приказ"),
}


def register_order(
    acting: Acting,
    kind: OrderKind,
    number: str,
    dated: date | None,
    title: str,
    text: str = "",
    signed_by: str = "",
) -> Order:
    """Enter an order into the register; the same number, date and kind again gives the one that is there.

    Raises E_ORDER for a missing or impossible number or date, for an order withdrawn, and for a number and date that
    another kind of order already has.
    """
    number, dated = check_particulars(acting, number, dated, "3.3")
    found = find_order(acting.session, number, dated)
    if found is not None:
        _require_standing(found, "3.3")
        if found.kind is not kind:
            raise Refusal(
                "E_ORDER",
                "3.3",
                N_(
                    "Приказ %(name)s уже есть в реестре: «%(title)s». Проверьте номер и дату, у другого приказа они свои."
                ),
                name=found.name,
                title=found.title,
            )
        return found
    title = " ".join(title.split())[:500] or TITLES[kind]
    order = Order(
        kind=kind, number=number, dated=dated, title=title, text=text.strip()[:10_000],
        signed_by=" ".join(signed_by.split())[:200], key=search_key(f"{number} {title}")[:600],
        registered_at=acting.now, registered_by_id=acting.user_id,
    )  # fmt: skip
    acting.session.add(order)
    acting.session.flush()
    return order


def require_order(
    acting: Acting,
    number: str,
    dated: date | None,
    clause: str,
    kind: OrderKind = OrderKind.OTHER,
    title: str = "",
) -> Order:
    """The order something rests on, whatever its kind; one that is not registered yet is, as `kind` with `title`.

    Raises E_ORDER, citing `clause`, for a missing or impossible number or date and for a withdrawn order.
    """
    number, dated = check_particulars(acting, number, dated, clause)
    found = find_order(acting.session, number, dated)
    if found is None:
        return register_order(acting, kind, number, dated, title)
    _require_standing(found, clause)
    return found


def check_particulars(acting: Acting, number: str, dated: date | None, clause: str) -> tuple[str, date]:
    """The number without «№» and the date. Raises E_ORDER when one is missing, in the future or absurd."""
    cleaned = _SIGN.sub("", " ".join(number.split()))
    if not cleaned or not any(letter.isalnum() for letter in cleaned):
        raise Refusal("E_ORDER", clause, N_("Укажите номер приказа или распоряжения, например «12-к»."))
    if len(cleaned) > LONGEST_NUMBER or not cleaned.isprintable():
        raise Refusal("E_ORDER", clause, N_("Номер приказа не длиннее 60 знаков и без особых символов."))
    if dated is None:
        raise Refusal("E_ORDER", clause, N_("Укажите дату приказа."))
    if dated > acting.today:
        raise Refusal(
            "E_ORDER",
            clause,
            N_("Дата приказа %(day)s ещё не наступила: внести можно только подписанный приказ."),
            day=f"{dated:%d.%m.%Y}",
        )
    if dated < OLDEST:
        raise Refusal(
            "E_ORDER",
            clause,
            N_("Дата приказа %(day)s невозможна. Проверьте год."),
            day=f"{dated:%d.%m.%Y}",
        )
    return cleaned, dated


def find_order(session: Session, number: str, dated: date) -> Order | None:
    """The order with this number and date."""
    return session.scalar(select(Order).where(Order.number == number, Order.dated == dated))


def withdraw_order(acting: Acting, order: Order, reason: str) -> None:
    """Mark an order as entered by mistake; its number stays taken.

    Raises E_TOPIC_* for an empty reason, E_CLOSED when it is withdrawn already, E_ORDER while something in force rests
    on it (`RESTING`).
    """
    _require_standing(order, "3.3", code="E_CLOSED")
    text = check_remark(reason, acting.rules.latin_terms)
    for what, count in RESTING:
        if count(acting, order):
            raise Refusal(
                "E_ORDER",
                "3.3",
                N_(
                    "На приказе %(name)s держится: %(what)s. Сначала отмените это другим приказом, потом снимайте этот."
                ),
                name=order.name,
                what=what,
            )
    order.withdrawn_at, order.withdrawn_reason = acting.now, text
    acting.session.flush()


def _require_standing(order: Order, clause: str, code: str = "E_ORDER") -> None:
    if order.withdrawn_at is not None:
        raise Refusal(
            code,
            clause,
            N_("Приказ %(name)s снят с учёта: «%(reason)s». Укажите действующий приказ."),
            name=order.name,
            reason=order.withdrawn_reason,
        )


def grants_on(acting: Acting, order: Order) -> int:
    """How many offices not revoked and not ended rest on the order."""
    return _count(
        acting,
        select(func.count(Grant.id)).where(
            or_(
                Grant.order_id == order.id,
                (Grant.order_number == order.number) & (Grant.order_date == order.dated),
            ),
            Grant.revoked_at.is_(None),
            or_(Grant.ends_on.is_(None), Grant.ends_on >= acting.today),
        ),
    )


def settings_on(acting: Acting, order: Order) -> int:
    """How many rule settings rest on the order."""
    return _count(acting, select(func.count(RuleSetting.id)).where(RuleSetting.order_id == order.id))


def substitutions_on(acting: Acting, order: Order) -> int:
    """How many substitutions not revoked rest on the order."""
    return _count(
        acting,
        select(func.count(Substitution.id)).where(
            Substitution.number == order.number,
            Substitution.dated == order.dated,
            Substitution.revoked_at.is_(None),
        ),
    )


def _count(acting: Acting, query: Select[int]) -> int:
    return acting.session.scalar(query) or 0


# What an order may hold up: a Russian noun for the refusal and a count. A feature that rests on orders adds its own.
RESTING: tuple[tuple[str, Callable[[Acting, Order], int]], ...] = (
    (N_("действующее полномочие"), grants_on),
    (N_("правило ведения журнала"), settings_on),
    (N_("замещение преподавателя"), substitutions_on),
    (N_("движение контингента"), movements_on),
)
