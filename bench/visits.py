"""What is measured: a launch, a teacher's pages, the save of a mark, a student's page; on the real application."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.college import NOW, College
from bench.measuring import Meter
from lti_tool.app import create_app
from lti_tool.database import db
from lti_tool.sessions import hashed
from lti_tool.settings import Settings
from models import Absence, BrowserSession, Journal, Mark, Membership, Work
from tests.platform import TestPlatform
from tests.platform.platform import STUDENT, TEACHER

JOURNAL, DIARY = "1", "2"  # activities of the LMS's course
SECRET = "only-for-the-bench-" + "0" * 32


def settings_of(database_url: str, folder: Path) -> Settings:
    """The application's settings for a database; files in `folder`."""
    return Settings(
        database_url=database_url, secret_key=SECRET, keys_dir=folder / "keys", instance_dir=folder / "instance",
        log_level="error", launch_rate=1_000_000,
    )  # fmt: skip


def signed_in(app: Flask, user: int, moment: datetime) -> FlaskClient:
    """A browser signed in as the user from that moment on."""
    code = secrets.token_urlsafe(16)
    with app.app_context(), Session(db.engine) as session, session.begin():
        row = {"user_id": user, "created_at": moment, "seen_at": moment, "address": "127.0.0.1"}
        session.add(BrowserSession(code_hash=hashed(code), expires_at=moment + timedelta(days=3650), **row))
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = code
        cookie["_fresh"] = True
    return client


class Visits:
    """The application on one filled database and the browsers of a teacher and a student."""

    def __init__(self, database_url: str, college: College, platform: TestPlatform, folder: Path) -> None:
        self.college = college
        self.platform = platform
        self.app = create_app(settings_of(database_url, folder), lambda: NOW)
        self.meter = Meter(self.app)
        self.teacher = self._launched()
        self.student = self._launched(STUDENT, DIARY)
        self._cells = self._blank_cells()
        self._token = ""

    @property
    def operations(self) -> dict[str, Callable[[], object]]:
        """Name → one run."""
        return {
            "launch": self.launch,
            "page 30×40": lambda: self._page(self.college.journal),
            "page 30×150": lambda: self._page(self.college.long_journal),
            "save": self.save,
            "student": self.student_page,
        }

    def launch(self) -> None:
        """Login and launch of a teacher in a new browser, which ends the one before (4.1.7); the LMS's own work is not
        in the time.
        """
        self.teacher, self._token = self._launched(), ""

    def save(self) -> None:
        """Put one mark into an empty cell of the long journal."""
        if not self._token:  # once, in the first run of the warm-up
            page = self._page(self.college.journal)
            self._token = re.findall(r'name="csrf-token" content="([^"]+)"', page)[0]
        work, student = next(self._cells)
        change = {
            "id": str(uuid4()),
            "kind": "mark",
            "work": work,
            "student": student,
            "value": "4",
            "version": 0,
        }
        address = self._address("marks.put", journal_id=self.college.long_journal)
        answer = self.teacher.post(address, json={"changes": [change]}, headers={"X-CSRFToken": self._token})
        assert answer.status_code == 200 and answer.json["results"][0]["ok"], answer.text  # type: ignore[index]

    def student_page(self) -> None:
        """Everything of one student: ten journals of the term."""
        answer = self.student.get(self._address("gradebook.mine"))
        assert answer.status_code == 200, answer.text

    def close(self) -> None:
        """Let the database go."""
        with self.app.app_context():
            db.engine.dispose()

    def _launched(self, person: str = TEACHER, activity: str = JOURNAL) -> FlaskClient:
        browser = self.app.test_client()
        answer = self.platform.launch(person, activity).through(browser)
        assert answer.status_code == 303, answer.text
        if activity == JOURNAL:
            assert answer.location == self._address("marks.grid", journal_id=self.college.journal), (
                answer.location
            )
        return browser

    def _page(self, journal: int) -> str:
        answer = self.teacher.get(self._address("marks.grid", journal_id=journal))
        assert answer.status_code == 200, answer.text
        return answer.text

    def _address(self, endpoint: str, **values: Any) -> str:
        with self.app.test_request_context():
            return url_for(endpoint, **values)

    def _blank_cells(self) -> Iterator[tuple[int, int]]:
        journal = self.college.long_journal
        with self.app.app_context(), Session(db.engine) as session:
            cells = session.execute(
                select(Work.id, Membership.student_id)
                .join(Journal, Journal.id == Work.journal_id)
                .join(Membership, Membership.group_id == Journal.group_id)
                .outerjoin(Mark, (Mark.work_id == Work.id) & (Mark.student_id == Membership.student_id))
                .outerjoin(
                    Absence,
                    (Absence.lesson_id == Work.lesson_id) & (Absence.student_id == Membership.student_id),
                )
                .where(Work.journal_id == journal, Mark.id.is_(None), Absence.id.is_(None))
                .order_by(Work.id, Membership.student_id)
            )
            return iter([(work, student) for work, student in cells])
