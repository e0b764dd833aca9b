"""Dynamic Registration by a one-time invitation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from demo.lms.protocol.registration import registration_address
from lti_tool.protocol.connector import Outgoing
from lti_tool.protocol.invitations import create_invitation
from lti_tool.protocol.tool import registration_request
from models import AuditEntry, DeploymentState, Invitation, Registration
from tests.platform import TestPlatform
from tests.platform.server import Fault
from tests.protocol.conftest import MovedClock, Opener
from tests.protocol.launches import PUBLIC_URL, RECORDED, go, stand_in

TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"


@pytest.fixture
def platform(ways: Outgoing) -> Iterator[TestPlatform]:
    """An LMS that does not know the tool yet."""
    with TestPlatform(PUBLIC_URL, ways.keys.key_set(), client_id="") as running:
        yield running


@pytest.fixture
def invite(database: Opener, clock: MovedClock) -> str:
    with database() as session:
        return create_invitation(session, "Колледж «Тест»", clock())


def opened(client: FlaskClient, platform: TestPlatform, invite: str, **change: str) -> TestResponse:
    """What the LMS's frame loads after the administrator pasted the address."""
    address = registration_address(platform.site, f"{PUBLIC_URL}/lti/register?invite={invite}")
    query = dict(parse_qsl(urlsplit(address).query)) | change
    return client.get("/lti/register", query_string=query, base_url=PUBLIC_URL)


def counted(database: Opener) -> tuple[int, int]:
    with database() as session:
        return session.scalar(select(func.count(Registration.id))) or 0, session.scalar(
            select(func.count(AuditEntry.id))
        ) or 0


def test_the_lms_is_registered_and_the_page_says_what_is_left(
    client: FlaskClient, platform: TestPlatform, invite: str, database: Opener, app: Flask
) -> None:
    stand_in(app)
    answer = opened(client, platform, invite)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200, page
    assert "Активировать" in page
    assert "Показать в выборе элемента" in page
    assert "data-close" in page
    assert f"frame-ancestors 'self' {platform.issuer}" in answer.headers["Content-Security-Policy"]
    with database() as session:
        made = session.scalars(select(Registration)).one()
        assert (made.name, made.issuer, made.product, made.is_active) == (
            "Колледж «Тест»",
            platform.issuer,
            "moodle",
            True,
        )
        assert made.auth_token_url == platform.addresses.auth_token_url
        assert [(one.state, one.accepted_at is not None) for one in made.deployments] == [
            (DeploymentState.ACTIVE, True)
        ]
        assert session.scalars(select(Invitation)).one().registration_id == made.id
        client_id = made.client_id
    tool = platform.site.tools.by_client(client_id)
    assert tool is not None
    assert not tool.is_active
    platform.site.tools.activate(tool.id, is_default=False)
    assert go(client, platform.launch(client_id=client_id)).status_code == 303


def test_the_request_asks_for_everything_the_journal_needs(
    client: FlaskClient, platform: TestPlatform, invite: str
) -> None:
    opened(client, platform, invite)
    sent = platform.calls("openid-registration.php", "POST")[0]
    assert sent.headers["Authorization"].startswith("Bearer ")
    body = sent.json
    assert body == json.loads(json.dumps(registration_request(PUBLIC_URL)))
    assert body["initiate_login_uri"] == f"{PUBLIC_URL}/lti/login"
    assert body["redirect_uris"] == [f"{PUBLIC_URL}/lti/launch"]
    assert body["jwks_uri"] == f"{PUBLIC_URL}/lti/jwks.json"
    for scope in (
        "lti-ags/scope/lineitem",
        "lti-ags/scope/score",
        "lti-ags/scope/result.readonly",
        "lti-nrps/scope/contextmembership.readonly",
    ):
        assert f"https://purl.imsglobal.org/spec/{scope}" in body["scope"].split()
    configuration = body[TOOL]
    assert configuration["domain"] == "localhost:8000"
    assert configuration["target_link_uri"].startswith("http://localhost:8000/")
    assert set(configuration["claims"]) >= {"name", "given_name", "family_name", "email"}
    assert all(key.isascii() for key in configuration["custom_parameters"])
    assert configuration["custom_parameters"]["middlename"] == "$Person.name.middle"
    assert [one["type"] for one in configuration["messages"]] == [
        "LtiDeepLinkingRequest",
        "LtiResourceLinkRequest",
    ]
    assert "custom_parameters" not in configuration["messages"][0]
    with client.get(urlsplit(body["logo_uri"]).path) as logo:
        assert (logo.status_code, logo.mimetype) == (200, "image/svg+xml")


def test_an_invitation_works_once_and_a_week(
    client: FlaskClient, platform: TestPlatform, invite: str, database: Opener, clock: MovedClock
) -> None:
    assert opened(client, platform, invite).status_code == 200
    before = counted(database)
    again = opened(client, platform, invite)
    assert again.status_code == 403
    assert "Приглашение недействительно" in again.get_data(as_text=True)
    with database() as session:
        late = create_invitation(session, "", clock())
    clock.move(days=8)
    assert opened(client, platform, late).status_code == 403
    assert counted(database) == before


@pytest.mark.parametrize("code", ["", "guessed", "ы"])
def test_without_an_invitation_nothing_is_fetched(
    client: FlaskClient, platform: TestPlatform, database: Opener, code: str
) -> None:
    assert opened(client, platform, code).status_code == 403
    assert platform.requests == []
    assert counted(database) == (0, 0)


@pytest.mark.parametrize("address", ["", "http://lms.example/x", "file:///etc/passwd", "https://"])
def test_an_address_that_is_none_spends_no_invitation(
    client: FlaskClient, platform: TestPlatform, invite: str, database: Opener, address: str
) -> None:
    assert opened(client, platform, invite, openid_configuration=address).status_code == 403
    assert counted(database) == (0, 0)
    assert opened(client, platform, invite).status_code == 200


def test_an_lms_that_asks_to_update_its_client_keeps_one_registration(
    client: FlaskClient, platform: TestPlatform, invite: str, database: Opener, clock: MovedClock
) -> None:
    opened(client, platform, invite)
    with database() as session:
        known = session.scalars(select(Registration)).one()
        known.is_active, known.auth_login_url, client_id = False, "https://old.example/auth", known.client_id
        second = create_invitation(session, "ещё раз", clock())
    platform.site.used_tokens.clear()  # a token of the same second and client is the same token
    address = registration_address(platform.site, f"{PUBLIC_URL}/lti/register?invite={second}", client_id)
    assert client.get(f"/lti/register?{urlsplit(address).query}", base_url=PUBLIC_URL).status_code == 200
    with database() as session:
        known = session.scalars(select(Registration)).one()
        assert (known.is_active, known.auth_login_url, known.name) == (
            True,
            platform.addresses.auth_login_url,
            "Колледж «Тест»",
        )


def configuration(platform: TestPlatform, **change: Any) -> bytes:
    recorded = json.loads((RECORDED / "registration" / "openid_configuration.json").read_text())
    text = json.dumps(recorded | change)
    return text.replace("https://moodle.test", platform.url).encode()


@pytest.mark.parametrize(
    ("part", "fault", "code"),
    [
        ("openid-configuration", {"status": 404}, "P_STATUS"),
        ("openid-configuration", {"status": 200, "body": b"<html>"}, "P_JSON"),
        ("openid-configuration", {"status": 200, "body": b"[]"}, "P_JSON"),
        ("openid-configuration", {"status": 200, "body": b"{}"}, "R_ISSUER"),
        ("openid-registration", {"status": 401}, "P_STATUS"),
        ("openid-registration", {"status": 200, "body": b"{}"}, "R_CLIENT"),
        ("openid-registration", {"status": 200, "body": b'{"client_id": 5}'}, "R_CLIENT"),
        ("openid-registration", {"status": 302, "headers": {"Location": "https://evil.test/"}}, "P_JSON"),
    ],
)
def test_a_failing_lms_is_told_and_nothing_is_kept(
    client: FlaskClient,
    platform: TestPlatform,
    invite: str,
    database: Opener,
    part: str,
    fault: dict[str, Any],
    code: str,
) -> None:
    platform.faults.append(Fault(part, **fault))
    answer = opened(client, platform, invite)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 502
    assert f'data-code="{code}"' in page
    assert "Журнал не подключён" in page
    assert counted(database) == (0, 0)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"issuer": "https://bank.example"}, "R_ISSUER"),
        ({"issuer": None}, "R_ISSUER"),
        ({"jwks_uri": "http://bank.example/keys"}, "R_CONFIGURATION"),
        ({"token_endpoint": "file:///etc/passwd"}, "R_CONFIGURATION"),
        ({"authorization_endpoint": None}, "R_CONFIGURATION"),
        ({"registration_endpoint": ["x"]}, "R_CONFIGURATION"),
    ],
)
def test_a_configuration_that_lies_is_refused(
    client: FlaskClient,
    platform: TestPlatform,
    invite: str,
    database: Opener,
    change: dict[str, Any],
    code: str,
) -> None:
    platform.faults.append(Fault("openid-configuration", 200, body=configuration(platform, **change)))
    page = opened(client, platform, invite).get_data(as_text=True)
    assert f'data-code="{code}"' in page
    assert platform.calls("openid-registration.php") == []
    assert counted(database) == (0, 0)


def test_the_configuration_recorded_from_moodle_is_understood(
    client: FlaskClient, platform: TestPlatform, invite: str, database: Opener
) -> None:
    answered = json.loads((RECORDED / "registration" / "new_4_response.json").read_text())
    platform.faults.append(Fault("openid-configuration", 200, body=configuration(platform)))
    platform.faults.append(Fault("openid-registration", 200, body=answered["text"].encode()))
    assert opened(client, platform, invite).status_code == 200
    with database() as session:
        made = session.scalars(select(Registration)).one()
        assert (made.client_id, [one.deployment_id for one in made.deployments]) == ("FyWJyuaKSHPnigb", ["2"])
        assert made.key_set_url == f"{platform.url}/mod/lti/certs.php"
