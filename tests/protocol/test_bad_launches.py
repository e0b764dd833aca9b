"""Launches that must not get in: a readable page in Russian, and nothing recorded."""

from __future__ import annotations

from typing import Any

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from models import (
    Deployment,
    DeploymentState,
    Registration,
)
from tests.platform import BAD_LAUNCHES, Change, TestPlatform
from tests.protocol.conftest import MovedClock, Opener
from tests.protocol.launches import LTI, PUBLIC_URL, Moodle, go, moodle_key, recorded, stand_in
from tests.protocol.traces import assert_refused, traces

CODES = {
    "alg none": "L_ALG",
    "HS256 with the public key": "L_ALG",
    "other key": "L_SIGNATURE",
    "unknown kid": "L_UNKNOWN_KEY",
    "no kid": "L_KID",
    "expired": "L_EXPIRED",
    "from the future": "L_CLOCK",
    "no exp": "L_INCOMPLETE",
    "no iat": "L_INCOMPLETE",
    "wrong issuer": "L_ISS",
    "wrong audience": "L_AUD",
    "several audiences without azp": "L_AUD",
    "wrong azp": "L_AZP",
    "wrong nonce": "L_NONCE",
    "no nonce": "L_NONCE",
    "wrong deployment": "L_DEPLOYMENT",
    "no deployment": "L_INCOMPLETE",
    "no sub": "L_NO_SUB",
    "no roles": "L_INCOMPLETE",
    "no context": "L_NO_CONTEXT",
    "wrong version": "L_MESSAGE",
    "unknown message type": "L_MESSAGE",
    "no message type": "L_MESSAGE",
    "huge token": "L_LARGE",
}


@pytest.fixture(autouse=True)
def pages(app: Flask) -> None:
    stand_in(app)


def test_a_good_launch_gets_in(
    client: FlaskClient, platform: TestPlatform, registration: int, database: Opener
) -> None:
    assert go(client, platform.launch()).status_code == 303
    assert traces(database)["launch"] == 1


def test_every_bad_launch_of_the_test_lms_is_listed() -> None:
    assert set(CODES) == set(BAD_LAUNCHES)


@pytest.mark.parametrize("name", sorted(BAD_LAUNCHES))
def test_it_is_refused_and_nothing_is_recorded(
    name: str, client: FlaskClient, platform: TestPlatform, registration: int, database: Opener
) -> None:
    before = traces(database)
    answer = go(client, platform.launch(change=BAD_LAUNCHES[name]))
    page = assert_refused(answer, CODES[name])
    assert "Ничего не записано" in page
    after = traces(database)
    if (
        name == "wrong deployment"
    ):  # the deployment itself is kept for the administrator, with its audit entry
        assert after.pop("audit_entry") == before.pop("audit_entry") + 1
    assert after == before


def test_an_expired_launch_shows_both_clocks_and_leads_back(
    client: FlaskClient, platform: TestPlatform, registration: int
) -> None:
    page = assert_refused(go(client, platform.launch(change=BAD_LAUNCHES["expired"])), "L_EXPIRED")
    assert "часы LMS" in page
    assert "часы журнала" in page
    assert "lti_errormsg=" in page


def test_a_little_difference_of_clocks_is_forgiven(
    client: FlaskClient, platform: TestPlatform, registration: int
) -> None:
    assert go(client, platform.launch(change=Change(shift=55))).status_code == 303
    assert go(client, platform.launch(change=Change(shift=-115))).status_code == 303


def test_a_forged_token_leads_nowhere(client: FlaskClient, platform: TestPlatform, registration: int) -> None:
    page = assert_refused(go(client, platform.launch(change=BAD_LAUNCHES["other key"])), "L_SIGNATURE")
    assert "lti_errormsg" not in page


def test_an_unknown_deployment_waits_for_the_administrator(
    client: FlaskClient, platform: TestPlatform, registration: int, database: Opener
) -> None:
    page = assert_refused(
        go(client, platform.launch(change=BAD_LAUNCHES["wrong deployment"])), "L_DEPLOYMENT"
    )
    for part in (platform.issuer, "test-client", "999"):
        assert part in page
    go(client, platform.launch(change=BAD_LAUNCHES["wrong deployment"]))
    with database() as session:
        kept = session.scalars(select(Deployment).where(Deployment.deployment_id == "999")).one()
        assert kept.state is DeploymentState.PENDING
        kept.state = DeploymentState.REFUSED
    assert_refused(go(client, platform.launch(change=BAD_LAUNCHES["wrong deployment"])), "L_DEPLOYMENT_OFF")


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({}, "L_INCOMPLETE"),
        ({"state": "никогда"}, "L_STATE"),
        ({"id_token": "x.y.z", "state": "never-given-out"}, "L_STATE"),
    ],
)
def test_half_a_form_is_refused(client: FlaskClient, moodle: Moodle, form: dict[str, str], code: str) -> None:
    assert_refused(client.post("/lti/launch", data=form, base_url=PUBLIC_URL), code)


def test_a_token_that_is_none_is_refused(moodle: Moodle) -> None:
    for token in ("", "x", "a.b.c", "ы" * 100, "." * 50):
        answer = moodle.post(token, moodle.login()["state"])
        assert_refused(answer, "L_TOKEN" if token else "L_INCOMPLETE")


def test_an_error_of_the_lms_is_told(moodle: Moodle) -> None:
    asked = moodle.login()
    page = assert_refused(moodle.post("", asked["state"], error="login_required"), "L_PLATFORM")
    assert "login_required" in page


def test_an_old_login_shows_the_clock(moodle: Moodle, clock: MovedClock) -> None:
    asked = moodle.login()
    clock.move(minutes=11)
    page = assert_refused(
        moodle.post(moodle.token(recorded("student"), asked["nonce"]), asked["state"]), "L_STATE_EXPIRED"
    )
    assert "часы журнала" in page


def test_a_switched_off_registration_lets_nobody_in(moodle: Moodle, database: Opener) -> None:
    asked = moodle.login()
    with database() as session:
        session.scalars(select(Registration)).one().is_active = False
    assert_refused(moodle.post(moodle.token(recorded("student"), asked["nonce"]), asked["state"]), "L_OFF")


@pytest.mark.parametrize(
    "wrong",
    [
        {f"{LTI}context": "2"},
        {f"{LTI}context": {"id": {"deep": 1}}},
        {f"{LTI}context": {"id": "x" * 300}},
        {f"{LTI}resource_link": "1"},
        {f"{LTI}resource_link": {"id": ""}},
        {f"{LTI}roles": "Instructor"},
        {f"{LTI}roles": None},
        {f"{LTI}deployment_id": {"a": 1}},
        {f"{LTI}message_type": ["LtiResourceLinkRequest"]},
        {f"{LTI}message_type": "LtiSubmissionReviewRequest"},
        {f"{LTI}message_type": "LtiDeepLinkingRequest"},
        {f"{LTI}message_type": "DataPrivacyLaunchRequest"},
        {"sub": {"id": 3}},
        {"sub": "x" * 300},
        {"exp": "завтра"},
        {"iat": True},
        {"exp": 1e300},
        {"aud": {"a": 1}},
        {"aud": None},
        {"nonce": ["x"]},
    ],
)
def test_claims_of_wrong_shape_are_refused_not_stumbled_over(
    moodle: Moodle, database: Opener, wrong: dict[str, Any]
) -> None:
    asked = moodle.login()
    now = int(moodle.clock().timestamp())
    claims = recorded("student") | {"nonce": asked["nonce"], "iat": now, "exp": now + 60} | wrong
    token = jwt.encode(claims, moodle_key().private_pem, "RS256", headers={"kid": "3fee537e78ac6076081d"})
    before = traces(database)
    answer = moodle.post(token, asked["state"])
    page = answer.get_data(as_text=True)
    assert answer.status_code in (400, 403), page
    assert "Вход не выполнен" in page
    assert traces(database) == before


@pytest.mark.parametrize(
    "strange",
    [
        {f"{LTI}custom": "текст"},
        {f"{LTI}custom": {"purpose": None, "groups": {"a": 1}}},
        {f"{LTI}launch_presentation": []},
        {f"{LTI}tool_platform": "moodle"},
        {f"{LTI}lis": None},
        {"name": None, "given_name": 5, "family_name": ["x"]},
        {"email": "x" * 1000, "name": "Я" * 1000},
        {f"{LTI}roles": [None, 5, {"x": 1}]},
        {f"{LTI}role_scope_mentor": "3"},
        {"https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": {"scope": "x", "lineitems": 5}},
        {
            "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice": {
                "context_memberships_url": "file:///x"
            }
        },
    ],
)
def test_strange_but_harmless_claims_get_in(moodle: Moodle, strange: dict[str, Any]) -> None:
    assert moodle.launch(recorded("student") | strange).status_code == 303


def test_a_return_address_that_is_no_address_is_not_shown(moodle: Moodle) -> None:
    claims = recorded("student") | {f"{LTI}launch_presentation": {"return_url": "javascript:alert(1)"}}
    asked = moodle.login()
    token = moodle.token(claims, asked["nonce"])
    moodle.post(token, asked["state"])
    assert "javascript:" not in assert_refused(moodle.post(token, asked["state"]), "L_REPLAY")
