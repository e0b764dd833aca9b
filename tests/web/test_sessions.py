"""«Сеансы» and the alerts of 4.1.7: nobody works under a teacher's name unnoticed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.browser_sessions import raise_alerts
from journal.rights import Role
from lti_tool.sessions import issue_ticket
from models import AuditEntry, BrowserSession, EndReason, Office, SessionAlert, User
from tests import factories as make
from tests.conftest import SetClock
from tests.rights.scene import Scene, build

BASE = "https://journal.example"
SignIn = Callable[[FlaskClient, User], BrowserSession]


@pytest.fixture
def scene(session: Session) -> Scene:
    return build(session)


@pytest.fixture
def enter(app: Flask, session: Session) -> Callable[..., None]:
    """`enter(browser, person_id)`: through a window's ticket, as people do; `mark` is the browser it was opened from."""
    from lti_tool.database import db

    def come(browser: FlaskClient, person_id: int, mark: str = "") -> None:
        session.commit()
        with app.test_request_context():
            if mark:
                from flask import session as cookie

                cookie["mark"] = mark
            code = issue_ticket(db.session.get_one(User, person_id), None, "/journals")
            db.session.commit()
        answer = browser.post("/window/enter", data={"ticket": code}, base_url=BASE)
        assert answer.status_code == 303

    return come


def get(browser: FlaskClient, path: str = "/journals") -> int:
    return browser.get(path, base_url=BASE).status_code


def test_a_second_browser_ends_the_first_and_the_first_is_told(
    app: Flask, scene: Scene, session: Session, enter: Callable[..., None]
) -> None:
    teacher = scene.person(Role.TEACHER).id
    first, second = app.test_client(), app.test_client()
    enter(first, teacher)
    assert get(first) == 200
    enter(second, teacher)

    page = first.get("/journals", base_url=BASE)

    assert (page.status_code, get(second)) == (401, 200)
    assert 'data-code="REPLACED"' in page.text
    assert "Под вашим именем вошли в другом браузере" in page.text


def test_windows_of_one_browser_live_side_by_side(
    app: Flask, scene: Scene, enter: Callable[..., None]
) -> None:
    """The LMS's frame and a window of its own keep different cookies: the ticket says that it is the same browser."""
    teacher = scene.person(Role.TEACHER).id
    frame, window = app.test_client(), app.test_client()
    enter(frame, teacher, mark="a" * 64)
    enter(window, teacher, mark="a" * 64)
    assert (get(frame), get(window)) == (200, 200)


def test_students_and_parents_may_use_two_browsers(
    app: Flask, scene: Scene, enter: Callable[..., None]
) -> None:
    student = scene.person(Role.STUDENT).id
    phone, computer = app.test_client(), app.test_client()
    enter(phone, student)
    enter(computer, student)
    assert (get(phone, "/gradebook"), get(computer, "/gradebook")) == (200, 200)


def test_the_visit_before_is_shown(
    app: Flask, scene: Scene, clock: SetClock, enter: Callable[..., None]
) -> None:
    teacher = scene.person(Role.TEACHER).id
    browser = app.test_client()
    enter(browser, teacher)
    assert "Прежних входов нет" in browser.get("/journals", base_url=BASE).text
    clock.set("2025-10-08 08:15:00")
    enter(browser, teacher)
    assert "Прошлый вход: 07.10.2025 12:00, адрес 127.0.0.1" in browser.get("/journals", base_url=BASE).text


def test_staff_and_a_student_in_one_browser_raise_an_alert(
    app: Flask, scene: Scene, session: Session, clock: SetClock, enter: Callable[..., None]
) -> None:
    teacher, student = scene.person(Role.TEACHER).id, scene.person(Role.STUDENT).id
    browser = app.test_client()
    enter(browser, teacher)
    clock.advance(minutes=9)
    enter(browser, student)
    clock.advance(minutes=1)
    enter(browser, teacher)

    session.rollback()
    (alert,) = _raised(session, scene)
    assert (alert.staff_id, alert.learner_id, alert.address) == (teacher, student, "127.0.0.1")
    entry = session.scalar(select(AuditEntry).where(AuditEntry.entity == "session_alert"))
    assert entry is not None


def _raised(session: Session, scene: Scene) -> list[SessionAlert]:
    """The alerts besides the scene's own."""
    return list(session.scalars(select(SessionAlert).where(SessionAlert.id != scene.values["alert_id"])))


@pytest.mark.parametrize("apart", ["later", "another browser", "a parent"])
def test_no_alert_without_cause(
    app: Flask, scene: Scene, session: Session, clock: SetClock, enter: Callable[..., None], apart: str
) -> None:
    teacher = scene.person(Role.TEACHER).id
    other = scene.person(Role.GUARDIAN if apart == "a parent" else Role.STUDENT).id
    browser = app.test_client()
    enter(browser, teacher)
    if apart == "later":
        clock.advance(minutes=11)
    enter(app.test_client() if apart == "another browser" else browser, other)

    session.rollback()
    assert _raised(session, scene) == []


def test_a_browser_without_a_mark_raises_nothing(session: Session, clock: SetClock) -> None:
    person = make.user(session, is_staff=True)
    browser = BrowserSession(user=person, mark_hash="", created_at=clock(), seen_at=clock(), address="")
    assert raise_alerts(session, browser, person, {""}) == []


def test_all_other_sessions_are_ended_at_once(
    app: Flask, scene: Scene, session: Session, enter: Callable[..., None]
) -> None:
    student = scene.person(Role.STUDENT).id
    phone, computer = app.test_client(), app.test_client()
    enter(phone, student)
    enter(computer, student)
    assert "Завершить все" in phone.get("/sessions", base_url=BASE).text

    assert phone.post("/sessions", base_url=BASE).status_code == 303

    assert (get(phone, "/gradebook"), get(computer, "/gradebook")) == (200, 401)
    session.rollback()
    ended = session.scalar(select(AuditEntry).where(AuditEntry.action == "sessions_ended"))
    assert ended is not None and ended.user_id == student


def test_nobody_ends_another_persons_session(
    app: Flask, scene: Scene, session: Session, enter: Callable[..., None]
) -> None:
    victim, stranger = app.test_client(), app.test_client()
    enter(victim, scene.person(Role.TEACHER).id)
    enter(stranger, scene.person(Role.STUDENT).id)
    session.rollback()
    theirs = session.scalar(select(BrowserSession.id).order_by(BrowserSession.id))
    session.rollback()

    assert stranger.post("/sessions", data={"session": theirs}, base_url=BASE).status_code == 404
    assert get(victim) == 200


def test_the_content_administrator_sees_and_ends_sessions_and_settles_alerts(
    app: Flask, scene: Scene, session: Session, enter: Callable[..., None], clock: SetClock
) -> None:
    teacher, student = scene.person(Role.TEACHER), scene.person(Role.STUDENT)
    office = scene.in_office(Office.CONTENT_ADMIN).id
    ids = teacher.id, student.id
    shared, desk = app.test_client(), app.test_client()
    enter(shared, ids[0])
    enter(shared, ids[1])
    enter(desk, office)

    page = desk.get("/sessions/all", base_url=BASE).text
    assert "Учителева" in page and "Завершить все сеансы человека" in page
    assert "Учителева" in desk.get("/sessions/alerts?q=учителева", base_url=BASE).text
    assert desk.get("/sessions/all?format=csv", base_url=BASE).status_code == 200
    session.rollback()
    alert = _raised(session, scene)[0].id
    session.rollback()
    refused = desk.post(f"/sessions/alerts/{alert}", data={"finding": "ok"}, base_url=BASE)
    assert refused.status_code == 422
    kept = desk.post(
        f"/sessions/alerts/{alert}", data={"finding": "общий компьютер кабинета 214"}, base_url=BASE
    )
    assert kept.status_code == 303
    assert desk.post("/sessions/all", data={"user": ids[1]}, base_url=BASE).status_code == 303
    assert get(shared, "/gradebook") == 401


def test_a_registration_switched_off_ends_access_at_once(
    app: Flask, scene: Scene, session: Session, enter: Callable[..., None]
) -> None:
    browser = app.test_client()
    enter(browser, scene.person(Role.TEACHER).id)
    assert get(browser) == 200
    session.rollback()
    registration = session.merge(scene.registration)
    registration.is_active = False
    session.commit()

    page = browser.get("/journals", base_url=BASE)
    assert page.status_code == 401 and 'data-code="REGISTRATION_OFF"' in page.text


def test_staff_come_in_again_after_half_an_hour_and_others_after_an_hour(
    app: Flask, scene: Scene, clock: SetClock, enter: Callable[..., None]
) -> None:
    teacher, student = app.test_client(), app.test_client()
    enter(teacher, scene.person(Role.TEACHER).id)
    enter(student, scene.person(Role.STUDENT).id)
    clock.advance(minutes=31)
    assert (get(teacher), get(student, "/gradebook")) == (401, 200)


def test_sessions_are_listed_in_a_constant_number_of_queries(
    app: Flask, scene: Scene, session: Session, clock: SetClock, sign_in_as: SignIn
) -> None:
    from tests.unchanged import queries

    office = scene.in_office(Office.CONTENT_ADMIN)
    desk = app.test_client()
    sign_in_as(desk, office)
    for number in range(60):
        person = make.user(session, f"Человеков{number}")
        session.add(
            BrowserSession(
                code_hash=str(number), user=person, created_at=clock(), seen_at=clock(), address="10.0.0.1",
                expires_at=clock() + timedelta(hours=1), end_reason=EndReason.LEFT if number % 2 else None,
                ended_at=clock() if number % 2 else None,
            )
        )  # fmt: skip
    session.commit()
    with app.app_context():
        from lti_tool.database import db

        engine = db.engine
    with queries(engine) as count:
        assert desk.get("/sessions/all?state=all").status_code == 200
    assert len(count) <= 15
