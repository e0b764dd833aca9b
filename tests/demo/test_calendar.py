"""Lesson dates of the demonstration college follow from a given day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.calendar import (
    academic_year_label,
    academic_year_start,
    current_semester,
    held_and_planned,
    is_working_day,
    lesson_dates,
    lessons_of_year,
    semesters,
)

TUESDAY_AND_THURSDAY = (1, 3)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def test_lessons_run_from_the_first_of_september_to_the_end_of_the_semester() -> None:
    today = date(2025, 11, 20)

    lessons = lesson_dates(TUESDAY_AND_THURSDAY, 2, current_semester(today))
    held, planned = held_and_planned(lessons, today)

    assert [one.day for one in lessons[:2]] == [date(2025, 9, 2), date(2025, 9, 4)]
    assert held[-1].day == today
    assert planned[0].day == date(2025, 11, 25)
    assert planned[-1].day <= date(2025, 12, 27)
    assert [one.number for one in lessons] == list(range(1, len(lessons) + 1))


def test_public_holidays_and_moved_days_off_are_skipped() -> None:
    days = {one.day for one in lesson_dates(TUESDAY_AND_THURSDAY, 2, current_semester(date(2025, 11, 20)))}

    assert date(2025, 11, 4) not in days
    assert not is_working_day(date(2025, 11, 3))
    assert not is_working_day(date(2025, 11, 9))


@pytest.mark.parametrize(
    ("today", "label", "number"),
    [
        (date(2025, 8, 31), "2024/25", 2),
        (date(2025, 9, 1), "2025/26", 1),
        (date(2026, 1, 5), "2025/26", 1),
        (date(2026, 1, 12), "2025/26", 2),
        (date(2026, 7, 15), "2025/26", 2),
    ],
)
def test_the_semester_follows_from_the_day(today: date, label: str, number: int) -> None:
    assert academic_year_label(today) == label
    assert current_semester(today).number == number


def test_the_semesters_of_2025_are_those_of_the_college() -> None:
    first, second = semesters(date(2025, 10, 1))

    assert (first.first, first.last) == (date(2025, 9, 1), date(2025, 12, 27))
    assert (second.first, second.last) == (date(2026, 1, 12), date(2026, 6, 27))


@given(DAYS)
def test_every_lesson_is_a_teaching_day_of_the_current_year(today: date) -> None:
    lessons = lessons_of_year(TUESDAY_AND_THURSDAY, 2, today)
    held, planned = held_and_planned(lessons, today)

    assert [*held, *planned] == lessons
    assert all(one.day.weekday() in TUESDAY_AND_THURSDAY and is_working_day(one.day) for one in lessons)
    assert all(one.day >= academic_year_start(today) for one in lessons)
    assert all(one.day <= current_semester(today).last for one in lessons)


@given(DAYS)
def test_a_year_has_room_for_the_thirty_lessons_of_the_plan(today: date) -> None:
    autumn, _ = semesters(today)

    assert len(lesson_dates(TUESDAY_AND_THURSDAY, 2, autumn)) >= 30
    assert autumn.last - autumn.first > timedelta(days=100)
