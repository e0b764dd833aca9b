"""Two people at the offices at one moment: an administrator stays, no office is given twice (3.1, 3.3)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from journal.appointments import Appointment
from journal.grants import enter_grant, revoke_grant
from journal.orders import register_order
from models import Grant, Office, Order, OrderKind, User
from regulation.refusal import Refusal
from tests import factories as make


@pytest.fixture
def together(make_session, act):
    """Runs `operation(acting, value)` for every (person, value) at once, each in a session of its own; their outcomes."""

    def run(operation, *pairs):
        barrier = Barrier(len(pairs))

        def one(pair):
            session = make_session()
            barrier.wait(10)
            try:
                outcome = operation(act(session.get(User, pair[0]), session=session), pair[1])
                session.commit()
                return outcome
            except Refusal as refusal:
                session.rollback()
                return refusal.code
            finally:
                session.close()

        with ThreadPoolExecutor(len(pairs)) as pool:
            return list(pool.map(one, pairs))

    return run


@pytest.fixture
def order_id(session, act):
    order = register_order(act(), OrderKind.RIGHTS, "12-к", date(2025, 10, 6), "О правах")
    return order.id


def test_two_who_revoke_each_other_leave_one(session, together, order_id):
    grants = [
        make.office(session, make.user(session, name, is_staff=True), Office.CONTENT_ADMIN)
        for name in ("А", "Б")
    ]
    first, second = [(grant.user_id, grant.id) for grant in grants]
    session.commit()

    def revoke(acting, grant_id):
        grant, order = acting.session.get(Grant, grant_id), acting.session.get(Order, order_id)
        revoke_grant(acting, grant, order, "перевод в другой отдел")
        return "revoked"

    assert sorted(together(revoke, (first[0], second[1]), (second[0], first[1]))) == ["E_LAST", "revoked"]
    assert session.query(Grant).filter(Grant.revoked_at.is_(None)).count() == 1


def test_one_office_entered_twice_at_once_is_given_once(session, together, order_id):
    clerks = [make.user(session, name, is_staff=True).id for name in ("А", "Б")]
    person_id = make.user(session, "Зуева", is_staff=True).id
    session.commit()

    def enter(acting, ends_on):
        person, order = acting.session.get(User, person_id), acting.session.get(Order, order_id)
        enter_grant(acting, Appointment(person, Office.SECRETARY, date(2025, 10, 7), ends_on), order)
        return "given"

    pairs = zip(clerks, (date(2025, 12, 31), date(2026, 1, 31)), strict=True)
    assert sorted(together(enter, *pairs)) == ["E_OVERLAP", "given"]
    assert session.query(Grant).count() == 1
