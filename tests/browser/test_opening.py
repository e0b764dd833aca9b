"""Opening a journal: prefilled, the roster arriving meanwhile or not at all, one button."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page, Route, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Course, CourseRole, Journal, User
from tests import factories as make
from tests.browser.conftest import Visit


def course_with_people(session: Session, **values: Any) -> tuple[Course, User]:
    """A course of three learners, an observer and a teacher."""
    course = make.course(session, **values)
    teacher = make.teacher(session)
    role = CourseRole.NONE if values.get("roster_url") else CourseRole.INSTRUCTOR
    make.course_member(session, course, teacher, CourseRole.INSTRUCTOR, roster_role=role)
    for family in ("Ёжиков", "Егоров", "Жуков"):
        make.course_member(session, course, make.user(session, family, "Иван", "Львович"))
    parent = make.user(session, "Волкова", "Анна", "Ильинична")
    make.course_member(session, course, parent, CourseRole.MENTOR)
    return course, teacher


def answer_with(page: Page, **job: Any) -> None:
    """The reading of the roster ends like this."""
    facts = {
        "state": "done",
        "ended": True,
        "percent": 100,
        "message": "",
        "result": None,
        "facts": {},
        **job,
    }

    def reply(route: Route) -> None:
        route.fulfill(status=200, content_type="application/json", body=json.dumps(facts))

    page.route("**/jobs/*", reply)


def test_everything_is_prefilled_and_one_button_opens(visit: Visit, session: Session) -> None:
    course, teacher = course_with_people(session)
    page = visit(teacher, f"/courses/{course.id}/open")
    expect(page.get_by_label("Индекс")).to_have_value("МДК.01.01")
    expect(page.get_by_label("Дисциплина, МДК, практика")).to_have_value("Учёт активов")
    expect(page.get_by_label("Группа", exact=True)).to_have_value("БУ-23-1")
    expect(page.get_by_label("Учебный год")).to_have_value("2025/26")
    names = page.locator(".person").all_inner_texts()
    assert [name.split()[0] for name in names] == ["Волкова", "Егоров", "Ёжиков", "Жуков", "Петрова"]
    ticked = [box.is_checked() for box in page.locator(".person input").all()]
    assert ticked == [False, True, True, True, False]
    page.get_by_label("Часов по плану").fill("72")
    page.get_by_role("button", name="Открыть журнал").click()
    expect(page.locator("#grid tbody tr")).to_have_count(3)
    expect(page.locator(".note-success")).to_contain_text("Журнал открыт")
    journal = session.scalars(select(Journal)).one()
    assert (journal.planned_hours, journal.group.name) == (72, "БУ-23-1")


def test_people_of_the_roster_arrive_while_the_page_is_open(visit: Visit, session: Session) -> None:
    course, teacher = course_with_people(session, roster_url="https://lms.example/roster")
    teacher_id, course_id = teacher.id, course.id
    page = visit(teacher, "/journals")
    answer_with(page)
    page.goto(page.url.replace("/journals", f"/courses/{course_id}/open"))
    expect(page.locator("[data-roster]")).to_have_text("Список курса прочитан.")
    expect(page.locator(".person")).to_have_count(5)
    assert session.get_one(User, teacher_id).is_staff


def test_a_failed_roster_says_why_and_the_journal_opens_with_those_known(
    visit: Visit, session: Session
) -> None:
    course, teacher = course_with_people(session, roster_url="https://lms.example/roster")
    course.roster_error = "LMS не ответила за 10 секунд."
    course_id = course.id
    page = visit(teacher, "/journals")
    answer_with(page, state="failed", message="LMS не ответила за 10 секунд.")
    page.goto(page.url.replace("/journals", f"/courses/{course_id}/open"))
    expect(page.locator("[data-roster]")).to_contain_text(
        "LMS не ответила за 10 секунд. Можно открыть журнал с теми, кто уже известен"
    )
    page.get_by_role("button", name="Снять всех").click()
    page.get_by_label("Егоров Иван Львович").check()
    page.get_by_role("button", name="Открыть журнал").click()
    expect(page.locator("#grid tbody tr")).to_have_count(1)


def test_a_refusal_keeps_what_was_typed(visit: Visit, session: Session) -> None:
    course, teacher = course_with_people(session)
    existing = make.journal(
        session, discipline=make.discipline(session, "МДК.01.01"), group=make.group(session, "БУ-23-1")
    )
    existing_id = existing.id
    page = visit(teacher, f"/courses/{course.id}/open")
    page.get_by_label("Жуков Иван Львович").uncheck()
    page.get_by_role("button", name="Открыть журнал").click()
    expect(page.locator("[data-code=E_JOURNAL_EXISTS]")).to_contain_text("Второй не открывается")
    expect(page.get_by_role("link", name="Открыть тот журнал")).to_have_attribute(
        "href", f"/journals/{existing_id}"
    )
    expect(page.get_by_label("Жуков Иван Львович")).not_to_be_checked()
    assert session.scalars(select(Journal.id)).all() == [existing_id]
