"""The roster: read whole, taken over without losing anybody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from journal.acting import Acting
from journal.people import Person
from journal.rosters import RosterPerson, apply_roster
from lti_tool.database import db
from lti_tool.protocol.connector import Outgoing
from lti_tool.protocol.faults import BadAnswer, ForbiddenAddress, PlatformFault
from lti_tool.protocol.roster import read_roster
from models import Course, CourseMember, CourseRole, Deployment, Registration, User
from tests.platform import TestPlatform
from tests.protocol.conftest import MovedClock, Opener

RECORDED = Path(__file__).parent.parent / "data" / "moodle"


@pytest.fixture
def roster_url(platform: TestPlatform) -> str:
    return f"{platform.issuer}/mod/lti/services.php/CourseSection/2/bindings/1/memberships"


@pytest.fixture
def course(database: Opener, registration: int, clock: MovedClock) -> int:
    with database() as session:
        deployment = session.scalars(select(Deployment)).one()
        course = Course(deployment=deployment, context_id="2", title="МДК.01.01", created_at=clock())
        session.add(course)
        session.flush()
        return course.id


def read(app: Flask, registration: int, url: str, **options: Any) -> list[RosterPerson]:
    with app.app_context():
        return read_roster(db.session.get_one(Registration, registration), url, **options)


def line(sub: str, role: CourseRole = CourseRole.LEARNER, **facts: Any) -> RosterPerson:
    return RosterPerson(Person(sub, is_staff=role is CourseRole.INSTRUCTOR, **facts), role)


def test_everybody_of_the_course_is_read_with_role_name_and_number(
    app: Flask, registration: int, roster_url: str, platform: TestPlatform
) -> None:
    people = {one.sub: one for one in read(app, registration, roster_url)}
    assert people["33"].role is CourseRole.INSTRUCTOR
    assert people["33"].person.is_staff
    assert people["3"].role is CourseRole.LEARNER
    assert people["3"].person.college_number
    assert len([one for one in people.values() if one.role is CourseRole.LEARNER]) >= 25
    asked = platform.calls("/memberships")[0]
    assert asked.headers["Accept"] == "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
    assert "limit" not in asked.query


def test_the_next_page_is_asked_for_exactly_as_the_lms_wrote_it(
    app: Flask, registration: int, roster_url: str, platform: TestPlatform
) -> None:
    whole = {one.sub for one in read(app, registration, roster_url)}
    paged = {one.sub for one in read(app, registration, f"{roster_url}?limit=10")}
    assert paged == whole
    assert all("CourseSection" in call.path for call in platform.calls("/memberships"))


def test_filters_the_next_page_lost_are_put_back(
    app: Flask, registration: int, roster_url: str, platform: TestPlatform
) -> None:
    learners = read(app, registration, f"{roster_url}?limit=10", role="Learner")
    assert all(one.role is CourseRole.LEARNER for one in learners)
    calls = platform.calls("/memberships")
    assert len(calls) > 2
    assert all(call.query["role"] == ["Learner"] for call in calls)


def test_an_activity_of_one_moodle_group_gives_that_group_only(
    app: Flask, registration: int, platform: TestPlatform
) -> None:
    url = f"{platform.issuer}/mod/lti/services.php/CourseSection/3/bindings/1/memberships"
    everybody = read(app, registration, url)
    some = read(app, registration, url, rlid="4")
    assert 0 < len(some) < len(everybody)


def test_an_activity_of_another_course_is_a_readable_fault(
    app: Flask, registration: int, roster_url: str, ways: Outgoing
) -> None:
    with pytest.raises(PlatformFault) as caught:
        read(app, registration, roster_url, rlid="4")
    assert "LMS" in caught.value.message


def test_recorded_rosters_of_moodle_read_as_they_should(
    app: Flask, registration: int, ways: Outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = {path.stem: json.loads(path.read_text()) for path in (RECORDED / "rosters").glob("*.json")}
    assert len(recorded) >= 8
    for name, exchange in recorded.items():
        members = ((exchange["response"].get("body") or {}).get("members")) or []
        served = {"headers": {}, "body": {"members": members}, "next_page_url": None}
        monkeypatch.setattr(
            "lti_tool.protocol.connector.Connector.make_service_request", lambda *_, _page=served, **__: _page
        )
        people = read(app, registration, "https://moodle.test/x")
        assert len(people) == len(members), name
        for one in people:
            roles = next(member["roles"] for member in members if member["user_id"] == one.sub)
            expected = CourseRole.INSTRUCTOR if "Instructor" in roles else CourseRole.LEARNER
            assert one.role is expected, (name, roles)


def test_inactive_people_have_no_part_and_strange_lines_are_skipped(
    app: Flask, registration: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
    members: list[Any] = [
        {"user_id": "1", "roles": [full], "status": "Inactive", "name": "Ушёл Пётр"},
        {"user_id": "2", "roles": [full]},
        {"user_id": "", "roles": ["Learner"]},
        {"roles": ["Learner"]},
        "чужая строка",
        {"user_id": "3", "roles": "Learner", "name": None},
    ]
    served = {"headers": {}, "body": {"members": members}, "next_page_url": None}
    monkeypatch.setattr("lti_tool.protocol.connector.Connector.make_service_request", lambda *_, **__: served)
    people = read(app, registration, "https://moodle.test/x")
    assert [(one.sub, one.role) for one in people] == [
        ("1", CourseRole.NONE), ("2", CourseRole.LEARNER), ("3", CourseRole.NONE),
    ]  # fmt: skip


@pytest.mark.parametrize("body", [None, [], {"members": None}, "текст"])
def test_a_roster_that_is_none_is_a_fault_not_an_empty_course(
    app: Flask, registration: int, monkeypatch: pytest.MonkeyPatch, body: object
) -> None:
    served = {"headers": {}, "body": body, "next_page_url": None}
    monkeypatch.setattr("lti_tool.protocol.connector.Connector.make_service_request", lambda *_, **__: served)
    with pytest.raises(BadAnswer):
        read(app, registration, "https://moodle.test/x")


@pytest.mark.parametrize(
    ("following", "fault"),
    [("https://elsewhere.test/next", ForbiddenAddress), ("https://moodle.test/x", BadAnswer)],
)
def test_a_list_that_wanders_off_or_goes_round_is_a_fault(
    app: Flask, registration: int, monkeypatch: pytest.MonkeyPatch, following: str, fault: type[PlatformFault]
) -> None:
    served = {"headers": {}, "body": {"members": []}, "next_page_url": following}
    monkeypatch.setattr("lti_tool.protocol.connector.Connector.make_service_request", lambda *_, **__: served)
    with pytest.raises(fault):
        read(app, registration, "https://moodle.test/x")


def test_a_roster_makes_people_and_whoever_left_is_only_marked(
    app: Flask, database: Opener, course: int, registration: int, clock: MovedClock
) -> None:
    with database() as session:
        acting = Acting(session, None, clock())
        found = session.get_one(Course, course)
        first = apply_roster(
            acting, found, [line("1", display="Анна Белова", given="Анна", family="Белова"), line("2")]
        )
        assert {user.sub for user in first.arrived} == {"1", "2"}
        second = apply_roster(acting, found, [line("1"), line("9", CourseRole.INSTRUCTOR)])
        assert [user.sub for user in second.arrived] == ["9"]
        assert [user.sub for user in second.left] == ["2"]
    with database() as session:
        roles = dict(
            session.execute(
                select(User.sub, CourseMember.roster_role).join(CourseMember, CourseMember.user_id == User.id)
            ).all()
        )
        assert roles == {"1": CourseRole.LEARNER, "2": CourseRole.NONE, "9": CourseRole.INSTRUCTOR}
        assert session.scalar(select(func.count(User.id))) == 3
        assert session.scalar(select(User.display_name).where(User.sub == "1")) == "Белова Анна"


def test_a_roster_never_forgets_a_patronymic_nor_makes_staff_a_student(
    database: Opener, course: int, clock: MovedClock
) -> None:
    with database() as session:
        acting = Acting(session, None, clock())
        found = session.get_one(Course, course)
        whole = {"display": "Громова Наталья Ивановна", "given": "Наталья", "family": "Громова"}
        apply_roster(acting, found, [line("33", CourseRole.INSTRUCTOR, **whole)])
        apply_roster(
            acting, found, [line("33", display="Наталья Громова", given="Наталья", family="Громова")]
        )
        user = session.scalars(select(User)).one()
        assert (user.display_name, user.is_staff) == ("Громова Наталья Ивановна", True)


def test_the_front_page_is_never_a_roster(database: Opener, course: int, clock: MovedClock) -> None:
    with database() as session:
        found = session.get_one(Course, course)
        found.is_front_page = True
        with pytest.raises(ValueError, match="front page"):
            apply_roster(Acting(session, None, clock()), found, [line("1")])
        assert session.scalar(select(func.count(User.id))) == 0


def test_a_roster_reads_as_often_for_thirty_people_as_for_three(
    app: Flask, database: Opener, course: int, clock: MovedClock
) -> None:
    statements: list[str] = []

    def note(*call: Any) -> None:
        if not str(call[2]).startswith("INSERT"):
            statements.append(str(call[2]))

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
    people = [line(str(number), college_number=f"21-{number}") for number in range(30)]
    counts = []
    for size in (3, 30, 30):
        statements.clear()
        with database() as session:
            apply_roster(Acting(session, None, clock()), session.get_one(Course, course), people[:size])
        counts.append(len(statements))
    assert max(counts) <= 9
