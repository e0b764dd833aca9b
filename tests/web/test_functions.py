"""Function lists, the requests for unlocks, the desk, on their pages (3.2, 4.1.1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.unlocks import request_unlock
from lti_tool.database import db
from models import BrowserSession, FunctionMark, Office, User
from tests import factories as make
from tests.unchanged import queries

SignIn = Callable[[FlaskClient, User], BrowserSession]


@pytest.fixture
def clerk(session: Session, client: FlaskClient, sign_in_as: SignIn) -> User:
    person = make.user(session, "Ефимова", is_staff=True)
    make.office(session, person, Office.CONTENT_ADMIN)
    sign_in_as(client, person)
    return person


def test_one_reads_and_marks_the_list_of_ones_office(
    session: Session, client: FlaskClient, clerk: User
) -> None:
    page = client.get("/functions").text
    assert "вносит права по приказам" in page and "п. 3.8.1" in page
    answer = client.post("/functions/content_admin", follow_redirects=True)
    assert "ознакомлен(а)" in answer.text and "07.10.2025" in answer.text
    assert session.scalars(select(FunctionMark.office)).all() == ["content_admin"]


def test_nobody_marks_another_offices_list(session: Session, client: FlaskClient, clerk: User) -> None:
    assert client.post("/functions/director").status_code == 404
    assert session.scalars(select(FunctionMark)).all() == []


def test_who_has_and_has_not_read(session: Session, client: FlaskClient, clerk: User) -> None:
    make.office(session, make.user(session, "Ёжикова", is_staff=True), Office.SECRETARY)
    session.commit()
    client.post("/functions/content_admin")

    def names(query: str) -> list[str]:
        rows = client.get(f"/functions/marks?format=csv&{query}").data.decode("utf-8-sig").splitlines()[1:]
        return [row.split(" ")[0] for row in rows]

    assert names("") == ["Ёжикова", "Ефимова"] or names("") == ["Ефимова", "Ёжикова"]
    assert names("mark=no") == ["Ёжикова"]
    assert names("mark=yes") == ["Ефимова"]
    assert names("office=secretary") == ["Ёжикова"]
    assert names("q=ежикова") == ["Ёжикова"]


def test_requests_of_every_journal_stand_on_one_page(
    session: Session, client: FlaskClient, clerk: User
) -> None:
    journal = make.journal(session)
    lesson = make.lesson(session, journal, date(2025, 9, 15))
    teacher = make.teacher(session, journal, "Учителева")
    request_unlock(Acting(session, teacher, make.EARLY), lesson, "болезнь педагога")
    session.commit()
    page = client.get("/unlocks").text
    assert "занятие 15.09.2025" in page and "Учителева" in page and "болезнь педагога" in page
    assert "Учителева" not in client.get("/unlocks?state=answered").text
    assert "Учителева" in client.get("/unlocks?state=all&q=учителева").text
    desk = client.get("/desk").text
    assert "Запросы на разблокировку" in desk and "/unlocks" in desk


def test_the_pages_ask_as_much_of_the_database_however_long_they_are(
    session: Session, client: FlaskClient, clerk: User, engine: Engine
) -> None:
    paths = ("/functions/marks", "/unlocks", "/desk")
    counted = []
    for _time in range(2):
        for _number in range(8):
            journal = make.journal(session, students=1)
            request_unlock(
                Acting(session, make.teacher(session, journal), make.EARLY), journal, "болезнь педагога"
            )
        session.commit()
        for path in paths:
            client.get(path)
        found = []
        for path in paths:
            with client.application.app_context(), queries(db.engine) as sent:
                client.get(path)
            found.append(len(sent))
        counted.append(found)
    assert counted[0] == counted[1]
    assert max(counted[0][:2]) <= 15
