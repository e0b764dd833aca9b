"""`flask lti …`: registering LMSs at the shell, checking them, rotating the tool's key."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from journal.acting import Acting
from lti_tool.clock import now
from lti_tool.database import unit_of_work
from lti_tool.protocol.addresses import is_platform_address
from lti_tool.protocol.connector import outgoing
from lti_tool.protocol.invitations import create_invitation
from lti_tool.protocol.registering import accept_deployment
from lti_tool.protocol.selfcheck import check, is_good, keep, read_subject
from models import Registration

group = AppGroup("lti", help="Подключение к LMS.")
SIGNS = {"good": "+", "bad": "!", "unknown": "?"}


@group.command("invite")
@click.option("--note", default="", help="для кого приглашение; станет названием LMS")
def invite(note: str) -> None:
    """Одноразовый адрес, который администратор LMS вставляет при регистрации инструмента."""
    with unit_of_work() as session:
        code = create_invitation(session, note, now())
    base = current_app.extensions["settings"].public_url.rstrip("/")
    click.echo(f"{base}/lti/register?invite={code}")


@group.command("add-platform")
@click.option("--issuer", required=True)
@click.option("--client-id", required=True)
@click.option("--auth-login-url", required=True)
@click.option("--auth-token-url", required=True)
@click.option("--key-set-url", required=True)
@click.option("--deployment-id", required=True, multiple=True)
@click.option("--auth-audience", default=None, help="aud запроса ключа доступа, если LMS требует особого")
@click.option("--name", default="", help="название; по умолчанию адрес LMS")
def add_platform(
    issuer: str,
    client_id: str,
    auth_login_url: str,
    auth_token_url: str,
    key_set_url: str,
    deployment_id: tuple[str, ...],
    auth_audience: str | None,
    name: str,
) -> None:
    """Записать регистрацию, сделанную в LMS вручную."""
    for address in (issuer, auth_login_url, auth_token_url, key_set_url):
        if not is_platform_address(address):
            raise click.ClickException(f"{address}: нужен адрес https (http только для этой машины).")
    with unit_of_work() as session:
        acting = Acting(session, None, now())
        known = session.query(Registration).filter_by(issuer=issuer, client_id=client_id).one_or_none()
        if known is not None:
            raise click.ClickException(f"Такая регистрация уже есть: № {known.id}.")
        registration = Registration(
            name=(name or issuer)[:200],
            issuer=issuer,
            client_id=client_id,
            auth_login_url=auth_login_url,
            auth_token_url=auth_token_url,
            key_set_url=key_set_url,
            auth_audience=auth_audience,
            created_at=acting.now,
        )
        session.add(registration)
        session.flush()
        for one in deployment_id:
            accept_deployment(acting, registration, one)
        click.echo(f"Регистрация записана: № {registration.id}.")


@group.command("check")
@click.argument("registration_id", type=int, metavar="ID")
def check_registration(registration_id: int) -> None:
    """Проверить регистрацию № ID; код завершения 0, только когда ничего не сломано."""
    with unit_of_work() as session:
        if session.get(Registration, registration_id) is None:
            raise click.ClickException(f"Регистрации № {registration_id} нет.")
        subject = read_subject(session, registration_id)
    ways = outgoing()
    lines = check(subject, ways)
    with unit_of_work() as session:
        keep(session, registration_id, lines, ways)
    for line in lines:
        click.echo(f"{SIGNS[line.state.value]} {line.title}: {line.text}")
    if not is_good(lines):
        raise SystemExit(1)


@group.command("switch")
@click.argument("registration_id", type=int, metavar="ID")
@click.option("--on/--off", "is_on", required=True, help="включить или выключить вход")
def switch(registration_id: int, is_on: bool) -> None:
    """Включить или выключить вход из LMS № ID; при выключении открытые сеансы перестают действовать сразу."""
    with unit_of_work() as session:
        Acting(session, None, now())
        registration = session.get(Registration, registration_id)
        if registration is None:
            raise click.ClickException(f"Регистрации № {registration_id} нет.")
        registration.is_active = is_on
    click.echo("Вход включён." if is_on else "Вход выключен.")


@group.command("rotate-key")
def rotate_key() -> None:
    """Сделать новый ключ подписи; прежний публикуется ещё 14 дней."""
    key = outgoing().keys.rotate()
    click.echo(f"Новый ключ: {key.kid}. Прежние публикуются ещё 14 дней.")
