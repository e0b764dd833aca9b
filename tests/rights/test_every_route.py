"""Every route as every role: 403 exactly when the matrix says no, and each refusal is in the audit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.rights import MATRIX, Role, Thing
from lti_tool.routing import Needs, Open
from models import AuditEntry, BrowserSession, User
from tests.rights.asking import REFUSED, Call, calls, needing, status
from tests.rights.scene import OFFICES, Scene, build
from tests.unchanged import snapshot

SignIn = Callable[[FlaskClient, User], BrowserSession]
# What is narrower than the matrix: the getter gives it to these roles only.
NARROWER = {
    # The requests of the whole institution: who answers them and who watches.
    "unlocks.every": {Role.CONTENT_ADMIN, Role.DEPUTY, Role.DIRECTOR},
    "gradebook.child": {Role.STUDENT, Role.GUARDIAN},  # staff look at a student's card in a journal of theirs
    # The list of a course's journals: its teachers and the offices of the whole institution.
    "journals.course": {Role.CONTENT_ADMIN, Role.DEPUTY, Role.DIRECTOR, Role.TEACHER, Role.READER},
}
NARROWER |= {
    # Lists over groups: whoever has an office; teachers get at the groups of their journals.
    **{key: set(OFFICES) for key in ("groups.index", "students.index", "movements.index")},
    **dict.fromkeys(
        ("movements.waiting", "contingent.left_behind", "specialties.index", "specialties.show"),
        set(OFFICES) - {Role.CURATOR},
    ),
    "students.opened": {Role.CONTENT_ADMIN, Role.DEPUTY, Role.DIRECTOR},
}
# To all parents of a group at once writes its curator; others write one to one.
NARROWER |= {key: {Role.CURATOR} for key in ("messages.parents", "messages.tell")}
# The register of consents is the offices'; a parent's own page is open to visitors.
for _name in ("index", "student", "give", "print_form", "withdraw", "hand_out"):
    NARROWER[f"consents.{_name}"] = set(OFFICES)
for _name in ("handed_on", "print_transfer"):
    NARROWER[f"consents.{_name}"] = {Role.CONTENT_ADMIN, Role.SECRETARY, Role.DEPUTY, Role.DIRECTOR}
for _name in ("everybody", "alerts", "alert"):
    NARROWER[f"sessions.{_name}"] = {Role.CONTENT_ADMIN, Role.DEPUTY, Role.DIRECTOR}
# Calendar, changes and substitutions are the institution's; everybody else looks at weeks of the timetable.
for _name in (
    "calendar.year", "calendar.terms", "calendar.bells", "timetable.changes", "timetable.one_change", "timetable.lines",
    "substitutions.index", "substitutions.show",
):  # fmt: skip
    NARROWER[_name] = {Role.CONTENT_ADMIN, Role.DISPATCHER, Role.DEPUTY, Role.DIRECTOR}
# Lists that show a curator the own groups: another group's curator is shown other rows, not refused.
for _name in ("every", "proposals"):  # lists over groups; teachers get at the groups of their journals
    NARROWER[f"subgroups.{_name}"] = set(OFFICES)
OF_OWN_GROUPS = {
    "timetable.week",
    "subgroups.every",
    "subgroups.proposals",
    "medical.every",
    "consents.index",
    "credentials.index",
    "groups.index",
    "students.index",
    "movements.index",
}
# What the whole institution looks at: a role anywhere is enough.
OF_THE_INSTITUTION = {
    "directories.index", "directories.particulars", "directories.acts", "directories.act", "directories.disciplines",
    "directories.discipline", "directories.kinds", "rules.index", "rules.show",
}  # fmt: skip
OWN_WEEK = {"timetable.week"}  # without a group named everybody is shown the own one
LEFT_BY = ("audit_entry", "browser_session")  # what a refused request does write, and the signing in


@pytest.fixture
def scene(session: Session) -> Scene:
    return build(session)


@pytest.fixture
def enter(scene: Scene, client: FlaskClient, sign_in_as: SignIn) -> Callable[[User], FlaskClient]:
    """Signs the person in; a session that asks the application must not hold the database itself."""

    def sign_in(person: User) -> FlaskClient:
        sign_in_as(client, person)
        return client

    return sign_in


def is_allowed(role: Role, endpoint: str, right: Needs) -> bool:
    """What the matrix says, and what is narrower than it."""
    return right.act.value in MATRIX[right.thing].get(role, "") and role in NARROWER.get(endpoint, set(Role))


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_a_role_is_refused_exactly_what_the_matrix_denies(
    app: Flask, scene: Scene, enter: Callable[[User], FlaskClient], session: Session, role: Role
) -> None:
    person = scene.person(role)
    user_id = person.id
    client = enter(person)
    asked = list(needing(calls(app, scene.values)))
    denied = [call for call, right in asked if not is_allowed(role, call.endpoint, right)]
    before = _kept(session)

    refused = {str(call): status(client, call) for call in denied}

    assert refused == {str(call): REFUSED for call in denied}
    assert _kept(session) == before, "a refused request changes nothing"
    _assert_audited(session, user_id, denied)

    granted = [call for call, right in asked if is_allowed(role, call.endpoint, right)]
    answers = {str(call): status(client, call) for call in granted}
    assert {name: code for name, code in answers.items() if code in (401, REFUSED) or code >= 500} == {}


@pytest.mark.parametrize("role", [Role.CURATOR, Role.TEACHER, Role.READER, Role.STUDENT, Role.GUARDIAN])
def test_a_role_in_another_group_opens_nothing_here(
    app: Flask, scene: Scene, enter: Callable[[User], FlaskClient], session: Session, role: Role
) -> None:
    person = scene.stranger(role)
    user_id = person.id
    client = enter(person)
    asked = [
        call
        for call, right in needing(calls(app, scene.values))
        if not (role is Role.CURATOR and call.endpoint in OF_OWN_GROUPS)
        and not (call.endpoint in OF_THE_INSTITUTION and is_allowed(role, call.endpoint, right))
        and call.endpoint not in OWN_WEEK
    ]

    answers = {str(call): status(client, call) for call in asked}

    assert answers == {str(call): REFUSED for call in asked}
    _assert_audited(session, user_id, asked)


@pytest.mark.parametrize("role", [Role.CURATOR, Role.TEACHER, Role.READER, Role.STUDENT, Role.GUARDIAN])
def test_the_week_of_another_group_is_refused(
    scene: Scene, enter: Callable[[User], FlaskClient], role: Role
) -> None:
    address = f"/timetable?group={scene.values['group_id']}"
    client = enter(scene.stranger(role))

    assert client.get(address).status_code == REFUSED


def test_an_office_over_one_journal_opens_no_other(
    app: Flask, scene: Scene, enter: Callable[[User], FlaskClient]
) -> None:
    for_other = scene.in_office(OFFICES[Role.DEPUTY], journal_id=scene.other.id)
    client = enter(for_other)

    asked = [call for call, _right in needing(calls(app, scene.values))]
    answers = {str(call): status(client, call) for call in asked if call.endpoint not in OF_THE_INSTITUTION}

    assert set(answers.values()) == {REFUSED}


@pytest.mark.parametrize("kind", ["student", "guardian"])
def test_nobody_sees_another_student(
    app: Flask, scene: Scene, enter: Callable[[User], FlaskClient], kind: str
) -> None:
    """A classmate in the same group, a parent of somebody else there."""
    values = scene.values | {"student_id": scene.students[1].id}
    client = enter(scene.person(Role(kind)))
    cards = [call for call, right in needing(calls(app, values)) if right.thing is Thing.GRADEBOOK]

    assert {call.endpoint for call in cards} == {"gradebook.child", "gradebook.student_card"}
    assert {status(client, call) for call in cards} == {REFUSED}


def test_a_stranger_is_told_to_come_from_the_course(
    app: Flask, scene: Scene, client: FlaskClient, session: Session
) -> None:
    session.commit()
    asked = [
        call
        for call in calls(app, scene.values)
        if not isinstance(call.route.right, Open) or call.route.right.visitor
    ]

    answers = {str(call): status(client, call) for call in asked}

    assert answers == {str(call): 401 for call in asked}
    page = client.get(asked[0].address)
    assert "Откройте журнал из курса" in page.text


def test_scripts_are_refused_in_json(app: Flask, scene: Scene, enter: Callable[[User], FlaskClient]) -> None:
    client = enter(scene.person(Role.STUDENT))

    answer = client.post(f"/journals/{scene.values['journal_id']}/changes", json={"changes": []})

    assert answer.status_code == REFUSED
    error: dict[str, Any] = answer.json["error"]  # type: ignore[index]
    assert (error["code"], error["clause"]) == ("NO_RIGHT", "3.3")
    assert "преподаватель этого журнала" in error["message"]


def test_what_is_open_to_visitors_is_open_to_every_role(
    app: Flask, scene: Scene, enter: Callable[[User], FlaskClient]
) -> None:
    """It shows one's own: nobody is refused, and what is not one's own is not found."""
    session_ending = {"windows.leave"}
    asked = [
        call
        for call in calls(app, scene.values)
        if isinstance(call.route.right, Open)
        and call.route.right.visitor
        and call.endpoint not in session_ending
    ]
    for role in Role:
        client = enter(scene.person(role))
        answers = {str(call): status(client, call) for call in asked}
        assert {
            name: code for name, code in answers.items() if code in (401, REFUSED) or code >= 500
        } == {}, role


def _kept(session: Session) -> dict[str, Any]:
    session.rollback()
    tables = snapshot(session)
    session.rollback()
    return {name: rows for name, rows in tables.items() if name not in LEFT_BY}


def _assert_audited(session: Session, user_id: int, denied: list[Call]) -> None:
    """One entry «refused» for each: who, what right, which address."""
    session.rollback()
    entries = session.scalars(
        select(AuditEntry).where(AuditEntry.action == "refused").order_by(AuditEntry.id)
    ).all()
    found = [
        (entry.user_id, entry.entity, (entry.new or {})["act"], (entry.new or {})["path"])
        for entry in entries
    ]
    wanted = [
        (user_id, call.route.right.thing.value, call.route.right.act.value, call.address)
        for call in denied
        if isinstance(call.route.right, Needs)
    ]
    assert found == wanted
    session.rollback()
