"""Rights end when the order says so, at the institution's midnight (3.3), and when they are taken away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from journal.rights import Role
from models import BrowserSession, CourseRole, Grant, Guardian, JournalTeacher, User
from tests import factories as make
from tests.conftest import SetClock
from tests.rights.asking import REFUSED, calls, needing, status
from tests.rights.scene import OFFICES, Scene, build
from tests.rights.test_every_route import is_allowed

SignIn = Callable[[FlaskClient, User], BrowserSession]
Statuses = Callable[[User, Role], set[int]]


@pytest.fixture
def scene(session: Session) -> Scene:
    return build(session)


@pytest.fixture
def looks(app: Flask, scene: Scene, client: FlaskClient, sign_in_as: SignIn) -> Statuses:
    """What a person, signed in anew, gets from every page (GET) that the role opens."""

    def ask(person: User, role: Role) -> set[int]:
        sign_in_as(client, person)
        pages = [
            call
            for call, right in needing(calls(app, scene.values))
            if call.method == "GET" and is_allowed(role, call.endpoint, right)
        ]
        assert pages
        return {status(client, call) for call in pages}

    return ask


@pytest.mark.parametrize("role", list(OFFICES), ids=lambda role: role.value)
def test_an_office_ends_at_the_midnight_after_its_last_day(
    scene: Scene, looks: Statuses, clock: SetClock, role: Role
) -> None:
    person = scene.in_office(OFFICES[role], ends_on=make.TODAY)

    clock.set("2025-10-07 23:59:59")
    assert REFUSED not in looks(person, role)
    clock.set("2025-10-08 00:00:00")
    assert looks(person, role) == {REFUSED}


def test_an_office_begins_on_its_first_day(scene: Scene, looks: Statuses, clock: SetClock) -> None:
    person = scene.in_office(OFFICES[Role.DEPUTY], starts_on=make.TODAY + timedelta(days=1))

    clock.set("2025-10-07 23:59:59")
    assert looks(person, Role.DEPUTY) == {REFUSED}
    clock.set("2025-10-08 00:00:00")
    assert REFUSED not in looks(person, Role.DEPUTY)


def test_a_revoked_office_is_gone_at_once(scene: Scene, looks: Statuses, session: Session) -> None:
    person = scene.in_office(OFFICES[Role.DIRECTOR])
    assert REFUSED not in looks(person, Role.DIRECTOR)

    (grant,) = session.query(Grant).filter_by(user_id=person.id)
    grant.revoked_at = datetime(2025, 10, 7, 3, tzinfo=UTC)
    session.flush()

    assert looks(person, Role.DIRECTOR) == {REFUSED}


def test_a_named_teacher_is_one_until_the_last_day(
    scene: Scene, app: Flask, client: FlaskClient, sign_in_as: SignIn, clock: SetClock, session: Session
) -> None:
    person = make.teacher(session, scene.journal, registration=scene.registration)
    (naming,) = session.query(JournalTeacher).filter_by(user_id=person.id)
    naming.ends_on = make.TODAY
    address = f"/journals/{scene.values['journal_id']}"
    sign_in_as(client, person)
    assert client.get(address).status_code == 200

    clock.set("2025-10-08 00:00:00")
    sign_in_as(client, person)
    assert client.get(address).status_code == REFUSED


def test_a_parent_whose_bond_ended_sees_the_child_no_more(
    scene: Scene, looks: Statuses, session: Session
) -> None:
    parent = scene.person(Role.GUARDIAN)
    assert REFUSED not in looks(parent, Role.GUARDIAN)

    (bond,) = session.query(Guardian).filter_by(user_id=parent.id)
    bond.until = datetime(2025, 10, 7, 3, tzinfo=UTC)
    session.flush()

    assert looks(parent, Role.GUARDIAN) == {REFUSED}


def test_a_teacher_who_left_the_roster_only_reads(
    scene: Scene, app: Flask, client: FlaskClient, sign_in_as: SignIn, session: Session
) -> None:
    person = scene.staff("Учителева")
    member = make.course_member(session, scene.course, person, CourseRole.INSTRUCTOR)
    address = f"/journals/{scene.values['journal_id']}"
    sign_in_as(client, person)
    assert client.post(f"{address}/changes", json={"changes": []}).status_code == 200

    member.roster_role = CourseRole.NONE
    sign_in_as(client, person)

    assert client.get(address).status_code == 200
    assert client.post(f"{address}/changes", json={"changes": []}).status_code == REFUSED


def test_staff_shown_as_a_student_gain_no_student_s_rights(
    scene: Scene, client: FlaskClient, sign_in_as: SignIn, session: Session
) -> None:
    """4.1.7: a teacher «switched to student» keeps the same account and never becomes one."""
    person = scene.staff("Учителева")
    person.student_id = scene.students[0].id
    sign_in_as(client, person)

    assert client.get(f"/gradebook/{scene.values['student_id']}").status_code == REFUSED
