"""What each setting of the rules means (7.2)."""

from __future__ import annotations

import pytest

from regulation.refusal import Refusal
from regulation.rule_book import BOOK, ENTRIES, check_value, is_complete, value_title, written_value
from regulation.rules import CHOICES, Rules


def test_every_setting_is_explained() -> None:
    assert is_complete()
    assert all(entry.title and entry.explanation and entry.clause for entry in ENTRIES)


def test_the_defaults_are_values_one_may_choose() -> None:
    rules = Rules()
    for entry in ENTRIES:
        if not entry.is_words:
            value = written_value(rules, entry.name)
            assert check_value(entry.name, value, rules) == value
    assert written_value(rules, "latin_terms") == ""


def test_the_choices_are_those_of_the_rules() -> None:
    for name, choices in CHOICES.items():
        assert set(BOOK[name].choices) == set(choices)


def test_numbers_lose_their_zeros_and_words_their_commas() -> None:
    assert check_value("lock_days", "007", Rules()) == "7"
    assert check_value("latin_terms", " Moodle;  LTI,PDF ", Rules()) == "Moodle LTI PDF"


def test_a_value_is_read_in_words() -> None:
    assert value_title("week_days", "5") == "пятидневная"
    assert value_title("lock_days", "7") == "7"


@pytest.mark.parametrize(("name", "text"), [("lock_days", "-1"), ("week_days", "7"), ("nothing", "1")])
def test_a_bad_value_is_refused_in_words(name: str, text: str) -> None:
    with pytest.raises(Refusal) as raised:
        check_value(name, text, Rules())
    assert raised.value.code == "E_RULE"
    assert "%(" not in raised.value.message
