"""A lesson's page over HTTP: adding, filling without scripts, moving, cancelling; a refusal changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from models import BrowserSession, Journal, Lesson, LessonState, Office, User, Work
from regulation.kinds import LessonKind, WorkKind
from tests import factories as make


@dataclass
class Desk:
    """A journal with a КТП of two lines and an empty lesson of today, before its teacher."""

    session: Session
    browser: FlaskClient
    journal: Journal
    lesson: Lesson
    enter: Callable[[FlaskClient, User], BrowserSession]

    def __post_init__(self) -> None:
        self.path, self.journal_path = f"/lessons/{self.lesson.id}", f"/journals/{self.journal.id}"
        self.lesson_id = self.lesson.id

    def get(self, path: str) -> TestResponse:
        self.session.commit()
        return self.browser.get(path)

    def post(self, path: str, **form: Any) -> TestResponse:
        self.session.commit()
        return self.browser.post(path, data=form)

    def become(self, person: User) -> None:
        self.enter(self.browser, person)

    def lessons(self) -> list[Lesson]:
        """Every lesson as it is stored now."""
        self.session.expire_all()
        found = list(self.session.scalars(select(Lesson).order_by(Lesson.id)))
        for lesson in found:
            assert lesson.works is not None
        self.session.commit()
        return found


@pytest.fixture
def desk(
    session: Session, client: FlaskClient, sign_in_as: Callable[[FlaskClient, User], BrowserSession]
) -> Desk:
    journal = make.journal(session)
    make.plan(session, journal, ["Учёт кассовых операций", "Учёт денежных документов"]).items[
        0
    ].homework = "§ 12, упр. 5"
    found = Desk(session, client, journal, make.lesson(session, journal), sign_in_as)
    found.become(make.teacher(session, journal))
    session.expire_on_commit = False
    return found


def test_the_next_line_of_the_plan_is_offered(desk: Desk) -> None:
    page = desk.get(desk.path)
    assert page.status_code == 200
    assert ">Учёт кассовых операций</textarea>" in page.text
    assert ">§ 12, упр. 5</textarea>" in page.text
    assert "КТП, занятие 1 из 2" in page.text


def test_the_form_without_scripts_fills_the_lesson(desk: Desk) -> None:
    answer = desk.post(desk.path, topic="Учёт кассовых операций", homework="§ 12, упр. 5", version="1")
    assert answer.status_code == 303
    assert (desk.lessons()[0].topic, desk.lessons()[0].state) == (
        "Учёт кассовых операций",
        LessonState.CONDUCTED,
    )
    desk.post(desk.path, present="1", topic="Учёт кассовых операций")
    assert desk.lessons()[0].filled_at is not None


def test_a_foreign_topic_is_refused_and_stays_in_the_field(desk: Desk) -> None:
    answer = desk.post(desk.path, topic="Present Perfect", homework="§ 1", version="1")
    assert answer.status_code == 422
    assert 'data-code="E_TOPIC_NOT_RUSSIAN"' in answer.text
    assert ">Present Perfect</textarea>" in answer.text
    assert desk.lessons()[0].topic == ""


@pytest.mark.parametrize("put", ["", "m:1", "m:x:1:5", "x:1:1:5", "m:999:1:5", "a:1"])
def test_a_senseless_button_changes_nothing(desk: Desk, put: str) -> None:
    if put:
        assert desk.post(desk.path, put=put).status_code == 400
    else:
        assert desk.post(desk.path).status_code == 303
    assert desk.lessons()[0].version == 1


def test_a_lesson_is_added_with_the_usual_pair_and_kind(desk: Desk) -> None:
    form = desk.get(f"{desk.journal_path}/lessons/new").text
    assert 'name="day" type="date" required value="2025-10-07"' in form
    assert 'name="pair" type="number" min="1" max="12" required value="2"' in form  # the first is taken today
    answer = desk.post(
        f"{desk.journal_path}/lessons", day="2025-10-07", pair="2", kind="laboratory", hours="2"
    )
    assert (answer.status_code, answer.location) == (
        303,
        f"{desk.journal_path}?lesson={desk.lesson_id + 1}&open=1",
    )
    made = desk.lessons()[-1]
    assert (made.kind, made.works[0].kind, made.works[0].number) == (
        LessonKind.LABORATORY,
        WorkKind.LABORATORY,
        1,
    )


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"day": "2025-10-07", "pair": "1", "kind": "lecture"}, "E_SLOT"),
        ({"day": "2026-03-01", "pair": "1", "kind": "lecture"}, "E_PERIOD"),
        ({"day": "вчера", "pair": "1", "kind": "lecture"}, "E_DATE"),
        ({"day": "2025-10-07", "pair": "первая", "kind": "lecture"}, "E_NUMBER"),
        ({"day": "2025-10-07", "pair": "2", "kind": "танцы"}, "E_KIND"),
        ({"day": "2025-10-07", "pair": "2", "kind": "lecture", "hours": "13"}, "E_HOURS"),
    ],
)
def test_a_lesson_that_cannot_be_is_refused(desk: Desk, form: dict[str, str], code: str) -> None:
    answer = desk.post(f"{desk.journal_path}/lessons", **form)
    assert answer.status_code == 422
    assert f'data-code="{code}"' in answer.text
    assert len(desk.lessons()) == 1


def test_kind_and_hours_are_switched(desk: Desk) -> None:
    assert desk.post(f"{desk.path}/kind", kind="practical", hours="4").status_code == 303
    changed = desk.lessons()[0]
    assert (changed.kind, changed.hours, changed.works[0].kind) == (
        LessonKind.PRACTICAL,
        4,
        WorkKind.PRACTICAL,
    )


def test_a_second_work_is_added_and_no_checkpoint(desk: Desk) -> None:
    made = desk.post(f"{desk.path}/works", kind="control", title="Учёт кассы")
    assert made.status_code == 303, made.text
    refused = desk.post(f"{desk.path}/works", kind="checkpoint")
    assert (refused.status_code, 'data-code="E_WORK"' in refused.text) == (422, True)
    assert [work.kind for work in desk.lessons()[0].works] == [WorkKind.CURRENT, WorkKind.CONTROL]


def test_a_lesson_is_moved_with_its_reason(desk: Desk) -> None:
    answer = desk.post(f"{desk.path}/move", day="2025-10-08", pair="3", reason="Болезнь преподавателя")
    assert answer.status_code == 303
    old, new = desk.lessons()
    assert (old.state, new.date, new.pair) == (LessonState.MOVED, date(2025, 10, 8), 3)


def test_a_lesson_is_cancelled_with_its_reason_only(desk: Desk) -> None:
    refused = desk.post(f"{desk.path}/cancel", reason="")
    assert refused.status_code == 422
    assert desk.lessons()[0].state is LessonState.PLANNED
    assert desk.post(f"{desk.path}/cancel", reason="Карантин в группе").status_code == 303
    assert desk.lessons()[0].state is LessonState.CANCELLED
    assert "Занятие 07.10.2025 отменено или перенесено" in desk.get(desk.path).text


def test_a_deputy_sees_the_lesson_without_buttons(desk: Desk, session: Session) -> None:
    deputy = make.user(session, "Зотова", is_staff=True)
    make.office(session, deputy, Office.DEPUTY)
    desk.become(deputy)
    page = desk.get(desk.path)
    assert page.status_code == 200
    assert "<button name=" not in page.text
    for path in (
        desk.path,
        f"{desk.path}/kind",
        f"{desk.path}/works",
        f"{desk.path}/move",
        f"{desk.path}/cancel",
    ):
        assert (
            desk.post(path, topic="Учёт кассовых операций", kind="lecture", reason="так надо").status_code
            == 403
        )
    assert desk.lessons()[0].version == 1


def test_a_locked_lesson_can_be_asked_for_and_opened(desk: Desk, session: Session) -> None:
    locked = make.lesson(session, desk.journal, date(2025, 9, 16))
    path = f"/lessons/{locked.id}"
    assert "Запросить открытие" in desk.get(path).text
    refused = desk.post(f"{path}/unlock", reason="")
    assert (refused.status_code, "data-code=" in refused.text) == (422, True)
    assert desk.post(f"{path}/unlock", reason="Болезнь преподавателя").status_code == 303
    assert desk.post(f"{path}/unlock/grant", reason="сам себе", until="2025-10-09").status_code == 403
    deputy = make.user(session, "Зотова", is_staff=True)
    make.office(session, deputy, Office.DEPUTY)
    desk.become(deputy)
    assert "Запросы на открытие" in desk.get(desk.journal_path).text
    asked = desk.get(f"{desk.journal_path}/unlocks")
    assert "Болезнь преподавателя" in asked.text
    too_long = desk.post(f"{desk.journal_path}/unlocks/1", answer="grant", until="2026-10-09")
    assert (too_long.status_code, 'data-code="E_DEADLINE"' in too_long.text) == (422, True)
    assert desk.post(f"{desk.journal_path}/unlocks/1", answer="grant", until="2025-10-09").status_code == 303
    desk.become(next(one.user for one in desk.journal.teachers))
    assert "Запросить открытие" not in desk.get(path).text


def test_works_of_another_lesson_are_out_of_reach(desk: Desk, session: Session) -> None:
    other = make.lesson(session, make.journal(session))
    student = make.students_of(session, desk.journal)[0]
    assert desk.post(desk.path, put=f"m:{other.works[0].id}:{student.id}:5").status_code == 400
    assert session.scalars(select(Work.id).where(Work.lesson_id == other.id)).all()
