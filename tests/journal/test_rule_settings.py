"""Rules change by order, from today on, with the director's approval; history stays (7.2)."""

from datetime import date

import pytest

from journal.acting import rules_on
from journal.orders import register_order, withdraw_order
from journal.rule_settings import (
    approve_rule,
    coming_settings,
    enter_rule,
    history_of,
    refuse_rule,
    waiting_rules,
)
from models import AuditEntry, Office, OrderKind, RuleProposal, RuleSetting
from regulation.rules import Rules
from tests import factories as make
from tests.unchanged import refuses

TODAY, SIGNED = date(2025, 10, 7), date(2025, 10, 6)


@pytest.fixture
def clerk(session):
    return make.user(session, "Ефимова", is_staff=True)


@pytest.fixture
def director(session):
    person = make.user(session, "Примеров", is_staff=True)
    make.office(session, person, Office.DIRECTOR)
    return person


@pytest.fixture
def order(act, clerk):
    return register_order(act(clerk), OrderKind.RULES, "20-о", SIGNED, "О правилах")


def days(session, day):
    return rules_on(session, day, Rules()).lock_days


def test_it_works_by_the_signed_order_while_nobody_is_director(session, act, clerk, order):
    made = enter_rule(act(clerk, office="content_admin"), "lock_days", " 10 ", date(2025, 10, 20), order)
    assert isinstance(made, RuleSetting)
    assert (made.value, made.order_number, made.set_by_id) == ("10", "20-о", clerk.id)
    assert (days(session, date(2025, 10, 19)), days(session, date(2025, 10, 20))) == (7, 10)
    assert coming_settings(act(clerk)) == {"lock_days": made}
    assert session.query(AuditEntry).filter_by(entity="rule_setting").one().new["value"] == "10"


def test_it_waits_for_the_director(session, act, clerk, director, order):
    made = enter_rule(act(clerk), "lock_days", "10", TODAY, order)
    assert isinstance(made, RuleProposal) and waiting_rules(act(clerk)) == [made]
    assert days(session, TODAY) == 7
    approve_rule(act(director), made)
    assert days(session, TODAY) == 10
    assert waiting_rules(act(clerk)) == []


def test_a_late_approval_changes_nothing_backwards(session, act, clerk, director, order):
    made = enter_rule(act(clerk), "lock_days", "10", TODAY, order)
    setting = approve_rule(act(director, now="2025-10-20 09:00"), made)
    assert setting.valid_from == date(2025, 10, 20)
    assert (days(session, date(2025, 10, 19)), days(session, date(2025, 10, 20))) == (7, 10)


def test_every_change_stays_in_the_history(session, act, clerk, order):
    for day, value in ((TODAY, "10"), (date(2025, 10, 8), "5")):
        enter_rule(act(clerk), "lock_days", value, day, order)
    assert [one.value for one in history_of(act(clerk), "lock_days")] == ["5", "10"]


@pytest.mark.parametrize("day", [None, date(2025, 10, 6), date(2020, 1, 1)])
def test_never_backwards(session, act, clerk, order, day):
    acting = act(clerk)
    with refuses(session, "E_PERIOD", "7.2"):
        enter_rule(acting, "lock_days", "10", day, order)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lock_days", "0"), ("lock_days", "61"), ("lock_days", "семь"), ("lock_days", "³"), ("lock_days", "٧"), ("lock_days", ""),
        ("final_scheme", "0.55"), ("teachers_from_lms", "да"), ("latin_terms", "слово"), ("latin_terms", "  "),
        ("timezone", "Europe/Moscow"), ("no_such_rule", "1"), ("ALLOW_ONE", "true"),
    ],
)  # fmt: skip
def test_a_bad_value_is_refused(session, act, clerk, order, name, value):
    acting = act(clerk)
    with refuses(session, "E_RULE", "7.2"):
        enter_rule(acting, name, value, TODAY, order)


def test_the_usual_term_stays_within_the_longest(session, act, clerk, order):
    acting = act(clerk)
    with refuses(session, "E_RULE", "4.2.3"):
        enter_rule(acting, "na_max_days", "29", TODAY, order)


def test_terms_are_added_to_the_directory(session, act, clerk, order):
    enter_rule(act(clerk), "latin_terms", "Kompozit,  SolidFlex", TODAY, order)
    assert {"kompozit", "solidflex", "html"} <= rules_on(session, TODAY, Rules()).latin_terms


def test_not_twice_for_one_day(session, act, clerk, order):
    acting = act(clerk)
    enter_rule(acting, "lock_days", "10", TODAY, order)
    with refuses(session, "E_OVERLAP", "7.2"):
        enter_rule(acting, "lock_days", "11", TODAY, order)


def test_not_while_another_change_waits(session, act, clerk, director, order):
    acting = act(clerk)
    enter_rule(acting, "lock_days", "10", TODAY, order)
    with refuses(session, "E_OVERLAP", "7.2"):
        enter_rule(acting, "lock_days", "11", date(2025, 11, 1), order)


def test_not_by_a_withdrawn_order(session, act, clerk, order):
    acting = act(clerk)
    withdraw_order(acting, order, "внесён по ошибке")
    with refuses(session, "E_ORDER", "7.2"):
        enter_rule(acting, "lock_days", "10", TODAY, order)


def test_an_order_that_holds_a_rule_stays(session, act, clerk, order):
    acting = act(clerk)
    enter_rule(acting, "lock_days", "10", TODAY, order)
    with refuses(session, "E_ORDER"):
        withdraw_order(acting, order, "внесён по ошибке")


class TestDecision:
    @pytest.fixture
    def proposal(self, act, clerk, director, order):
        return enter_rule(act(clerk), "lock_days", "10", TODAY, order)

    def test_it_is_refused_with_a_reason(self, session, act, director, proposal):
        refuse_rule(act(director), proposal, "нет решения совета")
        assert proposal.refusal == "нет решения совета"
        assert days(session, TODAY) == 7

    def test_not_by_who_entered_it(self, session, act, clerk, proposal):
        acting = act(clerk)
        with refuses(session, "E_PERSON", "7.2"):
            approve_rule(acting, proposal)

    def test_not_twice(self, session, act, director, proposal):
        acting = act(director)
        approve_rule(acting, proposal)
        with refuses(session, "E_CLOSED"):
            approve_rule(acting, proposal)
        with refuses(session, "E_CLOSED"):
            refuse_rule(acting, proposal, "нет решения совета")
