"""The first system administrator by a one-time code (3.1)."""

from datetime import date

import pytest

from journal.first_admin import MOST_FAILURES, claim_office, is_offered, make_code
from journal.rights import Role
from journal.roles import general_roles
from models import AdminCode, AuditEntry, Grant, Office, Order
from tests import factories as make
from tests.unchanged import refuses

SIGNED = date(2025, 10, 6)


@pytest.fixture
def admin(session):
    return make.user(session, "Системный", is_staff=True, is_lms_admin=True)


def test_it_works(session, act, admin):
    assert is_offered(act(admin))
    code = make_code(act())
    assert len(code) == 19
    grant = claim_office(act(admin), code, "1-у", SIGNED)
    assert (grant.office, grant.starts_on, grant.ends_on) == (Office.SYSTEM_ADMIN, date(2025, 10, 7), None)
    assert general_roles(act(admin)) == {Role.SYSTEM_ADMIN}
    assert session.query(Order).one().number == "1-у"
    actions = [
        entry.action for entry in session.query(AuditEntry).filter_by(entity="admin_code").order_by("id")
    ]
    assert actions == ["created", "used"]
    assert not is_offered(act(admin))


def test_only_a_hash_is_kept(session, act):
    code = make_code(act())
    kept = session.query(AdminCode).one()
    assert code not in kept.code_hash and len(kept.code_hash) == 64
    assert all(code not in str(entry.new) for entry in session.query(AuditEntry))


def test_case_and_dashes_do_not_matter(act, admin):
    code = make_code(act())
    assert claim_office(act(admin), code.lower().replace("-", " "), "1-у", SIGNED) is not None


def test_a_code_works_once(session, act, admin):
    code = make_code(act())
    grant = claim_office(act(admin), code, "1-у", SIGNED)
    grant.revoked_at = act().now
    session.flush()
    assert claim_office(act(admin), code, "1-у", SIGNED) is None


def test_a_code_lives_a_day(session, act, admin):
    code = make_code(act())
    assert claim_office(act(admin, now="2025-10-08 12:00:00"), code, "1-у", SIGNED) is None
    assert session.query(Grant).count() == 0


def test_a_new_code_makes_the_one_before_void(act, admin):
    first = make_code(act())
    make_code(act())
    assert claim_office(act(admin), first, "1-у", SIGNED) is None


def test_too_many_wrong_tries_make_it_void(session, act, admin):
    code = make_code(act())
    for _try in range(MOST_FAILURES):
        assert claim_office(act(admin), "AAAA-AAAA-AAAA-AAAA", "1-у", SIGNED) is None
    assert claim_office(act(admin), code, "1-у", SIGNED) is None
    assert session.query(Grant).count() == 0
    assert session.query(AuditEntry).filter_by(action="wrong_code").count() == MOST_FAILURES + 1


def test_a_bad_order_leaves_the_code_good(session, act, admin):
    code = make_code(act())
    acting = act(admin)
    for number, dated in (("", SIGNED), ("1-у", None), ("1-у", date(2025, 10, 8))):
        with refuses(session, "E_ORDER", "3.1"):
            claim_office(acting, code, number, dated)
    assert claim_office(acting, code, "1-у", SIGNED) is not None


def test_not_for_somebody_who_is_no_administrator_of_the_lms(session, act):
    code = make_code(act())
    acting = act(make.user(session, "Зуева", is_staff=True))
    assert not is_offered(acting)
    with refuses(session, "E_CLOSED", "3.1"):
        claim_office(acting, code, "1-у", SIGNED)


def test_not_while_somebody_holds_the_office(session, act, admin):
    code = make_code(act())
    make.office(session, make.user(session, "Лебедев", is_staff=True), Office.SYSTEM_ADMIN)
    acting = act(admin)
    with refuses(session, "E_CLOSED", "3.1"):
        claim_office(acting, code, "1-у", SIGNED)
    with refuses(session, "E_CLOSED", "3.1"):
        make_code(act())


def test_it_opens_again_when_the_last_one_ended(session, act, admin):
    held = make.user(session, "Лебедев", is_staff=True)
    make.office(session, held, Office.SYSTEM_ADMIN, ends_on=date(2025, 10, 7))
    assert not is_offered(act(admin, now="2025-10-07 23:59:59"))
    assert is_offered(act(admin, now="2025-10-08 00:00:00"))
