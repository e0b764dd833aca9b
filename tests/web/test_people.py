"""The pages of people: search, filters, files, one person, the register of undertakings (3.8.1, 6.1)."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models import BrowserSession, Office, Undertaking, User
from tests import factories as make
from tests.unchanged import queries

SignIn = Callable[[FlaskClient, User], BrowserSession]


@pytest.fixture
def administrator(session: Session, client: FlaskClient, sign_in_as: SignIn) -> User:
    person = make.user(session, "Контентова", is_staff=True)
    make.office(session, person, Office.CONTENT_ADMIN)
    sign_in_as(client, person)
    return person


def test_people_are_found_whatever_the_letter(
    administrator: User, session: Session, client: FlaskClient
) -> None:
    make.user(session, "Ёжиков", "Семён", "Львович", is_staff=True, college_number="T-77")
    make.account(session, make.student(session, "Ёжикова"))
    session.commit()
    page = client.get("/people?q=ежиков").text
    assert "Ёжиков Семён Львович" in page and "Ёжикова" not in page
    assert "Ёжикова" in client.get("/people?q=ЁЖИКОВ&kind=learner").text
    assert "Ёжиков Семён" in client.get("/people?q=T-77").text
    assert "администратор контента" in client.get("/people").text
    assert client.get("/people?format=csv").data.decode("utf-8-sig").startswith("Фамилия, имя, отчество;Кто;")


def test_the_list_asks_no_more_as_it_grows(
    administrator: User, session: Session, client: FlaskClient, engine: Engine
) -> None:
    for number in range(120):
        make.user(session, f"Человек{number:03d}", is_staff=True)
    session.commit()
    client.get("/people")
    for address in (
        "/people",
        "/people?page=2",
        "/people?signed=lacks",
        "/people?format=xlsx",
        "/undertakings",
    ):
        with queries(engine) as sent:
            assert client.get(address).status_code == 200
        assert len(sent) <= 15, address


def test_a_person_shows_offices_and_the_undertaking_signed(
    administrator: User, session: Session, client: FlaskClient
) -> None:
    number = administrator.id
    session.commit()
    page = client.get(f"/people/{number}").text
    assert "администратор контента" in page and "Не подписано." in page
    assert "Не подписали обязательство" in client.get("/undertakings").text
    answer = client.post(f"/people/{number}/undertakings", data={"number": "3", "signed_on": "2025-09-01"})
    assert answer.status_code == 303
    assert "№ 3 от 01.09.2025" in client.get(f"/people/{number}").text
    assert "Подписали все" in client.get("/undertakings").text
    signed = session.scalars(select(Undertaking.id)).one()
    session.rollback()
    assert client.post(f"/undertakings/{signed}/annul", data={"reason": ""}).status_code == 422
    assert client.post(f"/undertakings/{signed}/annul", data={"reason": "ошибка"}).status_code == 303
    assert "аннулировано: ошибка" in client.get("/undertakings?state=annulled").text


def test_a_refused_undertaking_keeps_what_was_typed(
    administrator: User, session: Session, client: FlaskClient
) -> None:
    number = administrator.id
    session.commit()
    answer = client.post(f"/people/{number}/undertakings", data={"number": "17/б", "signed_on": "2025-10-08"})
    assert answer.status_code == 422 and 'value="17/б"' in answer.text and "(п. 6.1)" in answer.text
    assert session.scalars(select(Undertaking)).all() == []


def test_staff_come_in_from_a_file(administrator: User, session: Session, client: FlaskClient) -> None:
    lms = administrator.registration_id
    session.commit()
    text = "Номер в LMS;Фамилия;Имя;Отчество;Табельный номер\n901;Новикова;Анна;Петровна;T-90\n"
    sent = {"registration": str(lms), "file": (io.BytesIO(text.encode()), "staff.csv")}
    answer = client.post("/imports/new/people", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    assert "новый сотрудник" in client.get(answer.location).text
    assert client.post(f"{answer.location}/apply").status_code == 303
    assert (
        session.scalars(select(User).where(User.sub == "901")).one().display_name == "Новикова Анна Петровна"
    )
