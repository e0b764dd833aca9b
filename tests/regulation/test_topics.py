"""«В русском языке» (4.1.2): which entries pass, which are refused, and what the refusal tells to do."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulation import words
from regulation.refusal import Refusal
from regulation.terms import LATIN_TERMS
from regulation.topics import MAX_LENGTH, check_homework, check_remark, check_topic
from tests.regulation.vectors import sample_plan

RULE: dict[str, Any] = json.loads(
    (Path(__file__).parent.parent / "data" / "topic_rule.json").read_text(encoding="utf-8")
)


def refused(text: str, check: Callable[[str], str] = check_topic) -> Refusal:
    with pytest.raises(Refusal) as caught:
        check(text)
    assert caught.value.clause == "4.1.2"
    return caught.value


@pytest.mark.parametrize("text", RULE["accept"])
def test_a_topic_in_russian_is_kept_as_it_is(text: str) -> None:
    assert check_topic(text) == text


@pytest.mark.parametrize(("text", "code"), RULE["reject"])
def test_a_topic_that_is_not_one_is_refused(text: str, code: str) -> None:
    refusal = refused(text)
    assert refusal.code == f"E_TOPIC_{code}"
    assert refusal.message.endswith("(п. 4.1.2)")


@pytest.mark.parametrize("text", RULE["homework_accept"])
def test_homework_by_a_place_in_the_book_is_kept(text: str) -> None:
    assert check_homework(text) == text
    assert check_remark(text) == text


@pytest.mark.parametrize("text", RULE["homework_reject"])
def test_homework_that_is_not_in_russian_is_refused(text: str) -> None:
    assert refused(text, check_homework).code.startswith("E_TOPIC_")


@pytest.mark.parametrize("row", sample_plan(), ids=lambda row: row["№ занятия"])
def test_a_real_plan_passes_row_by_row(row: dict[str, str]) -> None:
    assert check_topic(row["Наименование разделов и тем"])
    assert check_homework(row["Задание для самостоятельной работы"])


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("\u00a0Учёт\u00a0 \t затрат\r\n", "Учёт затрат"),
        ("\ufeffУчёт за\u00adтрат", "Учёт затрат"),
        ("Учёт за\u200bтрат", "Учёт затрат"),
        ("Уче\u0308т наличии\u0306", "Учёт наличий"),
    ],
)
def test_spaces_and_invisible_marks_are_put_in_order(text: str, kept: str) -> None:
    assert check_topic(text) == kept


@pytest.mark.parametrize(
    ("text", "code", "telling"),
    [
        ("Учёт\u0000затрат", "CONTROL", "невидимый"),
        ("Учёт\u202eзатрат", "CONTROL", "невидимый"),
        ("Учёт\ud800затрат", "CONTROL", "невидимый"),
        ("Учёт " * 101, "LONG", "лишних знаков: 4"),
        ("Тег <iframe src='x'>: вставка", "MARKUP", "Уберите угловые скобки"),
        ("<b onclick=alert(1)>Учёт</b> затрат", "MARKUP", "Уберите угловые скобки"),
        ("<a href='javascript:alert(1)'>Учёт</a>", "MARKUP", "Уберите угловые скобки"),
        ("Історія України", "OTHER_CYRILLIC", "буква «І»"),
        ("Учёт затрат жзкшцнг", "GIBBERISH", "случайные клавиши"),
        ("Раскладка фывапр", "GIBBERISH", "случайные клавиши"),
        ("Учёт qwerty затрат", "GIBBERISH", "случайные клавиши"),
        ("12.05", "NOT_RUSSIAN", "нет слов"),
        ("中文课", "NOT_RUSSIAN", "по-русски"),
        ("Чтение to be or not to be, that is the question", "NOT_RUSSIAN", "по-русски"),
        ("https://example.org/учёт", "NOT_RUSSIAN", "нет слов"),
        ("Контрольная работа № 1", "NO_TOPIC", "Допишите"),
        ("Тема: и, но, для", "NO_TOPIC", "Допишите"),
        ("Бег", "SHORT", "до 5 знаков"),
    ],
)
def test_each_kind_of_mistake_is_told_apart(text: str, code: str, telling: str) -> None:
    refusal = refused(text)
    assert refusal.code == f"E_TOPIC_{code}"
    assert telling in refusal.message


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("Tема 4. Учёт затрат", "Тема 4. Учёт затрат"),
        ("Введение в Рython", "Введение в Python"),
        ("Язык НТML", "Язык HTML"),
        ("Первые SQLзапросы", "Первые SQL-запросы"),
        ("Первый PHPкод", "Первый PHP-код"),
        ("Oбopoты cчётa", "Обороты счёта"),
    ],
)
def test_a_word_of_two_alphabets_comes_with_its_repair(text: str, suggestion: str) -> None:
    refusal = refused(text)
    assert refusal.code == "E_TOPIC_MIXED_WORD"
    assert f"«{refusal.params['repaired']}»" in refusal.message
    assert refusal.params["suggestion"] == suggestion
    assert check_topic(suggestion) == suggestion


@pytest.mark.parametrize(
    "text",
    [
        "Капролактам и его свойства",
        "Женитьба Бальзаминова",
        "Адам Смит: богатство народов",
        "Агентство и контрстратегия",
        "Дробь: a < b и c > d",
        "Теги <form>, <img> и <table>",
        "Угол α и сила F, закон Ома",
        "Единицы: мкм (µm) и ГГц",
        "Экзамен",
        "Ссылка на учебник https://example.org/Ivanov_fыва",
        "Механическая работа",
        "Функции PLM и MES: обзор",
        "Пло\u0301щадь треугольника",
    ],
)
def test_an_unusual_but_right_topic_passes(text: str) -> None:
    assert check_topic(text)


def test_a_quarter_of_russian_letters_is_enough() -> None:
    assert check_topic("Учёт is this matter")
    assert refused("Учёт is this matters").code == "E_TOPIC_NOT_RUSSIAN"
    assert check_topic("Учёт αβγδεζηθικλμνξοπρστ is this matter")


def test_the_institution_adds_terms_of_its_own() -> None:
    assert refused("Тема 5. Kompozit").code == "E_TOPIC_NOT_RUSSIAN"
    assert check_topic("Тема 5. Kompozit", LATIN_TERMS | {"kompozit"})


@pytest.mark.parametrize("text", ["§ 12", "№ 345–348", "Глава 3", "с. 7", "§ 4, п. 2"])
def test_a_place_in_the_book_is_homework_and_no_topic(text: str) -> None:
    assert check_homework(text) == text
    assert refused(text).code.startswith("E_TOPIC_")


def test_the_field_is_named_in_its_refusal() -> None:
    assert "«Не задано»" in refused("", check_homework).message
    assert "«причина»" in refused("", check_remark).message
    with pytest.raises(Refusal) as caught:
        check_remark("see above", what="основание")
    assert "«основание»" in caught.value.message


@pytest.mark.parametrize("what", ["тема", "задание", "замечание"])
@pytest.mark.parametrize("text", ["", "12.05", "to be", "Тема", "Бег", "x" * 501, "100%", "%(what)s %"])
def test_a_refusal_is_always_a_whole_sentence(text: str, what: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_remark(text, what=what)
    assert "%(" not in caught.value.message.replace(text, "") or not text


ENTRIES = st.one_of(
    st.text(),
    st.text(
        alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюя АБВ 0123456789-.,:№§<>/ abcdefgHTML\u00a0\u00ad\u0301"
    ),
    st.lists(
        st.sampled_from(
            [
                "Тема",
                "урок",
                "работа",
                "Учёт",
                "затрат",
                "HTML",
                "Present",
                "Perfect",
                "§",
                "12",
                "№",
                "4",
                "с.",
                "7",
                "тест",
                "и",
                "в",
                "Tема",
                "1С",
                "α",
                "<b>",
                "<script",
            ]
        )
    ).map(" ".join),
)


@settings(deadline=None, max_examples=300)
@given(ENTRIES, st.sampled_from([check_topic, check_homework, check_remark]))
def test_an_entry_is_kept_once_for_all_or_refused_by_the_rule(text: str, check: Callable[[str], str]) -> None:
    try:
        kept = check(text)
    except Refusal as refusal:
        assert refusal.code.startswith("E_TOPIC_")
        assert refusal.clause == "4.1.2"
        assert refusal.message
    else:
        assert check(kept) == kept
        assert kept == unicodedata.normalize("NFC", kept).strip()
        assert 0 < len(kept) <= MAX_LENGTH


@settings(deadline=None)
@given(st.text(alphabet="аеорсухАВСЕНКМОРТХУщbyteaeopcxyABCEHKMOPTXYséß1", min_size=1, max_size=12))
def test_a_repaired_word_mixes_nothing(token: str) -> None:
    if words.is_mixed(token):
        fixed = words.repaired(token, LATIN_TERMS)
        assert not any(words.is_mixed(part) for part in fixed.split("-"))
