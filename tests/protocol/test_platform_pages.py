"""The system administrator's pages about LMSs."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lti_tool.jobs.running import run_due
from lti_tool.protocol.connector import Outgoing
from models import AuditEntry, Deployment, DeploymentState, Invitation, Office, Registration, User
from tests import factories
from tests.platform import TestPlatform
from tests.protocol.conftest import MovedClock, Opener, register
from tests.protocol.launches import PUBLIC_URL, Moodle, go, recorded

BY_HAND = {
    "name": "Второй колледж",
    "issuer": "https://lms2.example",
    "client_id": "abc",
    "deployment_id": "7",
    "auth_login_url": "https://lms2.example/auth",
    "auth_token_url": "https://lms2.example/token",
    "key_set_url": "https://lms2.example/keys",
    "auth_audience": "",
}


class Administrator:
    """A signed-in browser that fills forms in."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str) -> str:
        answer = self.client.get(path, base_url=PUBLIC_URL)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return unescape(answer.get_data(as_text=True))

    def post(self, path: str, **form: str) -> TestResponse:
        page = self.client.get("/lti/switched", base_url=PUBLIC_URL).get_data(as_text=True)
        found = re.search(r'name="csrf-token" content="([^"]+)"', page)
        assert found
        fields = form | {"csrf_token": found[1]}
        return self.client.post(
            path, data=fields, base_url=PUBLIC_URL, headers={"Referer": f"{PUBLIC_URL}/x"}
        )


@pytest.fixture
def administrator(moodle: Moodle, client: FlaskClient, database: Opener) -> Administrator:
    """The site administrator of the recorded Moodle, appointed system administrator."""
    moodle.launch(recorded("siteadmin"))
    appoint(database, Office.SYSTEM_ADMIN)
    return Administrator(client)


def appoint(database: Opener, office: Office) -> None:
    with database() as session:
        factories.office(session, session.scalars(select(User)).one(), office, starts_on=date(2025, 1, 1))


def work(moodle: Moodle) -> None:
    """What a worker does."""
    with moodle.app.app_context():
        run_due()


def counted(database: Opener) -> dict[str, int]:
    with database() as session:
        kinds: tuple[Any, ...] = (Registration, Deployment, Invitation)
        return {kind.__tablename__: session.scalar(select(func.count(kind.id))) or 0 for kind in kinds}


def test_the_list_shows_every_lms_and_the_addresses_to_copy(administrator: Administrator) -> None:
    page = administrator.get("/platforms")
    assert "https://moodle.test" in page
    for path in ("/lti/launch", "/lti/login", "/lti/jwks.json", "/static/img/logo.svg"):
        assert f"{PUBLIC_URL}{path}" in page
    assert "middlename=$Person.name.middle" in page


def test_an_invitation_is_shown_once_and_works(administrator: Administrator, database: Opener) -> None:
    page = administrator.post("/platforms/invitations", note="Moodle колледжа").get_data(as_text=True)
    found = re.search(rf"{PUBLIC_URL}/lti/register\?invite=([\w-]+)", page)
    assert found
    with database() as session:
        kept = session.scalars(select(Invitation)).one()
        assert kept.note == "Moodle колледжа"
        assert found[1] not in (kept.code_hash, kept.note)


def test_a_registration_by_hand_is_kept_with_its_deployment(
    administrator: Administrator, database: Opener
) -> None:
    answer = administrator.post("/platforms/new", **BY_HAND)
    assert answer.status_code == 303
    page = administrator.get(answer.location)
    for text in ("Второй колледж", "https://lms2.example/keys", "принято"):
        assert text in page
    with database() as session:
        made = session.scalars(select(Registration).where(Registration.client_id == "abc")).one()
        assert (made.auth_audience, made.deployments[0].state) == (None, DeploymentState.ACTIVE)
        entry = session.scalars(select(AuditEntry).where(AuditEntry.entity == "registration")).all()[-1]
        assert (entry.office, entry.user_name) == ("system_admin", "Системный Админ")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"issuer": ""}, "Заполните это поле"),
        ({"deployment_id": " "}, "Заполните это поле"),
        ({"issuer": "http://lms2.example"}, "Нужен адрес https"),
        ({"auth_token_url": "javascript:alert(1)"}, "Нужен адрес https"),
        ({"key_set_url": "https://lms2.example/#keys"}, "Нужен адрес https"),
        ({"client_id": "x" * 201}, "Не длиннее 200"),
        ({"issuer": "https://moodle.test", "client_id": "Qq23IYSH1oOShzF"}, "уже записана"),
    ],
)
def test_a_wrong_registration_is_refused_at_the_field(
    administrator: Administrator, database: Opener, change: dict[str, str], message: str
) -> None:
    before = counted(database)
    answer = administrator.post("/platforms/new", **(BY_HAND | change))
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert message in page
    assert 'value="https://lms2.example/auth"' in page
    assert counted(database) == before


def test_addresses_can_be_changed(administrator: Administrator, moodle: Moodle, database: Opener) -> None:
    changed = {
        "name": "Moodle",
        "auth_login_url": "https://moodle.test/auth2",
        "auth_token_url": "https://moodle.test/token2",
        "key_set_url": "https://moodle.test/keys2",
        "auth_audience": "https://moodle.test/aud",
        "issuer": "https://evil.test",
        "is_active": "1",
    }
    assert administrator.post("/platforms/1", **changed).status_code == 303
    with database() as session:
        kept = session.get_one(Registration, 1)
        assert (kept.name, kept.issuer, kept.is_active) == ("Moodle", "https://moodle.test", True)
        assert (kept.key_set_url, kept.key_set, kept.auth_audience) == (
            "https://moodle.test/keys2",
            None,
            "https://moodle.test/aud",
        )
    bad = administrator.post("/platforms/1", **(changed | {"key_set_url": "x"}))
    assert bad.status_code == 422
    with database() as session:
        assert session.get_one(Registration, 1).key_set_url == "https://moodle.test/keys2"


def test_another_lms_is_switched_off_and_one_s_own_is_not(
    administrator: Administrator, database: Opener
) -> None:
    administrator.post("/platforms/new", **BY_HAND)
    addresses = {name: value for name, value in BY_HAND.items() if name.endswith("_url")}
    off = administrator.post("/platforms/2", name="LMS 2", **addresses)
    own = administrator.post("/platforms/1", name="Moodle", **addresses)

    assert (off.status_code, own.status_code) == (303, 422)
    assert 'data-code="E_OWN_LMS"' in own.get_data(as_text=True)
    with database() as session:
        assert [one.is_active for one in session.query(Registration).order_by(Registration.id)] == [
            True,
            False,
        ]


def test_a_waiting_deployment_is_accepted_or_refused(
    administrator: Administrator, moodle: Moodle, database: Opener
) -> None:
    claims = recorded("student") | {"https://purl.imsglobal.org/spec/lti/claim/deployment_id": "42"}
    other = moodle.app.test_client()
    assert moodle.launch(claims, other).status_code == 403
    assert "ждёт решения: 1" in administrator.get("/platforms")
    assert (
        administrator.post("/platforms/1/deployments", deployment_id="42", decision="accept").status_code
        == 303
    )
    assert moodle.launch(claims, other).status_code == 303
    administrator.post("/platforms/1/deployments", deployment_id="42", decision="refuse")
    assert moodle.launch(claims, other).status_code == 403
    before = counted(database)
    administrator.post("/platforms/1/deployments", deployment_id="unknown", decision="refuse")
    administrator.post("/platforms/1/deployments", deployment_id="  ")
    assert counted(database) == before


@pytest.mark.parametrize("office", [Office.CONTENT_ADMIN, Office.DEPUTY, Office.DIRECTOR])
def test_who_may_look_may_not_touch(
    office: Office, moodle: Moodle, client: FlaskClient, database: Opener
) -> None:
    moodle.launch(recorded("siteadmin"))
    appoint(database, office)
    looking = Administrator(client)
    assert "Создать приглашение" not in looking.get("/platforms")
    assert "Принять" not in looking.get("/platforms/1")
    before = counted(database)
    for path in (
        "/platforms/invitations",
        "/platforms/new",
        "/platforms/1",
        "/platforms/1/check",
        "/platforms/1/deployments",
    ):
        assert looking.post(path, **BY_HAND).status_code == 403
    assert client.get("/platforms/new", base_url=PUBLIC_URL).status_code == 403
    assert counted(database) == before


@pytest.mark.parametrize("name", ["editingteacher", "student", "siteadmin"])
def test_nobody_else_sees_it(name: str, moodle: Moodle, client: FlaskClient) -> None:
    moodle.launch(recorded(name))
    for path in ("/platforms", "/platforms/1", "/platforms/new"):
        assert client.get(path, base_url=PUBLIC_URL).status_code == 403


def test_a_registration_that_is_not_there_is_not_found(administrator: Administrator) -> None:
    assert administrator.client.get("/platforms/99", base_url=PUBLIC_URL).status_code == 404
    assert administrator.post("/platforms/99/check").status_code == 404


def test_the_self_check_is_shown_green(
    administrator: Administrator,
    platform: TestPlatform,
    database: Opener,
    clock: MovedClock,
    ways: Outgoing,
    moodle: Moodle,
) -> None:
    number = register(database, clock, **vars(platform.addresses))
    assert go(moodle.app.test_client(), platform.launch()).status_code == 303
    ordered = administrator.post(f"/platforms/{number}/check")
    assert ordered.status_code == 303
    assert "Ждёт очереди" in administrator.get(ordered.location)
    work(moodle)
    assert "Проверка пройдена." in administrator.get(ordered.location)
    page = administrator.get(f"/platforms/{number}")
    assert page.count('class="check-good"') == 5
    assert "участников" in page
    platform.go_down()
    ordered = administrator.post(f"/platforms/{number}/check")
    work(moodle)
    assert "Проверка нашла, что исправить." in administrator.get(ordered.location)
    page = administrator.get(f"/platforms/{number}")
    assert page.count('class="check-bad"') == 4
    assert "не отвечает" in page
