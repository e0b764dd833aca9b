"""Examination and credit sheets: states, numbers, outcomes, totals, closing, correction (4.2.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulation.refusal import Refusal
from regulation.rules import Rules
from regulation.sheets import (
    COMMISSION_SUFFIX,
    INDIVIDUAL_SUFFIX,
    SHEET_STATE_TITLES,
    Outcome,
    SheetState,
    allowed_outcomes,
    check_annulment,
    check_closing,
    check_correction,
    check_outcome,
    check_transition,
    check_writable,
    outcome_digit,
    outcome_in_words,
    retake_suffix,
    sheet_number,
    totals,
)
from tests.regulation.vectors import FORMULAS, number

RULES = Rules()
PRESENT = replace(RULES, sheet_percent_base="present")
PASS_FAIL = replace(RULES, pass_fail_in_sheet=True)
TODAY = date(2026, 1, 15)
ALLOWED = {
    (SheetState.DRAFT, SheetState.OPENED),
    (SheetState.DRAFT, SheetState.ANNULLED),
    (SheetState.OPENED, SheetState.FILLED),
    (SheetState.OPENED, SheetState.ANNULLED),
    (SheetState.FILLED, SheetState.CLOSED),
    (SheetState.FILLED, SheetState.ANNULLED),
    (SheetState.CLOSED, SheetState.CORRECTED),
    (SheetState.CORRECTED, SheetState.CORRECTED),
}
OUTCOMES = st.lists(st.none() | st.sampled_from(Outcome), max_size=40)


def sample_lines() -> list[Outcome | None]:
    """The lines of the worked example."""
    case = FORMULAS["sheet"]
    return (
        [Outcome.EXCELLENT] * case["n5"]
        + [Outcome.GOOD] * case["n4"]
        + [Outcome.SATISFACTORY] * case["n3"]
        + [Outcome.UNSATISFACTORY] * case["n2"]
        + [Outcome.ABSENT] * case["absent"]
        + [Outcome.BARRED] * case["barred"]
    )


@pytest.mark.parametrize(("old", "new"), sorted(ALLOWED))
def test_a_sheet_goes_its_way(old: SheetState, new: SheetState) -> None:
    check_transition(old, new)


@pytest.mark.parametrize(
    ("old", "new"), [(old, new) for old in SheetState for new in SheetState if (old, new) not in ALLOWED]
)
def test_every_other_step_is_refused_with_what_to_do(old: SheetState, new: SheetState) -> None:
    with pytest.raises(Refusal) as refused:
        check_transition(old, new)
    assert (refused.value.code, refused.value.clause) == ("E_CLOSED", "4.2.5")
    assert refused.value.message.endswith("(п. 4.2.5)")


def test_outcomes_are_entered_between_opening_and_closing() -> None:
    for state in SheetState:
        if state in (SheetState.OPENED, SheetState.FILLED):
            check_writable(state)
        else:
            with pytest.raises(Refusal, match="E_CLOSED"):
                check_writable(state)


def test_every_state_has_a_title() -> None:
    assert set(SHEET_STATE_TITLES) == set(SheetState)


def test_a_number_names_year_semester_and_serial() -> None:
    assert sheet_number("2026/27", 1, 7) == "2026/27-1-0007"
    assert sheet_number("2026/27", 2, 12345) == "2026/27-2-12345"


def test_retake_commission_and_individual_sheets_add_their_suffix() -> None:
    assert sheet_number("2026/27", 1, 7, retake_suffix(1)) == "2026/27-1-0007-П1"
    assert sheet_number("2026/27", 1, 7, retake_suffix(2)) == "2026/27-1-0007-П2"
    assert sheet_number("2026/27", 1, 7, COMMISSION_SUFFIX) == "2026/27-1-0007-К"
    assert sheet_number("2026/27", 1, 7, INDIVIDUAL_SUFFIX) == "2026/27-1-0007-И"


@pytest.mark.parametrize(("semester", "serial"), [(0, 1), (3, 1), (1, 0)])
def test_an_impossible_number_is_refused(semester: int, serial: int) -> None:
    with pytest.raises(ValueError, match="begins with 1"):
        sheet_number("2026/27", semester, serial)
    with pytest.raises(ValueError, match="from 1"):
        retake_suffix(0)


@pytest.mark.parametrize(
    ("outcome", "digit", "words"),
    [
        (Outcome.EXCELLENT, 5, "отлично"),
        (Outcome.GOOD, 4, "хорошо"),
        (Outcome.SATISFACTORY, 3, "удовлетворительно"),
        (Outcome.UNSATISFACTORY, 2, "неудовлетворительно"),
        (Outcome.ABSENT, None, "не явился"),
        (Outcome.BARRED, None, "не допущен"),
        (Outcome.PASSED, None, "зачтено"),
        (Outcome.NOT_PASSED, None, "не зачтено"),
    ],
)
def test_an_outcome_is_written_in_digit_and_words(outcome: Outcome, digit: int | None, words: str) -> None:
    assert outcome_digit(outcome) == digit
    assert outcome_in_words(outcome) == words


def test_pass_and_fail_belong_to_a_credit_sheet_with_the_setting_on() -> None:
    usual = allowed_outcomes("exam", RULES)
    assert len(usual) == 6
    assert allowed_outcomes("credit", RULES) == usual
    assert allowed_outcomes("exam", PASS_FAIL) == usual
    assert set(allowed_outcomes("credit", PASS_FAIL)) == set(Outcome)
    check_outcome(Outcome.PASSED, "credit", PASS_FAIL)


@pytest.mark.parametrize("outcome", [Outcome.PASSED, Outcome.NOT_PASSED])
def test_pass_and_fail_anywhere_else_are_refused(outcome: Outcome) -> None:
    with pytest.raises(Refusal) as refused:
        check_outcome(outcome, "credit", RULES)
    assert (refused.value.code, refused.value.clause) == ("E_MARK", "4.1.8")
    assert f"«{outcome_in_words(outcome)}»" in refused.value.message
    with pytest.raises(Refusal, match="E_MARK"):
        check_outcome(outcome, "exam", PASS_FAIL)


def test_totals_of_the_worked_example_from_the_list_and_from_who_appeared() -> None:
    case = FORMULAS["sheet"]
    listed, present = totals(sample_lines(), RULES), totals(sample_lines(), PRESENT)
    assert listed.listed == case["listed"]
    assert (listed.n5, listed.n4, listed.n3, listed.n2, listed.absent, listed.barred) == (6, 9, 6, 1, 2, 1)
    assert listed.appeared == 22
    assert listed.success == number(case["from_list"]["success"])
    assert listed.quality == number(case["from_list"]["quality"])
    assert present.success == number(case["from_present"]["success"])
    assert present.quality == number(case["from_present"]["quality"])
    assert listed.mean == present.mean == number(case["mean"])


def test_a_line_without_an_outcome_is_left_out_and_reported_apart() -> None:
    found = totals([Outcome.EXCELLENT, Outcome.ABSENT, None, None], RULES)
    assert (found.listed, found.blank, found.appeared) == (4, 2, 1)
    assert (found.success, found.quality, found.mean) == (Decimal("50.0"), Decimal("50.0"), Decimal("5.00"))


@pytest.mark.parametrize("lines", [[], [None, None]])
def test_a_sheet_without_outcomes_has_no_percentages(lines: list[None]) -> None:
    found = totals(lines, RULES)
    assert (found.success, found.quality, found.mean) == (None, None, None)


def test_when_nobody_appeared_only_the_list_gives_percentages() -> None:
    lines = [Outcome.ABSENT, Outcome.BARRED]
    assert totals(lines, RULES).success == Decimal("0.0")
    assert totals(lines, PRESENT).success is None


def test_a_sheet_of_pass_and_fail_has_success_but_neither_quality_nor_mean() -> None:
    found = totals([Outcome.PASSED, Outcome.PASSED, Outcome.PASSED, Outcome.NOT_PASSED], PASS_FAIL)
    assert (found.success, found.quality, found.mean) == (Decimal("75.0"), None, None)


@given(OUTCOMES, st.sampled_from([RULES, PRESENT]))
def test_totals_add_up_to_the_list_and_percentages_stay_in_range(
    lines: list[Outcome | None], rules: Rules
) -> None:
    found = totals(lines, rules)
    marked = found.n5 + found.n4 + found.n3 + found.n2 + found.passed + found.not_passed
    assert marked == found.appeared
    assert marked + found.absent + found.barred + found.blank == found.listed == len(lines)
    for value in (found.success, found.quality):
        assert value is None or 0 <= value <= 100
    assert found.mean is None or 2 <= found.mean <= 5


def test_a_full_sheet_closes() -> None:
    check_closing([], 25)


def test_closing_is_refused_with_the_people_named() -> None:
    with pytest.raises(Refusal) as refused:
        check_closing(["Ёжиков С. А.", "Ким О."], 25)
    assert (refused.value.code, refused.value.clause) == ("E_SHEET_BLANKS", "4.2.5")
    assert "Ёжиков С. А., Ким О." in refused.value.message


def test_a_long_list_of_names_is_cut_with_the_number_of_the_rest() -> None:
    names = [f"Обучающийся {number}" for number in range(1, 26)]
    with pytest.raises(Refusal) as refused:
        check_closing(names, 25)
    assert "Обучающийся 10 и ещё 15" in refused.value.message
    assert "Обучающийся 11" not in refused.value.message


def test_an_empty_sheet_does_not_close() -> None:
    with pytest.raises(Refusal, match="E_SHEET_BLANKS"):
        check_closing([], 0)


def test_a_correction_stands_on_an_order_of_today_or_before() -> None:
    check_correction("84-с", TODAY, "перепутаны строки 4 и 5", TODAY)


@pytest.mark.parametrize(
    ("order_number", "order_date", "reason", "words"),
    [
        (" ", TODAY, "опечатка", "его номер"),
        ("84-с", None, "опечатка", "его дату"),
        ("84-с", date(2026, 1, 16), "опечатка", "не позже 15.01.2026"),
        ("84-с", TODAY, "  ", "причину"),
    ],
)
def test_a_correction_without_order_or_reason_is_refused(
    order_number: str, order_date: date | None, reason: str, words: str
) -> None:
    with pytest.raises(Refusal) as refused:
        check_correction(order_number, order_date, reason, TODAY)
    assert (refused.value.code, refused.value.clause) == ("E_ORDER", "4.2.5")
    assert words in refused.value.message


def test_an_annulment_needs_a_reason() -> None:
    check_annulment("экзамен перенесён")
    with pytest.raises(Refusal) as refused:
        check_annulment(" ")
    assert (refused.value.code, refused.value.clause) == ("E_REASON", "4.2.5")
