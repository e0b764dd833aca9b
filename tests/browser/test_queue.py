"""Saving: offline and back, an answer lost on the way, a reload, another person, two people at one cell."""

from __future__ import annotations

from playwright.sync_api import Route, expect
from sqlalchemy.orm import Session

from models import BrowserSession
from tests import factories as make
from tests.browser.conftest import Room, Visit
from tests.browser.test_grid import cell, saved
from tests.conftest import SetClock


def test_offline_changes_wait_and_are_sent_in_order(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.path)
    page.context.set_offline(True)
    page.keyboard.type("543")
    expect(page.locator("#saving")).to_have_text("Нет связи: 3 записи ждут")
    assert room.marks() == [None] * 5
    page.context.set_offline(False)
    saved(page)
    assert room.marks() == [5, 4, 3, None, None]
    assert room.audited() == 3


def test_a_change_whose_answer_was_lost_is_recorded_once(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.path)
    sent: list[str] = []

    def lose_first_answer(route: Route) -> None:
        sent.append(route.request.post_data or "")
        answer = route.fetch()
        assert answer.ok
        if len(sent) == 1:
            route.abort()
        else:
            route.fulfill(response=answer)

    page.route("**/changes", lose_first_answer)
    page.keyboard.type("5")
    expect(page.locator("#saving")).to_contain_text("1 запись ждёт")
    saved(page)
    assert len(sent) == 2
    assert sent[0] == sent[1]
    assert room.marks()[0] == 5
    assert room.audited() == 1


def test_typing_over_a_waiting_change_ends_with_the_last_value(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.path)
    page.context.set_offline(True)
    for mark in "543":
        page.keyboard.type(mark)
        page.keyboard.press("ArrowUp")
    page.context.set_offline(False)
    saved(page)
    assert room.marks()[0] == 3
    expect(cell(page, 1, 3)).to_have_text("3")


def test_waiting_changes_outlive_a_reload(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.path)
    page.route("**/changes", lambda route: route.abort())
    page.keyboard.type("54")
    expect(page.locator("#saving")).to_contain_text("2 записи ждут")
    page.on("dialog", lambda dialog: dialog.accept())
    page.unroute("**/changes")
    page.reload()
    expect(cell(page, 1, 3)).to_have_text("5")
    saved(page)
    assert room.marks() == [5, 4, None, None, None]
    assert room.audited() == 2


def test_leaving_with_unsaved_changes_asks_first(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.path)
    page.route("**/changes", lambda route: route.abort())
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    cell(page, 1, 3).click()
    page.keyboard.type("5")
    expect(page.locator("#saving")).to_contain_text("ждёт")
    page.evaluate("setTimeout(() => window.location.reload(), 0)")
    page.wait_for_event("dialog") if not asked else None
    assert asked == ["beforeunload"]
    expect(cell(page, 1, 3)).to_have_text("5")


def test_the_queue_of_another_person_is_never_sent(visit: Visit, room: Room, session: Session) -> None:
    other = make.teacher(session, room.journal, "Сидорова")
    page = visit(room.teacher, room.path)
    page.route("**/changes", lambda route: route.abort())
    page.keyboard.type("5")
    expect(page.locator("#saving")).to_contain_text("1 запись ждёт")
    second = visit(other, room.path, context=page.context)
    expect(cell(second, 1, 3)).to_have_text("")
    page.unroute("**/changes")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#saving[data-state=stopped]")).to_contain_text("журнал другого человека")
    assert room.marks() == [None] * 5
    assert room.audited() == 0


def test_an_ended_session_keeps_the_changes_until_the_person_returns(
    visit: Visit, room: Room, session: Session, clock: SetClock
) -> None:
    page = visit(room.teacher, room.path)
    for browser in session.query(BrowserSession).all():
        browser.ended_at = clock()
    session.commit()
    page.keyboard.type("5")
    line = page.locator("#saving[data-state=stopped]")
    expect(line).to_contain_text("Сеанс окончен: откройте журнал из курса снова · 1 запись ждёт")
    assert room.marks()[0] is None
    visit(room.teacher, room.path, context=page.context)  # a new launch in another tab of the same browser
    page.evaluate("window.dispatchEvent(new Event('online'))")
    saved(page)
    assert room.marks()[0] == 5
    assert room.audited() == 1


def test_a_conflict_shows_both_values_and_the_person_chooses(
    visit: Visit, room: Room, session: Session
) -> None:
    other = make.teacher(session, room.journal, "Сидорова")
    mine = visit(room.teacher, room.path)
    theirs = visit(other, room.path)
    theirs.keyboard.type("5")
    saved(theirs)
    mine.keyboard.type("4")
    said = mine.locator(".cell-say[data-code=E_CONFLICT]")
    expect(said).to_contain_text("У вас «4», записано «5»")
    expect(said).to_contain_text("Сидорова")
    expect(cell(mine, 1, 3)).to_have_text("5")
    assert room.marks()[0] == 5
    said.get_by_role("button", name="Записать «4»").click()
    saved(mine)
    expect(cell(mine, 1, 3)).to_have_text("4")
    assert room.marks()[0] == 4


def test_a_conflict_may_be_left_as_recorded(visit: Visit, room: Room, session: Session) -> None:
    other = make.teacher(session, room.journal, "Сидорова")
    mine = visit(room.teacher, room.path)
    theirs = visit(other, room.path)
    theirs.keyboard.type("5")
    saved(theirs)
    mine.keyboard.type("4")
    mine.locator(".cell-say").get_by_role("button", name="Оставить «5»").click()
    expect(mine.locator("#saving")).to_contain_text("Сохранено")
    assert room.marks()[0] == 5
    assert room.audited() == 1


def test_a_broken_server_keeps_the_change_waiting(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.path)
    page.route("**/changes", lambda route: route.fulfill(status=503, body="{}"))
    page.keyboard.type("5")
    expect(page.locator("#saving[data-state=offline]")).to_contain_text("1 запись ждёт")
    page.unroute("**/changes")
    saved(page)
    assert room.marks()[0] == 5


def test_a_stale_token_is_renewed_without_losing_the_change(visit: Visit, room: Room) -> None:
    page = visit(room.teacher, room.path)
    page.evaluate("document.querySelector('meta[name=csrf-token]').content = 'stale'")
    page.keyboard.type("5")
    saved(page)
    assert room.marks()[0] == 5
