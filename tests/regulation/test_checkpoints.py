"""МИУД: which lesson carries it, where it stands, what is suggested (3.13.2)."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulation.checkpoints import (
    CheckpointStatus,
    checkpoint_lessons,
    checkpoint_status,
    month_of,
    suggest_checkpoint,
)
from tests.regulation.vectors import sample_plan_days

MARKS = st.lists(st.integers(2, 5), min_size=1, max_size=40)
LESSONS = st.lists(
    st.tuples(st.integers(1, 10_000), st.dates(date(2025, 9, 1), date(2026, 6, 30)), st.integers(1, 8)),
    unique_by=(lambda lesson: lesson[0], lambda lesson: lesson[1:]),
)


def conducted(*, cancelled: date | None = None) -> list[tuple[int, date, int]]:
    """Lessons of the sample plan at the second pair, numbered from 1."""
    days = enumerate(sample_plan_days(), start=1)
    return [(number, day, 2) for number, day in days if day != cancelled]


def days_with_checkpoint(lessons: list[tuple[int, date, int]]) -> list[date]:
    by_id = {lesson_id: day for lesson_id, day, _pair in lessons}
    return [by_id[lesson_id] for lesson_id in checkpoint_lessons(lessons).values()]


def test_the_sample_plan_has_its_checkpoints_at_the_last_lesson_of_each_month() -> None:
    assert days_with_checkpoint(conducted()) == [
        date(2025, 9, 30),
        date(2025, 10, 30),
        date(2025, 11, 27),
        date(2025, 12, 16),
    ]


def test_a_cancelled_last_lesson_leaves_the_checkpoint_to_the_one_before() -> None:
    days = days_with_checkpoint(conducted(cancelled=date(2025, 11, 27)))
    assert days == [date(2025, 9, 30), date(2025, 10, 30), date(2025, 11, 25), date(2025, 12, 16)]


def test_of_two_lessons_on_the_last_day_the_later_pair_carries_it() -> None:
    lessons = [(1, date(2025, 9, 30), 4), (2, date(2025, 9, 30), 2), (3, date(2025, 9, 23), 5)]
    assert checkpoint_lessons(lessons) == {date(2025, 9, 1): 1}


def test_a_month_without_lessons_has_no_checkpoint() -> None:
    assert checkpoint_lessons([]) == {}
    assert list(checkpoint_lessons([(1, date(2025, 9, 2), 1), (2, date(2025, 11, 5), 1)])) == [
        date(2025, 9, 1),
        date(2025, 11, 1),
    ]


def test_the_same_month_of_two_years_has_two_checkpoints() -> None:
    assert len(checkpoint_lessons([(1, date(2025, 9, 2), 1), (2, date(2026, 9, 2), 1)])) == 2


@given(LESSONS)
def test_each_month_with_a_lesson_has_one_checkpoint_and_no_lesson_behind_it(
    lessons: list[tuple[int, date, int]],
) -> None:
    places = checkpoint_lessons(lessons)
    by_id = {lesson_id: (day, pair) for lesson_id, day, pair in lessons}
    assert set(places) == {month_of(day) for _id, day, _pair in lessons}
    assert list(places) == sorted(places)
    for _id, day, pair in lessons:
        assert (day, pair) <= by_id[places[month_of(day)]]


@given(LESSONS, st.randoms())
def test_the_order_in_which_lessons_are_read_makes_no_difference(
    lessons: list[tuple[int, date, int]], random: Random
) -> None:
    shuffled = random.sample(lessons, len(lessons))
    assert checkpoint_lessons(shuffled) == checkpoint_lessons(lessons)


LESSON = date(2025, 11, 27)


@pytest.mark.parametrize(
    ("today", "given", "status"),
    [
        (date(2025, 11, 26), 0, CheckpointStatus.NOT_DUE),
        (date(2025, 11, 26), 3, CheckpointStatus.PARTIAL),
        (date(2025, 11, 27), 0, CheckpointStatus.DUE),
        (date(2025, 11, 27), 24, CheckpointStatus.PARTIAL),
        (date(2025, 11, 27), 25, CheckpointStatus.COMPLETE),
        (date(2025, 11, 28), 0, CheckpointStatus.OVERDUE),
        (date(2025, 11, 28), 24, CheckpointStatus.OVERDUE),
        (date(2025, 12, 28), 25, CheckpointStatus.COMPLETE),
    ],
)
def test_a_checkpoint_is_due_on_its_day_and_overdue_from_the_next(
    today: date, given: int, status: CheckpointStatus
) -> None:
    assert checkpoint_status(LESSON, today, given, 25) is status


def test_while_a_later_lesson_of_the_month_is_planned_nothing_is_due() -> None:
    day_after = date(2025, 11, 28)
    assert checkpoint_status(LESSON, day_after, 0, 25, later_lesson_planned=True) is CheckpointStatus.NOT_DUE
    assert checkpoint_status(LESSON, day_after, 9, 25, later_lesson_planned=True) is CheckpointStatus.PARTIAL


def test_every_status_has_a_title_of_its_own() -> None:
    assert len({status.title for status in CheckpointStatus}) == len(CheckpointStatus)


@pytest.mark.parametrize(
    ("marks", "suggested"),
    [([4, 5], 5), ([4, 4, 5], 4), ([2, 2, 3], 2), ([2, 3], 3), ([5], 5), ([], None)],
)
def test_the_suggestion_is_the_mean_of_the_month_rounded_half_up(
    marks: list[int], suggested: int | None
) -> None:
    assert suggest_checkpoint(marks) == suggested


@given(MARKS)
def test_the_suggestion_is_on_the_scale_and_rounds_as_decimals_do(marks: list[int]) -> None:
    suggested = suggest_checkpoint(marks)
    assert suggested is not None
    assert min(marks) <= suggested <= max(marks)
    mean = Decimal(sum(marks)) / len(marks)
    assert suggested == int(mean.quantize(Decimal(1), ROUND_HALF_UP))
