"""Launches, deep linking and tokens with Open edX's own platform code: the specification, not Moodle alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lti_tool.database import db
from lti_tool.protocol.connector import Connector, Outgoing
from lti_tool.protocol.vocabulary import SCOPE_SCORE
from models import CourseMember, CourseRole, Registration, User
from tests.platform.xblock import EDX_STUDENT, EDX_TEACHER, EdxPerson, OpenEdxPlatform
from tests.protocol.conftest import MovedClock, Opener, register
from tests.protocol.launches import PUBLIC_URL, Moodle, go, stand_in


@pytest.fixture
def open_edx(app: Flask, ways: Outgoing) -> Iterator[OpenEdxPlatform]:
    stand_in(app)
    with OpenEdxPlatform(PUBLIC_URL, tool_public_key=ways.keys.current().public_pem) as running:
        yield running


@pytest.fixture
def edx(open_edx: OpenEdxPlatform, database: Opener, clock: MovedClock) -> int:
    return register(database, clock, **vars(open_edx.addresses))


def test_a_teacher_and_a_student_get_in(
    client: FlaskClient, open_edx: OpenEdxPlatform, edx: int, app: Flask, database: Opener, clock: MovedClock
) -> None:
    address = Moodle(app, client, clock).address
    teacher = go(client, open_edx.launch(EDX_TEACHER))
    assert (teacher.status_code, teacher.location) == (303, address("opening.start", course_id=1, link=1))
    student = go(client, open_edx.launch(EDX_STUDENT))
    assert student.location == address("gradebook.mine")
    with database() as session:
        parts = dict(
            session.execute(select(User.sub, CourseMember.launch_role).join(CourseMember.user)).all()
        )
        assert parts == {"33": CourseRole.INSTRUCTOR, "3": CourseRole.LEARNER}
        person = session.scalars(select(User).where(User.sub == "33")).one()
        assert (person.display_name, person.patronymic) == ("Громова Наталья Ивановна", "Ивановна")
        assert not person.is_lms_admin


def test_global_staff_of_open_edx_are_administrators_not_teachers(
    client: FlaskClient, open_edx: OpenEdxPlatform, edx: int, app: Flask, clock: MovedClock
) -> None:
    staff = EdxPerson("2", "global_staff", "Системный Админ", "root")
    assert go(client, open_edx.launch(staff)).location == Moodle(app, client, clock).address(
        "lti.administrator"
    )


def test_chosen_items_are_accepted(client: FlaskClient, open_edx: OpenEdxPlatform, edx: int) -> None:
    address = go(client, open_edx.launch_choice()).location
    page = client.post(address, data={"purpose": "journal", "title_journal": "Журнал"}, base_url=PUBLIC_URL)
    token = re.search(r'name="JWT" value="([^"]+)"', page.get_data(as_text=True))
    assert token
    items = open_edx.content_items(token[1])
    assert [(item["type"], item["title"], item["custom"]) for item in items] == [
        ("ltiResourceLink", "Журнал", {"purpose": "journal"})
    ]


def test_a_token_is_given_for_our_signed_request(
    app: Flask, open_edx: OpenEdxPlatform, edx: int, ways: Outgoing
) -> None:
    with app.app_context():
        connector = Connector(db.session.get_one(Registration, edx), ways)
    assert connector.get_access_token([SCOPE_SCORE])
