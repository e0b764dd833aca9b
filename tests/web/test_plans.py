"""The КТП pages: a file comes in whole or not at all, an approved plan is fixed, held lessons keep their topics."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from models import BrowserSession, Journal, Lesson, Office, PlanItem, PlanState, ThematicPlan, User
from tests import factories as make

GOOD = """№;Наименование разделов и тем;Часы;Вид занятия;Сроки;Самостоятельная работа
Раздел 1. Касса;;;;;
1;Учёт кассовых операций;2;лекция;02.09.2025;§ 1, вопросы 1–5
2;Оформление кассовой книги;2;практическое;04.09.2025;Не задано
"""
BAD = GOOD + "3;Present Perfect;2;танцы;01.01.2031;\n"


@dataclass
class Page:
    session: Session
    browser: FlaskClient
    journal: Journal
    base: str

    @property
    def client(self) -> FlaskClient:
        """The browser, once the test's own transaction is over: SQLite has one writer."""
        self.session.commit()
        return self.browser

    def upload(self, text: str, name: str = "план.csv") -> TestResponse:
        return self.client.post(f"{self.base}/upload", data={"file": (io.BytesIO(text.encode()), name)})

    def load(self, text: str) -> TestResponse:
        packed = re.search(r'name="rows" value="([^"]*)"', self.upload(text).text)
        assert packed
        rows = packed[1].replace("&#34;", '"').replace("&amp;", "&")
        return self.client.post(f"{self.base}/confirm", data={"rows": rows, "name": "план.csv"})

    def items(self) -> list[PlanItem]:
        self.session.commit()
        self.session.expire_all()
        found = list(self.session.scalars(select(PlanItem).order_by(PlanItem.position)))
        self.session.expunge_all()
        self.session.commit()
        return found


@pytest.fixture
def plan(
    session: Session, client: FlaskClient, sign_in_as: Callable[[FlaskClient, User], BrowserSession]
) -> Page:
    journal = make.journal(session)
    base = f"/journals/{journal.id}/plan"
    sign_in_as(client, make.teacher(session, journal))
    return Page(session, client, journal, base)


@pytest.fixture
def deputy(
    plan: Page, client: FlaskClient, sign_in_as: Callable[[FlaskClient, User], BrowserSession]
) -> Callable[[], None]:
    person = make.teacher(plan.session, family="Заместителева")
    make.office(plan.session, person, Office.DEPUTY)
    return lambda: (sign_in_as(client, person), None)[1]


def test_a_plan_is_previewed_then_loaded_in_its_order(plan: Page) -> None:
    preview = plan.upload(GOOD)
    assert preview.status_code == 200
    assert "Учёт кассовых операций" in preview.text
    assert plan.items() == []
    assert plan.load(GOOD).status_code == 303
    section, first, second = plan.items()
    assert section.is_section
    assert (first.topic, first.hours, first.planned_on) == ("Учёт кассовых операций", 2, date(2025, 9, 2))
    assert second.homework == "Не задано"
    shown = plan.client.get(plan.base).text
    shown = shown[shown.index("<tbody>") :]
    assert (
        shown.index("Раздел 1. Касса")
        < shown.index("Учёт кассовых операций")
        < shown.index("Оформление кассовой книги")
    )


def test_a_file_with_one_bad_row_loads_nothing_and_names_every_error(plan: Page) -> None:
    plan.load(GOOD)
    preview = plan.upload(BAD)
    assert "Загрузить все строки" not in preview.text
    for code in ("E_TOPIC_NOT_RUSSIAN", "E_KIND", "E_DATE"):
        assert f'data-code="{code}"' in preview.text
    assert len(plan.items()) == 3


def test_rows_forged_past_the_preview_are_checked_again(plan: Page) -> None:
    rows = [{"number": 1, "topic": "Present Perfect", "hours": "2", "kind": "лекция"}]
    answer = plan.client.post(f"{plan.base}/confirm", data={"rows": json.dumps(rows), "name": "x"})
    assert 'data-code="E_TOPIC_NOT_RUSSIAN"' in answer.text
    assert plan.items() == []


@pytest.mark.parametrize(
    "rows", ["", "[1]", '[{"number": "1", "topic": "Касса"}]', '[{"nope": 1}]', '{"a": 1}']
)
def test_rows_that_are_no_rows_are_refused_without_a_crash(plan: Page, rows: str) -> None:
    assert plan.client.post(f"{plan.base}/confirm", data={"rows": rows, "name": "x"}).status_code in (
        200,
        400,
    )
    assert plan.items() == []


def test_a_lesson_already_held_keeps_its_topic_and_finds_its_line_again(plan: Page) -> None:
    plan.load(GOOD)
    first = plan.items()[1]
    lesson = make.lesson(
        plan.session, plan.journal, date(2025, 9, 2), topic=first.topic, plan_item_id=first.id
    )
    lesson_id = lesson.id
    plan.load(
        GOOD.replace(
            "Раздел 1. Касса;;;;;\n", "1;Вводное занятие по дисциплине;2;лекция;01.09.2025;Не задано\n"
        )
    )
    items = plan.items()
    held = plan.session.get_one(Lesson, lesson_id)
    assert held.topic == "Учёт кассовых операций"
    assert held.plan_item_id == next(item.id for item in items if item.topic == held.topic)


def test_a_line_is_changed_added_and_removed(plan: Page) -> None:
    plan.load(GOOD)
    item = plan.items()[1]
    plan.client.post(
        f"{plan.base}/items/{item.id}",
        data={"topic": "Учёт кассы", "hours": "4", "kind": "practical", "planned_on": "03.09.2025"},
    )
    plan.client.post(
        f"{plan.base}/add/1",
        data={"topic": "Вводное занятие", "hours": "2", "kind": "lecture", "planned_on": ""},
    )
    assert [line.topic for line in plan.items()] == [
        "Раздел 1. Касса", "Вводное занятие", "Учёт кассы", "Оформление кассовой книги",
    ]  # fmt: skip
    plan.client.post(f"{plan.base}/items/{plan.items()[1].id}/remove")
    assert [line.position for line in plan.items()] == [1, 2, 3]


def test_a_bad_line_is_refused_in_the_form_with_its_clause(plan: Page) -> None:
    plan.load(GOOD)
    item = plan.items()[1]
    answer = plan.client.post(
        f"{plan.base}/items/{item.id}", data={"topic": "Тема 2", "hours": "2", "kind": "lecture"}
    )
    assert "п. 4.1.2" in answer.text
    assert plan.items()[1].topic == "Учёт кассовых операций"


def test_dates_are_shifted_from_a_line_on_or_not_at_all(plan: Page) -> None:
    plan.load(GOOD)
    second = plan.items()[2]
    plan.client.post(f"{plan.base}/shift", data={"first": second.id, "days": 7})
    assert [line.planned_on for line in plan.items()[1:]] == [date(2025, 9, 2), date(2025, 9, 11)]
    answer = plan.client.post(f"{plan.base}/shift", data={"first": plan.items()[1].id, "days": 110})
    assert "за пределы учебного периода" in answer.text
    assert [line.planned_on for line in plan.items()[1:]] == [date(2025, 9, 2), date(2025, 9, 11)]


def test_only_the_deputy_approves_and_an_approved_plan_is_fixed(
    plan: Page, deputy: Callable[[], None]
) -> None:
    plan.load(GOOD)
    assert plan.client.post(f"{plan.base}/approve").status_code == 403
    deputy()
    assert (
        plan.client.post(f"{plan.base}/approve", data={"considered": "ЦК, протокол № 1"}).status_code == 303
    )
    assert plan.session.scalars(select(ThematicPlan)).one().state is PlanState.APPROVED
    assert plan.client.post(f"{plan.base}/reopen").status_code == 303


def test_an_approved_plan_takes_no_file(plan: Page, deputy: Callable[[], None], sign_in_as: Callable) -> None:  # type: ignore[type-arg]
    plan.load(GOOD)
    deputy()
    plan.client.post(f"{plan.base}/approve")
    sign_in_as(plan.client, make.teacher(plan.session, plan.journal, family="Вторая"))
    assert "План утверждён" in plan.upload(GOOD).text
    item = plan.items()[1]
    plan.client.post(
        f"{plan.base}/items/{item.id}", data={"topic": "Учёт кассы", "hours": "4", "kind": "practical"}
    )
    assert plan.items()[1].topic == "Учёт кассовых операций"


def test_the_plan_goes_out_as_a_workbook_that_comes_in_again(plan: Page) -> None:
    plan.load(GOOD)
    file = plan.client.get(f"{plan.base}.xlsx").data
    preview = plan.client.post(f"{plan.base}/upload", data={"file": (io.BytesIO(file), "план.xlsx")})
    assert "Ошибок нет" in preview.text


def test_a_stranger_sees_nothing_of_the_plan(
    plan: Page, sign_in_as: Callable[[FlaskClient, User], BrowserSession]
) -> None:
    plan.load(GOOD)
    sign_in_as(plan.client, make.user(plan.session, "Чужая"))
    assert plan.client.get(plan.base).status_code == 403
    assert plan.upload(GOOD).status_code == 403
    assert len(plan.items()) == 3
