"""The ledger of obligatory works on its page: done, date, mark, debts, totals (4.1.6)."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models import BrowserSession, Journal, Student, User
from regulation.kinds import LessonKind
from tests import factories as make
from tests.unchanged import queries

SignIn = Callable[[FlaskClient, User], BrowserSession]


@pytest.fixture
def journal(session: Session, client: FlaskClient, sign_in_as: SignIn) -> Journal:
    """A journal whose teacher looks at it."""
    found = make.journal(session)
    sign_in_as(client, make.teacher(session, found))
    return found


@pytest.fixture
def pupils(session: Session, journal: Journal) -> list[Student]:
    return make.students_of(session, journal)


def see(session: Session, client: FlaskClient, journal: Journal, query: str = "") -> str:
    session.commit()
    answer = client.get(f"/journals/{journal.id}/ledger{query}")
    assert answer.status_code == 200
    return answer.text


def works(session: Session, journal: Journal, pupils: list[Student]) -> None:
    """A practical work: the first has 5, the second made 4 up later, the third owes it."""
    lesson = make.lesson(session, journal, date(2025, 9, 4), kind=LessonKind.PRACTICAL, topic="Учёт расчётов")
    make.mark(session, lesson.works[0], pupils[0], 5)
    make.mark(session, lesson.works[0], pupils[1], 4, made_up_on=date(2025, 9, 11))


def test_it_shows_marks_dates_debts_and_totals(
    session: Session, client: FlaskClient, journal: Journal, pupils: list[Student]
) -> None:
    works(session, journal, pupils)
    page = see(session, client, journal)
    assert '<td class="">5</td>' in page
    assert '<td class="">4<small>11.09</small></td>' in page
    assert page.count('<td class="debt">долг</td>') == 1
    assert "сдано</abbr> 2 из 3" in page and "долгов 1" in page
    owes = page[page.index("Кто что должен") :]
    assert pupils[2].family_name in owes and "ПЗ № 1 (04.09)" in owes
    assert pupils[0].family_name not in owes


def test_only_those_who_owe_are_left_when_asked(
    session: Session, client: FlaskClient, journal: Journal, pupils: list[Student]
) -> None:
    works(session, journal, pupils)
    page = see(session, client, journal, "?debtors=1")
    assert pupils[2].family_name in page and pupils[0].family_name not in page


def test_a_journal_without_such_works_says_so(
    session: Session, client: FlaskClient, journal: Journal
) -> None:
    make.lesson(session, journal, date(2025, 9, 4), topic="Учёт расчётов")
    assert "Обязательных работ пока нет" in see(session, client, journal)


def test_the_workbook_has_date_and_mark_of_each_work(
    session: Session, client: FlaskClient, journal: Journal, pupils: list[Student]
) -> None:
    works(session, journal, pupils)
    session.commit()
    answer = client.get(f"/journals/{journal.id}/ledger.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][2:] == ["ПЗ № 1, 04.09", "Выполнено / по плану", "Долг"]
    assert [row[2] for row in rows[1:]] == ["04.09 / 5", "11.09 / 4", "долг"]
    assert rows[3][4] == "ПЗ № 1"


def test_more_works_and_students_ask_no_more_of_the_database(
    session: Session, client: FlaskClient, engine: Engine, sign_in_as: SignIn
) -> None:
    counts = []
    for size in (2, 9):
        journal = make.journal(session, students=size)
        sign_in_as(client, make.teacher(session, journal))
        for number in range(size):
            day = date(2025, 9, 1) + timedelta(days=number)
            lesson = make.lesson(session, journal, day, kind=LessonKind.PRACTICAL, topic="Учёт расчётов")
            make.mark(session, lesson.works[0], make.students_of(session, journal)[0])
        session.commit()
        with queries(engine) as sent:
            assert client.get(f"/journals/{journal.id}/ledger").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 22
