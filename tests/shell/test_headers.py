"""What every answer carries: a policy without inline scripts, the frame of one's own LMS, no cache."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lti_tool.settings import Settings
from models import BrowserSession, User
from tests import factories as make
from tests.shell.conftest import Place

SignIn = Callable[[FlaskClient, User], BrowserSession]
ADDRESSES = (
    "/healthz",
    "/nowhere",
    "/journals",
    "/metrics",
    "/lti/jwks.json",
    "/static/css/base.css",
    "/lti/launch",
)


def policy(client: FlaskClient, address: str, **options: object) -> dict[str, str]:
    """The directives of the answer's Content-Security-Policy."""
    with client.get(address, **options) as answer:  # type: ignore[arg-type]
        text = answer.headers["Content-Security-Policy"]
    return {name: value for name, _, value in (part.strip().partition(" ") for part in text.split(";"))}


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_a_policy_without_inline_or_foreign_code(
    teacher: FlaskClient, address: str
) -> None:
    found = policy(teacher, address)

    assert found["default-src"] == "'none'"
    assert found["script-src"] == found["style-src"] == found["connect-src"] == "'self'"
    assert found["base-uri"] == "'none'"
    assert not re.search(
        r"unsafe|\*|https?:(?!//lms\.college\.example)|data:(?!$)",
        " ".join(found.values()).replace("'self' data:", ""),
    )


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_says_not_to_guess_types_and_not_to_tell_where_one_comes_from(
    teacher: FlaskClient, address: str
) -> None:
    with teacher.get(address) as answer:
        headers = answer.headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "X-Frame-Options" not in headers, "it would forbid the LMS's frame"
    assert headers["X-Request-Id"]


def test_pages_are_not_kept_by_browsers_and_assets_are(teacher: FlaskClient, place: Place) -> None:
    assert teacher.get(place.page).headers["Cache-Control"] == "no-store"
    with teacher.get("/static/css/base.css") as answer:
        assert "no-store" not in answer.headers.get("Cache-Control", "")


def test_only_the_visitor_s_own_lms_may_frame_a_page(
    app: Flask, session: Session, place: Place, sign_in_as: SignIn
) -> None:
    other = make.registration(
        session, issuer="https://other.example", auth_login_url="https://sso.other.example/auth"
    )
    journal = make.journal(session)
    colleague = make.teacher(session, journal, registration=other)
    address = f"/journals/{journal.id}"
    here, there = app.test_client(), app.test_client()
    sign_in_as(here, place.teacher)
    sign_in_as(there, colleague)

    assert policy(here, place.page)["frame-ancestors"].split() == ["'self'", "https://lms.college.example"]
    assert policy(there, address)["frame-ancestors"].split() == [
        "'self'", "https://other.example", "https://sso.other.example",
    ]  # fmt: skip


def test_a_stranger_s_page_is_framed_by_registered_lms_only(client: FlaskClient, place: Place) -> None:
    ancestors = policy(client, place.page)["frame-ancestors"].split()

    assert set(ancestors) <= {"'self'", "https://lms.college.example"}


def test_a_hostile_login_cannot_add_itself_to_the_frame(client: FlaskClient, place: Place) -> None:
    found = policy(client, "/lti/login?iss=https://evil.example;%20script-src%20*&login_hint=1")

    assert "evil" not in found["frame-ancestors"] or found["frame-ancestors"].count("evil") == 1
    assert found["script-src"] == "'self'"


def test_https_is_asked_for_ever_after_over_https_only(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/healthz").headers
    assert (
        "max-age="
        in client.get("/healthz", base_url="https://localhost").headers["Strict-Transport-Security"]
    )


def test_behind_a_proxy_the_visitor_s_address_scheme_and_host_are_the_proxy_s_word(
    settings: Settings, make_app: Callable[[Settings], Flask], session: Session
) -> None:
    app = make_app(replace(settings, proxies=1))
    seen: dict[str, str | None] = {}

    @app.before_request
    def look() -> None:
        seen.update(address=request.remote_addr, url=request.host_url)

    forwarded = {
        "X-Forwarded-For": "127.0.0.1, 203.0.113.7",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "journal.example",
    }
    app.test_client().get("/healthz", headers=forwarded)

    assert seen == {"address": "203.0.113.7", "url": "https://journal.example/"}


def test_without_a_proxy_nobody_s_word_is_taken(app: Flask, client: FlaskClient) -> None:
    answer = client.get("/healthz", headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"})

    assert "Strict-Transport-Security" not in answer.headers
