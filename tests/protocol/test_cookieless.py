"""A browser that keeps no cookie in the LMS's frame: the LMS's storage, and the way into a window of one's
own.
"""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from models import BrowserSession, Launch, Ticket
from tests.protocol.conftest import MovedClock, Opener
from tests.protocol.launches import PUBLIC_URL, Moodle, recorded


@pytest.fixture
def frame(app: Flask) -> FlaskClient:
    """A browser that forgets every cookie at once."""
    return app.test_client(use_cookies=False)


def ticket_of(page: str) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found, page
    return found[1]


def enter(window: FlaskClient, ticket: str, **headers: str) -> TestResponse:
    return window.post("/window/enter", data={"ticket": ticket}, base_url=PUBLIC_URL, headers=headers)


def test_without_a_cookie_one_button_opens_the_journal_in_its_own_window(
    moodle: Moodle, frame: FlaskClient, app: Flask, database: Opener
) -> None:
    answer = moodle.launch(recorded("student"), frame)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Абрамова Алина Сергеевна" in page
    assert "Открыть в новом окне" in page
    assert 'target="_blank"' in page
    assert "https://moodle.test" in answer.headers["Content-Security-Policy"]
    with database() as session:
        assert session.scalar(select(func.count(BrowserSession.id))) == 0
    window = app.test_client()
    entered = enter(window, ticket_of(page), Origin=PUBLIC_URL)
    assert (entered.status_code, entered.location) == (303, moodle.address("gradebook.mine"))
    assert window.get("/lti/switched", base_url=PUBLIC_URL).status_code == 200
    with database() as session:
        browser = session.scalars(select(BrowserSession)).one()
        assert browser.launch_id == session.scalars(select(Launch)).one().id


def test_a_ticket_works_once_and_not_for_long(
    moodle: Moodle, frame: FlaskClient, app: Flask, clock: MovedClock
) -> None:
    first = ticket_of(moodle.launch(recorded("student"), frame).get_data(as_text=True))
    assert enter(app.test_client(), first).status_code == 303
    again = enter(app.test_client(), first)
    assert again.status_code == 401
    assert "из курса" in again.get_data(as_text=True)
    late = ticket_of(moodle.launch(recorded("student"), frame).get_data(as_text=True))
    clock.move(minutes=3)
    assert enter(app.test_client(), late).status_code == 401


@pytest.mark.parametrize("ticket", ["", "guessed", "ы"])
def test_a_made_up_ticket_opens_nothing(moodle: Moodle, app: Flask, database: Opener, ticket: str) -> None:
    assert enter(app.test_client(), ticket).status_code == 401
    assert app.test_client().get("/window/enter", base_url=PUBLIC_URL).status_code == 401
    with database() as session:
        assert session.scalar(select(func.count(BrowserSession.id))) == 0


@pytest.mark.parametrize("origin", ["https://evil.test", "null"])
def test_nobody_signs_another_in_from_their_own_page(
    moodle: Moodle, frame: FlaskClient, app: Flask, origin: str, database: Opener
) -> None:
    ticket = ticket_of(moodle.launch(recorded("student"), frame).get_data(as_text=True))
    assert enter(app.test_client(), ticket, Origin=origin).status_code == 401
    with database() as session:
        assert session.scalars(select(Ticket)).one().used_at is None
        assert session.scalar(select(func.count(BrowserSession.id))) == 0


def test_choosing_content_needs_no_cookie(moodle: Moodle, frame: FlaskClient) -> None:
    answer = moodle.launch(recorded("deep_linking_multi"), frame)
    assert answer.status_code == 303
    assert frame.get(answer.location, base_url=PUBLIC_URL).status_code == 200


def test_the_lms_keeps_the_secret_where_the_browser_does_not(moodle: Moodle, frame: FlaskClient) -> None:
    form = {
        "iss": "https://moodle.test",
        "client_id": "Qq23IYSH1oOShzF",
        "login_hint": "3",
        "target_link_uri": f"{PUBLIC_URL}/lti/launch",
        "lti_storage_target": "_parent",
    }
    keep = frame.post("/lti/login", data=form, base_url=PUBLIC_URL)
    page = keep.get_data(as_text=True)
    assert keep.status_code == 200
    kept = dict(re.findall(r'data-(\w+)="([^"]*)"', page))
    assert (kept["storage"], kept["target"], kept["origin"]) == ("keep", "_parent", "https://moodle.test")
    state = kept["key"].removeprefix("journal_")
    nonce = re.search(r"nonce=([\w-]+)", kept["next"])
    assert nonce is not None
    token = moodle.token(recorded("student"), nonce[1])
    recall = moodle.post(token, state, frame).get_data(as_text=True)
    assert 'data-storage="recall"' in recall
    assert f'data-key="journal_{state}"' in recall
    wrong = moodle.post(token, state, frame, asked_storage="1", browser="x" * 43)
    assert wrong.status_code == 403
    assert 'data-code="L_BROWSER"' in wrong.get_data(as_text=True)
    bound = moodle.post(token, state, frame, asked_storage="1", browser=kept["value"])
    assert bound.status_code == 200
    assert "Открыть в новом окне" in bound.get_data(as_text=True)


def test_a_storage_that_says_nothing_ends_at_the_button(moodle: Moodle, frame: FlaskClient) -> None:
    asked = moodle.login(frame)
    token = moodle.token(recorded("student"), asked["nonce"])
    answer = moodle.post(token, asked["state"], frame, asked_storage="1", browser="")
    assert "Открыть в новом окне" in answer.get_data(as_text=True)


def test_a_browser_that_keeps_cookies_skips_the_storage(moodle: Moodle, client: FlaskClient) -> None:
    moodle.login()
    assert moodle.login(lti_storage_target="_parent")["state"]
