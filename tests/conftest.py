"""What every test may ask for: a database, a session, a clock, an acting person, the application, a signed-in browser.

Tests run on SQLite; `--postgres` (or JOURNAL_TEST_POSTGRES=1) runs the same tests on a throwaway PostgreSQL.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, sessionmaker

from journal import auditing
from journal.acting import Acting
from lti_tool.app import create_app
from lti_tool.sessions import hashed
from lti_tool.settings import Settings
from models import BrowserSession, User
from regulation.rules import Rules
from tests import databases

ZONE = ZoneInfo("Asia/Tomsk")
TUESDAY = datetime(2025, 10, 7, 12, 0, tzinfo=ZONE)  # a working day of the first semester 2025/26


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgres", action="store_true", default=False, help="run on a throwaway PostgreSQL")


def pytest_configure(config: pytest.Config) -> None:
    # Taken out of the environment: an unknown JOURNAL_* variable stops the application. Workers get the option.
    if os.environ.pop("JOURNAL_TEST_POSTGRES", "") not in ("", "0"):
        config.option.postgres = True


class SetClock:
    """A clock that shows what it is set to."""

    def __init__(self, moment: datetime = TUESDAY) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def set(self, text: str) -> datetime:
        """Set it to a local time of the institution, «2025-10-07 23:59:59»."""
        self.moment = datetime.fromisoformat(text).replace(tzinfo=ZONE)
        return self.moment

    def advance(self, **delta: float) -> datetime:
        """Move it on, by days=, hours=, minutes=, seconds=."""
        self.moment += timedelta(**delta)
        return self.moment


class Act(Protocol):
    """`act(user, now="2025-10-08 09:00", reason="…")` gives the circumstances of an operation."""

    def __call__(
        self,
        user: User | None = None,
        *,
        now: str | datetime | None = None,
        office: str = "teacher",
        reason: str = "",
        rules: Rules | None = None,
        session: Session | None = None,
    ) -> Acting: ...


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of this run's database (each xdist worker has its own)."""
    make = databases.postgres_address if request.config.getoption("--postgres") else databases.sqlite_address
    with make() as address:
        yield address


class WatchedEngine:
    """The engine and whether anything was committed through it since it was emptied."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.is_dirty = False
        event.listen(engine, "commit", self._committed)

    def _committed(self, _connection: object) -> None:
        self.is_dirty = True


@pytest.fixture(scope="session")
def _watched(database_url: str) -> Iterator[WatchedEngine]:
    engine = databases.make_engine(database_url)
    yield WatchedEngine(engine)
    engine.dispose()


@pytest.fixture
def engine(_watched: WatchedEngine) -> Iterator[Engine]:
    """The database with all tables, empty; emptied again when the test committed something."""
    yield _watched.engine
    if _watched.is_dirty:
        databases.empty(_watched.engine)
        _watched.is_dirty = False


@pytest.fixture
def make_session(engine: Engine) -> Iterator[Callable[[], Session]]:
    """Opens further audited sessions, for two people at once. All are closed at the end."""
    factory = sessionmaker(engine)
    auditing.install(factory)
    opened: list[Session] = []

    def make() -> Session:
        opened.append(factory())
        return opened[-1]

    yield make
    for session in opened:
        session.close()


@pytest.fixture
def session(make_session: Callable[[], Session]) -> Session:
    """An audited session. What the test commits is gone after it. Commit before asking the application (one writer)."""
    return make_session()


@pytest.fixture
def clock() -> SetClock:
    """The clock of `act` and of the application: Tuesday 7 October 2025, noon in Tomsk."""
    return SetClock()


@pytest.fixture
def act(session: Session, clock: SetClock) -> Act:
    """Makes the circumstances of an operation at the clock's time or at `now`."""
    own = session

    def make(
        user: User | None = None,
        *,
        now: str | datetime | None = None,
        office: str = "teacher",
        reason: str = "",
        rules: Rules | None = None,
        session: Session | None = None,
    ) -> Acting:
        moment = datetime.fromisoformat(now).replace(tzinfo=ZONE) if isinstance(now, str) else now
        return Acting(session or own, user, moment or clock(), rules or Rules(), office=office, reason=reason)

    return make


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of the application under test: this run's database, files in a temporary directory."""
    return Settings(
        database_url=database_url,
        public_url="https://journal.example",
        secret_key="only-for-tests",
        keys_dir=tmp_path / "keys",
        instance_dir=tmp_path / "instance",
        metrics_token="only-for-tests",
    )


@pytest.fixture
def app(settings: Settings, clock: SetClock, _watched: WatchedEngine, engine: Engine) -> Iterator[Flask]:
    """The application on this run's database, without CSRF checks (switch WTF_CSRF_ENABLED on to test them)."""
    _watched.is_dirty = True
    application = create_app(settings, clock)
    application.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    yield application
    databases.let_go(application)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser with its own cookies."""
    return app.test_client()


@pytest.fixture
def sign_in_as(session: Session, clock: SetClock) -> Callable[[FlaskClient, User], BrowserSession]:
    """`sign_in_as(client, user)`: the browser is signed in as the user. Commits the session."""

    def sign_in(browser: FlaskClient, user: User) -> BrowserSession:
        code = secrets.token_urlsafe(16)
        moment = clock()
        row = BrowserSession(
            code_hash=hashed(code), user=user, created_at=moment, seen_at=moment,
            expires_at=moment + timedelta(hours=12), address="127.0.0.1",
        )  # fmt: skip
        session.add(row)
        session.commit()
        with browser.session_transaction() as cookie:
            cookie["_user_id"] = code
            cookie["_fresh"] = True
        return row

    return sign_in
