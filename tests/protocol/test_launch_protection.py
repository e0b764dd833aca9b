"""A launch works once, in the browser that began it, and with the keys the LMS has now."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from models import User
from tests.platform import BAD_LAUNCHES, Change, TestPlatform
from tests.protocol.conftest import MovedClock, Opener, register
from tests.protocol.launches import PUBLIC_URL, Moodle, go, recorded, stand_in
from tests.protocol.traces import assert_refused, traces


@pytest.fixture(autouse=True)
def pages(app: Flask) -> None:
    stand_in(app)


def test_a_launch_works_once(moodle: Moodle, database: Opener) -> None:
    asked = moodle.login()
    token = moodle.token(recorded("student"), asked["nonce"])
    assert moodle.post(token, asked["state"]).status_code == 303
    before = traces(database)
    page = assert_refused(moodle.post(token, asked["state"]), "L_REPLAY")
    assert "https://moodle.test/mod/lti/return.php?course=2" in page
    assert traces(database) == before


def test_a_token_of_one_login_does_not_answer_another(moodle: Moodle, database: Opener) -> None:
    first, second = moodle.login(), moodle.login()
    before = traces(database)
    assert_refused(moodle.post(moodle.token(recorded("student"), first["nonce"]), second["state"]), "L_NONCE")
    assert traces(database) == before


def test_of_two_workers_with_one_launch_one_wins(moodle: Moodle, app: Flask, database: Opener) -> None:
    asked = moodle.login()
    token = moodle.token(recorded("student"), asked["nonce"])
    cookie = moodle.client.get_cookie("journal_browser", path="/lti")
    assert cookie is not None
    together = threading.Barrier(4)
    codes: list[int] = []

    def worker() -> None:
        browser = app.test_client()
        browser.set_cookie("journal_browser", cookie.value, path="/lti")
        together.wait(5)
        codes.append(moodle.post(token, asked["state"], browser).status_code)

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(codes) == [303, 403, 403, 403]
    assert traces(database)["launch"] == 1


def test_the_state_of_another_browser_is_refused(moodle: Moodle, app: Flask, database: Opener) -> None:
    asked = moodle.login()
    stranger = app.test_client()
    moodle.login(stranger)
    before = traces(database)
    answer = moodle.post(moodle.token(recorded("student"), asked["nonce"]), asked["state"], stranger)
    assert_refused(answer, "L_BROWSER")
    assert traces(database) == before


def test_two_tabs_of_one_browser_both_get_in(moodle: Moodle) -> None:
    first, second = moodle.login(), moodle.login()
    for asked in (first, second):
        assert (
            moodle.post(moodle.token(recorded("student"), asked["nonce"]), asked["state"]).status_code == 303
        )


def test_a_new_key_of_the_lms_is_fetched_once(
    client: FlaskClient, platform: TestPlatform, registration: int, clock: MovedClock
) -> None:
    go(client, platform.launch())
    assert go(client, platform.launch()).status_code == 303
    assert len(platform.calls("certs.php")) == 1
    platform.rotate_key()
    clock.move(seconds=40)
    assert go(client, platform.launch()).status_code == 303
    assert len(platform.calls("certs.php")) == 2


def test_unknown_keys_do_not_make_the_tool_ask_again_and_again(
    client: FlaskClient, platform: TestPlatform, registration: int
) -> None:
    for _ in range(5):
        assert_refused(go(client, platform.launch(change=BAD_LAUNCHES["unknown kid"])), "L_UNKNOWN_KEY")
    assert len(platform.calls("certs.php")) == 1


def test_keys_that_cannot_be_had_are_told_and_old_ones_serve_meanwhile(
    client: FlaskClient, platform: TestPlatform, registration: int, clock: MovedClock
) -> None:
    platform.fail("certs.php", 500)
    answer = go(client, platform.launch())
    assert answer.status_code == 502
    assert 'data-code="L_KEYS"' in answer.get_data(as_text=True)
    platform.mend()
    clock.move(seconds=40)
    assert go(client, platform.launch(change=Change(shift=40))).status_code == 303
    platform.fail("certs.php", 500)
    clock.move(hours=25)
    assert go(client, platform.launch(change=Change(shift=25 * 3600 + 40))).status_code == 303


def test_two_clients_of_one_lms_are_kept_apart(
    client: FlaskClient, platform: TestPlatform, registration: int, database: Opener, clock: MovedClock
) -> None:
    platform.add_client("second-client", "77")
    register(
        database, clock, **vars(replace(platform.addresses, client_id="second-client", deployment_id="77"))
    )
    assert go(client, platform.launch()).status_code == 303
    assert go(client, platform.launch(client_id="second-client")).status_code == 303
    with database() as session:
        assert session.scalar(select(func.count(User.id))) == 2
    params = dict(platform.launch().params)
    params.pop("client_id")
    answer = client.post("/lti/login", data=params, base_url=PUBLIC_URL)
    assert_refused(answer, "L_CLIENT")
