"""A journal with room for many marks, in an installation that real processes share."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker

from journal import auditing
from journal.acting import Acting
from lti_tool.app import create_app
from lti_tool.database import db
from lti_tool.security import COOKIE
from lti_tool.sessions import hashed
from lti_tool.settings import Settings
from models import AuditEntry, BrowserSession, ChangeRequest, Mark
from regulation.days import local_date
from tests import databases
from tests import factories as make
from tests.crash.processes import Browser, Started, Web

STUDENTS, LESSONS = 10, 6


@dataclass
class Installation:
    """Where everything is, what may be marked, and who is signed in."""

    settings: Settings
    folder: Path
    engine: Engine
    cookie: str
    page: str
    cells: list[tuple[int, int]]

    def session(self) -> Session:
        """An audited session beside the processes."""
        factory = sessionmaker(self.engine)
        auditing.install(factory)
        session = factory()
        Acting(session, None, datetime.now(UTC))
        return session

    def change(self, cell: int, value: str) -> dict[str, object]:
        """A new change of an empty cell, named as the browser names it."""
        work, student = self.cells[cell]
        return {
            "id": str(uuid4()),
            "kind": "mark",
            "work": work,
            "student": student,
            "value": value,
            "version": 0,
        }

    def stored(self) -> dict[tuple[int, int], int | None]:
        """What the database holds now, by cell."""
        with Session(self.engine) as session:
            return {
                (work, student): value
                for work, student, value in session.execute(select(Mark.work_id, Mark.student_id, Mark.value))
            }

    def counts(self) -> tuple[int, int, int]:
        """How many marks, entries of marks in the audit, and remembered changes there are."""
        with Session(self.engine) as session:
            entries = select(func.count()).select_from(AuditEntry).where(AuditEntry.entity == "mark")
            return (
                session.scalar(select(func.count()).select_from(Mark)) or 0,
                session.scalar(entries) or 0,
                session.scalar(select(func.count()).select_from(ChangeRequest)) or 0,
            )


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path}/journal.sqlite", public_url="http://localhost:8000", secret_key=secrets.token_hex(32),
        keys_dir=tmp_path / "keys", instance_dir=tmp_path / "instance",
    )  # fmt: skip
    engine = databases.make_engine(settings.database_url)
    with Session(engine) as session:
        page, cells, user = _journal(session, settings)
    cookie = _cookie(settings, engine, user)
    yield Installation(settings, tmp_path, engine, cookie, page, cells)
    engine.dispose()


@pytest.fixture
def start(installation: Installation) -> Iterator[Callable[..., Started]]:
    """`start(Web, workers=2)` starts a process; all that were started are ended."""
    running: list[Started] = []

    def begin(kind: Callable[..., Started], *arguments: object, **options: object) -> Started:
        running.append(kind(installation.settings, installation.folder, *arguments, **options))
        return running[-1]

    yield begin
    for one in running:
        one.stop()


@pytest.fixture
def web(start: Callable[..., Web]) -> Web:
    """gunicorn with two workers."""
    return start(Web, workers=2)


@pytest.fixture
def desk(web: Web, installation: Installation) -> Browser:
    """The teacher on the journal's page."""
    return Browser(web, installation.cookie, installation.page)


def _journal(session: Session, settings: Settings) -> tuple[str, list[tuple[int, int]], int]:
    """Lessons of today: real processes have the real clock."""
    journal = make.journal(session, students=STUDENTS)
    today = local_date(datetime.now(UTC), settings.zone)
    lessons = [
        make.lesson(session, journal, today, pair, topic="Учёт кассовых операций")
        for pair in range(1, LESSONS + 1)
    ]
    teacher = make.teacher(session, journal)
    students = make.students_of(session, journal)
    cells = [(lesson.works[0].id, student.id) for lesson in lessons for student in students]
    found = (f"/journals/{journal.id}", cells, teacher.id)
    session.commit()
    return found


def _cookie(settings: Settings, engine: Engine, user: int) -> str:
    """Sign the user in and return what the browser keeps."""
    code, moment = secrets.token_urlsafe(16), datetime.now(UTC)
    with Session(engine) as session, session.begin():
        row = {"user_id": user, "created_at": moment, "seen_at": moment, "address": "127.0.0.1"}
        session.add(BrowserSession(code_hash=hashed(code), expires_at=moment + timedelta(hours=12), **row))
    app = create_app(settings)
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["_user_id"] = code
        kept["_fresh"] = True
    with app.app_context():
        db.engine.dispose()
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    return cookie.value
