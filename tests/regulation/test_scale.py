"""The five-point scale and nothing but it (4.1.8)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulation.refusal import Refusal
from regulation.rules import Rules
from regulation.scale import MARKS, NOT_ASSESSED, format_result, in_words, parse_mark, parse_result

REFUSED = (
    [
        "",
        " ",
        "0",
        "1",
        "6",
        "10",
        "45",
        "4-",
        "5+",
        "-4",
        "3,5",
        "3.5",
        "4/5",
        "5 5",
        "+",
        "v",
        "V",
        "x",
        "five",
    ]
    + [
        "зач",
        "зачёт",
        "незач.",
        "н/з",
        "осв.",
        "осв",
        "Освобождена",
        ".",
        "-",
        "—",
        "н/а",
        "Н/А",
        "n/a",
        "н/a",
    ]
    + [
        "н",
        "Н",
        "нб",
        "оп",
        "б",
        "отл",
        "хорошо",
        "уд.",
        "неуд",
        "５",
        "٤",
        "²",
        "5\u0000",
        "5%s",
        "%(value)s",
        "5\u200b",
    ]
)


def refused(text: str, rules: Rules | None = None) -> Refusal:
    with pytest.raises(Refusal) as caught:
        parse_mark(text, rules or Rules())
    return caught.value


@pytest.mark.parametrize("mark", MARKS)
def test_every_mark_of_the_scale_is_taken(mark: int) -> None:
    assert parse_mark(str(mark)) == mark
    assert parse_mark(f" {mark}\u00a0") == mark
    assert parse_result(str(mark)) == mark


@pytest.mark.parametrize("text", REFUSED)
def test_anything_else_is_refused_with_the_clause_and_a_way_out(text: str) -> None:
    refusal = refused(text)
    assert (refusal.code, refusal.clause) == ("E_MARK", "4.1.8")
    assert "(п. 4.1.8)" in refusal.message
    assert any(str(mark) in refusal.message for mark in MARKS)
    assert "%(" not in refusal.message.replace(text, "")


@pytest.mark.parametrize(
    ("text", "telling"),
    [
        ("1", "Отметки «1» нет"),
        ("0", "Отметки «0» нет"),
        ("6", "вне пятибалльной шкалы"),
        ("100", "вне пятибалльной шкалы"),
        ("4-", "Плюсы и минусы"),
        ("5+", "Плюсы и минусы"),
        ("3,5", "Дробных отметок нет"),
        ("4/5", "одна отметка"),
        ("зач", "зачёт оценивается числом"),
        ("+", "не отметка"),
        ("осв.", "п. 4.2.4"),
        (".", "Точки и прочерки"),
        ("н/а", "п. 4.2.3"),
        ("н", "клавишей «н»"),
        ("неуд", "введите 2"),
        ("", "не введена"),
    ],
)
def test_each_habit_is_explained_in_its_own_words(text: str, telling: str) -> None:
    assert telling in refused(text).message


def test_a_pass_belongs_to_the_credit_sheet_when_the_institution_uses_it() -> None:
    assert "зачётной ведомости" not in refused("зач").message
    assert "зачётной ведомости" in refused("зач", replace(Rules(), pass_fail_in_sheet=True)).message


def test_a_long_text_is_shown_short_and_on_one_line() -> None:
    shown = refused("очень длинная\nзапись в клетке журнала").params["value"]
    assert len(shown) == 20
    assert "\n" not in shown


@pytest.mark.parametrize("text", ["н/а", "Н/А", " н/а "])
def test_not_assessed_is_a_result(text: str) -> None:
    assert parse_result(text) is None


@pytest.mark.parametrize("text", ["n/a", "н/a", "h/a", "на", "н.а.", "не аттестован"])
def test_not_assessed_written_otherwise_is_refused_with_the_right_spelling(text: str) -> None:
    with pytest.raises(Refusal) as caught:
        parse_result(text)
    assert caught.value.code == "E_MARK"
    assert "наберите «н/а»" in caught.value.message


@pytest.mark.parametrize(
    ("text", "telling"), [("осв.", "п. 4.2.4"), ("н", "посещаемость"), ("", "не введена")]
)
def test_a_result_is_refused_as_a_mark_is(text: str, telling: str) -> None:
    with pytest.raises(Refusal, match="E_MARK") as caught:
        parse_result(text)
    assert telling in caught.value.message


def test_marks_have_words() -> None:
    assert [in_words(mark) for mark in MARKS] == [
        "отлично",
        "хорошо",
        "удовлетворительно",
        "неудовлетворительно",
    ]
    with pytest.raises(ValueError, match="outside the scale"):
        in_words(1)


def test_a_result_is_written_as_the_journal_shows_it() -> None:
    assert (format_result(5, False), format_result(None, True), format_result(None, False)) == (
        "5",
        NOT_ASSESSED,
        "",
    )


@settings(deadline=None)
@given(st.one_of(st.text(), st.text(alphabet="0123456789+-,./ нНаАзачосвотлnahHV"), st.integers().map(str)))
def test_a_text_is_a_mark_only_when_it_is_exactly_one(text: str) -> None:
    is_mark = text.strip() in {"5", "4", "3", "2"}
    try:
        mark = parse_mark(text)
    except Refusal as refusal:
        assert not is_mark
        assert refusal.code == "E_MARK"
        assert refusal.message
    else:
        assert is_mark
        assert mark in MARKS


@settings(deadline=None)
@given(st.one_of(st.text(max_size=6), st.text(alphabet="5432нНаАna/ ", max_size=4)))
def test_a_result_is_a_mark_or_not_assessed_or_refused(text: str) -> None:
    try:
        result = parse_result(text)
    except Refusal as refusal:
        assert refusal.clause == "4.1.8"
    else:
        assert result in MARKS or (result is None and text.strip().lower() == NOT_ASSESSED)
