"""Questions to the content administrator: asked by anybody, answered in time (3.4)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from journal.questions import MOST_IN_A_DAY, ask_question
from models import BrowserSession, Office, Question, User
from tests import factories as make
from tests.conftest import Act, SetClock
from tests.unchanged import queries, refuses

SignIn = Callable[[FlaskClient, User], BrowserSession]


@pytest.fixture
def asker(session: Session) -> User:
    session.expire_on_commit = False
    return make.user(session, "Ёжикова")


@pytest.fixture
def admin(session: Session) -> User:
    person = make.user(session, "Ефимова", is_staff=True)
    make.office(session, person, Office.CONTENT_ADMIN)
    return person


def test_a_question_is_answered_and_says_how_long_it_took(
    session: Session, client: FlaskClient, asker: User, admin: User, clock: SetClock, sign_in_as: SignIn
) -> None:
    sign_in_as(client, asker)
    page = client.post(
        "/questions", data={"text": "Как исправить тему <b>занятия</b>?"}, follow_redirects=True
    ).text
    assert "Ответ — до 10.10.2025" in page and "&lt;b&gt;занятия" in page
    question = session.scalar(select(Question.id))
    session.commit()
    clock.set("2025-10-09 10:00")
    sign_in_as(client, admin)
    assert "Вопросы администратору контента" in client.get("/desk").text
    assert "Ёжикова" in client.get("/questions/everybody?state=open&q=ежикова").text
    assert client.post(f"/questions/{question}", data={"text": "Откройте занятие."}).status_code == 303
    assert client.post(f"/questions/{question}", data={"text": "Ещё раз."}).status_code == 422
    assert "Ждут ответа" not in client.get("/desk").text
    assert client.get("/questions/everybody?format=csv").status_code == 200
    sign_in_as(client, asker)
    first = client.get("/questions").text
    assert "Откройте занятие." in first and "дней до ответа: 2" in first and "новый ответ" in first
    assert "новый ответ" not in client.get("/questions").text


def test_a_question_is_overdue_after_three_working_days_and_the_deputy_sees_it(
    session: Session,
    client: FlaskClient,
    act: Act,
    asker: User,
    admin: User,
    clock: SetClock,
    sign_in_as: SignIn,
) -> None:
    ask_question(
        act(asker, now="2025-10-03 12:00"), "Как исправить тему?"
    )  # a Friday: Saturday, Monday, Tuesday
    deputy = make.user(session, "Крылова", is_staff=True)
    make.office(session, deputy, Office.DEPUTY)
    session.commit()
    for person in (admin, deputy):
        clock.set("2025-10-07 23:59")
        sign_in_as(client, person)
        assert "дольше 3 рабочих дней" not in client.get("/desk").text
        clock.set("2025-10-08 00:00")
        assert "дольше 3 рабочих дней" in client.get("/desk").text
    assert "badge-red" in client.get("/questions/everybody?state=late").text


def test_nobody_reads_anothers_question_or_answers_it(
    session: Session, client: FlaskClient, act: Act, asker: User, sign_in_as: SignIn
) -> None:
    question = ask_question(act(asker), "Как исправить тему?").id
    other = make.user(session, "Другова", is_staff=True)
    sign_in_as(client, other)
    assert client.get(f"/questions/{question}").status_code == 404
    assert client.post(f"/questions/{question}", data={"text": "Никак."}).status_code == 403
    assert client.get("/questions/everybody").status_code == 403
    assert "Как исправить" not in client.get("/questions").text
    assert session.scalars(select(Question.answer)).all() == [""]


@pytest.mark.parametrize("text", ["", "а" * 2001, "\x07"])
def test_a_text_that_is_none_is_refused(session: Session, act: Act, asker: User, text: str) -> None:
    with refuses(session, "E_TEXT", "3.4"):
        ask_question(act(asker), text)


def test_nobody_asks_without_end(session: Session, act: Act, asker: User) -> None:
    for number in range(MOST_IN_A_DAY):
        ask_question(act(asker), f"Вопрос {number}")
    with refuses(session, "E_LIMIT", "3.4"):
        ask_question(act(asker), "Ещё один")
    assert session.scalar(select(func.count()).select_from(Question)) == MOST_IN_A_DAY


@pytest.mark.parametrize("path", ["/questions", "/questions/everybody"])
def test_the_lists_ask_no_more_of_the_database_as_they_grow(
    session: Session,
    client: FlaskClient,
    act: Act,
    admin: User,
    asker: User,
    sign_in_as: SignIn,
    engine: Engine,
    path: str,
) -> None:
    sign_in_as(client, admin)
    counts = []
    for times in (1, 9):
        for number in range(times):
            ask_question(act(admin), f"Вопрос {number}")
            ask_question(act(asker), f"Вопрос {number}")
        session.commit()
        with queries(engine) as sent:
            assert client.get(path).status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 15
