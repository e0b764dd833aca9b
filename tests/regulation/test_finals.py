"""Final marks: suggestion, objectivity, «н/а», its resolution, the last day (4.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulation.finals import (
    Objectivity,
    ReferralForm,
    check_final_period,
    check_no_finals_set,
    check_not_assessed,
    check_resolution,
    countdown,
    default_deadline,
    mean,
    objectivity,
    rounded_mean,
    suggest_final,
)
from regulation.refusal import Caution, Refusal
from regulation.rules import Rules, Scheme
from tests.regulation.vectors import FORMULAS, number

RULES = Rules()
TODAY = date(2025, 12, 20)
END = date(2025, 12, 27)
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)
MARKS = st.lists(st.integers(2, 5), min_size=1, max_size=60)


@pytest.mark.parametrize("case", FORMULAS["suggested_final"], ids=lambda case: str(case["marks"]))
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_suggestion_follows_the_scheme(case: dict[str, Any], scheme: Scheme) -> None:
    expected = None if case[scheme] == "н/а" else case[scheme]
    assert suggest_final(case["marks"], scheme) == expected
    assert rounded_mean(case["marks"]) == number(case["mean"])


def test_the_suggestion_is_of_the_unrounded_mean() -> None:
    marks = [4] * 101 + [5] * 100  # 4.4975…, shown as 4,50
    assert rounded_mean(marks) == Decimal("4.50")
    assert suggest_final(marks, "half") == 4


@given(MARKS, st.sampled_from(SCHEMES))
def test_the_suggestion_is_one_of_the_scale_between_the_worst_and_the_best_mark(
    marks: list[int], scheme: Scheme
) -> None:
    suggested = suggest_final(marks, scheme)
    assert suggested in (2, 3, 4, 5)
    assert min(marks) <= suggested <= max(marks)


@given(MARKS)
def test_a_stricter_scheme_never_suggests_more(marks: list[int]) -> None:
    half, sixty, sixty_five = (suggest_final(marks, scheme) or 0 for scheme in ("half", "0.60", "0.65"))
    assert half >= sixty >= sixty_five


@given(MARKS)
def test_the_suggestion_of_the_default_scheme_is_objective(marks: list[int]) -> None:
    assert objectivity(mean(marks), suggest_final(marks, "half")) is Objectivity.OBJECTIVE


@pytest.mark.parametrize("case", FORMULAS["objectivity"])
def test_objectivity_by_the_distance_from_the_mean(case: dict[str, Any]) -> None:
    final = None if case["final"] == "н/а" else case["final"]
    assert objectivity(number(case["mean"]), final).title == case["verdict"]


def test_half_a_mark_is_objective_either_way_and_a_hundredth_more_is_not() -> None:
    assert objectivity(Decimal("4.50"), 4) is Objectivity.OBJECTIVE
    assert objectivity(Decimal("4.51"), 4) is Objectivity.UNDERRATED
    assert objectivity(Decimal("4.49"), 5) is Objectivity.OVERRATED


def test_not_assessed_beside_current_marks_has_no_grounds() -> None:
    assert objectivity(Decimal("4.00"), None) is Objectivity.NO_GROUNDS


def not_assessed(**changes: Any) -> list[Caution]:
    terms: dict[str, Any] = {
        "reason": "болезнь, справка № 12",
        "deadline": date(2026, 1, 20),
        "form": ReferralForm.CREDIT,
        "today": TODAY,
        "rules": RULES,
        "has_marks": False,
    }
    return check_not_assessed(**(terms | changes))


def test_not_assessed_stands_with_reason_deadline_and_form() -> None:
    assert not_assessed() == []
    assert not_assessed(deadline=TODAY) == []
    assert not_assessed(deadline=TODAY + timedelta(days=365)) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": "  "}, "укажите причину"),
        ({"form": None}, "выберите форму"),
        ({"deadline": None}, "укажите срок"),
        ({"deadline": TODAY - timedelta(days=1)}, "19.12.2025 уже прошёл"),
        ({"deadline": TODAY + timedelta(days=366)}, "не позже 20.12.2026"),
        ({"deadline": date(2026, 1, 20), "rules": replace(RULES, na_max_days=30)}, "не позже 19.01.2026"),
    ],
)
def test_not_assessed_without_any_of_its_terms_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(Refusal) as refused:
        not_assessed(**changes)
    assert (refused.value.code, refused.value.clause) == ("E_DEADLINE", "4.2.3")
    assert words in refused.value.message
    assert refused.value.message.endswith("(п. 4.2.3)")


def test_not_assessed_beside_current_marks_is_flagged() -> None:
    (caution,) = not_assessed(has_marks=True)
    assert (caution.code, caution.clause) == ("W_NA_WITH_MARKS", "4.2.3")


def test_current_marks_do_not_excuse_a_missing_deadline() -> None:
    with pytest.raises(Refusal, match="E_DEADLINE"):
        not_assessed(has_marks=True, deadline=None)


def test_the_offered_deadline_is_thirty_days_away_and_would_be_accepted() -> None:
    assert default_deadline(TODAY, RULES) == date(2026, 1, 19)
    assert not_assessed(deadline=default_deadline(TODAY, RULES)) == []


def test_the_forms_have_russian_titles() -> None:
    assert [form.title for form in ReferralForm] == ["зачёт", "экзамен", "иная"]


DEADLINE = date(2026, 1, 20)


@pytest.mark.parametrize(
    ("day", "attempt"), [(DEADLINE, 1), (date(2025, 12, 29), 1), (DEADLINE, 2), (date(2026, 2, 10), 2)]
)
@pytest.mark.parametrize("value", [5, 4, 3, 2])
def test_not_assessed_is_made_good_by_the_deadline_or_by_a_commission(
    value: int, day: date, attempt: int
) -> None:
    check_resolution(value, day, DEADLINE, date(2026, 2, 15), attempt)


@pytest.mark.parametrize(
    ("value", "day", "attempt", "code", "words"),
    [
        (1, DEADLINE, 1, "E_MARK", "5, 4, 3 или 2"),
        (6, DEADLINE, 1, "E_MARK", "5, 4, 3 или 2"),
        (4, date(2026, 1, 21), 1, "E_DEADLINE", "вторая попытка"),
        (4, date(2026, 2, 16), 2, "E_FUTURE", "16.02.2026 ещё не наступила"),
        (4, DEADLINE, 3, "E_DEADLINE", "задолженность"),
    ],
)
def test_a_resolution_off_the_rules_is_refused(
    value: int, day: date, attempt: int, code: str, words: str
) -> None:
    with pytest.raises(Refusal) as refused:
        check_resolution(value, day, DEADLINE, date(2026, 2, 15), attempt)
    assert refused.value.code == code
    assert words in refused.value.message


def test_the_countdown_ends_with_the_last_day() -> None:
    assert [countdown(END, END + timedelta(days=step)) for step in (-7, 0, 3)] == [7, 0, -3]


def test_finals_are_open_through_the_last_day() -> None:
    assert check_final_period(END, END - timedelta(days=30), None) == []
    assert check_final_period(END, END, None) == []


def test_after_the_last_day_the_refusal_names_who_unlocks() -> None:
    with pytest.raises(Refusal) as refused:
        check_final_period(END, END + timedelta(days=1), None)
    assert (refused.value.code, refused.value.clause) == ("E_CLOSED", "4.2.1")
    assert "27.12.2025" in refused.value.message
    assert "администратор контента" in refused.value.message
    assert "заместитель директора" in refused.value.message


def test_an_unlock_opens_finals_with_a_flag_until_it_expires() -> None:
    until = date(2026, 1, 5)
    (caution,) = check_final_period(END, until, until)
    assert (caution.code, caution.clause) == ("W_LATE_FINAL", "4.2.1")
    assert "прошло дней: 9" in caution.message
    with pytest.raises(Refusal, match="E_CLOSED"):
        check_final_period(END, until + timedelta(days=1), until)


def test_an_unlock_that_is_not_needed_leaves_no_flag() -> None:
    assert check_final_period(END, END, END + timedelta(days=5)) == []


def test_no_lesson_comes_behind_a_final_that_is_set() -> None:
    check_no_finals_set(0)
    with pytest.raises(Refusal) as refused:
        check_no_finals_set(3)
    assert (refused.value.code, refused.value.clause) == ("E_CLOSED", "4.2.2")
