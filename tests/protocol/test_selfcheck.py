"""The self-check of a registration: green, or the reason in words."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lti_tool.database import db
from lti_tool.protocol.connector import Outgoing
from lti_tool.protocol.selfcheck import CheckLine, CheckState, check, is_good, read_subject
from models import Course, Deployment, DeploymentState, Registration
from tests.platform import TestPlatform
from tests.platform.server import Fault
from tests.protocol.conftest import Opener
from tests.protocol.launches import go, stand_in

GOOD, BAD, UNKNOWN = CheckState.GOOD, CheckState.BAD, CheckState.UNKNOWN


@pytest.fixture
def launched(app: Flask, client: FlaskClient, platform: TestPlatform, registration: int) -> int:
    """A registration whose journal was opened from a course."""
    stand_in(app)
    assert go(client, platform.launch()).status_code == 303
    return registration


def checked(app: Flask, registration: int, ways: Outgoing) -> dict[str, CheckLine]:
    with app.app_context():
        subject = read_subject(db.session, registration)
        return {line.name: line for line in check(subject, ways)}


def states(lines: dict[str, CheckLine]) -> list[CheckState]:
    return [line.state for line in lines.values()]


def test_everything_is_green(app: Flask, launched: int, ways: Outgoing) -> None:
    lines = checked(app, launched, ways)
    assert states(lines) == [GOOD] * 5
    assert is_good(list(lines.values()))
    assert "участников" in lines["roster"].text


def test_before_the_first_launch_roster_and_grades_are_unknown_not_bad(
    app: Flask, registration: int, ways: Outgoing
) -> None:
    lines = checked(app, registration, ways)
    assert states(lines) == [GOOD, GOOD, GOOD, UNKNOWN, UNKNOWN]
    assert is_good(list(lines.values()))


@pytest.mark.parametrize(
    ("part", "status", "name", "words"),
    [
        ("certs.php", 404, "key_set", "ответила ошибкой 404"),
        ("token.php", 400, "token", "не выдала ключ доступа"),
        ("/memberships", 403, "roster", "ответила ошибкой 403"),
        ("/lineitems", 401, "line_items", "ответила ошибкой 401"),
    ],
)
def test_what_is_broken_is_named(
    app: Flask,
    launched: int,
    ways: Outgoing,
    platform: TestPlatform,
    part: str,
    status: int,
    name: str,
    words: str,
) -> None:
    ways.tokens._tokens.clear()
    platform.fail(part, status)
    lines = checked(app, launched, ways)
    assert lines[name].state is BAD
    assert words in lines[name].text
    assert not is_good(list(lines.values()))


def test_keys_of_another_kind_are_no_keys(
    app: Flask, launched: int, ways: Outgoing, platform: TestPlatform
) -> None:
    platform.faults.append(Fault("certs.php", 200, body=b'{"keys": [{"kty": "EC", "kid": "1"}, "x"]}'))
    lines = checked(app, launched, ways)
    assert lines["key_set"].state is BAD
    assert "ни одного пригодного" in lines["key_set"].text


def test_without_an_accepted_deployment_nobody_gets_in(
    app: Flask, launched: int, ways: Outgoing, database: Opener
) -> None:
    with database() as session:
        session.scalars(select(Deployment)).one().state = DeploymentState.REFUSED
    assert "подключения" in checked(app, launched, ways)["addresses"].text


def test_an_address_that_became_unusable_is_named(
    app: Flask, launched: int, ways: Outgoing, database: Opener
) -> None:
    with database() as session:
        session.get_one(Registration, launched).auth_token_url = "http://lms.example/token"
    lines = checked(app, launched, ways)
    assert lines["addresses"].state is BAD
    assert lines["token"].state is BAD


def test_a_course_without_grade_services_says_which_setting(
    app: Flask, launched: int, ways: Outgoing, database: Opener
) -> None:
    with database() as session:
        session.scalars(select(Course)).one().line_items_url = ""
    assert "Службы оценок" in checked(app, launched, ways)["line_items"].text
