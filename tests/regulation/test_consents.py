"""The age of majority and who gives a consent (3.12.1, 152-ФЗ article 9)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulation.consents import (
    Purpose,
    Relation,
    born_by,
    check_given_on,
    check_giver,
    check_purposes,
    eighteenth_birthday,
    is_adult,
    task_days_left,
)
from regulation.refusal import Refusal


def test_a_student_is_of_age_on_the_eighteenth_birthday() -> None:
    born = date(2007, 10, 7)
    assert not is_adult(born, date(2025, 10, 6))
    assert is_adult(born, date(2025, 10, 7))


def test_born_on_29_february_one_is_of_age_on_1_march() -> None:
    assert eighteenth_birthday(date(2008, 2, 29)) == date(2026, 3, 1)
    assert not is_adult(date(2008, 2, 29), date(2026, 2, 28))
    assert is_adult(date(2008, 2, 29), date(2026, 3, 1))


def test_nobody_is_taken_for_an_adult_without_a_birth_date() -> None:
    assert not is_adult(None, date(2025, 10, 7))


@given(st.dates(date(1990, 1, 1), date(2020, 12, 31)), st.dates(date(2010, 1, 1), date(2040, 12, 31)))
def test_the_cut_off_of_birth_dates_is_the_same_rule(born: date, on: date) -> None:
    assert is_adult(born, on) == (born <= born_by(on))


def test_a_minors_representative_consents_for_the_minor() -> None:
    check_giver(Relation.MOTHER, date(2009, 5, 1), date(2025, 9, 3))
    check_giver(Relation.SELF, date(2007, 5, 1), date(2025, 9, 3))
    check_giver(Relation.FATHER, None, date(2025, 9, 3))


@pytest.mark.parametrize(
    ("relation", "born"), [(Relation.SELF, date(2009, 5, 1)), (Relation.MOTHER, date(2007, 5, 1))]
)
def test_nobody_else_consents(relation: Relation, born: date) -> None:
    with pytest.raises(Refusal) as refused:
        check_giver(relation, born, date(2025, 9, 3))
    assert refused.value.code == "E_CONSENT_GIVER"


def test_a_consent_is_of_today_or_of_the_year_before() -> None:
    today = date(2025, 10, 7)
    check_given_on(today, today)
    check_given_on(today - timedelta(days=365), today)
    with pytest.raises(Refusal, match="E_FUTURE"):
        check_given_on(today + timedelta(days=1), today)
    with pytest.raises(Refusal, match="E_CONSENT_DATE"):
        check_given_on(today - timedelta(days=366), today)


def test_purposes_are_ticked_one_by_one() -> None:
    check_purposes([Purpose.JOURNAL])
    check_purposes([Purpose.JOURNAL, Purpose.ACCESS])
    for bad in ([], [Purpose.ACCESS]):
        with pytest.raises(Refusal, match="E_CONSENT_PURPOSE"):
            check_purposes(bad)


def test_the_september_task_counts_down_and_then_is_overdue() -> None:
    assert task_days_left(date(2025, 9, 1)) == 14
    assert task_days_left(date(2025, 9, 20)) == -5
    assert task_days_left(date(2025, 10, 1)) is None
