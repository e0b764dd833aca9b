"""The pages of the directories: lists with search and files, forms that keep what was typed (1.2, 3.8.6, 7.1)."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.normative_acts import enter_known
from models import (
    ArchivedKind,
    BrowserSession,
    Discipline,
    KindDirectory,
    NormativeAct,
    Office,
    Particulars,
    User,
)
from tests import factories as make
from tests.conftest import TUESDAY
from tests.unchanged import queries

SignIn = Callable[[FlaskClient, User], BrowserSession]


@pytest.fixture
def administrator(session: Session, client: FlaskClient, sign_in_as: SignIn) -> User:
    person = make.user(session, "Контентова", is_staff=True)
    make.office(session, person, Office.CONTENT_ADMIN)
    sign_in_as(client, person)
    return person


def test_every_directory_is_a_click_away(administrator: User, client: FlaskClient) -> None:
    page = client.get("/directories").text
    for address in ("particulars", "acts", "disciplines", "kinds"):
        assert f'href="/directories/{address}"' in page
        assert client.get(f"/directories/{address}").status_code == 200


def test_a_discipline_is_added_found_renamed_and_archived(
    administrator: User, session: Session, client: FlaskClient
) -> None:
    typed = {"index": "ОП.07", "name": "Учёт ёлок", "kind": "discipline"}
    assert client.post("/directories/disciplines", data=typed).status_code == 303
    assert client.post("/directories/disciplines", data=typed).status_code == 422
    assert "Учёт ёлок" in client.get("/directories/disciplines?q=учет+елок").text
    number = session.scalars(select(Discipline.id)).one()
    session.rollback()
    address = f"/directories/disciplines/{number}"
    assert client.post(address, data=typed | {"name": "Учёт сосен"}).status_code == 303
    assert client.post(f"{address}/archive").status_code == 303
    assert "Учёт сосен" not in client.get("/directories/disciplines").text
    assert "Учёт сосен" in client.get("/directories/disciplines?state=archive").text
    assert client.post(f"{address}/restore").status_code == 303


def test_lists_do_not_ask_more_as_they_grow(
    administrator: User, session: Session, client: FlaskClient, engine: Engine
) -> None:
    for number in range(60):
        make.discipline(session, f"ОП.{number:02d}", f"Дисциплина {number}")
    enter_known(Acting(session, None, TUESDAY))
    session.commit()
    client.get("/directories/disciplines")
    for address in (
        "/directories/disciplines?state=all",
        "/directories/acts",
        "/directories/acts?format=csv",
    ):
        with queries(engine) as sent:
            assert client.get(address).status_code == 200
        assert len(sent) <= 15, address


def test_disciplines_go_out_as_a_table(administrator: User, session: Session, client: FlaskClient) -> None:
    make.discipline(session, "ОП.01", "=Статистика")
    session.commit()
    lines = client.get("/directories/disciplines?format=csv").data.decode("utf-8-sig").splitlines()
    assert lines[0] == "Индекс;Название;Вид;Журналов;Состояние"
    assert lines[1].startswith("ОП.01;'=Статистика;")
    assert client.get("/directories/disciplines?format=xlsx").data[:2] == b"PK"


def test_the_acts_of_the_regulation_come_in_by_a_button(
    administrator: User, session: Session, client: FlaskClient
) -> None:
    assert "Добавить их" in client.get("/directories/acts").text
    assert client.post("/directories/acts/known").status_code == 303
    page = client.get("/directories/acts").text
    assert "Добавить их" not in page and "утратил силу" in page
    assert "1119" in client.get("/directories/acts?q=781").text


def test_an_act_is_entered_and_a_refused_one_keeps_what_was_typed(
    administrator: User, session: Session, client: FlaskClient
) -> None:
    typed = {
        "kind": "Приказ",
        "number": "762",
        "dated": "2022-08-24",
        "title": "О порядке",
        "status": "in_force",
    }
    assert client.post("/directories/acts/new", data=typed).status_code == 303
    answer = client.post("/directories/acts/new", data=typed | {"note": "ещё раз"})
    assert answer.status_code == 422 and "ещё раз" in answer.text and "(п. 1.2)" in answer.text
    assert len(session.scalars(select(NormativeAct)).all()) == 1


def test_particulars_change_by_order_only(administrator: User, session: Session, client: FlaskClient) -> None:
    typed = {"full_name": "Колледж «Пример»", "director": "П. П. Примеров", "valid_from": "2025-09-01"}
    answer = client.post("/directories/particulars", data=typed)
    assert answer.status_code == 422 and 'data-code="E_ORDER"' in answer.text
    assert "Колледж «Пример»" in unescape(answer.text)
    assert session.scalars(select(Particulars)).all() == []
    session.rollback()
    order = {"order_number": "5-к", "order_date": "2025-08-29"}
    assert client.post("/directories/particulars", data=typed | order).status_code == 303
    assert "приказ № 5-к от 29.08.2025" in client.get("/directories/particulars").text


def test_a_hidden_kind_is_not_offered_to_teachers(
    administrator: User, session: Session, client: FlaskClient, sign_in_as: SignIn
) -> None:
    journal = make.journal(session)
    teacher = make.teacher(session, journal)
    number = journal.id
    session.commit()
    typed = {"directory": "lesson", "key": "seminar", "archived": "1"}
    assert client.post("/directories/kinds", data=typed).status_code == 303
    assert session.scalars(select(ArchivedKind)).one().directory is KindDirectory.LESSON
    sign_in_as(client, teacher)
    page = client.get(f"/journals/{number}/lessons/new").text
    assert 'value="lecture"' in page and 'value="seminar"' not in page
    assert client.get("/directories/kinds").status_code == 200
    assert client.post("/directories/kinds", data=typed | {"archived": ""}).status_code == 403
    page = client.get("/directories/kinds").text
    assert "не предлагается" in page and "<button" not in page
