"""Results, attendance and accumulation by the worked examples, and how numbers are written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulation.rules import Rules
from regulation.statistics import (
    accumulation,
    attendance,
    format_mean,
    format_percent,
    mean,
    percent,
    results,
    rounded_mean,
)
from tests.regulation.vectors import FORMULAS, number

RULES = Rules()
COUNT = st.integers(0, 200)


@pytest.mark.parametrize("case", FORMULAS["results"])
def test_results_of_a_list(case: dict[str, Any]) -> None:
    found = results(case["n5"], case["n4"], case["n3"], case["n2"], case["na"], RULES)
    assert found.success == number(case["success"])
    assert found.quality == number(case["quality"])
    assert found.sou == number(case["sou"])
    assert found.mean == number(case["mean"])


def test_the_weight_of_not_assessed_is_a_setting() -> None:
    heavier = RULES.with_overrides({"sou_na": "16"})
    assert results(0, 0, 0, 0, 25, heavier).sou == Decimal("16.0")


@pytest.mark.parametrize("case", FORMULAS["attendance"])
def test_attendance_in_hours(case: dict[str, Any]) -> None:
    found = attendance(case["plan"], case["ill"], case["excused"], case["unexcused"])
    assert found == number(case["present"])


@pytest.mark.parametrize("case", FORMULAS["accumulation"])
def test_accumulation_of_marks(case: dict[str, Any]) -> None:
    found = accumulation(case["marks"], case["students"], case["lessons"])
    assert found.per_student == number(case["per_student"])
    assert found.density == number(case["density"])


def test_without_students_there_is_no_accumulation() -> None:
    found = accumulation(0, 0, 10)
    assert (found.per_student, found.density) == (None, None)


def test_halves_are_rounded_up_not_to_even() -> None:
    assert percent(1, 16) == Decimal("6.3")  # 6.25
    assert percent(1, 2000) == Decimal("0.1")  # 0.05
    assert rounded_mean([4] * 199 + [5]) == Decimal("4.01")  # 4.005


def test_a_mean_is_kept_unrounded_until_it_is_shown() -> None:
    assert mean([5, 5, 4]) == Decimal(14) / 3
    assert rounded_mean([5, 5, 4]) == Decimal("4.67")
    assert mean([]) is None
    assert rounded_mean([]) is None


@pytest.mark.parametrize(
    ("value", "percentage", "mark"),
    [
        (Decimal("96.0"), "96,0", "96,00"),
        (Decimal("4.335"), "4,3", "4,34"),
        (Decimal(100), "100,0", "100,00"),
        (Decimal(0), "0,0", "0,00"),
        (None, "—", "—"),
    ],
)
def test_numbers_are_written_with_a_comma_and_nothing_with_a_dash(
    value: Decimal | None, percentage: str, mark: str
) -> None:
    assert format_percent(value) == percentage
    assert format_mean(value) == mark


@given(COUNT, COUNT, COUNT, COUNT, COUNT)
def test_percentages_stay_between_0_and_100_and_the_mean_on_the_scale(
    n5: int, n4: int, n3: int, n2: int, na: int
) -> None:
    found = results(n5, n4, n3, n2, na, RULES)
    if n5 + n4 + n3 + n2 + na == 0:
        assert found == results(0, 0, 0, 0, 0, RULES)
        assert found.success is None
        return
    assert found.success is not None
    assert found.quality is not None
    assert found.sou is not None
    assert 0 <= found.quality <= found.success <= 100
    assert 7 <= found.sou <= 100
    assert (found.mean is None) == (n5 + n4 + n3 + n2 == 0)
    assert found.mean is None or 2 <= found.mean <= 5


@given(COUNT, COUNT, COUNT, COUNT)
def test_attendance_stays_between_0_and_100(plan: int, ill: int, excused: int, unexcused: int) -> None:
    found = attendance(plan, ill, excused, unexcused)
    assert (found is None) == (plan == 0)
    assert found is None or 0 <= found <= 100
