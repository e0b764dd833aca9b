"""The journal as people meet it: in a frame on a page of an LMS of another site, both on the test's clock.

The demo LMS listens on 127.0.0.1, the journal on localhost: two sites to a browser, which then keeps no third-party
cookies.
"""

from __future__ import annotations

import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Frame, Page, ViewportSize
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.serving import make_server

from demo.lms.settings import LmsSettings
from demo.seed import tell_story
from journal import auditing
from lti_tool.app import create_app
from lti_tool.database import db
from lti_tool.delivery.outbox import drain
from lti_tool.jobs.running import run_due
from lti_tool.settings import Settings
from regulation.rules import Rules
from tests import databases
from tests.conftest import SetClock
from tests.platform import TestPlatform
from tests.platform.server import QuietHandler

CLIENT = "demo-journal"
SEEDED_LMS = "http://127.0.0.1:1"  # replaced by the LMS's real address in each copy of the seeded database
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
StartResponse = Callable[..., Any]


@dataclass
class Stage:
    """A running LMS, a running journal, and browsers.

    `keeps_cookies` False: no cookie of ours lives in a frame. `extra_cookie`: set with every answer.
    """

    app: Flask
    url: str
    clock: SetClock
    platform: TestPlatform
    chromium: Browser
    database: str
    keeps_cookies: bool = True
    extra_cookie: str = ""
    faults: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def browser(self, **options: Any) -> BrowserContext:
        """A browser of somebody's own. Script errors and answers of 500 fail the test at its end."""
        context = self.chromium.new_context(**{"viewport": DESKTOP, "locale": "ru-RU", **options})
        context.set_default_timeout(10_000)
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        context.on(
            "response", lambda answer: self.faults.append(answer.url) if answer.status == 500 else None
        )
        self.contexts.append(context)
        return context

    def person(self, sub: str, context: BrowserContext | None = None, **options: Any) -> Page:
        """A page of the LMS on which one has become this person."""
        page = (context or self.browser(**options)).new_page()
        page.goto(self.platform.url)
        page.locator(f'button[name=person][value="{sub}"]').click()
        page.wait_for_url("**/my")
        return page

    def activity(self, page: Page, activity: str) -> Frame:
        """Open an activity of the LMS; the frame once the journal answered in it."""
        page.goto(f"{self.platform.url}/activity/{activity}")
        return self.frame(page)

    def frame(self, page: Page) -> Frame:
        """The journal's frame on a page of the LMS, arrived at a page of the journal (not on the way)."""
        handle = page.wait_for_selector("iframe.tool")
        frame = handle.content_frame() if handle else None
        assert frame is not None
        frame.wait_for_url(lambda url: url.startswith(self.url) and not url.endswith("/lti/login"))
        return frame

    def session(self) -> Session:
        """A session on the journal's database, to look or to prepare; close it."""
        with self.app.app_context():
            made: Session = db.sessionmaker()
        return made

    def work(self) -> None:
        """What the worker does when it is woken: the jobs that are due, then the outbox."""
        with self.app.app_context():
            run_due()
        with self.app.app_context():
            drain()

    def answer(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """The journal, as a browser that keeps no cookie for a frame meets it when `keeps_cookies` is off."""
        forgets = not self.keeps_cookies and environ.get("HTTP_SEC_FETCH_DEST") == "iframe"
        if forgets:
            environ.pop("HTTP_COOKIE", None)

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            kept = [one for one in headers if not forgets or one[0].lower() != "set-cookie"]
            extra = [("Set-Cookie", self.extra_cookie)] if self.extra_cookie else []
            return start_response(status, [*kept, *extra], *rest)

        return self.app.wsgi_app(environ, start)


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demonstration college's year up to Tuesday 7 October 2025, made once."""
    path = tmp_path_factory.mktemp("seeded") / "journal.sqlite"
    engine = databases.make_engine(f"sqlite:///{path}")
    factory = sessionmaker(engine)
    auditing.install(factory)
    with factory() as session, session.begin():
        tell_story(session, LmsSettings(base_url=SEEDED_LMS).addresses, SetClock()(), Rules())
    engine.dispose()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def stage(chromium: Browser, seeded: Path, tmp_path: Path) -> Iterator[Stage]:
    """The seeded college: its LMS and its journal are running."""
    path = tmp_path / "journal.sqlite"
    shutil.copy(seeded, path)
    with raised(chromium, path, tmp_path) as made:
        move(path, made.platform.url)
        yield made
    assert made.faults == []


@pytest.fixture
def empty_stage(chromium: Browser, tmp_path: Path) -> Iterator[Stage]:
    """A journal just installed, and an LMS that has never heard of it."""
    path = tmp_path / "journal.sqlite"
    databases.make_engine(f"sqlite:///{path}").dispose()
    with raised(chromium, path, tmp_path, client_id="") as made:
        yield made
    assert made.faults == []


@contextmanager
def raised(chromium: Browser, path: Path, folder: Path, client_id: str = CLIENT) -> Iterator[Stage]:
    """Both servers up, on the same clock; all is closed at the end."""
    clock = SetClock()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://localhost:{listening.getsockname()[1]}"
        settings = Settings(
            database_url=f"sqlite:///{path}", public_url=url, secret_key="only-for-tests", log_level="error",
            keys_dir=folder / "keys", instance_dir=folder / "instance", env="demo",
        )  # fmt: skip
        app = create_app(settings, clock)
        app.config["TESTING"] = True
        with TestPlatform(url, client_id=client_id, clock=clock) as platform:
            made = Stage(app, url, clock, platform, chromium, f"sqlite:///{path}")
            with served(listening, made.answer):
                yield made
                for context in made.contexts:
                    context.close()
    with app.app_context():
        db.engine.dispose()


@contextmanager
def served(listening: socket.socket, app: Any) -> Iterator[None]:
    """The application on a socket that listens already."""
    port = listening.getsockname()[1]
    server = make_server(
        "127.0.0.1", port, app, threaded=True, request_handler=QuietHandler, fd=listening.fileno()
    )
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


def move(path: Path, lms: str) -> None:
    """The seeded LMS now lives at this address."""
    places = {
        "registration": ("issuer", "auth_login_url", "auth_token_url", "key_set_url"),
        "course": ("roster_url", "line_items_url"),
    }
    with closing(sqlite3.connect(path)) as connection, connection:
        for table, columns in places.items():
            for column in columns:
                connection.execute(
                    f"UPDATE {table} SET {column} = replace({column}, ?, ?)", (SEEDED_LMS, lms)
                )
