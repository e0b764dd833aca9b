"""Server logs hold no names, marks or tokens (N: 152-ФЗ)."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lti_tool.database import db
from lti_tool.logs import configure_logs
from lti_tool.protocol.connector import outgoing
from lti_tool.routing import Open, Route, add_routes
from lti_tool.settings import Settings
from models import Student
from tests.conftest import SetClock
from tests.platform import TestPlatform
from tests.shell.conftest import Place
from tests.shell.test_cookies import _register

REQUEST = {"id", "endpoint", "method", "status", "ms", "event", "level", "timestamp"}


def revealing() -> str:
    """Breaks on a row whose values are somebody's."""
    db.session.add(
        Student(family_name="Раскрываева", given_name=None, sort_key=None, college_number="SECRET-17")
    )
    db.session.flush()
    return ""


def leaving() -> str:
    """Leaves to the commit what cannot be committed."""
    db.session.add(Student(family_name="Раскрываева", given_name=None, sort_key=None))
    return ""


@pytest.fixture
def app(app: Flask) -> Flask:
    """With a page that breaks; as in production, where a defect is a page and a line."""
    blueprint = Blueprint("revealing", __name__)
    views = (revealing, leaving)
    add_routes(
        blueprint, [Route("POST", f"/{view.__name__}", view, Open("for tests"), csrf=False) for view in views]
    )
    app.register_blueprint(blueprint)
    app.config["TESTING"] = False
    return app


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str], settings: Settings) -> Callable[[], str]:
    """What was logged since the last time. The first call begins: it points the log at what pytest catches now."""

    def since() -> str:
        configure_logs(settings)
        return capsys.readouterr().err

    return since


def test_a_save_is_one_line_without_names_or_marks(
    teacher: FlaskClient, place: Place, written: Callable[[], str]
) -> None:
    written()
    teacher.post(f"{place.page}/changes", json=place.change("4"))
    refused = place.change("4-", name="00000000-0000-4000-8000-000000000002")
    teacher.post(f"{place.page}/changes?student={place.student_name}", json=refused)

    text = written()
    lines = [json.loads(line) for line in text.splitlines()]
    assert [line["event"] for line in lines] == ["request", "request"]
    assert all(set(line) == REQUEST for line in lines)
    assert {line["endpoint"] for line in lines} == {"marks.put"}
    for hidden in (place.student_name, "Преподавателева", "00000000-0000", "4-"):
        assert hidden not in text


def test_a_page_read_and_a_refusal_leave_no_names(
    client: FlaskClient, teacher: FlaskClient, place: Place, written: Callable[[], str]
) -> None:
    written()
    assert teacher.get(place.page).status_code == 200
    assert teacher.get(f"{place.page}/students/{place.student_id}").status_code == 200
    assert teacher.post(f"{place.page}/plan/approve").status_code == 403

    text = written()
    assert {json.loads(line)["status"] for line in text.splitlines()} == {200, 403}
    assert place.student_name not in text
    assert "Преподавателева" not in text


def test_a_whole_launch_leaves_no_names_addresses_or_tokens(
    app: Flask, client: FlaskClient, session: Session, clock: SetClock, written: Callable[[], str]
) -> None:
    with app.app_context():
        keys = outgoing().keys.key_set()
    with TestPlatform("https://journal.example", keys, clock=clock) as platform:
        _register(session, platform.addresses, platform)
        started = platform.launch()
        login = client.post("/lti/login", data=started.params)
        form = started.answer(login.location)
        written()
        accepted = client.post(form.path, data=form.fields)
        replayed = client.post(form.path, data=form.fields)
        person = platform.site.people.get("33")

    text = written()
    assert accepted.status_code == 303
    assert replayed.status_code >= 400
    assert person is not None
    hidden = (
        person.family_name,
        person.given_name,
        person.username,
        "@",
        form.fields["id_token"][:40],
        form.fields["state"],
    )
    assert {word for word in hidden if word in text} == set()


def test_what_breaks_in_the_database_is_logged_without_its_values(
    client: FlaskClient, written: Callable[[], str]
) -> None:
    written()
    assert client.post("/revealing").status_code == 500

    text = written()
    incident = next(json.loads(line) for line in text.splitlines() if '"incident"' in line)
    assert incident["error"] == "IntegrityError"
    assert "Traceback" in incident["exception"], "the trace is for the administrator"
    assert "in revealing" in incident["exception"]
    assert "Раскрываева" not in text
    assert "SECRET-17" not in text


def test_what_breaks_after_the_view_is_one_incident(client: FlaskClient, written: Callable[[], str]) -> None:
    written()
    answer = client.post("/leaving")

    lines = [json.loads(line) for line in written().splitlines()]
    assert answer.status_code == 500
    assert [line["event"] for line in lines] == ["incident", "request"]
    assert lines[0]["incident"] in answer.text
    assert "Раскрываева" not in str(lines)


def test_a_request_s_id_cannot_forge_a_line(client: FlaskClient, written: Callable[[], str]) -> None:
    written()
    answer = client.get("/nowhere", headers={"X-Request-Id": 'a"}\t{"event": "forged"' + "x" * 100})

    (line,) = [json.loads(one) for one in written().splitlines()]
    assert line["event"] == "request"
    assert len(line["id"]) == 64
    assert len(answer.headers["X-Request-Id"]) == 64


def test_every_line_is_json_on_standard_error(
    client: FlaskClient, written: Callable[[], str], capsys: pytest.CaptureFixture[str]
) -> None:
    written()
    client.get("/nowhere")

    captured = capsys.readouterr()
    assert captured.out == ""
    assert [json.loads(line)["status"] for line in captured.err.splitlines()] == [404]
