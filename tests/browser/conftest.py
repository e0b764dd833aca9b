"""A real Chromium before the real application: a server on loopback, people signed in by their cookie."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask, redirect, request
from flask import session as cookie
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from lti_tool.app import create_app
from lti_tool.sessions import hashed
from lti_tool.settings import Settings
from models import Absence, AuditEntry, BrowserSession, Journal, Lesson, Mark, Student, User, Work
from tests import databases
from tests import factories as make
from tests.browser.stage import empty_stage, seeded, stage
from tests.conftest import SetClock, WatchedEngine

__all__ = ["empty_stage", "seeded", "stage"]  # fixtures

CHROMIUM = os.environ.get("JOURNAL_CHROMIUM", "/usr/bin/chromium")
os.environ.pop("JOURNAL_CHROMIUM", None)  # no setting of the application
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
FRAME = {"width": 883, "height": 577}
PHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # The test server drops a file when the page that asked for it is gone.
            item.add_marker(pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"))
            if not Path(CHROMIUM).exists():
                item.add_marker(pytest.mark.skip(reason=f"no Chromium at {CHROMIUM}"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A headless browser. Playwright keeps an event loop in this thread, so it ends with the module."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def app(settings: Settings, clock: SetClock, _watched: WatchedEngine, engine: Engine) -> Iterator[Flask]:
    """The application, made and ended in another thread: its contexts cannot live beside Playwright's event loop."""
    _watched.is_dirty = True
    with ThreadPoolExecutor(1) as aside:
        application = aside.submit(create_app, settings, clock).result()
        application.config["TESTING"] = True
        application.add_url_rule("/tests/enter/<code>", "tests.enter", _enter)
        yield application
        aside.submit(databases.let_go, application).result()


def _enter(code: str) -> Response:
    """Take the browser session's code into the cookie, as a launch does."""
    cookie.clear()
    cookie.update(_user_id=code, _fresh=True)
    return redirect(request.args["next"])


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The application served on loopback, CSRF checks and all."""
    server = make_server("localhost", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(chromium: Browser, address: str, session: Session, clock: SetClock) -> Iterator[Visit]:
    """`visit(user, "/journals/1", viewport=…)`: a page of a browser of this person's own; `context=` for a known one.

    Commits the session first. Any script error, and any answer of 500, fails the test.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(user: User, path: str, context: BrowserContext | None = None, **options: Any) -> Page:
        if context is None:
            context = chromium.new_context(**{"viewport": FRAME, "locale": "ru-RU", **options})
            context.set_default_timeout(10_000)
            contexts.append(context)
        code = _signed_in(session, clock, user)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("response", lambda answer: faults.append(answer.url) if answer.status == 500 else None)
        page.goto(f"{address}/tests/enter/{code}?{urlencode({'next': path})}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def _signed_in(session: Session, clock: SetClock, user: User) -> str:
    code, moment = secrets.token_urlsafe(16), clock()
    session.add(
        BrowserSession(
            code_hash=hashed(code), user=user, created_at=moment, seen_at=moment,
            expires_at=moment + timedelta(hours=12), address="127.0.0.1",
        )
    )  # fmt: skip
    session.commit()
    return code


@dataclass
class Room:
    """A journal with lessons on 30 September, 2 and 7 October (today), and its teacher."""

    session: Session
    journal: Journal
    teacher: User
    students: list[Student]
    lessons: list[Lesson]

    @property
    def path(self) -> str:
        """The journal's page."""
        return f"/journals/{self.journal_id}"

    def __post_init__(self) -> None:
        self.journal_id = self.journal.id
        self.lesson_ids = [lesson.id for lesson in self.lessons]
        self.student_ids = [student.id for student in self.students]

    def lesson_path(self, at: int = -1) -> str:
        """The page of a lesson, today's by default."""
        return f"/lessons/{self.lesson_ids[at]}"

    def marks(self, at: int = -1) -> list[int | None]:
        """What is stored in the first column of the lesson, by students; None where nothing is."""
        self._again()
        rows = self.session.execute(
            select(Mark.student_id, Mark.value).join(Work).where(Work.lesson_id == self.lesson_ids[at])
        )
        values = {student_id: value for student_id, value in rows}  # noqa: C416
        self.session.rollback()
        return [values.get(student_id) for student_id in self.student_ids]

    def absent(self, at: int = -1) -> list[str]:
        """Stored attendance of the lesson, by students; «» where nothing is."""
        self._again()
        rows = self.session.execute(
            select(Absence.student_id, Absence.attendance).where(Absence.lesson_id == self.lesson_ids[at])
        )
        values = {student_id: attendance.value for student_id, attendance in rows}
        self.session.rollback()
        return [values.get(student_id, "") for student_id in self.student_ids]

    def lesson(self, at: int = -1) -> Lesson:
        """The stored lesson as it is now, detached."""
        self._again()
        found = self.session.get_one(Lesson, self.lesson_ids[at])
        self.session.expunge(found)
        self.session.rollback()
        return found

    def audited(self, entity: str = "mark") -> int:
        """How many times rows of the kind were written through the application."""
        self._again()
        found = self.session.scalars(
            select(AuditEntry.id).where(AuditEntry.entity == entity, AuditEntry.user_id.is_not(None))
        ).all()
        self.session.rollback()
        return len(found)

    def _again(self) -> None:
        self.session.rollback()
        self.session.expire_all()


@pytest.fixture
def room(session: Session) -> Room:
    """Five students; the lesson of 30 September is filled and locked, 2 October is filled and open, today's is empty."""
    journal = make.journal(session, students=5, discipline=make.discipline(session, "МДК.01.01"))
    make.plan(
        session,
        journal,
        ["Учёт кассовых операций", "Учёт денежных документов", "Учёт расчётов с подотчётными лицами"],
    )
    teacher = make.teacher(session, journal)
    filled = {"topic": "Первичные документы", "homework": "§ 1", "absence_confirmed": True}
    lessons = [
        make.lesson(session, journal, date(2025, 9, 23), **filled),
        make.lesson(session, journal, date(2025, 10, 2), **filled),
        make.lesson(session, journal, date(2025, 10, 7)),
    ]
    session.commit()
    return Room(session, journal, teacher, make.students_of(session, journal), lessons)
