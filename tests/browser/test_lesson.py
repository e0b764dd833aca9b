"""A lesson on one screen: few actions, offered topics, refusals at the field; on a phone; without scripts."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from sqlalchemy.orm import Session

from models import LessonState
from regulation.kinds import WorkKind
from tests import factories as make
from tests.browser.conftest import PHONE, Room, Visit
from tests.browser.test_grid import cell, saved

MOST_ACTIONS = 25


class Counted:
    """A page whose key presses and taps are counted; nothing else may be done to it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0

    def press(self, key: str) -> None:
        self.actions += 1
        self.page.keyboard.press(key)

    def tap(self, target: Locator) -> None:
        self.actions += 1
        target.click()


def row(page: Page, number: int) -> Locator:
    """A student's row of the lesson (from 1)."""
    return page.locator("[data-rows] [data-student]").nth(number - 1)


@pytest.fixture
def large(session: Session) -> Room:
    """A journal of 25 students with a КТП; the lesson of today is empty."""
    journal = make.journal(session, students=25, discipline=make.discipline(session, "МДК.01.02"))
    plan = make.plan(session, journal, ["Учёт кассовых операций", "Учёт денежных документов"])
    plan.items[0].homework = "§ 12, упр. 5"
    teacher = make.teacher(session, journal)
    lessons = [make.lesson(session, journal)]
    session.commit()
    return Room(session, journal, teacher, make.students_of(session, journal), lessons)


ABSENT = (3, 11, 20)
MARKS = {1: "5", 2: "4", 5: "3", 8: "5", 9: "2", 14: "4", 19: "5", 25: "4"}


def test_a_whole_lesson_takes_at_most_25_actions_from_the_table(visit: Visit, large: Room) -> None:
    page = visit(large.teacher, large.path)
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    by_hand = Counted(page)
    by_hand.tap(page.get_by_role("link", name="Занятие сегодня"))
    expect(page.get_by_role("button", name="Записать")).to_be_focused()
    by_hand.press("Enter")
    for number in ABSENT:
        by_hand.tap(row(page, number).get_by_role("button", name="отсутствует"))
    for number, mark in MARKS.items():
        by_hand.tap(row(page, number).get_by_role("button", name=mark, exact=True))
    by_hand.tap(page.get_by_role("button", name="Остальные здесь"))
    saved(page)
    assert by_hand.actions <= MOST_ACTIONS
    assert loads == []
    assert_recorded(large)
    expect(cell(page, 1, 1)).to_have_text("5")
    expect(cell(page, 3, 1)).to_have_text("н")


def test_the_keyboard_alone_is_as_quick(visit: Visit, large: Room) -> None:
    page = visit(large.teacher, large.lesson_path())
    by_hand = Counted(page)
    by_hand.press("Enter")
    for number in range(1, 21):
        if number in ABSENT:
            by_hand.press("y")
            by_hand.press("ArrowDown" if number < 20 else "End")
        else:
            by_hand.press(MARKS.get(number, "ArrowDown"))
    by_hand.press(MARKS[25])
    saved(page)
    assert_recorded(large)
    assert by_hand.actions <= MOST_ACTIONS


def test_home_end_and_page_keys_stay_within_the_list(visit: Visit, large: Room) -> None:
    page = visit(large.teacher, large.lesson_path())
    page.keyboard.press("Enter")
    for key, number in (("PageDown", 11), ("PageDown", 21), ("PageDown", 25), ("ArrowDown", 25), ("Home", 1),
                        ("PageUp", 1), ("End", 25)):  # fmt: skip
        page.keyboard.press(key)
        expect(row(page, number)).to_be_focused()


def assert_recorded(room: Room) -> None:
    lesson = room.lesson()
    assert (lesson.topic, lesson.homework) == ("Учёт кассовых операций", "§ 12, упр. 5")
    assert lesson.plan_item_id is not None
    assert lesson.filled_at is not None
    assert [number for number, state in enumerate(room.absent(), 1) if state == "absent"] == list(ABSENT)
    assert {number: str(value) for number, value in enumerate(room.marks(), 1) if value} == MARKS


def test_the_offered_topic_is_not_recorded_until_accepted(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.lesson_path())
    expect(page.get_by_label("Тема", exact=False).first).to_have_value("Учёт кассовых операций")
    row(page, 1).get_by_role("button", name="5", exact=True).click()
    saved(page)
    assert room.lesson().topic == ""
    assert room.lesson().state is LessonState.PLANNED


def test_another_line_of_the_plan_can_be_chosen(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.lesson_path())
    page.get_by_label("Другая тема из КТП").select_option(label="2. Учёт денежных документов")
    page.get_by_role("button", name="Не задано").click()
    saved(page)
    assert (room.lesson().topic, room.lesson().homework) == ("Учёт денежных документов", "Не задано")


def test_a_foreign_topic_is_refused_at_the_field(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.lesson_path())
    page.locator("#topic").fill("Present Perfect")
    page.locator("#homework").fill("стр. 5")
    page.keyboard.press("Enter")
    error = page.locator("[data-text-error]")
    expect(error).to_contain_text("4.1.2")
    expect(page.locator("#topic")).to_have_value("Present Perfect")
    expect(page.locator("#topic")).to_be_focused()
    assert room.lesson().topic == ""


def test_a_late_refusal_leaves_what_is_being_typed(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.lesson_path())
    waiting: list[Route] = []
    page.route("**/changes", lambda route: waiting.append(route))
    page.locator("#topic").fill("Present Perfect")
    with page.expect_request("**/changes"):  # leaving the field sends it
        page.locator("#homework").fill("стр. 5")
    waiting.pop().continue_()
    expect(page.locator("[data-text-error]")).to_contain_text("4.1.2")
    expect(page.locator("#homework")).to_have_value("стр. 5")
    expect(page.locator("#homework")).to_be_focused()


def test_a_topic_outside_the_plan_asks_why(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.lesson_path())
    page.locator("#topic").fill("Повторение пройденного материала")
    page.locator("#homework").fill("Не задано")
    page.keyboard.press("Enter")
    expect(page.locator("#off-plan")).to_be_focused()
    expect(page.locator("[data-text-error]")).to_contain_text("4.1.3")
    page.keyboard.type("Карантин в группе")
    page.keyboard.press("Enter")
    saved(page)
    assert room.lesson().topic == "Повторение пройденного материала"
    assert room.lesson().off_plan_reason == "Карантин в группе"


def test_a_second_tap_takes_a_mark_back(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.lesson_path())
    five = row(page, 1).get_by_role("button", name="5", exact=True)
    five.click()
    expect(five).to_have_attribute("aria-pressed", "true")
    saved(page)
    five.click()
    expect(five).to_have_attribute("aria-pressed", "false")
    saved(page)
    assert room.marks()[0] is None


def test_a_forbidden_value_is_refused_at_the_row(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.lesson_path())
    row(page, 2).click(position={"x": 5, "y": 5})
    page.keyboard.type("+")
    expect(page.locator(".cell-say[data-code=E_MARK]")).to_contain_text("4.1.8")
    assert room.marks() == [None] * 5


def test_checkpoint_and_second_work_have_tabs_of_their_own(
    visit: Visit, room: Room, session: Session
) -> None:
    make.work(session, room.lessons[1], WorkKind.LABORATORY, number=1, position=1)
    make.work(session, room.lessons[1], WorkKind.CHECKPOINT)
    page = visit(room.teacher, room.lesson_path(1))
    page.get_by_role("link", name="МИУД").click()
    row(page, 1).get_by_role("button", name="н/а").click()
    page.get_by_role("link", name="Лабораторная работа № 1").click()
    row(page, 1).get_by_role("button", name="5", exact=True).click()
    saved(page)
    page.reload()
    expect(row(page, 1).get_by_role("button", name="5", exact=True)).to_have_attribute(
        "aria-pressed", "false"
    )
    page.get_by_role("link", name="МИУД").click()
    expect(row(page, 1).get_by_role("button", name="н/а")).to_have_attribute("aria-pressed", "true")


def test_a_phone_shows_big_targets_and_no_sideways_scrolling(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.lesson_path(), viewport=PHONE, is_mobile=True, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for button in row(page, 1).locator("button:visible").all():
        box = button.bounding_box()
        assert box and box["width"] >= 40 and box["height"] >= 40
    page.get_by_role("button", name="Записать").tap()
    row(page, 1).get_by_role("button", name="4", exact=True).tap()
    row(page, 2).get_by_role("button", name="отсутствует").tap()
    saved(page)
    assert room.marks()[0] == 4
    assert room.absent()[1] == "absent"
    assert room.lesson().topic == "Учёт кассовых операций"


def test_the_grid_works_by_touch(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.path, viewport=PHONE, is_mobile=True, has_touch=True)
    cell(page, 1, 3).tap()
    page.get_by_role("toolbar", name="Отметка").get_by_role("button", name="5").tap()
    saved(page)
    assert room.marks()[0] == 5
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_lesson_can_be_filled_without_scripts(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.lesson_path(), java_script_enabled=False)
    row(page, 1).get_by_role("button", name="5", exact=True).click()
    row(page, 2).get_by_role("button", name="отсутствует").click()
    page.get_by_role("button", name="Остальные здесь").click()
    page.get_by_role("button", name="Записать").click()
    expect(page.locator("[data-tick=topic]")).to_have_class("done")
    assert room.marks()[0] == 5
    assert room.absent()[1] == "absent"
    assert (room.lesson().topic, room.lesson().absence_confirmed) == ("Учёт кассовых операций", True)


def test_a_new_lesson_is_added_and_opened(visit: Visit, room: Room, session: Session) -> None:
    room.lessons[-1].date = date(2025, 9, 30)
    page = visit(room.teacher, room.path)
    page.get_by_role("link", name="Занятие сегодня").click()
    expect(page.get_by_label("Дата")).to_have_value("2025-10-07")
    page.get_by_role("button", name="Создать и заполнить").click()
    expect(page.get_by_role("button", name="Записать")).to_be_focused()
    page.keyboard.press("Enter")
    saved(page)
    expect(page.locator("#grid thead tr").nth(1).locator("th").last).to_contain_text("7")


def test_the_panel_closes_with_escape_and_the_cursor_returns(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.path, viewport={"width": 1280, "height": 900})
    page.locator("#grid thead a").last.click()
    expect(page.locator("#panel [data-lesson]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
