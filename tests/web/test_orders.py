"""The register of orders: list, template, entering, showing, withdrawing, printing (F-22)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.order_texts import KIND_TITLES, TEXTS
from journal.orders import register_order
from journal.papers.order import order_of
from lti_tool.jobs.running import run_due
from lti_tool.printing.office_papers import KINDS
from models import AuditEntry, BrowserSession, Grant, Job, JobState, Office, Order, OrderKind, User
from tests import factories as make
from tests.unchanged import queries

SignIn = Callable[[FlaskClient, User], BrowserSession]
TYPED = {
    "kind": "rights", "number": "12-к", "dated": "2025-10-06", "title": "О правах Ёжикова", "text": "ПРИКАЗЫВАЮ:\n1. Дать.",
    "signed_by": "П. Примеров",
}  # fmt: skip


@pytest.fixture
def clerk(session: Session, client: FlaskClient, sign_in_as: SignIn) -> User:
    person = make.user(session, "Ефимова", is_staff=True)
    make.office(session, person, Office.CONTENT_ADMIN)
    sign_in_as(client, person)
    return person


def registered(
    session: Session, clerk: User, number: str = "77-к", kind: OrderKind = OrderKind.RIGHTS
) -> int:
    """An order in the register, committed; its id."""
    made = register_order(
        Acting(session, clerk, make.EARLY.replace(day=5)), kind, number, date(2025, 9, 1), "О правах Ёжикова"
    )
    order_id = made.id
    session.commit()
    return order_id


def test_every_kind_has_a_title_and_a_text() -> None:
    assert set(KIND_TITLES) == set(TEXTS) == set(OrderKind)


def test_the_form_brings_the_text_of_its_template(client: FlaskClient, clerk: User) -> None:
    page = client.get("/orders/new?kind=rules").text
    assert "с пунктом 7.2 Положения" in page
    assert 'value="2025-10-07"' in page
    assert 'value="movement"' not in page, "the secretary enters orders on movement"


def test_it_is_entered_shown_and_found_whatever_the_letter(
    session: Session, client: FlaskClient, clerk: User
) -> None:
    answer = client.post("/orders/new", data=TYPED, follow_redirects=True)
    assert "Приказ № 12-к от 06.10.2025" in answer.text
    assert "1. Дать." in answer.text and "П. Примеров" in answer.text
    order = session.scalars(select(Order)).one()
    assert (order.kind, order.registered_by_id) == (OrderKind.RIGHTS, clerk.id)
    session.commit()
    assert "О правах Ёжикова" in client.get("/orders?q=ежиков").text
    assert "О правах Ёжикова" not in client.get("/orders?q=петров").text
    assert "О правах Ёжикова" not in client.get("/orders?kind=movement").text
    assert "О правах Ёжикова" not in client.get("/orders?year=2024").text
    assert "О правах Ёжикова" in client.get("/orders?year=2025&state=standing&kind=rights").text


@pytest.mark.parametrize(
    "wrong", [{"number": ""}, {"dated": ""}, {"dated": "06.10.2025"}, {"dated": "2025-10-08"}]
)
def test_without_a_number_or_a_possible_date_nothing_is_entered_and_nothing_typed_is_lost(
    session: Session, client: FlaskClient, clerk: User, wrong: dict[str, str]
) -> None:
    answer = client.post("/orders/new", data=TYPED | wrong)
    assert answer.status_code == 422
    assert 'data-code="E_ORDER"' in answer.text and "(п. 3.3)" in answer.text
    assert "О правах Ёжикова" in answer.text and "1. Дать." in answer.text
    assert session.scalars(select(Order)).all() == []


def test_an_order_on_somebody_elses_matter_is_refused(
    session: Session, client: FlaskClient, clerk: User
) -> None:
    assert client.post("/orders/new", data=TYPED | {"kind": "movement"}).status_code == 403
    assert client.post("/orders/new", data=TYPED | {"kind": "nothing"}).status_code == 404
    assert session.scalars(select(Order)).all() == []


def test_a_secretary_enters_orders_on_movement_only(
    session: Session, client: FlaskClient, sign_in_as: SignIn
) -> None:
    person = make.user(session, "Зуева", is_staff=True)
    make.office(session, person, Office.SECRETARY)
    sign_in_as(client, person)
    assert client.post("/orders/new", data=TYPED | {"kind": "movement"}).status_code == 303
    assert client.post("/orders/new", data=TYPED).status_code == 403


class TestWithdraw:
    def test_it_works(self, session: Session, client: FlaskClient, clerk: User) -> None:
        order_id = registered(session, clerk)
        answer = client.post(
            f"/orders/{order_id}/withdraw", data={"reason": "внесён по ошибке"}, follow_redirects=True
        )
        assert "Снят с учёта" in answer.text and "внесён по ошибке" in answer.text
        assert session.get_one(Order, order_id).withdrawn_reason == "внесён по ошибке"

    def test_not_without_a_reason(self, session: Session, client: FlaskClient, clerk: User) -> None:
        order_id = registered(session, clerk)
        answer = client.post(f"/orders/{order_id}/withdraw", data={"reason": ""})
        assert answer.status_code == 422 and "E_TOPIC_EMPTY" in answer.text
        assert session.get_one(Order, order_id).withdrawn_at is None

    def test_not_another_offices_order(self, session: Session, client: FlaskClient, clerk: User) -> None:
        order_id = registered(session, clerk, kind=OrderKind.MOVEMENT)
        assert (
            client.post(f"/orders/{order_id}/withdraw", data={"reason": "внесён по ошибке"}).status_code
            == 403
        )


def test_it_is_printed_by_a_job_that_only_who_may_print_opens(
    session: Session, client: FlaskClient, clerk: User
) -> None:
    order_id = registered(session, clerk)
    answer = client.post(f"/orders/{order_id}/print")
    job = session.scalars(select(Job)).one()
    assert (answer.status_code, job.kind, job.params["values"]) == (303, "print", {"order_id": order_id})
    assert (
        session.scalars(select(AuditEntry).where(AuditEntry.action == "printed")).one().entity_id == order_id
    )
    path = f"/jobs/{job.public_id}/result"
    session.commit()
    with client.application.app_context():
        run_due()
    job = session.scalars(select(Job)).one()
    assert job.state is JobState.DONE, job.message
    session.commit()
    with client.get(path) as answer:
        assert answer.data.startswith(b"%PDF")
    grant = session.scalars(select(Grant)).one()
    grant.revoked_at = make.EARLY
    session.commit()
    assert client.get(path).status_code == 403


def test_the_paper_has_the_signer_and_the_lines(session: Session, clerk: User) -> None:
    order_id = registered(session, clerk)
    order = session.get_one(Order, order_id)
    order.text, order.signed_by = "Во исполнение\nПРИКАЗЫВАЮ:\n\n1. Дать права.", "П. Примеров"
    paper = order_of(session, order)
    assert paper.paragraphs == ("Во исполнение", "ПРИКАЗЫВАЮ:", "1. Дать права.")
    assert (paper.signed_by, paper.withdrawn_on, paper.is_draft) == ("П. Примеров", None, False)
    assert set(KINDS) >= {"order"}


def test_the_list_asks_as_much_of_the_database_however_long_it_is(
    session: Session, client: FlaskClient, clerk: User, engine: Engine
) -> None:
    from lti_tool.database import db

    registered(session, clerk)
    client.get("/orders")
    with client.application.app_context(), queries(db.engine) as few:
        client.get("/orders")
    for number in range(60):
        registered(session, clerk, f"{number}-к")
    with client.application.app_context(), queries(db.engine) as many:
        client.get("/orders")
    assert len(many) == len(few) <= 12
