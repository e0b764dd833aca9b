"""Cookies that live in the LMS's frame and nowhere else; every writing request proves that it came from our page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from demo.lms.settings import PlatformAddresses
from lti_tool.protocol.connector import outgoing
from models import DeploymentState, Mark
from tests import factories as make
from tests.conftest import SetClock
from tests.platform import TestPlatform
from tests.rights.asking import Call, calls
from tests.rights.scene import Scene, build
from tests.shell.conftest import Place

TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


@pytest.fixture
def platform(app: Flask, session: Session, clock: SetClock) -> Iterator[TestPlatform]:
    """An LMS the tool is registered with; both look at one clock."""
    with app.app_context():
        keys = outgoing().keys.key_set()
    with TestPlatform("https://journal.example", keys, clock=clock) as running:
        _register(session, running.addresses, running)
        yield running


def _register(session: Session, addresses: PlatformAddresses, platform: TestPlatform) -> None:
    facts = {name: value for name, value in vars(addresses).items() if name != "deployment_id"}
    keys = platform.flask.test_client().get("/mod/lti/certs.php").json
    registration = make.registration(session, **facts, key_set=keys, key_set_fetched_at=make.EARLY)
    make.deployment(
        session, registration, deployment_id=addresses.deployment_id, state=DeploymentState.ACTIVE
    )
    session.commit()


def flags(header: str) -> set[str]:
    """The attributes of a Set-Cookie header, without name and value."""
    return {part.strip() for part in header.split(";")[1:]}


def test_the_cookies_of_a_launch_live_in_the_frame_of_the_lms_only(
    client: FlaskClient, platform: TestPlatform
) -> None:
    started = platform.launch()
    login = client.post("/lti/login", data=started.params, base_url="https://journal.example")
    form = started.answer(login.location)
    launch = client.post("/lti/launch", data=form.fields, base_url="https://journal.example")

    assert launch.status_code == 303, launch.text
    cookies = {
        header.split("=")[0]: flags(header)
        for header in (*login.headers.getlist("Set-Cookie"), *launch.headers.getlist("Set-Cookie"))
    }
    shared = {"SameSite=None", "Secure", "HttpOnly", "Partitioned"}
    assert set(cookies) == {"journal_browser", "journal_session"}
    assert cookies["journal_session"] >= shared | {"Path=/"}
    assert cookies["journal_browser"] >= shared | {"Path=/lti"}
    assert not any(
        part.startswith("Domain=") for part in cookies["journal_session"] | cookies["journal_browser"]
    )


def test_the_cookie_says_nothing_of_the_person(teacher: FlaskClient, place: Place, session: Session) -> None:
    cookie = teacher.get_cookie("journal_session")
    assert cookie is not None

    assert place.teacher_name not in cookie.value
    assert str(place.teacher_id) not in cookie.value.split(".")[0] or len(cookie.value) > 40


@pytest.mark.parametrize("kept", ["", "nonsense", "eyJfdXNlcl9pZCI6IjEifQ.aaaa.bbbb"])
def test_a_cookie_made_up_opens_nothing(client: FlaskClient, place: Place, kept: str) -> None:
    client.set_cookie("journal_session", kept)

    assert client.get(place.page).status_code == 401


def test_a_session_ended_by_sign_out_is_of_no_use_any_more(teacher: FlaskClient, place: Place) -> None:
    cookie = teacher.get_cookie("journal_session")
    assert cookie is not None
    assert teacher.post("/sign-out").status_code == 200

    teacher.set_cookie("journal_session", cookie.value)

    assert teacher.get(place.page).status_code == 401


def test_a_session_of_staff_ends_after_half_an_hour_without_a_request(
    teacher: FlaskClient, place: Place, clock: SetClock
) -> None:
    for _ in range(3):
        clock.advance(minutes=29)
        assert teacher.get(place.page).status_code == 200
    clock.advance(minutes=31)

    assert teacher.get(place.page).status_code == 401


def test_a_session_ends_after_half_a_day_however_busy(
    teacher: FlaskClient, place: Place, clock: SetClock
) -> None:
    answers = []
    while 401 not in answers:
        clock.advance(minutes=25)
        answers.append(teacher.get(place.page).status_code)

    assert len(answers) == 29, "twelve hours and five minutes"


class TestCsrf:
    """What writes asks for the token of our own page."""

    @pytest.fixture
    def guarded(self, app: Flask) -> Flask:
        app.config["WTF_CSRF_ENABLED"] = True
        return app

    @pytest.fixture
    def posts(self, guarded: Flask, session: Session) -> list[Call]:
        scene: Scene = build(session)
        session.commit()
        return [call for call in calls(guarded, scene.values) if call.method == "POST"]

    def test_every_post_without_a_token_is_refused(self, posts: list[Call], teacher: FlaskClient) -> None:
        asked = [call for call in posts if call.route.csrf]

        pages = {str(call): teacher.post(call.address, data={}) for call in asked}
        scripts = {str(call): teacher.post(call.address, json={}) for call in asked}

        assert len(asked) > 30
        assert {
            name
            for name, page in pages.items()
            if page.status_code != 400 or 'data-code="CSRF"' not in page.text
        } == set()
        assert {name for name, script in scripts.items() if script.json["error"]["code"] != "CSRF"} == set()  # type: ignore[index]

    def test_the_page_s_token_is_accepted_once_and_again(
        self, guarded: Flask, teacher: FlaskClient, place: Place, session: Session
    ) -> None:
        found = TOKEN.search(teacher.get(place.page).text)
        assert found
        headers = {"X-CSRFToken": found[1]}

        first = teacher.post(f"{place.page}/changes", json=place.change(), headers=headers)
        again = teacher.post(f"{place.page}/changes", json=place.change(), headers=headers)

        assert (first.status_code, again.status_code) == (200, 200)
        assert session.scalar(select(func.count()).select_from(Mark)) == 1

    def test_another_browser_s_token_is_refused(
        self, guarded: Flask, teacher: FlaskClient, place: Place, session: Session
    ) -> None:
        found = TOKEN.search(guarded.test_client().get("/nowhere").text)
        assert found

        answer = teacher.post(f"{place.page}/changes", json=place.change(), headers={"X-CSRFToken": found[1]})

        assert (answer.status_code, answer.json["error"]["code"]) == (400, "CSRF")  # type: ignore[index]
        assert "Обновите" in answer.json["error"]["message"]  # type: ignore[index]
        assert session.scalar(select(func.count()).select_from(Mark)) == 0

    def test_reading_asks_for_none(self, guarded: Flask, teacher: FlaskClient, place: Place) -> None:
        assert teacher.get(place.page).status_code == 200
