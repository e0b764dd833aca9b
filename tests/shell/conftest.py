"""A journal with people in it and whoever is signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lti_tool.app import create_app
from lti_tool.settings import Settings
from models import BrowserSession, User
from tests import databases
from tests import factories as make
from tests.conftest import SetClock

SignIn = Callable[[FlaskClient, User], BrowserSession]


@dataclass(frozen=True)
class Place:
    """A journal, an empty cell of a lesson of today, its teacher."""

    journal_id: int
    lesson_id: int
    work_id: int
    student_id: int
    student_name: str
    teacher: User
    teacher_id: int
    teacher_name: str

    @property
    def page(self) -> str:
        """The journal's address."""
        return f"/journals/{self.journal_id}"

    def change(
        self, value: str = "5", name: str = "00000000-0000-4000-8000-000000000001"
    ) -> dict[str, object]:
        """The body that puts a mark into the empty cell."""
        cell = {"work": self.work_id, "student": self.student_id, "value": value, "version": 0}
        return {"changes": [{"id": name, "kind": "mark", **cell}]}


@pytest.fixture
def place(session: Session, app: Flask) -> Place:
    """Committed: the application may write."""
    lms = make.registration(
        session, issuer="https://lms.college.example", auth_login_url="https://lms.college.example/auth"
    )
    journal = make.journal(session, students=2)
    lesson = make.lesson(session, journal, topic="Учёт кассовых операций")
    student = make.students_of(session, journal)[0]
    teacher = make.teacher(session, journal, "Преподавателева", registration=lms)
    found = Place(
        journal.id,
        lesson.id,
        lesson.works[0].id,
        student.id,
        student.family_name,
        teacher,
        teacher.id,
        teacher.display_name,
    )
    session.commit()
    return found


@pytest.fixture
def teacher(place: Place, client: FlaskClient, sign_in_as: SignIn) -> FlaskClient:
    """A browser with the journal's teacher signed in."""
    sign_in_as(client, place.teacher)
    return client


@pytest.fixture
def make_app(clock: SetClock) -> Iterator[Callable[[Settings], Flask]]:
    """`make_app(settings)`: further applications; their connections are closed at the end."""
    made: list[Flask] = []

    def make_one(settings: Settings) -> Flask:
        made.append(create_app(settings, clock))
        return made[-1]

    yield make_one
    for one in made:
        databases.let_go(one)
