"""The page on which an administrator of the LMS becomes the first system administrator (3.1)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.first_admin import make_code
from models import AdminCode, BrowserSession, Grant, Office, User
from tests import factories as make
from tests.conftest import SetClock

SignIn = Callable[[FlaskClient, User], BrowserSession]
ORDER = {"order_number": "1-у", "order_date": "2025-10-06"}


@pytest.fixture
def code(session: Session, client: FlaskClient, sign_in_as: SignIn, clock: SetClock) -> str:
    """A good code; the administrator of the LMS is signed in."""
    person = make.user(session, "Системный", is_staff=True, is_lms_admin=True)
    made = make_code(Acting(session, None, clock()))
    sign_in_as(client, person)
    return made


def grants(session: Session) -> list[Grant]:
    session.rollback()
    found = list(session.scalars(select(Grant)))
    session.expunge_all()
    session.rollback()
    return found


def test_the_code_and_an_order_give_the_office(session: Session, client: FlaskClient, code: str) -> None:
    assert "office code" in client.get("/lti/administrator").text
    answer = client.post("/lti/administrator", data=ORDER | {"code": code})
    assert (answer.status_code, answer.location) == (303, "/desk")
    (grant,) = grants(session)
    assert (grant.office, grant.order_number) == (Office.SYSTEM_ADMIN, "1-у")
    assert "системный администратор" in client.get("/desk").text


def test_a_wrong_code_is_counted_and_nothing_typed_is_lost(
    session: Session, client: FlaskClient, code: str
) -> None:
    answer = client.post("/lti/administrator", data=ORDER | {"code": "AAAA"})
    assert (answer.status_code, "E_CODE" in answer.text, 'value="1-у"' in answer.text) == (422, True, True)
    assert grants(session) == []
    assert session.scalars(select(AdminCode.failures)).one() == 1


def test_without_an_order_it_is_refused_and_the_code_stays_good(
    session: Session, client: FlaskClient, code: str
) -> None:
    answer = client.post("/lti/administrator", data={"code": code, "order_number": "", "order_date": "вчера"})
    assert (answer.status_code, "E_ORDER" in answer.text) == (422, True)
    assert grants(session) == []
    assert client.post("/lti/administrator", data=ORDER | {"code": code}).status_code == 303


def test_somebody_else_is_refused(
    session: Session, client: FlaskClient, code: str, sign_in_as: SignIn
) -> None:
    sign_in_as(client, make.user(session, "Петрова", is_staff=True))
    answer = client.post("/lti/administrator", data=ORDER | {"code": code})
    assert (answer.status_code, "E_CLOSED" in answer.text) == (422, True)
    assert grants(session) == []
