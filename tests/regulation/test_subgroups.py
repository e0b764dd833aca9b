"""A group divided: one part each, the past stays (4.1.4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulation.refusal import Refusal
from regulation.subgroups import Move, check_composition, check_effective, first_day, moves

TODAY = date(2025, 10, 7)
NAMES = {1: "Абрамова А. С.", 2: "Белов П. И."}


def test_everybody_is_in_one_part_or_none() -> None:
    assert check_composition({10: [1], 20: [2]}, {1, 2, 3}, NAMES) == {1: 10, 2: 20}


@pytest.mark.parametrize(
    "parts", [{10: [1], 20: [1]}, {10: [9]}, {10: [], 20: []}], ids=["twice", "a stranger", "nobody"]
)
def test_a_wrong_composition_is_refused(parts: dict[int, list[int]]) -> None:
    with pytest.raises(Refusal) as refused:
        check_composition(parts, {1, 2}, NAMES)
    assert (refused.value.code, refused.value.clause) == ("E_SUBGROUP", "4.1.4")


def test_moves_name_only_who_changes() -> None:
    assert moves({1: 10, 2: 10, 3: 20}, {1: 10, 2: 20, 4: 20}) == [
        Move(2, 10, 20), Move(3, 20, None), Move(4, None, 20),
    ]  # fmt: skip


PARTS = st.dictionaries(st.integers(1, 9), st.integers(1, 3))


@given(PARTS, PARTS)
def test_moves_lead_from_one_composition_to_the_other(before: dict[int, int], after: dict[int, int]) -> None:
    result = dict(before)
    for move in moves(before, after):
        assert result.pop(move.student_id, None) == move.before
        if move.after is not None:
            result[move.student_id] = move.after
    assert result == after


def test_a_past_day_is_refused_once_there_was_a_composition() -> None:
    check_effective(TODAY, TODAY, date(2025, 9, 1))
    check_effective(date(2025, 9, 1), TODAY, None)
    with pytest.raises(Refusal) as refused:
        check_effective(TODAY - timedelta(days=1), TODAY, date(2025, 9, 1))
    assert refused.value.code == "E_PERIOD"


def test_a_late_approval_moves_the_first_day_to_today() -> None:
    assert first_day(date(2025, 10, 1), TODAY, date(2025, 9, 1)) == TODAY
    assert first_day(date(2025, 10, 9), TODAY, date(2025, 9, 1)) == date(2025, 10, 9)
    assert first_day(date(2025, 9, 1), TODAY, None) == date(2025, 9, 1)
