"""The table: typing, refusing at the cell, undo, pasting, history; what is seen in the LMS's frame."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session

from models import CourseRole
from regulation.kinds import WorkKind
from tests import factories as make
from tests.browser.conftest import Room, Visit


def cell(page: Page, row: int, column: int) -> Locator:
    """The cell of a student (from 1) in a column of works (from 1)."""
    return page.locator("#grid tbody tr").nth(row - 1).locator("td").nth(column - 1)


def saved(page: Page) -> None:
    """Wait until the status line says that everything is saved."""
    expect(page.locator("#saving[data-state=saved][data-waiting='0']")).to_contain_text("Сохранено")


def test_a_digit_sets_the_mark_and_moves_down(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.path)
    expect(cell(page, 1, 3)).to_be_focused()
    page.keyboard.type("543")
    expect(cell(page, 4, 3)).to_be_focused()
    saved(page)
    assert room.marks() == [5, 4, 3, None, None]
    expect(page.locator("#saving")).to_have_text("✓ Сохранено 12:00")


def test_mean_follows_each_mark(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.path)
    page.keyboard.type("4")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("5")
    saved(page)
    expect(cell(page, 1, 5)).to_have_text("4,50")


def test_the_key_of_n_toggles_absence_in_any_layout(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.path)
    page.keyboard.press("y")
    expect(cell(page, 1, 3)).to_have_text("н")
    expect(cell(page, 1, 3)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'н', code: 'KeyY', bubbles: true}))"
    )
    saved(page)
    assert room.absent() == ["absent", "absent", "", "", ""]
    page.keyboard.press("y")
    expect(cell(page, 2, 3)).to_have_text("")
    saved(page)
    assert room.absent() == ["absent", "present", "", "", ""]


def test_delete_clears_and_undo_brings_back(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.path)
    page.keyboard.type("5")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Delete")
    saved(page)
    assert room.marks()[0] is None
    page.keyboard.press("Control+z")
    expect(cell(page, 1, 3)).to_have_text("5")
    saved(page)
    assert room.marks()[0] == 5
    page.keyboard.press("Control+Shift+z")
    saved(page)
    assert room.marks()[0] is None


def test_a_forbidden_value_is_refused_at_the_cell(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.path)
    page.keyboard.type("4")
    saved(page)
    page.keyboard.press("ArrowUp")
    for typed in ("1", "6", "+", "."):
        page.keyboard.type(typed)
        said = page.locator(".cell-say[data-code=E_MARK]")
        expect(said).to_contain_text("4.1.8")
        assert abs(said.bounding_box()["x"] - cell(page, 1, 3).bounding_box()["x"]) < 340  # type: ignore[index]
        expect(cell(page, 1, 3)).to_have_text("4")
        page.keyboard.press("Escape")
        expect(said).to_have_count(0)
    assert room.marks() == [4, None, None, None, None]
    assert room.audited() == 1


def test_a_signed_mark_is_refused_where_it_was_typed(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.path)
    page.keyboard.type("4-")
    expect(page.locator(".cell-say")).to_contain_text("Плюсы и минусы к отметке не ставятся: вместо «4-»")
    expect(cell(page, 1, 3)).to_be_focused()
    expect(cell(page, 1, 3)).to_have_text("")
    page.keyboard.type("3")
    saved(page)
    assert room.marks() == [3, None, None, None, None]


def test_a_locked_lesson_says_who_can_open_it(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.path)
    cell(page, 1, 1).click()
    page.keyboard.type("5")
    said = page.locator(".cell-say[data-code=E_CLOSED]")
    expect(said).to_contain_text("администратор контента или заместитель директора")
    said.get_by_role("link", name="Запросить открытие").click()
    page.get_by_label("Причина").fill("Болезнь преподавателя")
    page.get_by_role("button", name="Отправить запрос").click()
    expect(page.locator(".note-success")).to_contain_text("Запрос отправлен")
    assert room.marks(0) == [None] * 5


def test_a_column_is_pasted_down_and_bad_cells_are_named(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.path)
    page.evaluate(
        """() => { const data = new DataTransfer(); data.setData("text/plain", "5\\r\\nн\\r\\n4-\\r\\n\\r\\n3\\r\\n");
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true})); }"""
    )
    expect(page.locator(".cell-say")).to_contain_text("«4-»")
    expect(page.locator(".cell-say")).to_contain_text("Вставлено: 3")
    expect(cell(page, 3, 3)).to_be_focused()
    saved(page)
    assert room.marks() == [5, None, None, None, 3]
    assert room.absent() == ["", "absent", "", "", ""]


def test_a_mark_of_an_absent_student_asks_what_to_do(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.path)
    page.keyboard.press("y")
    page.keyboard.type("4")
    said = page.locator(".cell-say[data-code=E_ABSENT]")
    expect(said).to_contain_text("отсутствующим")
    expect(cell(page, 1, 3)).to_have_text("н")
    assert room.marks() == [None] * 5
    said.get_by_role("button", name="Снять «н» и поставить 4").click()
    expect(cell(page, 1, 3)).to_have_text("4")
    saved(page)
    assert (room.marks()[0], room.absent()[0]) == (4, "present")


def test_changing_an_earlier_record_asks_for_the_reason(visit: Visit, room: Room, session: Session) -> None:
    make.mark(session, room.lessons[1].works[0], room.students[0], 3)
    page = visit(room.teacher, room.path)
    cell(page, 1, 2).click()
    page.keyboard.type("4")
    said = page.locator(".cell-say[data-code=E_REASON]")
    expect(said).to_contain_text("укажите причину")
    expect(cell(page, 1, 2)).to_have_text("3")
    expect(page.locator("#saving")).to_have_text("Не записано: 1")
    assert room.marks(1)[0] == 3
    said.get_by_role("button", name="Ошибка при вводе").click()
    expect(cell(page, 1, 2)).to_have_text("4")
    saved(page)
    assert room.marks(1)[0] == 4
    cell(page, 1, 2).click()
    page.keyboard.press("F2")
    history = page.locator(".cell-say li").last
    expect(history).to_contain_text("3 → 4")
    expect(history).to_contain_text("Ошибка при вводе")
    expect(history).to_contain_text("Петрова Мария Ивановна")


def test_na_stands_in_a_checkpoint_only(visit: Visit, room: Room, session: Session) -> None:
    make.work(session, room.lessons[1], WorkKind.CHECKPOINT)
    page = visit(room.teacher, room.path)
    cell(page, 1, 3).click()
    expect(cell(page, 1, 3)).to_have_class("m d cur")
    page.keyboard.press("y")
    expect(cell(page, 1, 3)).to_have_text("н/а")
    saved(page)
    page.keyboard.type("8")
    expect(page.locator(".cell-say[data-code=E_MARK]")).to_be_visible()


def test_everybody_present_fills_blanks_only(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.path)
    page.keyboard.press("y")
    page.get_by_role("button", name="Все присутствуют").click()
    saved(page)
    assert room.absent() == ["absent", "", "", "", ""]
    assert room.lesson().absence_confirmed


def test_a_reader_sees_the_same_page_and_writes_nothing(visit: Visit, room: Room, session: Session) -> None:
    course = make.course(session, roster_url="https://lms.example/roster")
    room.journal.course = course
    reader = make.user(session, "Орлов", "Пётр", "", is_staff=True)
    make.course_member(session, course, reader, CourseRole.INSTRUCTOR, roster_role=CourseRole.NONE)
    page = visit(reader, room.path)
    expect(page.locator("#saving")).to_have_text("Только просмотр")
    expect(page.get_by_role("button", name="Все присутствуют")).to_have_count(0)
    cell(page, 1, 3).click()
    page.keyboard.type("5")
    expect(cell(page, 1, 3)).to_have_text("")
    assert room.marks() == [None] * 5


def test_nothing_moves_while_typing(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.path)
    page.evaluate(
        """() => { window.shifts = []; new PerformanceObserver((list) => { for (const entry of list.getEntries())
        window.shifts.push(entry.value); }).observe({type: "layout-shift", buffered: false}); }"""
    )
    page.keyboard.type("5432")
    page.keyboard.press("y")
    saved(page)
    page.keyboard.type("1")
    expect(page.locator(".cell-say")).to_be_visible()
    assert page.evaluate("window.shifts.reduce((sum, value) => sum + value, 0)") == 0


def test_the_frame_shows_twelve_students_and_the_eight_latest_lessons(visit: Visit, session: Session) -> None:
    journal = make.journal(session, students=30)
    teacher = make.teacher(session, journal)
    days = [date(2025, 9, day) for day in range(1, 31) if date(2025, 9, day).weekday() < 6]
    for day in [*days, date(2025, 10, 7)]:
        make.lesson(session, journal, day)
    path = f"/journals/{journal.id}"
    page = visit(teacher, path)
    expect(cell(page, 1, len(days) + 1)).to_be_focused()
    seen = page.evaluate(
        """() => {
        const wrap = document.getElementById("grid-wrap").getBoundingClientRect();
        const grid = document.getElementById("grid");
        const whole = (box) => box.top >= wrap.top && box.bottom <= Math.min(wrap.bottom, innerHeight)
          && box.left >= 0 && box.right <= innerWidth;
        const rows = [...grid.tBodies[0].rows];
        const top = grid.tHead.rows[2].cells[0].getBoundingClientRect().bottom;
        const names = rows.map((row) => row.cells[0].getBoundingClientRect());
        const students = names.filter((box) => whole(box) && box.top >= top - 1);
        const last = rows[0].cells.length - 4;
        const final = rows[0].cells[last + 1].getBoundingClientRect();
        const name = rows[0].cells[0].getBoundingClientRect();
        let lessons = 0;
        for (let at = last; at > 0; at -= 1) {
          const box = rows[0].cells[at].getBoundingClientRect();
          if (box.left < name.right - 1 || box.right > final.left + 1) break;
          lessons += 1;
        }
        return {students: students.length, lessons, gap: final.left - rows[0].cells[last].getBoundingClientRect().right,
                isFinalSeen: whole(final), overflow: document.documentElement.scrollWidth - innerWidth};
        }"""
    )
    assert seen["students"] >= 12
    assert seen["lessons"] >= 8
    assert seen["isFinalSeen"]
    assert abs(seen["gap"]) <= 1  # «Итог» stands directly after the last date (4.2.2)
    assert seen["overflow"] <= 0


def test_head_and_names_stay_while_the_table_scrolls(visit: Visit, session: Session) -> None:
    journal = make.journal(session, students=30)
    teacher = make.teacher(session, journal)
    for day in range(1, 28):
        make.lesson(session, journal, date(2025, 9, day))
    page = visit(teacher, f"/journals/{journal.id}")
    before = page.locator("#grid tbody th").first.bounding_box()
    page.evaluate("document.getElementById('grid-wrap').scrollTo(0, 400)")
    after = page.locator("#grid tbody th").first.bounding_box()
    head = page.locator("#grid thead .nm").bounding_box()
    assert before and after and head
    assert after["x"] == before["x"] == 0
    assert head["y"] < 120


def test_a_month_can_be_shown_alone(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.path)
    page.get_by_label("Показать месяц").select_option("2025-09")
    expect(cell(page, 1, 1)).to_be_visible()
    expect(cell(page, 1, 3)).to_be_hidden()
    page.get_by_label("Показать месяц").select_option("")
    expect(cell(page, 1, 3)).to_be_visible()
