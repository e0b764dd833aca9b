"""One browser and several people: fixed sessions, forms left open, tickets used twice, sessions that should be over."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from journal.rights import Role
from lti_tool.sessions import issue_ticket
from models import AuditEntry, BrowserSession, Lesson, Ticket, User
from tests import factories as make
from tests.rights import scene as scenes
from tests.unchanged import snapshot

BASE = "https://journal.example"


@pytest.fixture
def scene(session):
    return scenes.build(session)


@pytest.fixture
def ticket_for(app, session):
    """A fresh one-time ticket of the person."""
    from lti_tool.database import db

    def make_one(person_id, path="/journals"):
        session.commit()
        with app.test_request_context():
            code = issue_ticket(db.session.get_one(User, person_id), None, path)
            db.session.commit()
        return code

    return make_one


@pytest.fixture
def desk(app, client, ticket_for):
    """A browser with CSRF checks on; `enter(person)` signs in, `token()` reads the page's CSRF token."""
    app.config["WTF_CSRF_ENABLED"] = True

    class Browser:
        def enter(self, person_id, **headers):
            form = {"ticket": ticket_for(person_id)}
            return client.post("/window/enter", data=form, base_url=BASE, headers=headers)

        def get(self, path, **options):
            return client.get(path, base_url=BASE, **options)

        def post(self, path, headers=None, **form):
            return client.post(path, data=form, base_url=BASE, headers=headers)

        def token(self, path="/journals"):
            found = re.search(r'name="csrf-token" content="([^"]+)"', self.get(path).text)
            assert found
            return found[1]

        def cookie(self):
            return client.get_cookie("journal_session", domain="journal.example")

        client = app.test_client

    return Browser()


def test_a_form_one_person_left_open_is_not_sent_by_the_next(session, scene, desk):
    first, second = scene.person(Role.TEACHER), make.teacher(session, scene.journal, "Соседова")
    lesson = make.lesson(session, scene.journal, pair=5)
    address, ids = f"/lessons/{lesson.id}/cancel", (first.id, second.id)
    desk.enter(ids[0])
    left_open = desk.token()
    desk.enter(ids[1])
    before = snapshot(session)
    session.rollback()
    answer = desk.post(address, csrf_token=left_open, reason="болезнь преподавателя")
    assert answer.status_code == 400
    assert snapshot(session)["lesson"] == before["lesson"]
    session.rollback()
    assert desk.post(address, csrf_token=desk.token(), reason="болезнь преподавателя").status_code == 303


def test_the_same_person_coming_in_again_goes_on_with_the_open_form(session, scene, desk):
    person = scene.person(Role.TEACHER).id
    lesson = make.lesson(session, scene.journal, pair=5).id
    desk.enter(person)
    left_open = desk.token()
    desk.enter(person)
    address = f"/lessons/{lesson}/cancel"
    assert desk.post(address, csrf_token=left_open, reason="болезнь преподавателя").status_code == 303


def test_a_token_known_before_the_sign_in_is_worth_nothing_after_it(session, scene, desk):
    """A session cookie planted in somebody's browser holds a token its maker knows."""
    person = scene.person(Role.TEACHER).id
    lesson = make.lesson(session, scene.journal, pair=5).id
    session.commit()
    planted = desk.token("/nowhere")
    desk.enter(person)
    answer = desk.post(f"/lessons/{lesson}/cancel", csrf_token=planted, reason="болезнь преподавателя")
    assert answer.status_code == 400
    assert session.get_one(Lesson, lesson).state == "planned"


def test_a_ticket_opens_one_window_once(app, session, scene, desk, ticket_for):
    code = ticket_for(scene.person(Role.TEACHER).id)
    assert desk.post("/window/enter", ticket=code).status_code == 303
    assert app.test_client().post("/window/enter", data={"ticket": code}, base_url=BASE).status_code == 401
    assert len(session.scalars(select(BrowserSession)).all()) == 1


@pytest.mark.parametrize(
    "origin", ["https://evil.test", "null", "http://journal.example", "https://journal.example.evil.test"]
)
def test_nobody_elsewhere_signs_a_browser_in(session, scene, desk, origin):
    assert desk.enter(scene.person(Role.TEACHER).id, Origin=origin).status_code == 401
    assert session.scalars(select(Ticket)).one().used_at is None


def test_an_old_ticket_and_a_made_up_one_open_nothing(session, scene, desk, ticket_for, clock):
    code = ticket_for(scene.person(Role.TEACHER).id)
    clock.advance(seconds=121)
    assert desk.post("/window/enter", ticket=code).status_code == 401
    assert desk.post("/window/enter", ticket="x" * 43).status_code == 401
    assert desk.post("/window/enter", ticket="").status_code == 401


def test_signing_in_renews_what_the_cookie_says(session, scene, desk):
    desk.enter(scene.person(Role.TEACHER).id)
    before = desk.cookie().value
    desk.enter(scene.person(Role.DEPUTY).id)
    assert desk.cookie().value != before


def test_a_cookie_kept_after_signing_out_opens_nothing(app, session, scene, desk):
    desk.enter(scene.person(Role.TEACHER).id)
    kept = desk.cookie().value
    assert desk.post("/sign-out", csrf_token=desk.token()).status_code == 200
    thief = app.test_client()
    thief.set_cookie("journal_session", kept, domain="journal.example", secure=True)
    assert thief.get("/journals", base_url=BASE).status_code == 401


def test_a_cookie_made_with_another_key_opens_nothing(app, session, scene, desk):
    desk.enter(scene.person(Role.TEACHER).id)
    value = desk.cookie().value
    thief = app.test_client()
    for forged in (value[:-1], value[:-2] + "AA", "x." + value, value.replace(".", "..", 1), "null", ""):
        thief.set_cookie("journal_session", forged, domain="journal.example", secure=True)
        assert thief.get("/journals", base_url=BASE).status_code == 401


@pytest.mark.parametrize("after", [{"hours": 1, "seconds": 1}, {"hours": 13}])
def test_a_forgotten_browser_is_signed_out(session, scene, desk, clock, after):
    desk.enter(scene.person(Role.TEACHER).id)
    clock.advance(**after)
    assert desk.get("/journals").status_code == 401


def test_cookies_are_for_this_site_in_a_frame_and_for_no_script(session, scene, desk):
    answer = desk.enter(scene.person(Role.TEACHER).id)
    cookie = next(value for name, value in answer.headers if name == "Set-Cookie")
    for word in ("Secure", "HttpOnly", "SameSite=None", "Partitioned"):
        assert word in cookie


def test_every_page_that_writes_asks_for_its_token(app, session, scene, desk):
    from tests.rights.asking import calls

    desk.enter(scene.person(Role.TEACHER).id)
    before = len(session.scalars(select(AuditEntry)).all())
    session.rollback()
    open_to_others = {"lti.login", "lti.launch", "lti.put", "windows.enter"}
    for call in calls(app, scene.values):
        if call.method == "POST" and call.endpoint not in open_to_others:
            assert desk.post(call.address).status_code == 400, call
    assert len(session.scalars(select(AuditEntry)).all()) == before
