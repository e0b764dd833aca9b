"""What else begins on a page of the LMS: choosing content, a student's work behind a grade, an LMS out of order."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.stage import Stage
from tests.platform.platform import COURSE, STUDENT, TEACHER

JOURNAL = "1"


def test_a_teacher_puts_the_grade_book_into_the_course(stage: Stage) -> None:
    page = stage.person(TEACHER)
    page.goto(f"{stage.platform.url}/course/{COURSE}")
    page.get_by_role("link", name="Добавить элемент из журнала").click()
    frame = stage.frame(page)
    for offer in frame.get_by_role("checkbox").all():
        offer.set_checked(offer.get_attribute("value") == "gradebook")
    frame.locator("#title-gradebook").fill("Мои отметки")
    frame.get_by_role("button", name="Добавить").click()
    expect(frame.locator("h1")).to_have_text("Добавлено в курс")
    frame.get_by_role("link", name="Вернуться в курс").click()
    page.wait_for_url(f"**/course/{COURSE}")
    expect(page.locator("main li").filter(has_text="Мои отметки")).to_have_count(1)
    added = stage.platform.site.activities.of_course(COURSE)[-1]
    assert added.custom["purpose"] == "gradebook"
    frame = stage.activity(stage.person(STUDENT), added.id)
    assert urlsplit(frame.url).path == "/gradebook"


def test_nothing_is_put_into_the_course_when_the_choice_is_called_off(stage: Stage) -> None:
    page = stage.person(TEACHER)
    page.goto(f"{stage.platform.url}/course/{COURSE}/choose")
    frame = stage.frame(page)
    before = stage.platform.site.activities.of_course(COURSE)
    frame.get_by_role("button", name="Отмена").click()
    expect(frame.locator("h1")).to_have_text("Ничего не выбрано")
    assert stage.platform.site.activities.of_course(COURSE) == before


def test_a_click_on_a_grade_opens_the_card_of_that_student(stage: Stage) -> None:
    stage.work()
    page = stage.person(TEACHER)
    page.goto(f"{stage.platform.url}/course/{COURSE}/grades")
    page.get_by_role("row").filter(has_text="Алиев Рашад").locator("a.score").first.click()
    frame = stage.frame(page)
    expect(frame.locator("body")).to_contain_text("Алиев Рашад Эльчин оглы")
    assert "/students/" in frame.url


def test_marks_are_kept_while_the_lms_is_out_of_order_and_arrive_afterwards(stage: Stage) -> None:
    stage.work()
    (column,) = stage.platform.columns()
    stage.platform.site.set_flag("outage", True)
    page = stage.person(TEACHER)
    frame = stage.activity(page, JOURNAL)
    blank = frame.locator("#grid td.m.d").first
    blank.click()
    expect(blank).to_be_focused()
    page.keyboard.type("4")
    expect(frame.locator("#saving[data-state=saved]")).to_contain_text("Сохранено")
    stage.work()
    frame.get_by_role("link", name="Оценки в LMS").click()
    expect(frame.locator("main")).to_contain_text("ждут")
    assert stage.platform.grade(column.id, "8") is None
    stage.platform.site.set_flag("outage", False)
    stage.clock.advance(minutes=5)
    stage.work()
    grade = stage.platform.grade(column.id, "8")
    assert grade is not None
    assert grade.score == 4
