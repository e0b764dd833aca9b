"""The day of a lesson: on time until the institution's midnight, then late, then locked (4.1.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulation.days import check_not_future, days_late, local_date, lock_verdict
from regulation.refusal import Refusal
from regulation.rules import Rules
from tests.regulation.vectors import FORMULAS

RULES = Rules()
TOMSK = ZoneInfo("Asia/Tomsk")
LESSON = date(2025, 11, 11)


def after(days: int) -> date:
    return LESSON + timedelta(days=days)


@pytest.mark.parametrize("case", FORMULAS["same_day"], ids=lambda case: case["saved"])
def test_the_lesson_day_ends_at_the_institutions_midnight(case: dict[str, Any]) -> None:
    saved = datetime.fromisoformat(case["saved"])
    late = days_late(date.fromisoformat(case["lesson"]), saved, ZoneInfo(case["zone"]))
    assert (late > 0) is case["late"]


def test_lateness_is_counted_in_calendar_days() -> None:
    assert days_late(LESSON, datetime(2025, 11, 14, 16, 59, tzinfo=UTC), TOMSK) == 3
    assert days_late(LESSON, datetime(2025, 11, 14, 17, 0, tzinfo=UTC), TOMSK) == 4


def test_a_moment_without_a_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="aware"):
        local_date(datetime(2025, 11, 11, 12, 0), TOMSK)


def test_todays_lesson_and_yesterdays_are_no_future() -> None:
    check_not_future(LESSON, LESSON)
    check_not_future(LESSON, after(1))


def test_tomorrows_lesson_takes_nothing() -> None:
    with pytest.raises(Refusal) as refused:
        check_not_future(LESSON, after(-1))
    assert (refused.value.code, refused.value.clause) == ("E_FUTURE", "4.1.1")
    verdict = lock_verdict(LESSON, after(-1), RULES)
    assert not verdict.is_open
    assert verdict.refusal is not None
    assert verdict.refusal.code == "E_FUTURE"


def test_on_its_day_a_lesson_is_open_and_not_flagged() -> None:
    verdict = lock_verdict(LESSON, LESSON, RULES)
    assert (verdict.is_open, verdict.late_days, verdict.is_flagged) == (True, 0, False)


@pytest.mark.parametrize("days", [1, 7])
def test_a_late_entry_is_flagged_with_its_days(days: int) -> None:
    verdict = lock_verdict(LESSON, after(days), RULES)
    assert (verdict.is_open, verdict.late_days, verdict.is_flagged) == (True, days, True)


def test_after_seven_days_the_refusal_says_since_when_and_who_unlocks() -> None:
    verdict = lock_verdict(LESSON, after(8), RULES)
    assert not verdict.is_open
    assert verdict.refusal is not None
    assert (verdict.refusal.code, verdict.refusal.clause) == ("E_CLOSED", "4.1.1")
    assert "11.11.2025 закрыто для записи с 19.11.2025" in verdict.refusal.message
    assert "администратор контента" in verdict.refusal.message


def test_an_unlock_opens_the_lesson_flagged_through_its_last_day() -> None:
    verdict = lock_verdict(LESSON, after(30), RULES, unlocked_until=after(30))
    assert (verdict.is_open, verdict.late_days, verdict.is_flagged) == (True, 30, True)
    assert not lock_verdict(LESSON, after(31), RULES, unlocked_until=after(30)).is_open


def test_written_works_may_come_within_their_days_without_the_flag() -> None:
    verdict = lock_verdict(LESSON, after(7), RULES, is_written=True)
    assert (verdict.is_open, verdict.late_days, verdict.is_flagged) == (True, 7, False)
    short = replace(RULES, written_days=3)
    assert lock_verdict(LESSON, after(4), short, is_written=True).is_flagged


def test_a_longer_term_of_written_works_holds_the_lesson_open_for_them_only() -> None:
    longer = replace(RULES, written_days=14)
    assert lock_verdict(LESSON, after(14), longer, is_written=True).is_open
    assert not lock_verdict(LESSON, after(14), longer).is_open
    late = lock_verdict(LESSON, after(15), longer, is_written=True)
    assert late.refusal is not None
    assert "с 26.11.2025" in late.refusal.message


@given(st.integers(-30, 60), st.booleans(), st.none() | st.integers(-5, 60))
def test_a_verdict_is_open_or_says_why(days: int, is_written: bool, unlock: int | None) -> None:
    until = None if unlock is None else after(unlock)
    verdict = lock_verdict(LESSON, after(days), RULES, unlocked_until=until, is_written=is_written)
    assert verdict.is_open == (verdict.refusal is None)
    assert verdict.late_days == max(0, days)
