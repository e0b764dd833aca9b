"""The rules on their pages (7.2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import BrowserSession, Office, Order, RuleProposal, RuleSetting, User
from regulation.rule_book import ENTRIES
from tests import factories as make

SignIn = Callable[[FlaskClient, User], BrowserSession]
TYPED = {"value": "10", "valid_from": "2025-10-20", "order_number": "20-о", "order_date": "2025-10-06"}


@pytest.fixture
def clerk(session: Session, client: FlaskClient, sign_in_as: SignIn) -> User:
    person = make.user(session, "Ефимова", is_staff=True)
    make.office(session, person, Office.CONTENT_ADMIN)
    sign_in_as(client, person)
    return person


def director(session: Session) -> User:
    person = make.user(session, "Примеров", is_staff=True)
    make.office(session, person, Office.DIRECTOR)
    return person


def settings(session: Session) -> list[tuple[str, str]]:
    session.rollback()
    found = [(one.name, one.value) for one in session.scalars(select(RuleSetting))]
    session.rollback()
    return found


def test_every_rule_is_listed_and_has_a_page(client: FlaskClient, clerk: User) -> None:
    page = client.get("/rules").text
    for entry in ENTRIES:
        assert f"/rules/{entry.name}" in page
        assert client.get(f"/rules/{entry.name}").status_code == 200
    assert client.get("/rules/timezone").status_code == 404


def test_a_rule_changes_by_an_order(session: Session, client: FlaskClient, clerk: User) -> None:
    answer = client.post("/rules/lock_days", data=TYPED, follow_redirects=True)
    assert "Правило действует с 20.10.2025." in answer.text and "№ 20-о от 06.10.2025" in answer.text
    assert settings(session) == [("lock_days", "10")]
    assert "с 20.10.2025" in client.get("/rules").text


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"value": "x"}, "E_RULE"),
        ({"valid_from": "2025-10-06"}, "E_PERIOD"),
        ({"valid_from": ""}, "E_PERIOD"),
        ({"order_number": ""}, "E_ORDER"),
        ({"order_date": ""}, "E_ORDER"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(
    session: Session, client: FlaskClient, clerk: User, wrong: dict[str, str], code: str
) -> None:
    answer = client.post("/rules/lock_days", data=TYPED | wrong)
    assert (answer.status_code, f'data-code="{code}"' in answer.text) == (422, True)
    assert settings(session) == []
    assert session.scalars(select(Order)).all() == []


def test_the_director_decides(session: Session, client: FlaskClient, clerk: User, sign_in_as: SignIn) -> None:
    head = director(session)
    session.commit()
    answer = client.post("/rules/lock_days", data=TYPED, follow_redirects=True)
    assert "когда его утвердит директор" in answer.text and "Изменить приказом" not in answer.text
    client.post("/rules/min_marks", data=TYPED | {"value": "5"})
    first, second = session.scalars(select(RuleProposal.id).order_by(RuleProposal.id)).all()
    session.commit()
    client.post(f"/rules/proposals/{second}/withdraw")
    assert client.post(f"/rules/proposals/{first}/decision").status_code == 403
    sign_in_as(client, head)
    assert "Утвердить" in client.get("/rules").text
    assert client.post(f"/rules/proposals/{first}/decision", data={"decision": "refuse"}).status_code == 422
    assert settings(session) == []
    client.post(f"/rules/proposals/{first}/decision", data={"decision": "approve"})
    assert settings(session) == [("lock_days", "10")]
    assert client.post(f"/rules/proposals/{first}/decision").status_code == 422
    assert client.post("/rules/proposals/999/decision").status_code == 404
