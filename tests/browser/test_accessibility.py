"""axe finds nothing serious on the pages of the journal."""

from __future__ import annotations

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from models import Attendance, CourseRole
from regulation.kinds import WorkKind
from tests import factories as make
from tests.browser.conftest import FRAME, PHONE, Room, Visit


def serious(page: Page) -> list[str]:
    """What axe calls serious or critical: rule and where."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['target']} ({len(one['nodes'])})"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.fixture
def lively(session: Session, room: Room) -> Room:
    """The room with every kind of cell in it."""
    first, second, third, fourth, _fifth = room.students
    work = room.lessons[1].works[0]
    make.mark(session, work, first, 2)
    make.mark(session, work, second, 5, late_days=3)
    make.absence(session, room.lessons[1], third)
    make.absence(session, room.lessons[1], fourth, Attendance.LATE)
    make.work(session, room.lessons[1], WorkKind.CHECKPOINT)
    make.membership(
        session, room.journal.group, make.student(session, "Яковлева"), date(2025, 9, 1), date(2025, 9, 30)
    )
    session.commit()
    return room


@pytest.mark.parametrize("viewport", [FRAME, PHONE], ids=["frame", "phone"])
def test_the_table_is_accessible(visit: Visit, lively: Room, viewport: dict[str, int]) -> None:
    page = visit(lively.teacher, lively.path, viewport=viewport)
    expect(page.locator("#grid td.cur")).to_be_focused()
    assert serious(page) == []
    page.keyboard.type("1")
    expect(page.locator(".cell-say")).to_be_visible()
    assert serious(page) == []


@pytest.mark.parametrize("viewport", [FRAME, PHONE], ids=["frame", "phone"])
@pytest.mark.parametrize("at", [0, 1, 2], ids=["locked", "filled", "empty"])
def test_a_lesson_is_accessible(visit: Visit, lively: Room, viewport: dict[str, int], at: int) -> None:
    page = visit(lively.teacher, lively.lesson_path(at), viewport=viewport)
    page.locator(".lesson-more summary").click()
    assert serious(page) == []


def test_opening_and_lists_are_accessible(visit: Visit, room: Room, session: Session) -> None:
    course = make.course(session)
    make.course_member(session, course, room.teacher, CourseRole.INSTRUCTOR)
    for student in room.students[:2]:
        make.course_member(session, course, make.account(session, student))
    page = visit(room.teacher, f"/courses/{course.id}/open")
    assert serious(page) == []
    room.journal.course = course
    for path in (f"/courses/{course.id}/journals", "/journals", f"{room.path}/roster", f"{room.path}/unlocks",
                 f"{room.path}/lessons/new", f"/lessons/{room.lesson_ids[0]}/unlock"):  # fmt: skip
        page = visit(room.teacher, path)
        assert serious(page) == [], path
