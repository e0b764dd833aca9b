"""Dynamic Registration as the demo LMS offers it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from demo.lms.protocol.registration import TOOL_CONFIGURATION, registration_address
from demo.lms.site import Site
from demo.lms.tools import SCOPES
from tests.demo.conftest import Visitor
from tests.platform.platform import ADMINISTRATOR, TEACHER

PASTED = "http://localhost:8000/lti/register?invite=abc"


def wanted(**changes: Any) -> dict[str, Any]:
    """What a tool asks for."""
    configuration = {
        "domain": "localhost",
        "target_link_uri": "http://localhost:8000/lti/launch",
        "custom_parameters": {"middlename": "$Person.name.middle"},
        "claims": ["iss", "sub", "name"],
        "messages": [
            {"type": "LtiDeepLinkingRequest", "target_link_uri": "http://localhost:8000/lti/launch"}
        ],
    }
    return {
        "initiate_login_uri": "http://localhost:8000/lti/login",
        "redirect_uris": ["http://localhost:8000/lti/launch"],
        "jwks_uri": "http://localhost:8000/lti/jwks.json",
        "client_name": "Journal",
        "client_name#ru": "Журнал",
        "scope": " ".join([*SCOPES, "https://college.example/unknown"]),
        TOOL_CONFIGURATION: configuration,
        **changes,
    }


def token_for(site: Site) -> str:
    return parse_qs(urlsplit(registration_address(site, PASTED)).query)["registration_token"][0]


def post(app: Flask, body: dict[str, Any], token: str) -> Any:
    return app.test_client().post(
        "/mod/lti/openid-registration.php", json=body, headers={"Authorization": f"Bearer {token}"}
    )


def test_the_pasted_address_is_opened_with_configuration_and_token(
    app: Flask, site: Site, visitor: Visitor
) -> None:
    page = visitor.become(ADMINISTRATOR).see(f"/admin/tools/register?address={PASTED}")
    configuration = app.test_client().get("/mod/lti/openid-configuration.php").get_json()

    assert "invite=abc&amp;openid_configuration=" in page
    assert "registration_token=" in page
    assert configuration["issuer"] == site.settings.issuer
    assert configuration["registration_endpoint"].startswith(site.settings.issuer)


def test_a_registered_tool_is_pending_until_it_is_switched_on(
    app: Flask, site: Site, visitor: Visitor
) -> None:
    answer = post(app, wanted(), token_for(site))
    tool = site.tools.by_client(answer.get_json()["client_id"])
    assert tool is not None
    waiting = site.tools.default()

    visitor.become(ADMINISTRATOR).status(f"/admin/tools/{tool.id}", action="default")

    assert answer.status_code == 200
    assert answer.get_json()[TOOL_CONFIGURATION]["deployment_id"] == str(tool.id)
    assert answer.get_json()["scope"].split() == list(SCOPES)
    assert (tool.name, tool.is_active, tool.claims) == ("Журнал", False, ("sub", "iss", "name"))
    assert waiting is not None
    assert waiting.id == 1
    chosen = site.tools.default()
    assert chosen is not None
    assert chosen.id == tool.id


@pytest.mark.parametrize(
    "body",
    [
        wanted(jwks_uri=""),
        wanted(redirect_uris=[]),
        wanted(**{TOOL_CONFIGURATION: {"domain": "localhost"}}),
        wanted(
            **{TOOL_CONFIGURATION: {"domain": "evil.example", "target_link_uri": "http://localhost:8000/"}}
        ),
    ],
)
def test_an_incomplete_registration_is_refused(app: Flask, site: Site, body: dict[str, Any]) -> None:
    assert post(app, body, token_for(site)).status_code == 400
    assert len(site.tools.all()) == 1


def test_a_wrong_or_used_token_is_refused(app: Flask, site: Site) -> None:
    token = token_for(site)
    post(app, wanted(), token)

    assert post(app, wanted(), token).status_code == 401
    assert post(app, wanted(), "nonsense").status_code == 401
    assert len(site.tools.all()) == 2


def test_only_the_administrator_registers(visitor: Visitor) -> None:
    assert visitor.become(TEACHER).status(f"/admin/tools/register?address={PASTED}") == 403


def test_an_address_that_is_none_is_refused(visitor: Visitor) -> None:
    assert visitor.become(ADMINISTRATOR).status("/admin/tools/register?address=journal") == 400
