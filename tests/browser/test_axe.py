"""No page bars anybody: axe finds nothing serious, on a desk and on a phone, and no page scrolls sideways.

Every GET page of the URL table has to be looked at here (`test_every_page_is_looked_at`), or be named as no page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from tests.browser import pages as further
from tests.browser.college import College, raised_college
from tests.browser.conftest import PHONE
from tests.browser.looks import barriers, overhang
from tests.browser.stage import DESKTOP
from tests.platform.platform import (
    ADMINISTRATOR,
    ASSISTANT,
    METHODIST,
    PARENT,
    SECOND_TEACHER,
    STUDENT,
    TEACHER,
)

# Files, answers for scripts and machines, steps that lead on by themselves; `lti.privacy` needs a message that the
# demo LMS does not send, and is one sentence on a card.
NO_PAGES = {
    "health.healthz", "health.readyz", "health.metrics", "jobs.result", "ledger.export", "lti.key_set", "lti.privacy", "marks.history",
    "plans.export", "plans.template", "register.export", "windows.enter",
} | further.NO_PAGES  # fmt: skip
ELSEWHERE = {"jobs.progress", "lti.choose"}  # by tests of their own, below
PAGES = [
    (TEACHER, "/journals"),
    (TEACHER, "/journals/{journal}"),
    (TEACHER, "/journals/{archive}"),
    (TEACHER, "/lessons/{today}"),
    (TEACHER, "/lessons/{filled}"),
    (TEACHER, "/lessons/{locked}"),
    (TEACHER, "/lessons/{locked}/unlock"),
    (TEACHER, "/lessons/{ahead}"),
    (TEACHER, "/journals/{journal}/lessons/new"),
    (TEACHER, "/courses/{course}/open"),
    (SECOND_TEACHER, "/courses/{languages}/journals"),
    (TEACHER, "/journals/{journal}/roster"),
    (TEACHER, "/journals/{journal}/register"),
    (TEACHER, "/journals/{journal}/checkpoints"),
    (METHODIST, "/journals/{journal}/checkpoints"),
    (TEACHER, "/journals/{journal}/checkpoints/group"),
    (TEACHER, "/journals/{journal}/finals"),
    (TEACHER, "/journals/{archive}/finals"),
    (TEACHER, "/journals/{journal}/finals/{student}/term"),
    (TEACHER, "/journals/{archive}/finals/{resolved}/term"),
    (TEACHER, "/journals/{journal}/finals/group"),
    (TEACHER, "/journals/{journal}/finals/suggestions"),
    (TEACHER, "/journals/{journal}/sheets"),
    (TEACHER, "/sheets/{sheet}"),
    (TEACHER, "/sheets/{closed_sheet}"),
    (ADMINISTRATOR, "/journals/{journal}/sheets/new"),
    (ADMINISTRATOR, "/sheets/{closed_sheet}/retakes/new"),
    (ASSISTANT, "/sheets/{closed_sheet}/entries/{entry}/correction"),
    (TEACHER, "/journals/{journal}/plan"),
    (SECOND_TEACHER, "/journals/{draft}/plan"),
    (SECOND_TEACHER, "/journals/{draft}/plan/items/{draft_item}"),
    (SECOND_TEACHER, "/journals/{draft}/plan/add/0"),
    (TEACHER, "/journals/{journal}/ledger"),
    (TEACHER, "/journals/{journal}/print"),
    (TEACHER, "/journals/{journal}/delivery"),
    (TEACHER, "/journals/{journal}/students/{student}"),
    (METHODIST, "/journals/{journal}/unlocks"),
    (STUDENT, "/gradebook"),
    (STUDENT, "/gradebook?all=1"),
    (TEACHER, "/gradebook"),
    (PARENT, "/gradebook/{child}"),
    (PARENT, "/gradebook/children"),
    (ADMINISTRATOR, "/platforms"),
    (ADMINISTRATOR, "/platforms/new"),
    (ADMINISTRATOR, "/platforms/{registration}"),
    (ADMINISTRATOR, "/lti/administrator"),
    (TEACHER, "/lti/waiting"),
    (TEACHER, "/lti/waiting?why=unopened"),
    (TEACHER, "/lti/switched"),
    *further.PAGES,
]
ERRORS = [
    (TEACHER, "/nothing-here", 404),
    (TEACHER, "/platforms", 403),
    ("", "/journals", 401),
    ("", "/lti/login?iss=nobody", 403),
    ("", "/lti/register?invite=none&openid_configuration=http://127.0.0.1:1/none", 403),
]


@pytest.fixture(scope="module")
def college(chromium: Browser, seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[College]:
    """One for all pages: they are only looked at."""
    with raised_college(chromium, seeded, tmp_path_factory.mktemp("college")) as made:
        yield made


def look(page: Page, frame: Frame | None = None) -> None:
    """Look at it on a desk, and on a phone with everything unfolded."""
    here = frame or page
    found = barriers(here)
    page.set_viewport_size(PHONE)
    here.evaluate("document.querySelectorAll('main details').forEach((one) => (one.open = true))")
    found += [f"phone: {one}" for one in barriers(here)]
    wide = overhang(here)
    page.set_viewport_size(DESKTOP)
    assert found == []
    assert wide == []


@pytest.mark.parametrize(("person", "path"), PAGES, ids=lambda value: value.replace("/", " ").strip() or "-")
def test_a_page_bars_nobody(college: College, person: str, path: str) -> None:
    page, status = college.visit(person, path)
    assert status == 200
    look(page)


@pytest.mark.parametrize(("person", "path", "status"), ERRORS)
def test_a_page_that_says_no_bars_nobody(college: College, person: str, path: str, status: int) -> None:
    page, answered = college.visit(person, path)
    assert answered == status
    expect(page.locator("h1")).to_be_visible()
    look(page)


def _history(page: Page) -> None:
    page.locator("#grid tbody tr").nth(1).locator("td").nth(2).click()
    page.keyboard.press("F2")
    page.locator(".cell-say").wait_for()


def _refused_mark(page: Page) -> None:
    page.locator("#grid td.cur").focus()
    page.keyboard.type("9")
    page.locator(".cell-say[data-code=E_MARK]").wait_for()


def _lesson_panel(page: Page) -> None:
    page.get_by_role("link", name="Занятие сегодня").click()
    page.locator("#panel textarea").first.wait_for()


def _not_assessed(page: Page) -> None:
    page.locator("#results tbody td.r").first.click()
    page.keyboard.press("KeyY")
    page.locator("dialog[open]").wait_for()


@pytest.mark.parametrize(
    ("path", "open_it"),
    [
        ("/journals/{journal}", _history),
        ("/journals/{journal}", _refused_mark),
        ("/journals/{journal}", _lesson_panel),
        ("/journals/{journal}/finals", _not_assessed),
    ],
    ids=["history of a cell", "refused mark", "lesson panel", "not assessed"],
)
def test_what_opens_over_a_page_bars_nobody(
    college: College, path: str, open_it: Callable[[Page], None]
) -> None:
    page, _status = college.visit(TEACHER, path)
    open_it(page)
    look(page)


def test_the_preview_of_a_plan_with_errors_bars_nobody(college: College) -> None:
    page, _status = college.visit(SECOND_TEACHER, "/journals/{draft}/plan")
    page.get_by_text("Загрузить план, сдвинуть сроки").click()
    bad = "№ занятия;Тема;Часы;Вид;Сроки;Задание\n1;asdf;два;лекция;99.99.2025;\n2;Грамматика;2;лекция;10.09.2025;Не задано\n"
    page.set_input_files(
        "input[type=file]", {"name": "план.csv", "mimeType": "text/csv", "buffer": bad.encode()}
    )
    page.get_by_role("button", name="Показать, что получится").click()
    page.locator("tr.bad").first.wait_for()
    look(page)


def test_an_ordered_document_bars_nobody_while_it_waits(college: College) -> None:
    page, _status = college.visit(TEACHER, "/journals/{journal}/print")
    page.get_by_role("button", name="Напечатать журнал").click()
    page.wait_for_url("**/jobs/*")
    look(page)


def test_an_invitation_bars_nobody(college: College) -> None:
    page, _status = college.visit(ADMINISTRATOR, "/platforms")
    page.get_by_role("button", name="Создать приглашение").click()
    expect(page.locator("h1")).to_have_text("Приглашение для LMS")
    look(page)


def test_a_form_sent_back_with_errors_bars_nobody(college: College) -> None:
    page, _status = college.visit(ADMINISTRATOR, "/platforms/new")
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.get_by_role("button", name="Записать").click()
    page.locator(".field-error").first.wait_for()
    look(page)


def test_choosing_what_to_put_into_a_course_bars_nobody(college: College) -> None:
    page = college.page(TEACHER)
    page.goto(f"{college.stage.platform.url}/launch/choose/2")
    page.wait_for_url(f"{college.stage.url}/lti/choose/*")
    look(page)


def test_the_button_into_a_window_of_ones_own_bars_nobody(college: College) -> None:
    stage = college.stage
    stage.keeps_cookies = False
    try:
        page = stage.person(TEACHER)
        frame = stage.activity(page, "1")
        expect(frame.get_by_role("button", name="Открыть в новом окне")).to_be_visible()
        assert barriers(frame) == []
    finally:
        stage.keeps_cookies = True


def test_the_offer_without_scripts_and_the_page_after_leaving_bar_nobody(college: College) -> None:
    stage = college.stage
    page = stage.person(TEACHER)
    page.goto(f"{stage.platform.url}/launch/1?target=frame")
    page.evaluate("document.querySelector('form.own-window').submit()")
    page.wait_for_url("**/window")
    look(page)
    page.evaluate(
        """() => { const form = document.createElement("form");
        Object.assign(form, {method: "post", action: "/sign-out"});
        const token = document.querySelector("meta[name=csrf-token]").content;
        form.append(Object.assign(document.createElement("input"), {name: "csrf_token", value: token}));
        document.body.append(form); form.submit(); }"""
    )
    expect(page.locator("h1")).to_have_text("Вы вышли из журнала")
    look(page)


def test_every_page_is_looked_at(college: College) -> None:
    table = college.stage.app.extensions["route_rights"]
    routes = college.stage.app.url_map.bind("localhost")
    addresses = (path.format(**college.numbers) for _person, path, *_status in [*PAGES, *ERRORS[1:]])
    seen = {routes.match(urlsplit(address).path)[0] for address in addresses} | ELSEWHERE
    assert {name for name, route in table.items() if "GET" in route.methods.split()} == seen | NO_PAGES
