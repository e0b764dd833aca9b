"""Dated membership: who may be written to on a day (3.9.2)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulation.memberships import Interval, check_member, is_member, joined, left
from regulation.refusal import Refusal

START = date(2025, 9, 1)
SINCE_START = (Interval(START),)
DAYS = st.dates(date(2025, 9, 1), date(2026, 6, 30))


def made_interval(start: date, length: int | None) -> Interval:
    return Interval(start, None if length is None else start + timedelta(days=length))


INTERVALS = st.lists(st.builds(made_interval, DAYS, st.none() | st.integers(0, 120)), max_size=4)


@pytest.mark.parametrize(
    ("event", "intervals", "effective"),
    [
        ("отчислен", left(SINCE_START, date(2025, 11, 17)), date(2025, 11, 17)),
        ("академический отпуск", left(SINCE_START, date(2025, 10, 1)), date(2025, 10, 1)),
    ],
)
def test_who_leaves_is_a_member_through_the_day_before(
    event: str, intervals: tuple[Interval, ...], effective: date
) -> None:
    assert is_member(intervals, effective - timedelta(days=1)), event
    assert not is_member(intervals, effective), event
    assert not is_member(intervals, date(2026, 6, 1)), event


@pytest.mark.parametrize(
    ("event", "effective"),
    [
        ("зачислен", date(2025, 10, 6)),
        ("перевод из БУ-23-2", date(2025, 11, 10)),
        ("восстановлен", date(2026, 1, 12)),
    ],
)
def test_who_joins_is_a_member_from_the_day(event: str, effective: date) -> None:
    intervals = joined((), effective)
    assert not is_member(intervals, effective - timedelta(days=1)), event
    assert is_member(intervals, effective), event
    assert is_member(intervals, date(2026, 6, 1)), event


def test_a_transfer_leaves_no_day_in_two_groups_and_none_in_neither() -> None:
    day = date(2025, 11, 10)
    old, new = left(SINCE_START, day), joined((), day)
    for shift in range(-3, 4):
        that_day = day + timedelta(days=shift)
        assert is_member(old, that_day) != is_member(new, that_day)


def test_who_comes_back_has_two_intervals_with_a_gap() -> None:
    intervals = joined(left(SINCE_START, date(2025, 11, 17)), date(2026, 1, 12))
    assert intervals == (Interval(START, date(2025, 11, 16)), Interval(date(2026, 1, 12)))
    assert not is_member(intervals, date(2025, 12, 1))
    assert is_member(intervals, date(2026, 1, 12))


def test_who_leaves_on_the_day_of_joining_was_never_there() -> None:
    assert left(SINCE_START, START) == ()


def test_joining_again_changes_nothing_for_a_member() -> None:
    assert joined(SINCE_START, date(2025, 10, 6)) == SINCE_START


def test_an_interval_holds_both_its_ends_and_may_be_one_day() -> None:
    one_day = Interval(START, START)
    assert one_day.has(START)
    assert not one_day.has(START + timedelta(days=1))
    with pytest.raises(ValueError, match="before it begins"):
        Interval(START, START - timedelta(days=1))


def test_a_member_is_written_to() -> None:
    check_member(SINCE_START, START, "Ёжиков С. А.")


def test_outside_the_interval_the_refusal_names_person_day_and_dates() -> None:
    intervals = [Interval(date(2026, 1, 12)), Interval(START, date(2025, 11, 16))]
    with pytest.raises(Refusal) as refused:
        check_member(intervals, date(2025, 11, 17), "Горбунов-Посадов И. И.")
    assert (refused.value.code, refused.value.clause) == ("E_NOT_MEMBER", "3.9.2")
    message = refused.value.message
    assert message.startswith("17.11.2025 Горбунов-Посадов И. И. не числится в группе")
    assert "с 01.09.2025 по 16.11.2025, с 12.01.2026" in message
    assert message.endswith("(п. 3.9.2)")


def test_who_never_was_in_the_group_is_refused() -> None:
    with pytest.raises(Refusal, match="E_NOT_MEMBER") as refused:
        check_member([], START, "Щукин Е. О.")
    assert "Щукин Е. О. не числится в группе" in refused.value.message


@given(INTERVALS, DAYS)
def test_the_refusal_and_the_predicate_agree(intervals: list[Interval], day: date) -> None:
    if is_member(intervals, day):
        check_member(intervals, day, "Ким О.")
    else:
        with pytest.raises(Refusal, match="E_NOT_MEMBER"):
            check_member(intervals, day, "Ким О.")


@given(INTERVALS, DAYS, DAYS)
def test_leaving_takes_away_the_days_from_then_on_and_no_day_before(
    intervals: list[Interval], effective: date, day: date
) -> None:
    was = is_member(intervals, day)
    assert is_member(left(intervals, effective), day) == (was and day < effective)
