"""Every launch recorded from a real Moodle ends where it must."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from models import Course, CourseMember, CourseRole, Journal, Launch, ResourceLink, User
from tests.protocol.conftest import Opener
from tests.protocol.launches import LTI, Moodle, names, recorded

ENDS = {
    "deep_linking_multi": "lti.choose",
    "deep_linking_single": "lti.choose",
    "editingteacher": "opening.start",
    "graded_activity_student": "gradebook.mine",
    "loginas_admin_as_student05": "gradebook.mine",
    "manager_notenrolled": "opening.start",
    "manager_with_lti_admin_cap": "lti.administrator",
    "mobile_android": "gradebook.mine",
    "noneditingteacher": "opening.start",
    "parent_frontpage": "gradebook.mine",
    "parent_observer_in_course": "gradebook.mine",
    "privacy_never": "gradebook.mine",
    "siteadmin": "lti.administrator",
    "student": "gradebook.mine",
    "student_group1": "gradebook.mine",
    "student_patronymic_in_firstname": "gradebook.mine",
    "submission_review": "opening.start",
    "teacher_frontpage": "gradebook.mine",
    "teacher_switched_to_student": "gradebook.mine",
}


def only(database: Opener, kind: type[Any], **facts: Any) -> Any:
    with database() as session:
        found = session.scalars(select(kind).filter_by(**facts)).one()
        session.expunge(found)
        return found


def expected(moodle: Moodle, database: Opener, endpoint: str) -> str:
    values: dict[str, Any] = {}
    if endpoint == "opening.start":
        values = {"course_id": only(database, Course).id, "link": only(database, ResourceLink).id}
    if endpoint == "lti.choose":
        values["public_id"] = only(database, Launch).public_id
    return moodle.address(endpoint, **values)


def test_every_recorded_launch_is_listed() -> None:
    assert set(ENDS) == set(names())


@pytest.mark.parametrize("name", sorted(ENDS))
def test_it_ends_where_it_must(name: str, moodle: Moodle, database: Opener) -> None:
    answer = moodle.launch(recorded(name))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert answer.location == expected(moodle, database, ENDS[name])
    with database() as session:
        assert session.scalar(select(func.count(Launch.id))) == 1
        assert session.scalar(select(func.count(Journal.id))) == 0


@pytest.mark.parametrize("name", ["teacher_frontpage", "teacher_switched_to_student"])
def test_a_teacher_seen_before_never_becomes_a_student(name: str, moodle: Moodle, database: Opener) -> None:
    moodle.launch(recorded("editingteacher"))
    answer = moodle.launch(recorded(name))
    assert answer.location == moodle.address("today.mine" if name == "teacher_frontpage" else "lti.switched")
    user = only(database, User)
    assert (user.is_staff, user.student_id) == (True, None)


def test_the_person_is_kept_with_name_number_and_part_in_the_course(moodle: Moodle, database: Opener) -> None:
    moodle.launch(recorded("editingteacher"))
    user, member, link = only(database, User), only(database, CourseMember), only(database, ResourceLink)
    assert (user.family_name, user.given_name, user.patronymic) == ("Громова", "Наталья", "Ивановна")
    assert (user.college_number, user.is_staff, user.is_lms_admin) == ("П-101", True, False)
    assert (member.launch_role, member.roster_role) == (CourseRole.INSTRUCTOR, CourseRole.NONE)
    assert link.title == "Журнал (проба)"
    course = only(database, Course)
    assert (course.label, course.is_front_page) == ("МДК.01.01 БУХ-21", False)
    assert course.roster_url.endswith("/CourseSection/2/bindings/1/memberships")
    assert course.line_items_url.endswith("/2/lineitems?type_id=1")


def test_a_patronymic_kept_in_the_first_name_is_found(moodle: Moodle, database: Opener) -> None:
    moodle.launch(recorded("student_patronymic_in_firstname"))
    user = only(database, User)
    assert (user.family_name, user.given_name, user.patronymic) == ("Орлова", "Арина", "Дмитриевна")


def test_a_person_whose_name_is_hidden_is_called_by_their_number(moodle: Moodle, database: Opener) -> None:
    moodle.launch(recorded("privacy_never"))
    assert only(database, User).display_name == "№ 21-БУХ-001"


def test_hiding_names_later_forgets_nothing(moodle: Moodle, database: Opener) -> None:
    moodle.launch(recorded("student"))
    moodle.launch(recorded("privacy_never"))
    assert only(database, User).display_name == "Абрамова Алина Сергеевна"


def test_the_front_page_is_never_a_journal(moodle: Moodle, database: Opener) -> None:
    moodle.launch(recorded("parent_frontpage"))
    assert only(database, Course).is_front_page


def test_an_administrator_of_the_lms_is_no_teacher(
    moodle: Moodle, database: Opener, client: FlaskClient
) -> None:
    answer = moodle.launch(recorded("siteadmin"))
    assert only(database, CourseMember).launch_role is CourseRole.ADMINISTRATOR
    assert only(database, User).is_lms_admin
    page = client.get(answer.location, base_url="http://localhost:8000").get_data(as_text=True)
    assert "office appoint" in page


def test_the_command_to_copy_holds_no_trap(moodle: Moodle, client: FlaskClient) -> None:
    answer = moodle.launch(recorded("siteadmin") | {"sub": "2; reboot"})
    page = client.get(answer.location, base_url="http://localhost:8000").get_data(as_text=True)
    assert "--sub &#39;2; reboot&#39; " in page


def test_the_page_that_opens_shows_who_came_and_the_lms_may_frame_it(
    moodle: Moodle, client: FlaskClient
) -> None:
    unknown = recorded("student") | {f"{LTI}roles": ["urn:something:else"]}
    answer = moodle.launch(unknown)
    assert answer.location == moodle.address("lti.waiting")
    page = client.get(answer.location, base_url="http://localhost:8000")
    assert "Абрамова Алина Сергеевна" in page.get_data(as_text=True)
    assert "frame-ancestors 'self' https://moodle.test" in page.headers["Content-Security-Policy"]
