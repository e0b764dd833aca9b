"""Out of the frame into a window of one's own, and out of the journal."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from models import BrowserSession, Ticket
from tests.protocol.conftest import MovedClock, Opener
from tests.protocol.launches import PUBLIC_URL, Moodle, recorded


@pytest.fixture
def token(moodle: Moodle, client: FlaskClient) -> str:
    """Signed in as a teacher; the CSRF token of a page."""
    moodle.launch(recorded("editingteacher"))
    page = client.get("/lti/switched", base_url=PUBLIC_URL).get_data(as_text=True)
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert found
    return found[1]


def offer(client: FlaskClient, token: str, path: str, **headers: str):
    form = {"csrf_token": token, "next": path}
    return client.post(
        "/window", data=form, base_url=PUBLIC_URL, headers={"Referer": f"{PUBLIC_URL}/x", **headers}
    )


def test_a_script_gets_a_ticket_and_the_window_opens_the_page(
    client: FlaskClient, token: str, app: Flask
) -> None:
    answer = offer(client, token, "/lti/switched?window=1", Accept="application/json")
    assert answer.get_json()["name"] == "Громова Наталья Ивановна"
    window = app.test_client()
    entered = window.post("/window/enter", data={"ticket": answer.get_json()["ticket"]}, base_url=PUBLIC_URL)
    assert (entered.status_code, entered.location) == (303, "/lti/switched?window=1")
    assert "Громова Наталья Ивановна" in window.get(entered.location, base_url=PUBLIC_URL).get_data(
        as_text=True
    )


def test_without_scripts_a_page_names_the_person(client: FlaskClient, token: str) -> None:
    page = offer(client, token, "/lti/switched").get_data(as_text=True)
    assert "Громова Наталья Ивановна" in page
    assert 'target="_blank"' in page


@pytest.mark.parametrize(
    "path",
    ["", "https://evil.test/", "//evil.test", "/\\evil.test", "javascript:x", "/a\nb", "/" + "x" * 600],
)
def test_a_window_never_leads_elsewhere(client: FlaskClient, token: str, database: Opener, path: str) -> None:
    assert offer(client, token, path).status_code == 400
    with database() as session:
        assert session.scalars(select(Ticket)).all() == []


def test_nobody_gets_a_ticket_without_being_signed_in(app: Flask, moodle: Moodle) -> None:
    assert app.test_client().post("/window", data={"next": "/x"}, base_url=PUBLIC_URL).status_code == 400


def test_signing_out_ends_the_session(client: FlaskClient, token: str, database: Opener) -> None:
    form = {"csrf_token": token}
    answer = client.post("/sign-out", data=form, base_url=PUBLIC_URL, headers={"Referer": f"{PUBLIC_URL}/x"})
    assert "Вы вышли" in answer.get_data(as_text=True)
    assert "frame-ancestors 'self' https://moodle.test" in answer.headers["Content-Security-Policy"]
    assert client.get("/lti/switched", base_url=PUBLIC_URL).status_code == 401
    with database() as session:
        assert session.scalars(select(BrowserSession)).one().ended_at is not None


def test_a_stolen_form_cannot_sign_out(client: FlaskClient, token: str) -> None:
    assert client.post("/sign-out", base_url=PUBLIC_URL).status_code == 400
    assert client.get("/lti/switched", base_url=PUBLIC_URL).status_code == 200


def test_a_session_that_ran_out_says_so_inside_the_frame(
    client: FlaskClient, token: str, clock: MovedClock
) -> None:
    clock.move(hours=2)
    answer = client.get("/lti/switched", base_url=PUBLIC_URL)
    assert answer.status_code == 401
    assert "Войдите из курса" in answer.get_data(as_text=True)
    assert "frame-ancestors 'self' https://moodle.test" in answer.headers["Content-Security-Policy"]
