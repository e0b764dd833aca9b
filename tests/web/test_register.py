"""The topic register: lessons in order with late and off-plan marks, plan and fact, by month, as a workbook."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models import BrowserSession, Journal, LessonState, User
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


def see(session: Session, client: FlaskClient, journal: Journal, query: str = "") -> str:
    session.commit()
    answer = client.get(f"/journals/{journal.id}/register{query}")
    assert answer.status_code == 200
    return answer.text


def test_it_shows_lessons_in_order_with_plan_and_fact(
    session: Session, client: FlaskClient, journal: Journal
) -> None:
    make.lesson(session, journal, date(2025, 10, 2), topic="Учёт расчётов", homework="§ 4")
    make.lesson(session, journal, date(2025, 9, 4), topic="Учёт денежных средств", kind=LessonKind.PRACTICAL)
    make.lesson(session, journal)
    page = see(session, client, journal)
    assert page.index("Учёт денежных средств") < page.index("Учёт расчётов") < page.index("Заполнить занятие")
    assert "По плану 72 ч, проведено 4 ч, не выполнено 68 ч" in page
    assert "§ 4" in page and "практическое занятие — 2" in page


def test_a_late_lesson_says_when_it_was_entered_and_one_outside_the_plan_says_why(
    session: Session, client: FlaskClient, journal: Journal
) -> None:
    make.lesson(session, journal, date(2025, 9, 30), topic="Учёт расчётов", late_days=2)
    make.lesson(
        session, journal, date(2025, 10, 2), topic="Повторение", off_plan_reason="нужно повторить материал"
    )
    page = see(session, client, journal)
    assert "внесено 02.10" in page
    assert "вне КТП" in page and "нужно повторить материал" in page


def test_it_is_narrowed_to_a_month_keeping_the_numbers(
    session: Session, client: FlaskClient, journal: Journal
) -> None:
    make.lesson(session, journal, date(2025, 9, 4), topic="Учёт денежных средств")
    make.lesson(session, journal, date(2025, 10, 2), topic="Учёт расчётов")
    page = see(session, client, journal, "?month=2025-10")
    assert "Учёт расчётов" in page and "Учёт денежных средств" not in page
    assert '<td class="num number">2</td>' in page
    for nonsense in ("?month=2031-01", "?month=октябрь"):
        assert "Учёт денежных средств" in see(session, client, journal, nonsense)


def test_a_lesson_called_off_is_named_with_its_reason_and_counts_no_hours(
    session: Session, client: FlaskClient, journal: Journal
) -> None:
    make.lesson(
        session, journal, date(2025, 9, 4), state=LessonState.CANCELLED, cancel_reason="болезнь преподавателя"
    )
    page = see(session, client, journal)
    assert "Не состоялись" in page and "болезнь преподавателя" in page


def test_the_workbook_has_the_columns_of_the_form(
    session: Session, client: FlaskClient, journal: Journal
) -> None:
    make.lesson(session, journal, date(2025, 9, 4), topic="=1+1 Учёт", homework="§ 4", late_days=1)
    session.commit()
    answer = client.get(f"/journals/{journal.id}/register.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][:5] == ["№", "Дата", "Часы", "Вид занятия", "Тема"]
    assert rows[1][:6] == [1, "04.09.2025", 2, "лекция", "=1+1 Учёт", "§ 4"]
    assert rows[1][7].startswith("внесено 05.09")
    assert sheet.cell(2, 5).data_type == "s"
    assert rows[2][0] == "По плану 72 ч, проведено 2 ч, не выполнено 70 ч"


def test_whoever_has_no_part_in_the_journal_is_refused(
    session: Session, client: FlaskClient, journal: Journal, sign_in_as: SignIn
) -> None:
    pupil = make.account(session, make.students_of(session, journal)[0])
    pages = [
        f"/journals/{journal.id}/{page}" for page in ("register", "register.xlsx", "ledger", "ledger.xlsx")
    ]
    for stranger in (make.user(session, "Чужой", is_staff=True), pupil):
        session.commit()
        sign_in_as(client, stranger)
        assert [client.get(page).status_code for page in pages] == [403] * 4


def test_more_lessons_ask_no_more_of_the_database(
    session: Session, client: FlaskClient, journal: Journal, engine: Engine
) -> None:
    counts = []
    for begin in (0, 1):
        for number in range(begin * 2, begin * 12 + 2):
            day = date(2025, 9, 1) + timedelta(days=number)
            make.lesson(session, journal, day, topic=f"Учёт расчётов, часть {number}")
        session.commit()
        with queries(engine) as sent:
            client.get(f"/journals/{journal.id}/register")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 22
