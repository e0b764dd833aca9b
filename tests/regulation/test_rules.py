"""The readings of the regulation as settings (7.2)."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import pytest

from regulation.rules import CHOICES, Rules
from regulation.terms import LATIN_TERMS


def test_the_defaults_are_the_readings_of_the_requirements() -> None:
    rules = Rules()
    assert (rules.timezone, rules.lock_days, rules.written_days) == ("Asia/Tomsk", 7, 7)
    assert (rules.final_scheme, rules.sou_na, rules.na_max_days, rules.na_default_days) == (
        "half",
        7,
        365,
        30,
    )
    assert (rules.min_marks, rules.movement_days) == (3, 3)
    assert rules.pass_fail_in_sheet is False
    assert rules.teachers_from_lms is True
    assert rules.ALLOW_ONE is False


def test_settings_given_as_text_take_their_types() -> None:
    rules = Rules().with_overrides(
        {"lock_days": "3", "pass_fail_in_sheet": "true", "final_scheme": "0.65", "timezone": "Europe/Moscow"}
    )
    assert (rules.lock_days, rules.pass_fail_in_sheet, rules.final_scheme) == (3, True, "0.65")
    assert rules.timezone == "Europe/Moscow"
    assert rules.written_days == Rules().written_days


def test_terms_are_added_to_the_directory() -> None:
    terms = Rules().with_overrides({"latin_terms": " Kompozit, ,Solid-Flex Pro3 "}).latin_terms
    assert terms == LATIN_TERMS | {"kompozit", "solid", "flex", "pro3"}
    assert Rules().with_overrides({"latin_terms": ""}).latin_terms == LATIN_TERMS


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("allow_one", "true"),
        ("ALLOW_ONE", "true"),
        ("no_such_rule", "1"),
        ("lock_days", "-1"),
        ("lock_days", "семь"),
        ("lock_days", "99999"),
        ("pass_fail_in_sheet", "yes"),
        ("final_scheme", "0.55"),
        ("week_days", "7"),
        ("sheet_percent_base", "all"),
    ],
)
def test_an_unknown_or_bad_setting_is_named_and_nothing_changes(name: str, text: str) -> None:
    rules = Rules()
    with pytest.raises(ValueError, match=name):
        rules.with_overrides({"min_marks": "5", name: text})
    assert rules == Rules()


def test_rules_do_not_change_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        Rules().lock_days = 30  # type: ignore[misc]


def test_every_choice_holds_its_default() -> None:
    assert set(CHOICES) <= {item.name for item in fields(Rules)}
    assert all(str(getattr(Rules(), name)) in choices for name, choices in CHOICES.items())


def test_terms_are_lower_case_words() -> None:
    assert {"html", "python", "sql"} <= LATIN_TERMS
    assert all(term == term.lower() and term.isalnum() and term.isascii() for term in LATIN_TERMS)
