"""People's names, and what a course's title says of its group and discipline."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulation.kinds import DisciplineKind
from regulation.names import (
    PersonName,
    full_name,
    grid_name,
    guess_discipline,
    guess_group,
    search_key,
    short_name,
    sort_key,
    split_name,
)

_DATA = Path(__file__).parent.parent / "data"


def _people() -> list[PersonName]:
    with (_DATA / "students.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    return [PersonName(row["family_name"], row["given_name"], row["patronymic"]) for row in rows]


PEOPLE = _people()
CHECKS = json.loads((_DATA / "calendar_2025_26.json").read_text(encoding="utf-8"))["name_checks"]


def parts(person: PersonName) -> tuple[str, str, str]:
    return person.family, person.given, person.patronymic


def test_the_group_stands_in_the_order_of_a_russian_list() -> None:
    assert sorted(PEOPLE, key=lambda person: sort_key(*parts(person))) == PEOPLE
    shuffled = PEOPLE[15:] + PEOPLE[:15]
    assert sorted(shuffled, key=lambda person: sort_key(*parts(person)))[9].family == "Ёжиков"


def test_a_plain_family_name_stands_before_the_longer_ones() -> None:
    families = ["Иванов", "Иванов-Петров", "Иванова", "ИВАНОВСКИЙ", "Йовович", "Яковлев"]
    keys = [sort_key(family, "Яна") for family in families]
    assert keys == sorted(keys)


def test_namesakes_have_equal_keys() -> None:
    assert sort_key("Ёлкин", "Пётр") == sort_key("елкин", " Петр ", "")
    assert sort_key("О’Коннор") == sort_key("О'Коннор")
    assert len(sort_key("А" * 300)) == 200


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("ежиков", "Ёжиков"),
        ("тер ованесян", "Тер-Ованесян"),
        ("О'КОННОР", "О’Коннор"),
        ("соловьева л", "Соловьёва  Любовь"),
    ],
)
def test_search_forgives_what_people_type(query: str, name: str) -> None:
    assert search_key(query) in search_key(name)


@pytest.mark.parametrize(("whole", "short"), CHECKS["short"].items())
def test_a_short_name_keeps_the_family_name_and_initials(whole: str, short: str) -> None:
    person = next(person for person in PEOPLE + [split_name(whole)] if full_name(*parts(person)) == whole)
    assert short_name(*parts(person)) == short


@pytest.mark.parametrize(
    ("person", "shown"),
    [
        (PersonName("Абдуллаев", "Магомед-Расул", "Гаджимурадович"), "Абдуллаев Магомед-Расул Г."),
        (PersonName("Алиев", "Рашад", "Эльчин оглы"), "Алиев Рашад Э. оглы"),
        (PersonName("Алиев", "Рашад", "Эльчин-оглы"), "Алиев Рашад Э.-оглы"),
        (PersonName("Ван", "Ли"), "Ван Ли"),
        (PersonName("Раджеш"), "Раджеш"),
        (PersonName("Нгуен", "Тхи Май Ань"), "Нгуен Тхи Май Ань"),
    ],
)
def test_the_grid_shows_the_given_name_whole(person: PersonName, shown: str) -> None:
    assert grid_name(*parts(person)) == shown


def test_initials_given_as_such_stay() -> None:
    assert short_name("Иванов", "А.С.") == "Иванов А. С."


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: str(person.family))
def test_a_student_is_recognised_whatever_the_lms_puts_where(person: PersonName) -> None:
    family, given_name, patronymic = parts(person)
    whole = full_name(family, given_name, patronymic)
    assert split_name(whole, given_name, family, patronymic) == person
    assert split_name(whole, given_name, family) == person
    assert split_name(whole, given_name, family, "$Person.name.middle") == person
    assert split_name(f"{given_name} {family}", f"{given_name} {patronymic}", family) == person
    assert split_name(whole, f"{given_name} {patronymic}", family, patronymic) == person
    assert split_name(whole) == person


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (
            ("Абрамова Алина Сергеевна", "Алина", "Абрамова", "Сергеевна"),
            PersonName("Абрамова", "Алина", "Сергеевна"),
        ),
        (
            ("Орлова Арина Дмитриевна", "Арина Дмитриевна", "Орлова", ""),
            PersonName("Орлова", "Арина", "Дмитриевна"),
        ),
        (
            ("Тимур Рашид оглы Салихов", "Тимур Рашид оглы", "Салихов"),
            PersonName("Салихов", "Тимур", "Рашид оглы"),
        ),
        (("Алина Абрамова", "Алина", "Абрамова"), PersonName("Абрамова", "Алина")),
        (("Ольга Ким", "Ольга", "Ким"), PersonName("Ким", "Ольга")),
        (("Раджеш .", ".", "Раджеш"), PersonName("Раджеш")),
        (("Раджеш", "Раджеш", "-"), PersonName("Раджеш")),
        ((None, None, None, "Сергеевна"), PersonName("")),
        (("", "", ""), PersonName("")),
        (("Абрамова Алина (КТ)", "Алина", "Абрамова"), PersonName("Абрамова", "Алина")),
        (("Абрамова Алина БУХ-21", "Алина", "Абрамова"), PersonName("Абрамова", "Алина")),
        (("Магомедов Али Хасан", "Али", "Магомедов"), PersonName("Магомедов", "Али", "Хасан")),
        (("Алина Сергеевна Абрамова",), PersonName("Абрамова", "Алина", "Сергеевна")),
        (("Марина Ким",), PersonName("Ким", "Марина")),
        (("Алина Абрамова",), PersonName("Абрамова", "Алина")),
        (("Абрамова Алина",), PersonName("Абрамова", "Алина")),
        (("Семенов Семен", "Семен", "Семенов"), PersonName("Семенов", "Семен")),
        (("Иван Иван", "Иван", "Иван"), PersonName("Иван", "Иван")),
    ],
)
def test_names_come_apart_as_moodle_sends_them(sent: tuple[str | None, ...], expected: PersonName) -> None:
    assert split_name(*sent) == expected


@pytest.mark.parametrize(
    ("label", "title", "group"),
    [
        ("МДК.01.01 БУХ-21", "МДК.01.01 Организация бухгалтерского учёта — БУХ-21", "БУХ-21"),
        ("МДК.01.01 БУ-23-1", "МДК.01.01 Учёт активов — БУ-23-1", "БУ-23-1"),
        ("МДК.01.01 БУХ-21", "Организация бухгалтерского учёта", "БУХ-21"),
        ("", "Иностранный язык - ИСП21", "ИСП21"),
        ("", "Иностранный язык — группа 2ИСП-19", "2ИСП-19"),
        ("", "Физика — гр. 401", "401"),
        ("", "Физика — ЭБ 21-1", "ЭБ 21-1"),
        ("", "Информатика — IT-21", "IT-21"),
        ("", "Иностранный язык — БУ-23-1 (1 подгруппа)", "БУ-23-1"),
        ("", "Аудит — БУ-23-1 — 1 семестр", "БУ-23-1"),
        ("", "Аудит (21-БУХ)", "21-БУХ"),
        ("", "БУ-23-1 — История", "БУ-23-1"),
        ("КТ", "Колледж «Тест»", ""),
        ("ОП.05", "ОП.05 Аудит", ""),
        ("", "Физика — базовый курс", ""),
        ("", "1С-8: учёт — основы", ""),
        ("", "Веб-дизайн — HTML-5", ""),
        ("", "История — 1-й семестр", ""),
        ("", "", ""),
    ],
)
def test_the_group_is_read_from_the_course(label: str, title: str, group: str) -> None:
    assert guess_group(label, title) == group


@pytest.mark.parametrize(
    ("title", "index", "name", "kind"),
    [
        ("МДК.01.01 Учёт активов — БУ-23-1", "МДК.01.01", "Учёт активов", DisciplineKind.MODULE_COURSE),
        ("СГ.02 Иностранный язык — БУ-23-1", "СГ.02", "Иностранный язык", DisciplineKind.DISCIPLINE),
        ("Физическая культура — БУХ-21", "", "Физическая культура", DisciplineKind.DISCIPLINE),
        ("УП.01 Учебная практика — гр. 401", "УП.01", "Учебная практика", DisciplineKind.TRAINING_PRACTICE),
        (
            "УП.02 Разработка модулей — ИСП-21",
            "УП.02",
            "Разработка модулей",
            DisciplineKind.TRAINING_PRACTICE,
        ),
        ("ПП 02.01 Бухгалтерия — БУ-23-1", "ПП.02.01", "Бухгалтерия", DisciplineKind.PROFESSIONAL_PRACTICE),
        (
            "Преддипломная практика — БУ-23-1",
            "",
            "Преддипломная практика",
            DisciplineKind.PROFESSIONAL_PRACTICE,
        ),
        (
            "Курсовая работа по МДК.01.01 — БУ-23-1",
            "",
            "Курсовая работа по МДК.01.01",
            DisciplineKind.COURSE_PROJECT,
        ),
        ("Индивидуальный проект — БУ-23-1", "", "Индивидуальный проект", DisciplineKind.INDIVIDUAL_PROJECT),
        ("ОП.05 Аудит (БУ-23-1)", "ОП.05", "Аудит", DisciplineKind.DISCIPLINE),
        ("ОП.05 Аудит — БУ-23-1 — 1 семестр", "ОП.05", "Аудит", DisciplineKind.DISCIPLINE),
        ("1С:Бухгалтерия — базовый курс", "", "1С:Бухгалтерия — базовый курс", DisciplineKind.DISCIPLINE),
    ],
)
def test_the_discipline_is_read_from_the_title(
    title: str, index: str, name: str, kind: DisciplineKind
) -> None:
    found = guess_discipline("", title)
    assert (found.index, found.name, found.kind) == (index, name, kind)


def test_the_label_helps_where_the_title_is_silent() -> None:
    assert guess_discipline("МДК.01.01 БУХ-21", "Учёт — БУХ-21").index == "МДК.01.01"
    assert guess_discipline("История БУХ-21", "").name == "История"


NAMES = st.text(alphabet="АБЁИЯабёиья-’ .O'\u0301\u00a0", max_size=12)


@settings(deadline=None)
@given(st.lists(st.tuples(NAMES, NAMES, NAMES), max_size=6))
def test_the_order_does_not_depend_on_case_yo_or_arrival(people: list[tuple[str, str, str]]) -> None:
    keys = sorted(sort_key(*person) for person in people)
    changed = [tuple(part.upper().replace("Ё", "Е") for part in person) for person in reversed(people)]
    assert sorted(sort_key(*person) for person in changed) == keys


@settings(deadline=None)
@given(st.text(), st.text(), st.text(), st.text())
def test_any_text_is_a_name_of_some_kind(display: str, given_name: str, family: str, middle: str) -> None:
    person = split_name(display, given_name, family, middle)
    whole = full_name(*parts(person))
    assert whole == " ".join(whole.split())
    for shown in (short_name(*parts(person)), grid_name(*parts(person)), search_key(whole)):
        assert shown == shown.strip()
    assert guess_group(display, given_name) in f"{given_name} {display}"
    assert guess_discipline(display, given_name).kind in DisciplineKind
