"""`flask office …`: the first administrator is appointed here, all others on a page (3.1, 3.3)."""

from __future__ import annotations

from datetime import datetime

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.appointments import Appointment
from journal.first_admin import GOOD_FOR, make_code
from journal.grants import grant_by_order
from journal.orders import require_order
from lti_tool.clock import now
from lti_tool.database import unit_of_work
from models import Office, OrderKind, User
from regulation.refusal import Refusal
from regulation.rules import Rules

group = AppGroup("office", help="Полномочия по приказу.")
DAY = click.DateTime(["%Y-%m-%d", "%d.%m.%Y"])


@group.command("appoint")
@click.option("--registration", type=int, help="номер регистрации LMS (вместе с --sub)")
@click.option("--sub", help="номер человека в LMS")
@click.option("--user", "user_id", type=int, help="номер человека в журнале")
@click.option("--office", type=click.Choice([office.value for office in Office]), required=True)
@click.option("--order-number", required=True, help="номер приказа")
@click.option("--order-date", type=DAY, required=True, help="дата приказа")
@click.option("--from", "starts_on", type=DAY, required=True, help="первый день полномочий")
@click.option(
    "--to", "ends_on", type=DAY, default=None, help="последний день полномочий; без него — бессрочно"
)
def appoint(
    registration: int | None,
    sub: str | None,
    user_id: int | None,
    office: str,
    order_number: str,
    order_date: datetime,
    starts_on: datetime,
    ends_on: datetime | None,
) -> None:
    """Назначить человека на должность приказом."""
    first, last = starts_on.date(), ends_on.date() if ends_on else None
    with unit_of_work() as session:
        acting = _acting(session)
        user = _user(session, registration, sub, user_id)
        wanted = Appointment(user, Office(office), first, last)
        title = f"О назначении: {user.display_name}"
        try:
            order = require_order(
                acting, order_number, order_date.date(), "3.3", OrderKind.APPOINTMENT, title
            )
            grant_by_order(acting, wanted, order)
        except Refusal as refusal:
            raise click.ClickException(refusal.message) from None
        until = f" по {last:%d.%m.%Y}" if last else ""
        click.echo(f"{user.display_name}: {office} с {first:%d.%m.%Y}{until}, приказ {order.name}.")


@group.command("code")
def code() -> None:
    """Одноразовый код: с ним администратор LMS становится первым системным администратором журнала."""
    with unit_of_work() as session:
        acting = _acting(session)
        try:
            made = make_code(acting)
        except Refusal as refusal:
            raise click.ClickException(refusal.message) from None
    until = (acting.now + GOOD_FOR).astimezone(acting.zone)
    click.echo(made)
    click.echo(f"Код действует один раз, до {until:%d.%m.%Y %H:%M}.", err=True)


def _acting(session: Session) -> Acting:
    """Nobody in particular: whoever sits at the server."""
    return Acting(session, None, now(), Rules(timezone=current_app.extensions["settings"].timezone))


def _user(session: Session, registration: int | None, sub: str | None, user_id: int | None) -> User:
    if user_id is not None and registration is None and sub is None:
        found = session.get(User, user_id)
    elif user_id is None and registration is not None and sub:
        found = session.scalar(select(User).where(User.registration_id == registration, User.sub == sub))
    else:
        raise click.UsageError("Назовите человека: --user ID, или --registration ID вместе с --sub.")
    if found is None:
        raise click.ClickException("Такого человека в журнале нет. Пусть он сначала откроет журнал из LMS.")
    return found
