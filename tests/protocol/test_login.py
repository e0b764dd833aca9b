"""Login initiation: by GET and by POST, from a known LMS only, bound to the browser."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from models import LoginAttempt
from tests.protocol.conftest import MovedClock, Opener, register
from tests.protocol.launches import CLIENT, ISSUER, MOODLE, PUBLIC_URL, Moodle

FORM = {
    "iss": ISSUER,
    "target_link_uri": f"{PUBLIC_URL}/lti/launch",
    "login_hint": "33",
    "lti_message_hint": '{"cmid":6,"launchid":"ltilaunch1_639659195"}',
    "client_id": CLIENT,
    "lti_deployment_id": "1",
}


def attempts(database: Opener) -> int:
    with database() as session:
        return session.scalar(select(func.count(LoginAttempt.id))) or 0


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_browser_is_sent_back_to_be_confirmed(method: str, client: FlaskClient, moodle: Moodle) -> None:
    given = {"query_string": FORM} if method == "get" else {"data": FORM}
    answer = getattr(client, method)("/lti/login", base_url=PUBLIC_URL, **given)
    assert answer.status_code == 302
    asked = {name: value[0] for name, value in parse_qs(urlsplit(answer.location).query).items()}
    assert answer.location.startswith(f"{ISSUER}/mod/lti/auth.php?")
    assert {name: asked[name] for name in asked if name not in ("state", "nonce")} == {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": CLIENT,
        "redirect_uri": f"{PUBLIC_URL}/lti/launch",
        "login_hint": "33",
        "lti_message_hint": FORM["lti_message_hint"],
    }
    assert len(asked["state"]) >= 32
    assert len(asked["nonce"]) >= 32


def test_the_cookie_lives_in_the_frame_and_only_under_lti(client: FlaskClient, moodle: Moodle) -> None:
    answer = client.post("/lti/login", data=FORM, base_url=PUBLIC_URL)
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("journal_browser="))
    for part in ("Secure", "HttpOnly", "Path=/lti", "SameSite=None", "Partitioned"):
        assert part in cookie


def test_one_secret_serves_every_tab_of_a_browser(client: FlaskClient, moodle: Moodle) -> None:
    moodle.login()
    first = client.get_cookie("journal_browser", path="/lti")
    moodle.login()
    second = client.get_cookie("journal_browser", path="/lti")
    assert first is not None
    assert second is not None
    assert first.value == second.value


def test_the_client_may_stay_unsaid_when_there_is_one(client: FlaskClient, moodle: Moodle) -> None:
    form = {name: value for name, value in FORM.items() if name != "client_id"}
    assert client.post("/lti/login", data=form, base_url=PUBLIC_URL).status_code == 302


def test_an_address_with_a_query_keeps_it(client: FlaskClient, database: Opener, clock: MovedClock) -> None:
    register(database, clock, **(MOODLE | {"auth_login_url": "https://moodle.test/auth?tenant=5"}))
    answer = client.post("/lti/login", data=FORM, base_url=PUBLIC_URL)
    assert answer.location.startswith("https://moodle.test/auth?tenant=5&scope=openid")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"iss": ""}, "L_INCOMPLETE"),
        ({"login_hint": ""}, "L_INCOMPLETE"),
        ({"target_link_uri": ""}, "L_INCOMPLETE"),
        ({"iss": "https://stranger.test"}, "L_UNKNOWN_LMS"),
        ({"client_id": "stranger"}, "L_UNKNOWN_LMS"),
    ],
)
def test_an_incomplete_or_strange_login_is_refused(
    client: FlaskClient, moodle: Moodle, database: Opener, change: dict[str, str], code: str
) -> None:
    answer = client.post("/lti/login", data=FORM | change, base_url=PUBLIC_URL)
    page = answer.get_data(as_text=True)
    assert answer.status_code in (400, 403)
    assert f'data-code="{code}"' in page
    assert "Вход не выполнен" in page
    assert attempts(database) == 0


def test_an_unknown_lms_is_named_for_the_administrator(client: FlaskClient, moodle: Moodle) -> None:
    answer = client.post("/lti/login", data=FORM | {"iss": "https://stranger.test"}, base_url=PUBLIC_URL)
    page = answer.get_data(as_text=True)
    assert "https://stranger.test" in page
    assert CLIENT in page
    assert "frame-ancestors 'self' https://stranger.test" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "issuer",
    ["https://x.test;script-src *", "https://x.test\r\nX: y", "https://a b", "javascript:1", "https://[::1"],
)
def test_a_forged_issuer_cannot_touch_the_headers(client: FlaskClient, moodle: Moodle, issuer: str) -> None:
    answer = client.post("/lti/login", data=FORM | {"iss": issuer}, base_url=PUBLIC_URL)
    policy = answer.headers["Content-Security-Policy"]
    assert answer.status_code == 403
    assert policy.endswith("frame-ancestors 'self' https://moodle.test")
    assert policy.count("script-src") == 1


def test_whoever_comes_too_often_waits(app_with_low_rate: FlaskClient) -> None:
    codes = [app_with_low_rate.post("/lti/login", data={}, base_url=PUBLIC_URL).status_code for _ in range(4)]
    assert codes == [400, 400, 400, 429]


def test_a_forgotten_login_does_not_stay(
    client: FlaskClient, moodle: Moodle, database: Opener, clock: MovedClock
) -> None:
    from lti_tool.protocol.expiry import forget_expired

    moodle.login()
    with database() as session:
        assert forget_expired(session, clock()) == 0
        clock.move(minutes=15)
        assert forget_expired(session, clock()) == 1
    assert attempts(database) == 0
