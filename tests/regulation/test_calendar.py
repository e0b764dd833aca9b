"""Working days of the institution, academic years and semesters."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulation.calendar import (
    Semester,
    WorkCalendar,
    academic_year_of,
    default_semesters,
    first_year_of,
    parse_ranges,
    semester_on,
)
from tests.regulation.vectors import FORMULAS

FIVE_DAY = WorkCalendar(
    parse_ranges(
        [
            "2025-11-02/2025-11-04",
            "2025-12-31/2026-01-11",
            "2026-02-21/2026-02-23",
            "2026-03-07/2026-03-09",
            "2026-05-01/2026-05-03",
            "2026-05-09/2026-05-11",
            "2026-06-12/2026-06-14",
        ]
    ),
    parse_ranges(["2025-11-01"]),
    5,
)
SIX_DAY = WorkCalendar(
    parse_ranges(
        [
            "2025-11-04",
            "2025-12-31/2026-01-08",
            "2026-02-23",
            "2026-03-08/2026-03-09",
            "2026-05-01",
            "2026-05-09",
            "2026-06-12",
        ]
    ),
    frozenset(),
    6,
)
DAYS = st.dates(date(2025, 9, 1), date(2026, 6, 30))
CALENDARS = st.sampled_from([FIVE_DAY, SIX_DAY])


@pytest.mark.parametrize("case", FORMULAS["three_working_days"], ids=lambda case: case["order"])
def test_three_working_days_after_an_order_pass_over_weekends_and_holidays(case: dict[str, str]) -> None:
    order = date.fromisoformat(case["order"])
    assert FIVE_DAY.working_days_after(order, 3) == date.fromisoformat(case["five_day"])
    assert SIX_DAY.working_days_after(order, 3) == date.fromisoformat(case["six_day"])


def test_a_working_saturday_works_and_a_holiday_monday_does_not() -> None:
    assert FIVE_DAY.is_working(date(2025, 11, 1))
    assert not FIVE_DAY.is_working(date(2025, 11, 8))
    assert not FIVE_DAY.is_working(date(2025, 11, 3))
    assert SIX_DAY.is_working(date(2025, 11, 8))
    assert not SIX_DAY.is_working(date(2025, 11, 9))


def test_a_working_weekend_inside_a_range_of_holidays_works() -> None:
    calendar = WorkCalendar(parse_ranges(["2025-12-27/2026-01-08"]), frozenset({date(2025, 12, 27)}), 5)
    assert calendar.is_working(date(2025, 12, 27))
    assert not calendar.is_working(date(2025, 12, 29))


@given(CALENDARS, DAYS, st.integers(1, 15))
def test_the_last_day_of_a_term_is_a_working_day_with_so_many_behind_it(
    calendar: WorkCalendar, start: date, count: int
) -> None:
    end = calendar.working_days_after(start, count)
    assert calendar.is_working(end)
    between = (start + timedelta(days=step) for step in range(1, (end - start).days + 1))
    assert sum(calendar.is_working(day) for day in between) == count


@given(CALENDARS, DAYS, st.integers(0, 5), st.integers(0, 10), st.integers(0, 10))
def test_a_later_order_or_a_longer_term_never_ends_earlier(
    calendar: WorkCalendar, start: date, later: int, count: int, more: int
) -> None:
    end = calendar.working_days_after(start, count)
    assert calendar.working_days_after(start, count + more) >= end
    assert calendar.working_days_after(start + timedelta(days=later), count) >= end


def test_a_calendar_refuses_a_seven_day_week_a_negative_term_and_a_year_without_work() -> None:
    with pytest.raises(ValueError, match="5 or 6"):
        WorkCalendar(frozenset(), frozenset(), 7)
    with pytest.raises(ValueError, match="not negative"):
        SIX_DAY.working_days_after(date(2025, 9, 1), -1)
    idle = WorkCalendar(parse_ranges(["2025-01-01/2027-12-31"]), frozenset(), 5)
    with pytest.raises(ValueError, match="no working day"):
        idle.working_days_after(date(2025, 9, 1), 1)


def test_ranges_hold_both_their_ends() -> None:
    assert parse_ranges(["2026-03-08/2026-03-09", "2026-05-01"]) == {
        date(2026, 3, 8),
        date(2026, 3, 9),
        date(2026, 5, 1),
    }
    assert parse_ranges([]) == frozenset()


@pytest.mark.parametrize("text", ["2026-03-09/2026-03-08", "08.03.2026", "", "2026-02-30"])
def test_a_bad_range_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_ranges([text])


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2025, 8, 31), "2024/25"),
        (date(2025, 9, 1), "2025/26"),
        (date(2026, 6, 30), "2025/26"),
        (date(2099, 10, 1), "2099/00"),
    ],
)
def test_an_academic_year_begins_on_the_first_of_september(day: date, year: str) -> None:
    assert academic_year_of(day) == year
    assert first_year_of(year) in (day.year, day.year - 1)


@pytest.mark.parametrize("text", ["2026", "2026/28", "26/27", "2026-27", "2026/2027", ""])
def test_what_is_no_academic_year_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="academic year"):
        first_year_of(text)


def test_the_semesters_of_2025_26_are_those_of_the_calendar() -> None:
    assert default_semesters("2025/26") == (
        Semester("2025/26", 1, date(2025, 9, 1), date(2025, 12, 27)),
        Semester("2025/26", 2, date(2026, 1, 12), date(2026, 6, 27)),
    )


def test_a_saturday_on_the_31st_of_december_ends_no_semester() -> None:
    assert default_semesters("2022/23")[0].ends_on == date(2022, 12, 24)


@given(st.integers(2000, 2098))
def test_semesters_of_any_year_are_in_order_and_end_on_saturday(year: int) -> None:
    first, second = default_semesters(f"{year}/{(year + 1) % 100:02d}")
    assert first.starts_on == date(year, 9, 1)
    assert date(year, 12, 24) <= first.ends_on <= date(year, 12, 30)
    assert date(year + 1, 1, 8) <= second.starts_on <= date(year + 1, 1, 14)
    assert second.starts_on.weekday() == 0
    assert first.ends_on.weekday() == second.ends_on.weekday() == 5
    assert (second.ends_on + timedelta(days=7)).month == 7


@pytest.mark.parametrize(
    ("day", "year", "number"),
    [
        (date(2025, 9, 1), "2025/26", 1),
        (date(2025, 12, 27), "2025/26", 1),
        (date(2026, 1, 5), "2025/26", 1),
        (date(2026, 1, 12), "2025/26", 2),
        (date(2026, 7, 20), "2025/26", 2),
        (date(2026, 9, 1), "2026/27", 1),
    ],
)
def test_a_day_has_the_semester_in_progress_or_the_last_that_was(day: date, year: str, number: int) -> None:
    semester = semester_on(day)
    assert (semester.academic_year, semester.number) == (year, number)


def test_a_semester_has_its_first_and_last_day_and_none_outside() -> None:
    semester = semester_on(date(2025, 10, 1))
    assert semester.has(semester.starts_on)
    assert semester.has(semester.ends_on)
    assert not semester.has(semester.starts_on - timedelta(days=1))
    assert not semester.has(semester.ends_on + timedelta(days=1))
