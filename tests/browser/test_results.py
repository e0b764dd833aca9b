"""МИУД, finals and sheets filled from the keyboard, with a finger, from a spreadsheet, without a connection."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.checkpoints import place_checkpoints
from journal.sheets import SheetTerms, draft_sheet, open_sheet
from models import FinalMark, FinalScope, Journal, Mark, SheetEntry, SheetForm, SheetKind, User
from regulation.kinds import WorkKind
from regulation.rules import Rules
from tests import factories as make
from tests.browser.conftest import PHONE, Visit
from tests.conftest import SetClock

TODAY = date(2025, 10, 30)


class Results:
    """A journal of five students with marks 5, 4, 3, 2 and none; what is stored of its results."""

    def __init__(self, session: Session, journal: Journal, teacher: User) -> None:
        self.session, self.teacher = session, teacher
        self.journal_id = journal.id
        self.students = [student.id for student in make.students_of(session, journal)]

    def checkpoints(self) -> list[int | str | None]:
        """МИУД by students: the mark, «н/а», None."""
        rows = self._read(
            select(Mark.student_id, Mark.value, Mark.not_assessed).where(
                Mark.journal_id == self.journal_id, Mark.work_kind == WorkKind.CHECKPOINT.value
            )
        )
        return self._by_student(rows)

    def finals(self) -> list[int | str | None]:
        """The semester's finals by students."""
        return self._by_student(
            self._read(select(FinalMark.student_id, FinalMark.value, FinalMark.not_assessed))
        )

    def lines(self) -> list[tuple[str | None, str]]:
        """Outcome and ticket by the lines of the sheet."""
        rows = self._read(select(SheetEntry.outcome, SheetEntry.ticket).order_by(SheetEntry.position))
        return [(outcome.value if outcome else None, ticket) for outcome, ticket in rows]

    def _by_student(self, rows: list[tuple[int, int | None, bool]]) -> list[int | str | None]:
        found = {student: "н/а" if absent and value is None else value for student, value, absent in rows}
        return [found.get(student) for student in self.students]

    def _read(self, statement: object) -> list[tuple]:
        self.session.rollback()
        rows = [tuple(row) for row in self.session.execute(statement)]  # type: ignore[call-overload]
        self.session.rollback()
        return rows


@pytest.fixture
def results(session: Session, clock: SetClock) -> Results:
    clock.set("2025-10-30 12:00")
    journal = make.journal(session, students=5)
    lesson = make.lesson(session, journal, TODAY, topic="Учёт денежных средств")
    for student, value in zip(make.students_of(session, journal), (5, 4, 3, 2), strict=False):
        make.mark(session, lesson.works[0], student, value)
    teacher = make.teacher(session, journal)
    place_checkpoints(Acting(session, teacher, clock(), Rules()), journal)
    session.commit()
    return Results(session, journal, teacher)


def cell(page: Page, row: int) -> Locator:
    """The first result of the row (from 1)."""
    return page.locator("#results tbody tr").nth(row - 1).locator("td.r").first


def saved(page: Page) -> None:
    expect(page.locator("#saving[data-state=saved][data-waiting='0']")).to_contain_text("Сохранено")


def test_a_month_of_checkpoints_takes_one_key_a_student(visit: Visit, results: Results) -> None:
    page = visit(results.teacher, f"/journals/{results.journal_id}/checkpoints")
    expect(cell(page, 1)).to_be_focused()
    page.keyboard.press("Enter")  # takes the suggestion
    page.keyboard.type("43")
    page.keyboard.press("Enter")
    page.keyboard.press("y")  # the key of н: н/а
    saved(page)
    assert results.checkpoints() == [5, 4, 3, 2, "н/а"]
    expect(page.locator("#status")).to_have_text("выставлен")
    expect(page.locator("#missing")).to_have_text("")
    expect(page.locator(".journal-tabs a[aria-current] .badge-red")).to_be_hidden()
    expect(page.locator(".months a[aria-current] .badge-red")).to_be_hidden()
    expect(page.locator("#shares")).to_contain_text(
        "успеваемость 60,0 % · качество 40,0 % · средний балл 3,50"
    )


def test_a_suggestion_is_taken_by_a_click_and_only_by_it(visit: Visit, results: Results) -> None:
    page = visit(results.teacher, f"/journals/{results.journal_id}/checkpoints")
    page.locator("#results tbody tr").nth(1).locator("[data-accept]").click()
    saved(page)
    assert results.checkpoints() == [None, 4, None, None, None]


def test_a_forbidden_key_is_refused_at_the_cell_with_its_clause(visit: Visit, results: Results) -> None:
    page = visit(results.teacher, f"/journals/{results.journal_id}/checkpoints")
    page.keyboard.press("1")
    expect(page.locator(".cell-say")).to_contain_text("п. 4.1.8")
    expect(cell(page, 1)).to_have_text("")
    expect(cell(page, 1)).to_be_focused()
    assert results.checkpoints() == [None] * 5


def test_a_column_is_pasted_and_wrong_values_fall_alone(visit: Visit, results: Results) -> None:
    page = visit(results.teacher, f"/journals/{results.journal_id}/finals")
    page.evaluate(
        """() => { const data = new DataTransfer(); data.setData("text/plain", "5\\n4\\nосв.\\n\\n3\\n");
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); }"""
    )
    expect(page.locator("#saving")).to_have_text("Не записано: 1")
    expect(page.locator(".cell-say")).to_contain_text("4.2.4")
    expect(cell(page, 3)).to_have_text("")
    assert results.finals() == [5, 4, None, None, 3]


def test_undo_takes_the_last_one_back(visit: Visit, results: Results) -> None:
    page = visit(results.teacher, f"/journals/{results.journal_id}/finals")
    page.keyboard.type("54")
    saved(page)
    page.keyboard.press("Control+z")
    expect(cell(page, 2)).to_have_text("")
    saved(page)
    assert results.finals() == [5, None, None, None, None]


def test_a_final_shows_its_objectivity_at_once(visit: Visit, results: Results) -> None:
    page = visit(results.teacher, f"/journals/{results.journal_id}/finals")
    page.keyboard.type("3")
    expect(page.locator("#results tbody tr").first.locator(".hint")).to_have_text("занижена")
    expect(page.locator("[data-totals=term]")).to_contain_text("выставлено 1 из 5")


def test_not_assessed_opens_its_terms_and_refuses_at_the_field(visit: Visit, results: Results) -> None:
    page = visit(results.teacher, f"/journals/{results.journal_id}/finals")
    cell(page, 5).click()
    page.keyboard.press("y")
    dialog = page.locator("dialog[open]")
    dialog.locator("[name=reason]").fill("болезнь, справка № 12")
    dialog.get_by_role("button", name="Поставить «н/а»").click()
    expect(dialog.locator("#form-note .field-error")).to_contain_text("п. 4.2.3")
    expect(dialog.locator("[name=reason]")).to_have_value("болезнь, справка № 12")
    dialog.locator("[name=form]").select_option("credit")
    dialog.get_by_role("button", name="Поставить «н/а»").click()
    expect(page.locator(".note-success")).to_contain_text("Записано: н/а")
    assert results.finals() == [None, None, None, None, "н/а"]
    expect(cell(page, 1)).to_be_focused()  # the page came again and its script is there
    cell(page, 5).click()
    page.keyboard.type("4")  # not over an open «н/а»: its card asks for the day and the referral
    expect(page.locator("dialog[open] h2").first).to_have_text("Результат сдачи")


def test_suggestions_are_taken_together_after_a_look(visit: Visit, results: Results) -> None:
    page = visit(results.teacher, f"/journals/{results.journal_id}/finals")
    page.get_by_role("link", name="Принять предложенные (4)").click()
    dialog = page.locator("dialog[open]")
    dialog.locator("input[type=checkbox]").nth(3).uncheck()
    dialog.get_by_role("button", name="Выставить отмеченным").click()
    expect(page.locator(".note-success")).to_contain_text("Выставлено итоговых отметок: 3")
    assert results.finals() == [5, 4, 3, None, None]


def test_without_a_connection_nothing_is_lost(visit: Visit, results: Results) -> None:
    page = visit(results.teacher, f"/journals/{results.journal_id}/finals")

    def cut(route: Route) -> None:
        route.abort()

    page.route("**/finals/changes", cut)
    page.keyboard.type("543")
    expect(page.locator("#saving")).to_contain_text("Нет связи: 3 записи ждут")
    assert results.finals() == [None] * 5
    page.unroute("**/finals/changes", cut)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    saved(page)
    assert results.finals() == [5, 4, 3, None, None]


def test_two_people_at_one_final(visit: Visit, results: Results) -> None:
    first = visit(results.teacher, f"/journals/{results.journal_id}/finals")
    second = visit(results.teacher, f"/journals/{results.journal_id}/finals")
    first.keyboard.type("5")
    saved(first)
    second.keyboard.type("3")
    choice = second.locator(".cell-say[data-code=E_CONFLICT]")
    expect(choice).to_be_visible()
    choice.get_by_role("button", name="Записать «3»").click()
    saved(second)
    assert results.finals()[0] == 3


def sheet(results: Results, clock: SetClock) -> int:
    session = results.session
    acting = Acting(session, session.get(User, results.teacher.id), clock(), Rules())
    terms = SheetTerms(
        SheetKind.EXAM, SheetForm.ORAL, TODAY, "09:00", "312", "Громова Н. И.", FinalScope.EXAM
    )
    made = draft_sheet(acting, session.get_one(Journal, results.journal_id), terms)
    sheet_id = open_sheet(acting, made, made.version).id
    session.commit()
    return sheet_id


def test_a_sheet_is_filled_and_closed_by_keyboard(visit: Visit, results: Results, clock: SetClock) -> None:
    page = visit(results.teacher, f"/sheets/{sheet(results, clock)}")
    page.locator("[data-ticket]").first.focus()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    page.keyboard.type("12")
    cell(page, 1).click()
    page.keyboard.type("54")
    page.keyboard.press("y")
    page.keyboard.press("l")
    page.keyboard.type("2")
    saved(page)
    assert results.lines() == [("5", "7"), ("4", "12"), ("absent", ""), ("barred", ""), ("2", "")]
    expect(cell(page, 3)).to_have_text("не явился")
    expect(page.locator("#results tbody tr").first.locator(".words")).to_have_text("отлично")
    expect(page.locator("#totals")).to_contain_text("не явилось 1 · не допущено 1")
    page.get_by_role("button", name="Закрыть ведомость").click()
    expect(page.locator(".note-success")).to_contain_text("Ведомость закрыта")
    assert results.finals() == [5, 4, "н/а", "н/а", 2]


def test_a_ticket_given_twice_is_refused_and_taken_back(
    visit: Visit, results: Results, clock: SetClock
) -> None:
    page = visit(results.teacher, f"/sheets/{sheet(results, clock)}")
    tickets = page.locator("[data-ticket]")
    tickets.nth(0).fill("7")
    tickets.nth(1).fill("7")
    tickets.nth(1).blur()
    expect(page.locator(".cell-say[data-code=E_TICKET]")).to_contain_text("Билет № 7")
    expect(tickets.nth(1)).to_have_value("")
    assert [ticket for _outcome, ticket in results.lines()][:2] == ["7", ""]


def test_with_a_finger_the_keys_are_below(visit: Visit, results: Results) -> None:
    page = visit(
        results.teacher, f"/journals/{results.journal_id}/checkpoints", viewport=PHONE, has_touch=True
    )
    cell(page, 2).tap()
    page.locator("#keys [data-put='4']").tap()
    page.locator("#keys [data-put='н/а']").tap()
    saved(page)
    assert results.checkpoints() == [None, 4, "н/а", None, None]


@pytest.mark.parametrize("part", ["checkpoints", "finals"])
def test_in_the_frame_twelve_students_are_seen(
    visit: Visit, session: Session, clock: SetClock, part: str
) -> None:
    clock.set("2025-10-30 12:00")
    journal = make.journal(session, students=10)
    for number in range(10):
        make.membership(session, journal.group, make.student(session, f"Яковлев{number}"))
    make.lesson(session, journal, TODAY, topic="Учёт денежных средств")
    teacher = make.teacher(session, journal)
    page = visit(teacher, f"/journals/{journal.id}/{part}")
    wrap = page.locator("#wrap").bounding_box()
    rows = [row.bounding_box() for row in page.locator("#results tbody tr").all()]
    assert wrap is not None
    whole = [row for row in rows if row and row["y"] + row["height"] <= wrap["y"] + wrap["height"] + 1]
    assert len(whole) >= 12
