"""КТП: its order, off-plan topics, hours, dates, the rows of a file (4.1.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulation.calendar import semester_on
from regulation.kinds import LessonKind
from regulation.plans import (
    PlanFact,
    PlanLine,
    PlanRow,
    check_off_plan,
    check_plan_rows,
    next_item,
    plan_fact,
    read_hours,
    read_kind,
    read_planned_day,
    shift_dates,
)
from regulation.refusal import Refusal
from tests.regulation.vectors import sample_plan

SEMESTER = semester_on(date(2025, 9, 1))
SECTION = PlanLine(1, 1, "Раздел 1. Учёт денежных средств", is_section=True)
LINES = [
    SECTION,
    *(
        PlanLine(
            number,
            number,
            f"Учёт операций, часть {number}",
            2,
            LessonKind.LECTURE,
            date(2025, 9, 2) + timedelta(days=7 * number),
        )
        for number in range(2, 6)
    ),
]


def sample_rows() -> list[PlanRow]:
    return [
        PlanRow(
            number,
            row["Наименование разделов и тем"],
            row["Кол-во часов"],
            row["Вид занятия"],
            row["Календарные сроки"],
            row["Задание для самостоятельной работы"],
        )
        for number, row in enumerate(sample_plan(), start=2)
    ]


def test_the_first_lesson_of_the_plan_is_offered_first_and_a_section_never() -> None:
    assert next_item(reversed(LINES), set()) == LINES[1]


def test_the_next_line_not_used_is_offered_in_plan_order() -> None:
    assert next_item(LINES, {2, 3}) == LINES[3]
    assert next_item(LINES, {2, 4}) == LINES[2]


def test_a_plan_used_up_offers_nothing() -> None:
    assert next_item(LINES, {2, 3, 4, 5}) is None
    assert next_item([SECTION], set()) is None


@given(st.sets(st.integers(2, 5)))
def test_what_is_offered_is_unused_and_nothing_unused_stands_before_it(used: set[int]) -> None:
    offered = next_item(LINES, used)
    if offered is None:
        assert used == {2, 3, 4, 5}
        return
    assert offered.id not in used
    assert {line.id for line in LINES[1:] if line.position < offered.position} <= used


TOPICS = ["Учёт кассовых операций. Порядок ведения", "Документооборот и его организация"]


@pytest.mark.parametrize(
    "topic",
    [
        "Учёт кассовых операций. Порядок ведения",
        "учет  кассовых операций. порядок ведения.",
        " Документооборот и его организация ",
    ],
)
def test_a_topic_of_the_plan_needs_no_reason(topic: str) -> None:
    assert check_off_plan(topic, TOPICS, "") == []


def test_an_off_plan_topic_with_a_reason_is_flagged() -> None:
    (caution,) = check_off_plan("Решение задач", TOPICS, "замена по приказу.")
    assert (caution.code, caution.clause) == ("W_PLAN", "4.1.3")
    assert caution.message == "Темы нет в КТП: замена по приказу. (п. 4.1.3)"


@pytest.mark.parametrize("reason", ["", "  "])
def test_an_off_plan_topic_without_a_reason_is_refused(reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_off_plan("Решение задач", TOPICS, reason)
    assert (refused.value.code, refused.value.clause) == ("E_PLAN_REASON", "4.1.3")


def test_without_a_plan_no_topic_is_off_plan() -> None:
    assert check_off_plan("Решение задач", [], "") == []


def test_hours_of_plan_and_fact() -> None:
    assert plan_fact(60, 44) == PlanFact(60, 44, 16, 0, Decimal("73.3"))
    assert plan_fact(60, 62) == PlanFact(60, 62, 0, 2, Decimal("103.3"))
    assert plan_fact(0, 2) == PlanFact(0, 2, 0, 2, None)


def test_dates_move_from_a_line_on_and_sections_have_none() -> None:
    days = [date(2025, 10, 2), date(2025, 10, 9)]
    shifted = shift_dates(reversed(LINES), 4, reversed(days))
    assert [line.planned_on for line in shifted] == [
        None,
        LINES[1].planned_on,
        LINES[2].planned_on,
        date(2025, 10, 2),
        date(2025, 10, 9),
    ]
    assert [replace(line, planned_on=None) for line in shifted] == [
        replace(line, planned_on=None) for line in LINES
    ]


def test_lessons_for_which_no_date_is_left_stay_undated() -> None:
    shifted = shift_dates(LINES, 1, [date(2025, 10, 2)])
    assert [line.planned_on for line in shifted] == [None, date(2025, 10, 2), None, None, None]


def test_the_sample_plan_has_no_errors() -> None:
    assert check_plan_rows(sample_rows(), semester=SEMESTER) == []


def test_a_section_is_only_its_title() -> None:
    assert check_plan_rows([PlanRow(2, "Раздел 1. Учёт", is_section=True)]) == []
    (error,) = check_plan_rows([PlanRow(7, " ", is_section=True)])
    assert (error.row, error.column, error.refusal.code) == (7, "topic", "E_TOPIC_EMPTY")


GOOD = PlanRow(5, "Учёт кассовых операций", "2", "лекция", "23.09.2025", "Не задано")


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"topic": ""}, "topic", "E_TOPIC_EMPTY"),
        ({"topic": "Present Perfect"}, "topic", "E_TOPIC_NOT_RUSSIAN"),
        ({"hours": ""}, "hours", "E_HOURS"),
        ({"hours": "0"}, "hours", "E_HOURS"),
        ({"hours": "13"}, "hours", "E_HOURS"),
        ({"hours": "1,5"}, "hours", "E_HOURS"),
        ({"hours": "два"}, "hours", "E_HOURS"),
        ({"kind": "хоровод"}, "kind", "E_KIND"),
        ({"planned_on": "сентябрь"}, "planned_on", "E_DATE"),
        ({"planned_on": "31.09.2025"}, "planned_on", "E_DATE"),
        ({"planned_on": "31.08.2025"}, "planned_on", "E_DATE"),
        ({"homework": "asdf"}, "homework", "E_TOPIC_GIBBERISH"),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column(change: dict[str, str], column: str, code: str) -> None:
    (error,) = check_plan_rows([GOOD, replace(GOOD, number=6, **change)], semester=SEMESTER)  # type: ignore[arg-type]
    assert (error.row, error.column, error.refusal.code) == (6, column, code)
    assert "(п. 4.1." in error.sentence


def test_every_bad_cell_of_a_row_is_reported() -> None:
    errors = check_plan_rows([PlanRow(3, "", "0", "хоровод", "вчера", "asdf")])
    assert [error.column for error in errors] == ["topic", "hours", "kind", "planned_on", "homework"]
    assert {error.row for error in errors} == {3}


@pytest.mark.parametrize("text", ["2", " 2 ", "2.0", "2,0", "02"])
def test_hours_are_read_as_a_table_writes_them(text: str) -> None:
    assert read_hours(text) == 2


def test_a_kind_is_read_in_the_plans_own_words_and_a_blank_is_a_lecture() -> None:
    assert read_kind("дифф. зачёт") is LessonKind.CREDIT
    assert read_kind("практическое") is LessonKind.PRACTICAL
    assert read_kind(" ") is LessonKind.LECTURE


@pytest.mark.parametrize("text", ["02.09.2025", "2.9.25", "02.09", "02.09.", "2025-09-02", " 02.09.2025 "])
def test_a_day_is_read_as_a_table_writes_it(text: str) -> None:
    assert read_planned_day(text, SEMESTER) == date(2025, 9, 2)


def test_a_blank_day_is_no_day_and_without_a_semester_any_day_will_do() -> None:
    assert read_planned_day("  ", SEMESTER) is None
    assert read_planned_day("31.08.2025") == date(2025, 8, 31)


def test_a_day_without_a_year_needs_a_semester() -> None:
    with pytest.raises(Refusal, match="E_DATE"):
        read_planned_day("02.09")
