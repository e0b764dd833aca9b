"""The register of orders (3.3, 3.9.2, 7.2)."""

from datetime import date

import pytest

from journal.orders import find_order, register_order, require_order, withdraw_order
from models import AuditEntry, Office, Order, OrderKind
from tests import factories as make
from tests.unchanged import refuses

DAY = date(2025, 9, 1)


@pytest.fixture
def clerk(session):
    return make.user(session, "Орлова", is_staff=True)


def registered(acting, number="12-к", dated=DAY, kind=OrderKind.RIGHTS, title="О правах Орловой"):
    return register_order(acting, kind, number, dated, title)


def test_it_works(session, act, clerk):
    order = register_order(
        act(clerk, office="content_admin"),
        OrderKind.RIGHTS,
        " № 12-к ",
        DAY,
        "О  правах Ёжикова",
        "Текст",
        "П. Примеров",
    )
    assert (order.number, order.dated, order.title) == ("12-к", DAY, "О правах Ёжикова")
    assert (order.text, order.signed_by, order.registered_by_id) == ("Текст", "П. Примеров", clerk.id)
    assert order.name == "№ 12-к от 01.09.2025"
    assert "ежикова" in order.key
    assert find_order(session, "12-к", DAY) is order
    entry = session.query(AuditEntry).filter_by(entity="order").one()
    assert (entry.office, entry.action, entry.new["number"]) == ("content_admin", "created", "12-к")


def test_the_same_order_is_entered_once(session, act, clerk):
    first = registered(act(clerk))
    assert registered(act(clerk), "№12-к") is first
    assert session.query(Order).count() == 1


def test_the_same_number_of_another_day_is_another_order(session, act, clerk):
    assert registered(act(clerk)) is not registered(act(clerk), dated=date(2025, 9, 2))


def test_the_number_of_another_kind_of_order_is_refused(session, act, clerk):
    acting = act(clerk)
    registered(acting)
    with refuses(session, "E_ORDER", "3.3"):
        registered(acting, kind=OrderKind.MOVEMENT)


@pytest.mark.parametrize(
    ("number", "dated"),
    [
        ("", DAY),
        ("  ", DAY),
        ("№", DAY),
        ("—", DAY),
        ("1" * 61, DAY),
        ("12\u200b-к", DAY),
        ("12", None),
        ("12", date(2025, 10, 8)),
        ("12", date(1925, 9, 1)),
        ("12", date(25, 9, 1)),
    ],
)
def test_no_order_without_a_number_and_a_possible_date(session, act, clerk, number, dated):
    acting = act(clerk)
    with refuses(session, "E_ORDER", "3.3"):
        registered(acting, number, dated)
    with refuses(session, "E_ORDER", "7.2"):
        require_order(acting, number, dated, "7.2")


def test_the_order_of_today_is_entered_by_the_institutions_midnight(session, act, clerk):
    with refuses(session, "E_ORDER"):
        registered(act(clerk, now="2025-10-07 23:59:59"), dated=date(2025, 10, 8))
    assert registered(act(clerk, now="2025-10-08 00:00:00"), dated=date(2025, 10, 8)).id


def test_what_rests_on_an_order_registers_it(session, act, clerk):
    order = require_order(act(clerk), "5", DAY, "7.2", OrderKind.RULES)
    assert (order.kind, order.title) == (OrderKind.RULES, "Об изменении правил ведения электронного журнала")
    assert require_order(act(clerk), "5", DAY, "3.3", OrderKind.RIGHTS) is order


class TestWithdraw:
    def test_it_works(self, session, act, clerk):
        order = registered(act(clerk))
        withdraw_order(act(clerk), order, "внесён по ошибке")
        assert order.withdrawn_at is not None
        assert order.withdrawn_reason == "внесён по ошибке"

    def test_nothing_rests_on_a_withdrawn_order(self, session, act, clerk):
        acting = act(clerk)
        order = registered(acting)
        withdraw_order(acting, order, "внесён по ошибке")
        with refuses(session, "E_ORDER", "3.3"):
            registered(acting)
        with refuses(session, "E_ORDER", "7.2"):
            require_order(acting, "12-к", DAY, "7.2")
        with refuses(session, "E_CLOSED"):
            withdraw_order(acting, order, "внесён по ошибке")

    def test_not_without_a_reason(self, session, act, clerk):
        acting = act(clerk)
        order = registered(acting)
        with refuses(session, "E_TOPIC_EMPTY"):
            withdraw_order(acting, order, " ")

    def test_not_while_an_office_rests_on_it(self, session, act, clerk):
        acting = act(clerk)
        order = registered(acting)
        grant = make.office(session, clerk, Office.SECRETARY, order_id=order.id)
        acting = act(clerk)
        with refuses(session, "E_ORDER", "3.3") as caught:
            withdraw_order(acting, order, "внесён по ошибке")
        assert "действующее полномочие" in caught.refusal.message
        grant.ends_on = date(2025, 10, 6)
        session.flush()
        withdraw_order(acting, order, "внесён по ошибке")
        assert order.withdrawn_at is not None
