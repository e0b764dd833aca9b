"""An application with a clock that tests move, and an LMS that answers on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from journal.acting import Acting
from lti_tool.app import create_app
from lti_tool.database import db
from lti_tool.protocol.connector import Outgoing, outgoing
from lti_tool.settings import Settings
from models import Deployment, DeploymentState, Registration
from tests import databases
from tests.conftest import WatchedEngine
from tests.platform import TestPlatform
from tests.protocol.launches import MOODLE, Moodle, moodle_key_set, stand_in

PUBLIC_URL = "http://localhost:8000"
Opener = Callable[[], AbstractContextManager[Session]]


class MovedClock:
    """The real time, moved by as much as a test wants."""

    def __init__(self) -> None:
        self._start = datetime.now(UTC)
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def move(self, **by: float) -> None:
        self.ahead += timedelta(**by)


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        database_url=database_url,
        public_url=PUBLIC_URL,
        keys_dir=tmp_path / "keys",
        instance_dir=tmp_path / "instance",
        log_level="error",
    )


@pytest.fixture
def app(settings: Settings, clock: MovedClock, _watched: WatchedEngine, engine: Engine) -> Iterator[Flask]:
    """The application with CSRF checks on: people come to these pages from elsewhere."""
    _watched.is_dirty = True
    made = create_app(settings, clock)
    made.config["TESTING"] = True
    yield made
    databases.let_go(made)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that keeps cookies."""
    return app.test_client()


@pytest.fixture
def database(app: Flask, clock: MovedClock) -> Opener:
    """`with database() as session:` a committed piece of work, with the tool itself acting."""

    @contextmanager
    def open_session() -> Iterator[Session]:
        with app.app_context():
            Acting(db.session, None, clock())
            yield db.session
            db.session.commit()

    return open_session


@pytest.fixture
def ways(app: Flask) -> Outgoing:
    """The way out, with pauses that take no time."""
    with app.app_context():
        found = outgoing()
    found.session._sleep = lambda _seconds: None
    return found


@pytest.fixture
def platform(ways: Outgoing) -> Iterator[TestPlatform]:
    """A Moodle-like LMS that knows the tool's keys."""
    with TestPlatform(PUBLIC_URL, ways.keys.key_set()) as running:
        yield running


@pytest.fixture
def registration(platform: TestPlatform, database: Opener, clock: MovedClock) -> int:
    """The id of the tool's registration in `platform`, with its deployment accepted."""
    return register(database, clock, **vars(platform.addresses))


def register(database: Opener, clock: MovedClock, deployment_id: str = "1", **facts: Any) -> int:
    """Store a registration; `facts` as in `PlatformAddresses`. Returns its id."""
    with database() as session:
        made = Registration(name="Учебная LMS", created_at=clock(), **facts)
        made.deployments.append(
            Deployment(deployment_id=deployment_id, state=DeploymentState.ACTIVE, first_seen_at=clock())
        )
        session.add(made)
        session.flush()
        return made.id


@pytest.fixture
def moodle(app: Flask, client: FlaskClient, clock: MovedClock, database: Opener) -> Moodle:
    """The tool registered in the recorded Moodle, its keys known."""
    stand_in(app)
    register(
        database, clock, **MOODLE, key_set=moodle_key_set(), key_set_fetched_at=clock(), product="moodle"
    )
    return Moodle(app, client, clock)


@pytest.fixture
def app_with_low_rate(settings: Settings, clock: MovedClock, engine: Engine) -> Iterator[FlaskClient]:
    """A browser at an application that lets an address in three times a minute."""
    made = create_app(replace(settings, launch_rate=3), clock)
    yield made.test_client()
    databases.let_go(made)
