"""Errors as people see them: a Russian sentence and what to do; never a trace."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from journal.conflicts import Conflict
from lti_tool.database import db
from lti_tool.routing import Open, Route, add_routes
from models import Mark, Student
from regulation.refusal import Refusal
from tests.shell.conftest import Place

JSON = {"Accept": "application/json"}
TRACE = re.compile(r"Traceback|File \"|sqlalchemy|\.py\b|Error:|SELECT ", re.IGNORECASE)
RUSSIAN = re.compile(r"<h1>[А-Яа-яё ]+</h1>\s*<p>[А-Я][^<]+\.</p>")


def broken() -> str:
    """Writes, then breaks."""
    db.session.execute(text("UPDATE student SET college_number = 'changed'"))
    raise ValueError("the secret of the server")


def broken_by_the_database() -> str:
    """Asks for a table that is not there."""
    db.session.execute(text("SELECT mark FROM no_such_table WHERE name = :name"), {"name": "Абрамова"})
    return ""


def breaking_at_the_commit() -> str:
    """Leaves something that cannot be committed."""
    db.session.add(Student(family_name=None, sort_key=None))
    return "written?"


def refusing() -> str:
    """A rule of the regulation says no."""
    raise Refusal("E_MARK", "4.1.8", "Отметка «%(value)s» не ставится.", value="6")


def conflicting() -> str:
    """Somebody was faster."""
    raise Conflict({"value": "5", "version": 2}, "4")


@pytest.fixture
def app(app: Flask) -> Iterator[Flask]:
    blueprint = Blueprint("faulty", __name__)
    views = (broken, broken_by_the_database, breaking_at_the_commit, refusing, conflicting)
    add_routes(
        blueprint,
        [
            Route("GET POST", f"/faulty/{view.__name__}", view, Open("for tests"), csrf=False)
            for view in views
        ],
    )
    app.register_blueprint(blueprint)
    app.config["TESTING"] = False
    yield app


def incident_of(answer: TestResponse) -> str:
    found = re.search(r"Номер обращения: <b>([0-9A-F]{8})</b>", answer.text)
    assert found, answer.text
    return found[1]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("view", ["broken", "broken_by_the_database", "breaking_at_the_commit"])
def test_our_own_fault_gives_a_number_and_no_trace(
    client: FlaskClient, view: str, method: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = client.open(f"/faulty/{view}", method=method)

    assert answer.status_code == 500
    number = incident_of(answer)
    assert f"системному администратору номер {number}" in answer.text
    assert not TRACE.search(answer.text)
    assert "secret of the server" not in answer.text


def test_two_faults_have_two_numbers(client: FlaskClient) -> None:
    numbers = {incident_of(client.get("/faulty/broken")) for _ in range(2)}

    assert len(numbers) == 2


def test_a_fault_is_told_to_scripts_in_json(client: FlaskClient) -> None:
    answer = client.post("/faulty/broken", json={})

    error = answer.json["error"]  # type: ignore[index]
    assert answer.status_code == 500
    assert (error["title"], len(error["incident"])) == ("Ошибка журнала", 8)
    assert set(error) == {"title", "message", "incident"}


@pytest.mark.parametrize("view", ["broken", "breaking_at_the_commit"])
def test_what_broke_is_rolled_back(client: FlaskClient, session: Session, place: Place, view: str) -> None:
    assert client.post(f"/faulty/{view}").status_code == 500

    assert session.scalar(select(func.count()).where(Student.college_number == "changed")) == 0
    assert session.scalar(select(func.count()).select_from(Student)) == 2


def test_a_refusal_says_what_and_by_which_clause(client: FlaskClient) -> None:
    page, script = client.get("/faulty/refusing"), client.get("/faulty/refusing", headers=JSON)

    assert (page.status_code, script.status_code) == (422, 422)
    assert 'data-code="E_MARK"' in page.text
    assert "Отметка «6» не ставится. (п. 4.1.8)" in page.text
    assert script.json["error"] == {  # type: ignore[index]
        "title": "Не записано", "message": "Отметка «6» не ставится. (п. 4.1.8)", "code": "E_MARK", "clause": "4.1.8",
    }  # fmt: skip


def test_a_conflict_is_a_refusal_too(client: FlaskClient) -> None:
    answer = client.get("/faulty/conflicting", headers=JSON)

    assert (answer.status_code, answer.json["error"]["code"]) == (422, "E_CONFLICT")  # type: ignore[index]


@pytest.mark.parametrize(
    ("status", "method", "address"),
    [(404, "GET", "/nowhere"), (404, "GET", "/journals/999999999"), (405, "DELETE", "/journals"), (405, "GET", "/sign-out"),
     (404, "GET", "/jobs/nobody-knows"), (404, "GET", "/static/none.css"), (404, "GET", "/journals/-1")],
)  # fmt: skip
def test_what_is_not_there_is_said_in_russian(
    teacher: FlaskClient, status: int, method: str, address: str
) -> None:
    page = teacher.open(address, method=method)
    script = teacher.open(address, method=method, headers=JSON)

    assert page.status_code == script.status_code == status
    assert RUSSIAN.search(page.text), page.text
    assert not TRACE.search(page.text)
    assert set(script.json["error"]) == {"title", "message"}  # type: ignore[index]


def test_a_file_too_large_is_refused_in_russian(teacher: FlaskClient, place: Place) -> None:
    answer = teacher.post(
        f"{place.page}/plan/upload",
        data=b"x" * (8 * 1024 * 1024 + 1),
        content_type="multipart/form-data; boundary=x",
    )

    assert answer.status_code == 413
    assert "Файл больше 8 МБ" in answer.text


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"changes": 5}', b'"\xff"', b'{"changes": [{"id": "short"}]}', b"null"]
)
def test_a_body_that_makes_no_sense_changes_nothing(
    teacher: FlaskClient, place: Place, session: Session, body: bytes
) -> None:
    answer = teacher.post(f"{place.page}/changes", data=body, content_type="application/json")

    assert answer.status_code == 422
    assert answer.json["error"]["code"] == "E_CHANGE"  # type: ignore[index]
    assert session.scalar(select(func.count()).select_from(Mark)) == 0


@pytest.mark.parametrize("number", ["0", "9223372036854775807", "99999999999999999999"])
def test_a_number_too_large_for_the_database_is_not_found(teacher: FlaskClient, number: str) -> None:
    assert teacher.get(f"/journals/{number}").status_code == 404
    assert teacher.get(f"/lessons/{number}").status_code == 404


def test_a_number_too_large_in_a_query_or_a_form_is_refused(teacher: FlaskClient, place: Place) -> None:
    huge = "9" * 20

    asked = teacher.get(f"{place.page}/history?work={huge}&student=1")
    sent = teacher.post(
        f"/lessons/{place.lesson_id}/move", data={"date": "2025-10-08", "pair": huge, "reason": "болезнь"}
    )

    assert (asked.status_code, sent.status_code) == (400, 422)


def test_somebody_not_signed_in_is_told_the_way_in(client: FlaskClient, place: Place) -> None:
    page, script = client.get(place.page), client.post(f"{place.page}/changes", json=place.change())

    assert (page.status_code, script.status_code) == (401, 401)
    assert "Откройте журнал из курса" in page.text
    assert script.json["error"]["code"] == "NOT_SIGNED_IN"  # type: ignore[index]
