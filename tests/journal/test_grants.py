"""Offices by order: entered, approved, ended, revoked; some never stand empty (3.1, 3.3)."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from journal.appointments import Appointment
from journal.grants import (
    approve_grant,
    end_grant,
    enter_grant,
    refuse_grant,
    revoke_grant,
    waiting_proposals,
)
from journal.holders import empty_from, first_empty_day, holders, is_held
from journal.orders import register_order, withdraw_order
from journal.rights import Role
from journal.roles import general_roles, roles_in_journal
from models import AuditEntry, Grant, GrantProposal, Office, OrderKind
from tests import factories as make
from tests.unchanged import refuses

TODAY, SIGNED = date(2025, 10, 7), date(2025, 10, 6)


@pytest.fixture
def clerk(session):
    person = make.user(session, "Ефимова", is_staff=True)
    make.office(session, person, Office.CONTENT_ADMIN)
    return person


@pytest.fixture
def director(session):
    person = make.user(session, "Примеров", is_staff=True)
    make.office(session, person, Office.DIRECTOR)
    return person


@pytest.fixture
def person(session):
    return make.user(session, "Зуева", is_staff=True)


@pytest.fixture
def order(act, clerk):
    return register_order(act(clerk), OrderKind.RIGHTS, "12-к", SIGNED, "О правах Зуевой")


def secretary(person, **values):
    return Appointment(person, Office.SECRETARY, **{"starts_on": TODAY, **values})


def roles(act, person, now=None):
    return general_roles(act(person, now=now))


class TestEnter:
    def test_it_works_by_the_signed_order_while_nobody_is_director(self, session, act, clerk, person, order):
        grant = enter_grant(act(clerk, office="content_admin"), secretary(person), order)
        assert isinstance(grant, Grant)
        assert (grant.order_number, grant.order_date, grant.order) == ("12-к", SIGNED, order)
        assert roles(act, person) == {Role.SECRETARY}
        entry = session.query(AuditEntry).filter_by(entity="grant", entity_id=grant.id).one()
        assert (entry.user_id, entry.office, entry.new["office"]) == (clerk.id, "content_admin", "secretary")

    def test_it_waits_for_the_director_and_gives_no_right(self, session, act, clerk, director, person, order):
        proposal = enter_grant(act(clerk), secretary(person), order)
        assert isinstance(proposal, GrantProposal)
        assert waiting_proposals(act(clerk)) == [proposal]
        assert roles(act, person) == frozenset()

    def test_for_a_group_and_for_a_journal(self, session, act, clerk, person, order):
        journal = make.journal(session)
        other = make.journal(session)
        enter_grant(act(clerk), Appointment(person, Office.CURATOR, TODAY, group=journal.group), order)
        enter_grant(act(clerk), Appointment(person, Office.DEPUTY, TODAY, journal=other), order)
        assert roles_in_journal(act(person), journal) == {Role.CURATOR}
        assert roles_in_journal(act(person), other) == {Role.DEPUTY}
        assert roles(act, person) == frozenset()

    def test_it_begins_and_ends_at_the_institutions_midnight(self, session, act, clerk, person, order):
        days = {"starts_on": date(2025, 10, 8), "ends_on": date(2025, 10, 9)}
        enter_grant(act(clerk), secretary(person, **days), order)
        assert roles(act, person, "2025-10-07 23:59:59") == frozenset()
        assert roles(act, person, "2025-10-08 00:00:00") == {Role.SECRETARY}
        assert roles(act, person, "2025-10-09 23:59:59") == {Role.SECRETARY}
        assert roles(act, person, "2025-10-10 00:00:00") == frozenset()

    @pytest.mark.parametrize(
        "days",
        [
            {"ends_on": date(2025, 10, 6), "starts_on": date(2025, 10, 6)},  # over already
            {"ends_on": date(2025, 10, 8), "starts_on": date(2025, 10, 9)},
            {"starts_on": date(2025, 10, 5)},  # before the order
        ],
    )
    def test_not_for_days_the_order_cannot_give(self, session, act, clerk, person, order, days):
        acting = act(clerk)
        with refuses(session, "E_PERIOD", "3.3"):
            enter_grant(acting, secretary(person, **days), order)

    def test_not_by_a_withdrawn_order(self, session, act, clerk, person, order):
        acting = act(clerk)
        withdraw_order(acting, order, "внесён по ошибке")
        with refuses(session, "E_ORDER", "3.3"):
            enter_grant(acting, secretary(person), order)

    def test_not_by_an_order_on_something_else(self, session, act, clerk, person):
        acting = act(clerk)
        movement = register_order(acting, OrderKind.MOVEMENT, "31-с", SIGNED, "О зачислении")
        with refuses(session, "E_ORDER", "3.3"):
            enter_grant(acting, secretary(person), movement)

    @pytest.mark.parametrize("office", [Office.CURATOR, Office.DIRECTOR])
    def test_not_for_a_scope_the_office_has_not(self, session, act, clerk, person, order, office):
        journal = make.journal(session)
        acting = act(clerk)
        with refuses(session, "E_SCOPE", "3.3"):
            enter_grant(acting, Appointment(person, office, TODAY, journal=journal), order)

    def test_not_to_a_student_or_a_parent_with_a_login(self, session, act, clerk, order):
        student = make.account(session, make.student(session))
        parent = make.user(session, "Белова", is_local=True, registration=None)
        acting = act(clerk)
        for person in (student, parent):
            with refuses(session, "E_PERSON", "3.3"):
                enter_grant(acting, secretary(person), order)

    def test_not_to_oneself_while_nobody_can_approve(self, session, act, clerk, order):
        acting = act(clerk)
        with refuses(session, "E_PERSON", "3.3"):
            enter_grant(acting, secretary(clerk), order)

    def test_not_twice_in_overlapping_days(self, session, act, clerk, person, order):
        acting = act(clerk)
        enter_grant(acting, secretary(person, ends_on=date(2025, 12, 31)), order)
        for days in ({}, {"starts_on": date(2025, 12, 31)}, {"ends_on": TODAY}):
            with refuses(session, "E_OVERLAP", "3.3"):
                enter_grant(acting, secretary(person, **days), order)
        later = enter_grant(acting, secretary(person, starts_on=date(2026, 1, 1)), order)
        assert later.id

    def test_not_twice_while_the_first_waits(self, session, act, clerk, director, person, order):
        acting = act(clerk)
        enter_grant(acting, secretary(person), order)
        with refuses(session, "E_OVERLAP", "3.3"):
            enter_grant(acting, secretary(person), order)

    def test_the_same_office_of_another_group_does_not_overlap(self, session, act, clerk, person, order):
        first, second = make.group(session), make.group(session)
        for group in (first, second):
            enter_grant(act(clerk), Appointment(person, Office.CURATOR, TODAY, group=group), order)
        assert session.query(Grant).filter_by(office=Office.CURATOR).count() == 2

    def test_the_database_keeps_two_endless_ones_apart(self, session, act, person):
        make.office(session, person, Office.SECRETARY)
        with pytest.raises(IntegrityError):
            make.office(session, person, Office.SECRETARY)
        session.rollback()


class TestApprove:
    @pytest.fixture
    def proposal(self, act, clerk, director, person, order):
        return enter_grant(act(clerk), secretary(person), order)

    def test_it_works(self, session, act, director, person, proposal):
        grant = approve_grant(act(director, office="director"), proposal)
        assert roles(act, person) == {Role.SECRETARY}
        assert (proposal.decided_by_id, proposal.grant_id) == (director.id, grant.id)
        assert waiting_proposals(act(director)) == []

    def test_a_late_approval_works_from_its_own_day(self, session, act, director, person, proposal):
        grant = approve_grant(act(director, now="2025-10-20 09:00"), proposal)
        assert grant.starts_on == date(2025, 10, 20)

    def test_not_by_who_entered_it(self, session, act, clerk, proposal):
        acting = act(clerk)
        with refuses(session, "E_PERSON", "3.3"):
            approve_grant(acting, proposal)

    def test_not_twice_and_not_after_a_refusal(self, session, act, director, proposal):
        acting = act(director)
        refuse_grant(acting, proposal, "приказ не подписан")
        assert proposal.refusal == "приказ не подписан"
        for decide in (
            lambda: approve_grant(acting, proposal),
            lambda: refuse_grant(acting, proposal, "нет"),
        ):
            with refuses(session, "E_CLOSED"):
                decide()

    def test_not_when_the_order_was_withdrawn_meanwhile(self, session, act, clerk, director, order, proposal):
        withdraw_order(act(clerk), order, "внесён по ошибке")
        acting = act(director)
        with refuses(session, "E_ORDER", "3.3"):
            approve_grant(acting, proposal)

    def test_not_without_a_reason_for_the_refusal(self, session, act, director, proposal):
        acting = act(director)
        with refuses(session, "E_TOPIC_EMPTY"):
            refuse_grant(acting, proposal, "")


class TestRevoke:
    def test_it_works_at_once(self, session, act, clerk, person, order):
        grant = make.office(session, person, Office.SECRETARY)
        revoke_grant(act(clerk), grant, order, "перевод в другой отдел")
        assert roles(act, person) == frozenset()
        assert (grant.revoked_by_id, grant.revoke_reason, grant.revoke_order) == (
            clerk.id, "перевод в другой отдел", order,
        )  # fmt: skip

    def test_not_twice_and_not_what_is_over(self, session, act, clerk, person, order):
        over = make.office(session, person, Office.SECRETARY, ends_on=date(2025, 10, 6))
        acting = act(clerk)
        with refuses(session, "E_CLOSED", "3.3"):
            revoke_grant(acting, over, order, "перевод в другой отдел")

    @pytest.mark.parametrize("office", [Office.SYSTEM_ADMIN, Office.CONTENT_ADMIN])
    def test_not_the_last_administrator(self, session, act, order, person, office):
        if office is Office.SYSTEM_ADMIN:
            grant = make.office(session, person, office)
        else:
            grant = session.query(Grant).filter_by(office=office).one()
        acting = act(person)
        with refuses(session, "E_LAST", "3.1"):
            revoke_grant(acting, grant, order, "перевод в другой отдел")

    def test_the_last_but_one_may_go(self, session, act, clerk, person, order):
        grant = make.office(session, person, Office.CONTENT_ADMIN)
        revoke_grant(act(clerk), grant, order, "перевод в другой отдел")
        assert holders(act(clerk), Office.CONTENT_ADMIN) == [clerk]

    def test_not_who_would_have_followed_the_last_one(self, session, act, order, person):
        first = make.user(session, "Лебедев", is_staff=True)
        make.office(session, first, Office.SYSTEM_ADMIN, ends_on=date(2025, 12, 31))
        follower = make.office(session, person, Office.SYSTEM_ADMIN, starts_on=date(2026, 1, 1))
        acting = act(first)
        with refuses(session, "E_LAST", "3.1") as caught:
            revoke_grant(acting, follower, order, "перевод в другой отдел")
        assert "01.01.2026" in caught.refusal.message

    def test_an_office_over_one_journal_is_not_the_last_one(self, session, act, clerk, person, order):
        journal = make.journal(session)
        grant = make.office(session, person, Office.CONTENT_ADMIN, journal_id=journal.id)
        revoke_grant(act(clerk), grant, order, "перевод в другой отдел")
        assert grant.revoked_at is not None


class TestEnd:
    def test_it_works(self, session, act, clerk, person, order):
        grant = make.office(session, person, Office.SECRETARY)
        end_grant(act(clerk), grant, date(2025, 10, 31), order, "увольнение")
        assert roles(act, person, "2025-10-31 23:59:59") == {Role.SECRETARY}
        assert roles(act, person, "2025-11-01 00:00:00") == frozenset()
        entry = session.query(AuditEntry).filter_by(entity="grant", action="changed").one()
        assert (entry.reason, entry.new["ends_on"]) == ("увольнение", "2025-10-31")

    @pytest.mark.parametrize("day", [date(2025, 10, 6), date(2025, 12, 31), date(2026, 1, 1)])
    def test_not_into_the_past_and_not_longer(self, session, act, clerk, person, order, day):
        grant = make.office(session, person, Office.SECRETARY, ends_on=date(2025, 12, 31))
        acting = act(clerk)
        with refuses(session, "E_PERIOD", "3.3"):
            end_grant(acting, grant, day, order, "увольнение")

    def test_not_when_it_leaves_no_administrator(self, session, act, clerk, order):
        grant = session.query(Grant).filter_by(office=Office.CONTENT_ADMIN).one()
        acting = act(clerk)
        with refuses(session, "E_LAST", "3.1") as caught:
            end_grant(acting, grant, date(2025, 10, 31), order, "увольнение")
        assert "01.11.2025" in caught.refusal.message

    def test_a_follower_who_begins_the_next_day_lets_the_last_one_go(
        self, session, act, clerk, person, order
    ):
        make.office(session, person, Office.CONTENT_ADMIN, starts_on=date(2025, 11, 1))
        grant = session.query(Grant).filter_by(office=Office.CONTENT_ADMIN, user_id=clerk.id).one()
        end_grant(act(clerk), grant, date(2025, 10, 31), order, "увольнение")
        assert empty_from(act(clerk), Office.CONTENT_ADMIN) is None


class TestEmptyDay:
    @pytest.mark.parametrize(
        ("intervals", "first"),
        [
            ([], TODAY),
            ([(SIGNED, None)], None),
            ([(SIGNED, TODAY)], date(2025, 10, 8)),
            ([(date(2025, 10, 9), None)], TODAY),
            ([(SIGNED, TODAY), (date(2025, 10, 8), date(2025, 10, 9))], date(2025, 10, 10)),
            ([(SIGNED, TODAY), (date(2025, 10, 9), None)], date(2025, 10, 8)),
            ([(SIGNED, date(2025, 12, 1)), (TODAY, date(2025, 10, 8))], date(2025, 12, 2)),
        ],
    )
    def test_it_is_the_first_day_nobody_covers(self, intervals, first):
        assert first_empty_day(intervals, TODAY) == first

    def test_an_office_nobody_holds(self, session, act, clerk):
        assert not is_held(act(clerk), Office.DIRECTOR)
        assert empty_from(act(clerk), Office.DIRECTOR) == TODAY
