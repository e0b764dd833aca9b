"""A browser that keeps no cookie of ours in the LMS's frame: the button, the LMS's storage, and nobody else's launch."""

from __future__ import annotations

import json
from html import escape
from typing import Any
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Frame, Page, Request, Route, expect
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from models import BrowserSession, Launch
from tests.browser.stage import Stage
from tests.platform.platform import STUDENT, TEACHER

ACCOUNTING, DIARY = "1", "2"
TEACHER_NAME = "Громова Наталья Ивановна"

# What an LMS with `lti_storage_target` does: it keeps values for the frames on its page, and gives them back.
STORAGE = """
const kept = window.kept = new Map(), heard = window.heard = [];
window.addEventListener("message", ({data, source, origin}) => {
  if (origin !== TOOL || !["lti.put_data", "lti.get_data"].includes(data?.subject)) return;
  heard.push(data.subject);
  if (data.subject === "lti.put_data") kept.set(data.key, data.value);
  source.postMessage({subject: `${data.subject}.response`, message_id: data.message_id, key: data.key,
                      value: GIVEN ?? kept.get(data.key) ?? null}, origin);
});
document.forms[0].submit();
"""


@pytest.fixture
def forgetful(stage: Stage) -> Stage:
    """The same LMS and journal; browsers keep no cookie of the journal in a frame."""
    stage.keeps_cookies = False
    return stage


def counted(stage: Stage, table: Any) -> int:
    """How many rows of the table there are."""
    with stage.session() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def open_window(page: Page, frame: Frame) -> Page:
    """Press the one button; the window it opens."""
    with page.expect_popup() as opened:
        frame.get_by_role("button").click()
    return opened.value


def storage_page(stage: Stage, page: Page, given: str | None = None) -> Frame:
    """A page of the LMS that launches the journal with `lti_storage_target`; `given`: what it gives back instead."""
    started = stage.platform.launch(TEACHER, ACCOUNTING)
    fields = {**started.params, "lti_storage_target": "_parent"}
    inputs = "".join(f'<input name="{name}" value="{escape(value)}">' for name, value in fields.items())
    script = STORAGE.replace("TOOL", json.dumps(stage.url)).replace("GIVEN", json.dumps(given))
    frame = '<iframe class="tool" name="tool" width="900" height="500"></iframe>'
    form = f'<form method="post" target="tool" action="{started.login_url}">{inputs}</form>'
    answer = Response(f"<!doctype html>{frame}{form}<script>{script}</script>", content_type="text/html")
    lms = stage.platform.app
    assert lms is not None
    stage.platform.app = lambda environ, start: (answer if environ["PATH_INFO"] == "/storage" else lms)(
        environ, start
    )
    page.goto(f"{stage.platform.url}/storage")
    return stage.frame(page)


def test_the_button_names_the_person_and_the_new_window_works(forgetful: Stage) -> None:
    page = forgetful.person(TEACHER)
    frame = forgetful.activity(page, ACCOUNTING)
    expect(frame.locator("h1")).to_have_text(TEACHER_NAME)
    expect(frame.get_by_role("button")).to_have_text(["Открыть в новом окне"])
    assert counted(forgetful, BrowserSession) == 0
    window = open_window(page, frame)
    window.wait_for_url("**/journals/*")
    cursor = window.locator("#grid td.cur")
    cursor.click()
    window.keyboard.type("5")
    expect(window.locator("#saving[data-state=saved]")).to_contain_text("Сохранено")
    window.reload()
    at = int(window.locator("#grid td.cur").evaluate("cell => cell.cellIndex"))
    expect(window.locator("#grid tbody tr").first.locator("td").nth(at - 1)).to_have_text("5")
    assert {one.get("partitionKey") for one in page.context.cookies()} == {None, "http://localhost"}


def test_the_button_works_once(forgetful: Stage) -> None:
    page = forgetful.person(STUDENT)
    frame = forgetful.activity(page, DIARY)
    window = open_window(page, frame)
    expect(window.locator("h1")).to_have_text("Абдуллаев Магомед-Расул Гаджимурадович")
    again = open_window(page, frame)
    expect(again.locator("h1")).to_have_text("Войдите из курса")
    assert counted(forgetful, BrowserSession) == 1


def test_two_minutes_later_the_button_opens_nothing(forgetful: Stage) -> None:
    page = forgetful.person(TEACHER)
    frame = forgetful.activity(page, ACCOUNTING)
    forgetful.clock.advance(seconds=121)
    expect(open_window(page, frame).locator("h1")).to_have_text("Войдите из курса")
    assert counted(forgetful, BrowserSession) == 0


def test_the_lms_keeps_the_secret_for_us_and_gives_it_back(forgetful: Stage) -> None:
    page = forgetful.person(TEACHER)
    answers: list[tuple[int, dict[str, str]]] = []
    page.on(
        "response",
        lambda one: answers.append((one.status, _fields(one.request))) if "/lti/launch" in one.url else None,
    )
    frame = storage_page(forgetful, page)
    expect(frame.locator("h1")).to_have_text(TEACHER_NAME)
    assert page.evaluate("window.heard") == ["lti.put_data", "lti.get_data"]
    ((key, secret),) = page.evaluate("[...window.kept]")
    (asked, came_back) = answers
    assert came_back[0] == 200
    assert came_back[1]["browser"] == secret
    assert key == f"journal_{came_back[1]['state']}"
    assert "browser" not in asked[1]
    window = open_window(page, frame)
    expect(window.locator("h1")).to_contain_text("Учёт активов")


def test_a_secret_kept_for_another_browser_is_refused(forgetful: Stage) -> None:
    page = forgetful.person(TEACHER)
    frame = storage_page(forgetful, page, given="x" * 43)
    expect(frame.locator("[data-code=L_BROWSER] h1")).to_have_text("Вход не выполнен")
    assert (counted(forgetful, Launch), counted(forgetful, BrowserSession)) == (0, 0)


def test_a_launch_begun_in_another_browser_is_refused(stage: Stage) -> None:
    victim = stage.person(TEACHER)
    stage.activity(victim, ACCOUNTING)
    before = counted(stage, Launch), counted(stage, BrowserSession)
    stranger = stage.person(STUDENT)
    taken: list[Request] = []

    def keep(route: Route) -> None:
        taken.append(route.request)
        route.abort()

    stranger.route("**/lti/launch", keep)
    with stranger.expect_event("requestfailed", lambda one: one.url.endswith("/lti/launch")):
        stranger.goto(f"{stage.platform.url}/activity/{DIARY}")
    (form,) = taken
    with victim.expect_response("**/lti/launch") as answer:
        victim.evaluate(
            """([url, fields]) => {
                const frame = Object.assign(document.createElement("iframe"), {name: "again", className: "tool"});
                document.querySelector("iframe.tool").replaceWith(frame);
                const form = Object.assign(document.createElement("form"), {method: "post", action: url, target: "again"});
                for (const [name, value] of fields) form.append(Object.assign(document.createElement("input"), {name, value}));
                document.body.append(form);
                form.submit();
            }""",
            [form.url, list(_fields(form).items())],
        )
    assert answer.value.status == 403
    expect(stage.frame(victim).locator("[data-code=L_BROWSER] h1")).to_have_text("Вход не выполнен")
    assert (counted(stage, Launch), counted(stage, BrowserSession)) == before


def _fields(request: Request) -> dict[str, str]:
    return dict(parse_qsl(request.post_data or "", keep_blank_values=True))
