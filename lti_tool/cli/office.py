"""`flask office …`: the first administrator is appointed here, all others on a page (3.1, 3.3)."""

from __future__ import annotations

from datetime import date, datetime

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from lti_tool.clock import now
from lti_tool.database import unit_of_work
from models import Grant, Office, User

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
    if not order_number.strip():
        raise click.ClickException("Укажите номер приказа (п. 3.3).")
    if last is not None and last < first:
        raise click.ClickException("Последний день полномочий раньше первого.")
    with unit_of_work() as session:
        acting = Acting(session, None, now())
        user = _user(session, registration, sub, user_id)
        if _held(session, user, Office(office), first):
            raise click.ClickException(
                f"{user.display_name}: эта должность на {first:%d.%m.%Y} уже назначена."
            )
        session.add(
            Grant(
                user=user,
                office=Office(office),
                order_number=order_number.strip()[:200],
                order_date=order_date.date(),
                starts_on=first,
                ends_on=last,
                granted_by_id=acting.user_id,
            )
        )
        until = f" по {last:%d.%m.%Y}" if last else ""
        click.echo(
            f"{user.display_name}: {office} с {first:%d.%m.%Y}{until}, приказ № {order_number.strip()}."
        )


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


def _held(session: Session, user: User, office: Office, day: date) -> bool:
    grants = session.scalars(
        select(Grant).where(Grant.user_id == user.id, Grant.office == office, Grant.revoked_at.is_(None))
    )
    whole = [grant for grant in grants if grant.group_id is None and grant.journal_id is None]
    return any(one.starts_on <= day and (one.ends_on is None or one.ends_on >= day) for one in whole)
