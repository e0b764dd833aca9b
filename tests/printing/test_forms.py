"""The forms as PDF: what is written on them, that it agrees with the rules, that they can be archived."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from journal.papers.finals import FinalsPaper
from journal.papers.sheets import SheetPaper
from journal.papers.spread import Spread
from lti_tool.printing.forms import Form
from lti_tool.printing.lettering import MM, width
from regulation.rules import Rules
from regulation.sheets import Outcome, outcome_in_words, totals
from regulation.statistics import format_mean, format_percent, results
from tests.printing import people, reading
from tests.printing.conftest import Made

EVERY = ("spread_draft", "spread", "finals", "checkpoints", "exam", "credit_draft", "annulled")
Make = Callable[[str], Made]


def test_the_spread_says_who_when_and_what(made: Make) -> None:
    spread = made("spread")
    text = " ".join(page.text for page in reading.pages(spread.path))
    for expected in (people.LONGEST, "Алиев Рашад Эльчин оглы", "Раджеш", "02.09.2025", "сентябрь 2025", "внесено 18.09",
                     "Группа БУ-23-", "МДК.01.01 Практические основы бухгалтерского учёта активов организации",
                     "Преподаватель: Петрова Мария Ивановна", "/ М. И. Петрова", "Отсутствует (чел.)", "Итоговая",
                     "По плану 72 ч, проведено 64 ч, не выполнено 8 ч; причина"):  # fmt: skip
        assert expected in text


def test_left_and_right_pages_agree_in_dates_and_hours(made: Make) -> None:
    found = reading.pages(made("spread").path)
    for left, right in zip(found[::2], found[1::2], strict=True):
        days = [run for run in left.runs if re.fullmatch(r"\d\d\.\d\d", run)]
        lines = re.findall(r"(\d\d\.\d\d)\.2025 (\d+)", right.text)
        assert days == [day for day, _hours in lines]
        hours = left.text.split("часы")[1].split("вид работы")[0].split()
        assert hours == [number for _day, number in lines]


def test_the_final_column_stands_right_behind_the_last_date(forms: dict[str, Form]) -> None:
    pages = forms["spread"].layout["pages"]
    assert [page.has_finals for page in pages] == [False] * (len(pages) - 1) + [True]
    assert pages[-1].last == len(forms["spread"].paper.lessons)  # type: ignore[union-attr]


def test_finals_carry_the_terms_of_na_and_the_numbers_of_the_rules(made: Make) -> None:
    finals = made("finals")
    paper = finals.form.paper
    assert isinstance(paper, FinalsPaper)
    texts = [row.cells[0].text for row in paper.rows]
    counts = [texts.count(value) for value in ("5", "4", "3", "2", "н/а")]
    shares = results(*counts, Rules())
    text = reading.pages(finals.path)[0].text
    assert "«н/а», срок до 26.01.2026, форма — зачёт" in text
    for expected in (
        format_percent(shares.success),
        format_percent(shares.quality),
        format_mean(shares.mean),
    ):
        assert expected in text


def test_the_month_names_its_day_mean_and_hours(made: Make) -> None:
    text = reading.pages(made("checkpoints").path)[0].text
    for expected in ("за ноябрь 2025 г.", "27.11", "4,00", "Пропущено", "Средний балл; пропущено часов"):
        assert expected in text


def test_the_examination_sheet_counts_as_the_rules_do(made: Make) -> None:
    exam = made("exam")
    paper = exam.form.paper
    assert isinstance(paper, SheetPaper)
    text = reading.pages(exam.path)[0].text
    counted = totals(
        [next(item for item in Outcome if outcome_in_words(item) == row.words) for row in paper.rows], Rules()
    )
    assert counted == paper.totals and counted.listed == 30
    for expected in ("ЭКЗАМЕНАЦИОННАЯ ВЕДОМОСТЬ № 2025/26-1-0007", "Дата, время 22.12.2025, 09:00", "Аудитория 312",
                     f"Всего по списку {counted.listed}", f"Не явилось {counted.absent}", f"Не допущено {counted.barred}",
                     f"Успеваемость, % {format_percent(counted.success)}", f"Средний балл {format_mean(counted.mean)}",
                     "Выдана 20.12.2025", "Возвращена 22.12.2025", "билета", "не явился", "удовлетворительно",
                     "Начальник учебного отдела"):  # fmt: skip
        assert expected in text
    assert exam.pages == 1


def test_the_credit_sheet_has_no_ticket(made: Make) -> None:
    text = reading.pages(made("credit_draft").path)[0].text
    assert "ЗАЧЁТНАЯ ВЕДОМОСТЬ № 2025/26-1-0008" in text
    assert "билета" not in text


@pytest.mark.parametrize("name", EVERY)
def test_every_sheet_is_numbered_dated_and_summed(made: Make, name: str) -> None:
    form = made(name)
    found = reading.pages(form.path)
    assert len(found) == form.pages
    for number, page in enumerate(found, start=1):
        assert f"Лист {number} из {form.pages}" in page.text
        assert f"Сформировано 10.01.2026 12:00, контрольная сумма {form.form.checksum}" in page.text


@pytest.mark.parametrize("name", EVERY)
def test_a_draft_says_so_on_every_sheet_and_a_finished_form_on_none(made: Make, name: str) -> None:
    found = reading.pages(made(name).path)
    expected = len(found) if name.endswith("_draft") else 0
    assert sum("ЧЕРНОВИК" in page.solid for page in found) == expected


def test_a_draft_lists_what_is_missing(made: Make) -> None:
    last = reading.pages(made("spread_draft").path)[-1].text
    assert "не выставлены итоговые отметки за 1 семестр 2025/26: весь список, 30 чел. (п. 3.8.5)" in last


def test_an_annulled_sheet_keeps_its_number_and_says_why(made: Make) -> None:
    page = reading.pages(made("annulled").path)[0]
    assert "АННУЛИРОВАНА" in page.solid
    assert "№ 2025/26-1-0009" in page.text and "аннулирована: ошибочный список" in page.text


@pytest.mark.parametrize("name", EVERY)
def test_no_form_says_exempt(made: Make, name: str) -> None:
    assert not any("осв." in page.text.casefold() for page in reading.pages(made(name).path))


@pytest.mark.parametrize("name", EVERY)
def test_fonts_are_embedded_with_their_cyrillic(made: Make, name: str) -> None:
    found = reading.fonts(made(name).path)
    assert all(font.startswith(("PT-Serif", "PT-Sans-Narrow")) for font in found)
    assert "я" in found["PT-Serif"] and "№" in found["PT-Serif"]


@pytest.mark.parametrize("name", EVERY)
def test_the_file_can_be_archived_and_read_aloud(made: Make, name: str) -> None:
    form = made(name)
    facts = reading.facts(form.path)
    tags = reading.tags(form.path)
    assert (facts["part"], facts["conformance"], facts["language"]) == ("3", "A", "ru")
    assert facts["is_tagged"] and facts["has_intent"]
    assert facts["title"] == form.form.title
    assert facts["sizes"] == {(842, 595) if form.form.is_wide else (595, 842)}
    assert tags["Table"] and tags["TR"] and tags["TD"] and tags["TH"] and tags["H1"]
    assert not tags["Figure"]


@pytest.mark.parametrize("name", EVERY)
def test_names_fit_their_cells(forms: dict[str, Form], name: str) -> None:
    form = forms[name]
    room = form.layout["widths"][1] if name in ("exam", "credit_draft", "annulled") else form.layout["name"]
    sizes = form.layout["sizes"]
    assert people.LONGEST in sizes or name == "annulled"
    assert all(width(text, size) <= (room - 2.4) * MM and size >= 7 for text, size in sizes.items())


def test_the_spread_shades_days_outside_the_list_and_never_erases(forms: dict[str, Form]) -> None:
    paper = forms["spread"].paper
    assert isinstance(paper, Spread)
    assert not any(any(row.outside) for row in paper.rows)
    assert sum(lesson.absent or 0 for lesson in paper.lessons) == sum(
        any(text == "н" for text in lesson) for row in paper.rows for lesson in row.cells
    )
