"""The journal inside the LMS's page, on another site, in a browser that blocks third-party cookies."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Frame, Page, Request, expect
from sqlalchemy import select

from models import BrowserSession, Launch, Mark
from tests.browser.stage import Stage
from tests.platform.platform import PARENT, SECOND_TEACHER, STUDENT, TEACHER

ACCOUNTING, DIARY, SPORT, SPORT_DIARY, LANGUAGES, FRONT_PAGE_DIARY = "1", "2", "8", "9", "4", "16"


def cookies(page: Page, name: str) -> list[dict[str, object]]:
    """The cookies of this name the browser keeps, with the sites they are kept for."""
    return [dict(one) for one in page.context.cookies() if one["name"] == name]


def saved(frame: Frame) -> None:
    """Wait until the status line says that everything is saved."""
    expect(frame.locator("#saving[data-state=saved][data-waiting='0']")).to_contain_text("Сохранено")


def column(frame: Frame) -> int:
    """The column of the cursor, from 1: at first, today's lesson."""
    return int(frame.locator("#grid td.cur").evaluate("cell => cell.cellIndex"))


def texts(frame: Frame, at: int, rows: int) -> list[str]:
    """What stands in the first rows of a column."""
    return [
        frame.locator("#grid tbody tr").nth(row).locator("td").nth(at - 1).inner_text() for row in range(rows)
    ]


def test_a_teacher_puts_marks_in_the_frame_and_finds_them_after_a_reload(stage: Stage) -> None:
    page = stage.person(TEACHER)
    frame = stage.activity(page, ACCOUNTING)
    expect(frame.locator("h1")).to_contain_text("Учёт активов")
    at = column(frame)
    frame.locator("#grid tbody tr").nth(1).locator("td").nth(at - 1).click()
    page.keyboard.type("543")
    saved(frame)
    page.reload()
    frame = stage.frame(page)
    assert texts(frame, at, 4)[1:] == ["5", "4", "3"]


def test_the_browser_keeps_no_cookie_of_a_third_party_and_ours_is_partitioned(stage: Stage) -> None:
    page = stage.person(TEACHER)
    frame = stage.activity(page, ACCOUNTING)
    (kept,) = cookies(page, "journal_session")
    assert kept["partitionKey"] == "http://127.0.0.1"
    assert (kept["sameSite"], kept["secure"], kept["httpOnly"]) == ("None", True, True)
    (browser,) = cookies(page, "journal_browser")
    assert (browser["partitionKey"], browser["path"]) == ("http://127.0.0.1", "/lti")
    # The same site, the same attributes, only not partitioned: such a cookie does not come back.
    stage.extra_cookie = "plain=1; Path=/; Secure; SameSite=None"
    frame.goto(frame.url)
    stage.extra_cookie = ""
    with page.expect_request(frame.url) as seen:
        frame.goto(frame.url)
    sent = seen.value.all_headers()["cookie"]
    assert "journal_session=" in sent
    assert "plain=" not in sent
    assert cookies(page, "plain") == []


def test_one_click_opens_the_same_page_in_a_window_of_its_own(stage: Stage) -> None:
    page = stage.person(TEACHER)
    frame = stage.activity(page, ACCOUNTING)
    with page.expect_popup() as opened:
        frame.get_by_role("button", name="Открыть журнал на всё окно").click()
    window = opened.value
    window.wait_for_url("**/journals/*")
    assert urlsplit(window.url).path == urlsplit(frame.url).path
    expect(window.get_by_role("button", name="Открыть журнал на всё окно")).to_have_count(0)
    window.get_by_role("link", name="КТП").click()
    window.get_by_role("link", name="Журнал", exact=True).click()
    expect(window.locator("#grid td.cur")).to_be_focused()
    expect(window.get_by_role("button", name="Открыть журнал на всё окно")).to_have_count(0)
    at = int(window.locator("#grid td.cur").evaluate("cell => cell.cellIndex"))
    window.keyboard.type("52")
    expect(window.locator("#saving[data-state=saved]")).to_contain_text("Сохранено")
    page.reload()
    assert texts(stage.frame(page), at, 2) == ["5", "2"]
    assert len(cookies(page, "journal_session")) == 2  # the frame's and the window's, side by side


def test_two_tabs_with_two_courses_do_not_mix(stage: Stage) -> None:
    first = stage.person(TEACHER)
    accounting = stage.activity(first, ACCOUNTING)
    second = first.context.new_page()
    sport = stage.activity(second, SPORT)
    assert accounting.url != sport.url
    expect(sport.locator("h1")).to_contain_text("Физическая культура")
    at = column(accounting)
    accounting.locator("#grid tbody tr").nth(2).locator("td").nth(at - 1).click()
    first.keyboard.type("2")
    saved(accounting)
    second.bring_to_front()
    there = column(sport)
    sport.locator("#grid tbody tr").nth(2).locator("td").nth(there - 1).click()
    second.keyboard.type("5")
    saved(sport)
    first.bring_to_front()
    first.keyboard.type("3")
    saved(accounting)
    assert texts(accounting, at, 4)[2:] == ["2", "3"]
    assert texts(sport, there, 3)[2] == "5"
    assert _newest(stage, accounting) == [2, 3]
    assert _newest(stage, sport) == [5]


def test_another_person_in_the_same_browser_writes_nothing_in_the_first_ones_tab(stage: Stage) -> None:
    first = stage.person(TEACHER)
    frame = stage.activity(first, ACCOUNTING)
    at = column(frame)
    stage.activity(stage.person(STUDENT, first.context), DIARY)
    before = _newest(stage, frame)
    first.bring_to_front()
    frame.locator("#grid tbody tr").first.locator("td").nth(at - 1).click()
    with first.expect_response("**/changes") as answer:
        first.keyboard.type("2")
    assert answer.value.status == 409
    expect(frame.locator("body")).to_contain_text("другого человека")
    assert _newest(stage, frame) == before == []


@pytest.mark.parametrize("activity", [DIARY, ACCOUNTING])
def test_a_student_sees_the_own_grade_book_whatever_was_clicked(stage: Stage, activity: str) -> None:
    frame = stage.activity(stage.person(STUDENT), activity)
    assert urlsplit(frame.url).path == "/gradebook"
    expect(frame.locator("h1")).to_have_text("Абдуллаев Магомед-Расул Гаджимурадович")
    expect(frame.locator(".book")).to_have_count(4)
    frame.locator(".book summary").first.click()
    expect(frame.locator(".book[open]")).to_contain_text("Учёт")
    expect(frame.locator("body")).not_to_contain_text("Белова")


@pytest.mark.parametrize("activity", [SPORT_DIARY, FRONT_PAGE_DIARY])
def test_a_parent_sees_the_child(stage: Stage, activity: str) -> None:
    frame = stage.activity(stage.person(PARENT), activity)
    expect(frame.locator("h1")).to_contain_text("Белов")
    assert urlsplit(frame.url).path.startswith("/gradebook/")
    expect(frame.locator(".book")).to_have_count(4)


def test_the_activity_of_a_subgroup_lands_on_its_journal(stage: Stage) -> None:
    frame = stage.activity(stage.person(SECOND_TEACHER), LANGUAGES)
    assert urlsplit(frame.url).path.startswith("/journals/")
    expect(frame.locator(".journal-head")).to_contain_text("подгруппа 1")
    expect(frame.locator("#grid tbody tr")).to_have_count(15)


def test_a_launch_form_posted_again_ends_at_a_readable_page(stage: Stage) -> None:
    page = stage.person(TEACHER)
    forms: list[Request] = []
    page.on("request", lambda one: forms.append(one) if one.url.endswith("/lti/launch") else None)
    stage.activity(page, ACCOUNTING)
    (launch,) = forms
    before = _entered(stage)
    with page.expect_response("**/lti/launch") as answer:
        _post_into_frame(page, launch.url, launch.post_data or "")
    assert 400 <= answer.value.status < 500
    frame = stage.frame(page)
    expect(frame.locator("h1")).to_have_text("Вход не выполнен")
    again = frame.get_by_role("link", name="Открыть снова")
    assert _entered(stage) == before
    again.click()
    page.wait_for_url(f"{stage.platform.url}/mod/lti/return.php**")


def _entered(stage: Stage) -> tuple[int, ...]:
    """How many launches and signed-in browsers are recorded."""
    with stage.session() as session:
        return tuple(len(session.scalars(select(one)).all()) for one in (Launch.id, BrowserSession.id))


def _post_into_frame(page: Page, url: str, body: str) -> None:
    """Post a form, as captured, into a frame at the place of the journal's."""
    page.evaluate(
        """([url, fields]) => {
            const frame = document.createElement("iframe");
            Object.assign(frame, {name: "again", className: "tool"});
            document.querySelector("iframe.tool").replaceWith(frame);
            const form = Object.assign(document.createElement("form"), {method: "post", action: url, target: "again"});
            for (const [name, value] of fields) form.append(Object.assign(document.createElement("input"), {name, value}));
            document.body.append(form);
            form.submit();
        }""",
        [url, parse_qsl(body, keep_blank_values=True)],
    )


def _newest(stage: Stage, frame: Frame) -> list[int | None]:
    """The marks put today in the frame's journal, by students."""
    number = int(urlsplit(frame.url).path.removeprefix("/journals/"))
    put_now = select(Mark.value).where(Mark.journal_id == number, Mark.set_at == stage.clock())
    with stage.session() as session:
        return list(session.scalars(put_now.order_by(Mark.id)))
