"""A view cannot forget to ask for its right, and a page of one person writes nothing for another."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from journal.rights import Act, Role, Thing
from lti_tool.access import journal_for, journal_for_reading
from lti_tool.database import db
from lti_tool.routing import Needs, Open, Route, add_routes
from models import BrowserSession, Mark, Student, User
from tests import factories as make
from tests.rights.scene import Scene, build

SignIn = Callable[[FlaskClient, User], BrowserSession]


def forgetful(journal_id: int) -> str:
    """Answers without asking anybody."""
    return f"everything of {journal_id}"


def writing_first(journal_id: int) -> str:
    """Writes, then answers without asking."""
    db.session.query(Student).filter_by(college_number="").update({"college_number": "changed"})
    return f"{journal_id}"


def asking_less(journal_id: int) -> str:
    """Declares writing, asks for reading."""
    return f"{journal_for_reading(journal_id).id}"


def honest(journal_id: int) -> str:
    """Asks for what it declares."""
    return f"{journal_for(Thing.RECORD, Act.EDIT, journal_id).id}"


@pytest.fixture
def app(app: Flask) -> Iterator[Flask]:
    blueprint = Blueprint("careless", __name__)
    rights = Needs(Thing.RECORD, Act.EDIT)
    views = (forgetful, writing_first, asking_less, honest)
    add_routes(
        blueprint, [Route("GET POST", f"/{view.__name__}/<int:journal_id>", view, rights) for view in views]
    )
    app.register_blueprint(blueprint)
    app.config["TESTING"] = False  # as in production: the defect becomes a page, not an exception
    yield app


@pytest.fixture
def scene(session: Session) -> Scene:
    return build(session)


@pytest.fixture
def teacher(scene: Scene, client: FlaskClient, sign_in_as: SignIn) -> User:
    person = scene.person(Role.TEACHER)
    sign_in_as(client, person)
    return person


@pytest.mark.usefixtures("teacher")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_view_that_asks_for_its_right_answers(client: FlaskClient, scene: Scene, method: str) -> None:
    answer = client.open(f"/honest/{scene.values['journal_id']}", method=method)

    assert (answer.status_code, answer.text) == (200, str(scene.values["journal_id"]))


@pytest.mark.usefixtures("teacher")
@pytest.mark.parametrize("view", ["forgetful", "asking_less"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_view_that_forgets_its_right_cannot_answer(
    client: FlaskClient, scene: Scene, view: str, method: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)

    answer = client.open(f"/{view}/{scene.values['journal_id']}", method=method)

    assert answer.status_code == 500
    assert "everything of" not in answer.text
    assert "Номер обращения" in answer.text


@pytest.mark.usefixtures("teacher")
def test_what_a_forgetful_view_wrote_is_rolled_back(
    client: FlaskClient, scene: Scene, session: Session
) -> None:
    assert client.post(f"/writing_first/{scene.values['journal_id']}").status_code == 500

    changed = session.scalar(select(func.count()).where(Student.college_number == "changed"))
    assert changed == 0


def test_a_right_declared_twice_over_is_the_table_s_word() -> None:
    """`Open` says why; a route is either open or needs one right."""
    assert Open("because").visitor is False
    assert Needs(Thing.RECORD, Act.VIEW) != Needs(Thing.RECORD, Act.EDIT)


def test_a_page_of_one_person_writes_nothing_for_the_next(
    client: FlaskClient, scene: Scene, teacher: User, sign_in_as: SignIn, session: Session
) -> None:
    """4.1.7: two launches in one browser; the first one's page is still open and saves."""
    first = teacher.id
    second = scene.person(Role.TEACHER)
    sign_in_as(client, second)
    second_id = second.id
    address = f"/journals/{scene.values['journal_id']}/changes"
    marks = session.scalar(select(func.count()).select_from(Mark))
    lesson = make.lesson(session, scene.journal, pair=5)
    change = {
        "id": "00000000-0000-4000-8000-000000000001", "kind": "mark", "work": lesson.works[0].id,
        "student": scene.students[1].id, "value": "5", "version": 0,
    }  # fmt: skip
    session.commit()

    wrong = client.post(address, json={"changes": [change]}, headers={"X-Journal-User": str(first)})

    assert wrong.status_code == 409
    assert wrong.json["error"]["code"] == "WRONG_PERSON"  # type: ignore[index]
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Mark)) == marks
    session.rollback()
    right = client.post(address, json={"changes": [change]}, headers={"X-Journal-User": str(second_id)})
    assert right.status_code == 200
    assert right.json["results"][0]["ok"]  # type: ignore[index]
