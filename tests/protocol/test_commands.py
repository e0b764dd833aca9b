"""The shell: inviting, registering, checking, rotating, appointing the first administrator."""

from __future__ import annotations

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from lti_tool.protocol.connector import Outgoing
from models import AuditEntry, Deployment, Grant, Office, Registration, User
from tests import factories
from tests.platform import TestPlatform
from tests.protocol.conftest import Opener

BY_HAND = {
    "issuer": "https://lms2.example",
    "client-id": "abc",
    "auth-login-url": "https://lms2.example/auth",
    "auth-token-url": "https://lms2.example/token",
    "key-set-url": "https://lms2.example/keys",
    "deployment-id": "7",
}
ORDER = {"order-number": "12-к", "order-date": "01.09.2025", "from": "2025-09-01"}


def run(app: Flask, *words: str, **options: str) -> Result:
    pairs = [part for name, value in options.items() for part in (f"--{name.replace('_', '-')}", value)]
    return app.test_cli_runner().invoke(args=[*words, *pairs])


def test_inviting_prints_the_address_to_paste(app: Flask) -> None:
    done = run(app, "lti", "invite", note="Moodle")
    assert done.exit_code == 0, done.output
    assert done.output.startswith("http://localhost:8000/lti/register?invite=")


def test_a_platform_is_added_once(app: Flask, database: Opener) -> None:
    done = run(app, "lti", "add-platform", **BY_HAND)
    assert done.exit_code == 0, done.output
    again = run(app, "lti", "add-platform", **BY_HAND)
    assert again.exit_code == 1
    assert "уже есть" in again.output
    with database() as session:
        made = session.scalars(select(Registration)).one()
        assert (made.name, made.deployments[0].deployment_id) == ("https://lms2.example", "7")
        assert session.scalar(select(func.count(AuditEntry.id))) == 2


def test_a_platform_without_https_is_refused(app: Flask, database: Opener) -> None:
    done = run(app, "lti", "add-platform", **(BY_HAND | {"key-set-url": "http://lms2.example/keys"}))
    assert done.exit_code == 1
    assert "https" in done.output
    with database() as session:
        assert session.scalar(select(func.count(Deployment.id))) == 0


def test_a_check_ends_with_zero_only_when_it_holds(
    app: Flask, registration: int, platform: TestPlatform, ways: Outgoing, database: Opener
) -> None:
    good = run(app, "lti", "check", str(registration))
    assert good.exit_code == 0, good.output
    assert good.output.count("+ ") == 3
    platform.fail("certs.php", 404)
    bad = run(app, "lti", "check", str(registration))
    assert bad.exit_code == 1
    assert "! Ключи LMS" in bad.output
    assert run(app, "lti", "check", "99").exit_code == 1
    with database() as session:
        kept = session.get_one(Registration, registration)
        assert kept.self_checked_at is not None


def test_rotating_makes_another_key(app: Flask, ways: Outgoing) -> None:
    before = ways.keys.current().kid
    done = run(app, "lti", "rotate-key")
    assert done.exit_code == 0
    assert ways.keys.current().kid != before
    assert len(ways.keys.key_set()["keys"]) == 2


@pytest.fixture
def person(app: Flask, database: Opener) -> tuple[str, str]:
    """(registration, sub) of somebody who opened the journal."""
    with database() as session:
        user = factories.user(session, sub="2")
        return str(user.registration_id), user.sub


def grants(database: Opener) -> list[Grant]:
    with database() as session:
        found = list(session.scalars(select(Grant)))
        session.expunge_all()
        return found


def test_the_first_administrator_is_appointed_by_order(
    app: Flask, person: tuple[str, str], database: Opener
) -> None:
    done = run(
        app,
        "office",
        "appoint",
        registration=person[0],
        sub=person[1],
        office="system_admin",
        to="2099-08-31",
        **ORDER,
    )
    assert done.exit_code == 0, done.output
    [grant] = grants(database)
    assert (grant.office, grant.order_number, str(grant.starts_on), str(grant.ends_on)) == (
        Office.SYSTEM_ADMIN, "12-к", "2025-09-01", "2099-08-31",
    )  # fmt: skip
    with database() as session:
        assert (
            session.scalars(select(AuditEntry).where(AuditEntry.entity == "grant")).one().action == "created"
        )
        user_id = str(session.scalars(select(User)).one().id)
    assert run(app, "office", "appoint", user=user_id, office="content_admin", **ORDER).exit_code == 0
    again = run(app, "office", "appoint", user=user_id, office="content_admin", **ORDER)
    assert again.exit_code == 1
    assert "уже занимает эту должность" in again.output


@pytest.mark.parametrize(
    "wrong",
    [
        {"sub": "404"},
        {"office": "tsar"},
        {"order-number": "  "},
        {"order-date": "вчера"},
        {"order-date": "2099-09-01"},
        {"office": "curator"},
        {"to": "2025-08-31"},
        {"to": "2025-09-30"},
        {"user": "1"},
    ],
)
def test_an_appointment_without_its_particulars_is_refused(
    app: Flask, person: tuple[str, str], database: Opener, wrong: dict[str, str]
) -> None:
    given = {"registration": person[0], "sub": person[1], "office": "system_admin", **ORDER} | wrong
    done = run(app, "office", "appoint", **given)
    assert done.exit_code != 0
    assert grants(database) == []
