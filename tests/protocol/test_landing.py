"""Where a launch ends, by part in the course, purpose of the activity, offices and journals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Course,
    CourseMember,
    CourseRole,
    Deployment,
    Guardian,
    LineItem,
    LineItemKind,
    LinkPurpose,
    Office,
    Registration,
    ResourceLink,
    Student,
    User,
)
from tests import factories
from tests.protocol.conftest import Opener
from tests.protocol.launches import LTI, Moodle, recorded

Prepare = Callable[[Session, Course], None]
GRADES = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"


@pytest.fixture
def course(moodle: Moodle, database: Opener) -> int:
    """The course of the recorded launches, known already."""
    with database() as session:
        return factories.course(session, session.scalars(select(Deployment)).one(), context_id="2").id


def journals(database: Opener, course: int, number: int) -> list[int]:
    with database() as session:
        found = session.get_one(Course, course)
        return [factories.journal(session, course=found).id for _ in range(number)]


def opening(moodle: Moodle, database: Opener, course: int, **values: Any) -> str:
    """The opening of a journal, told from which activity."""
    with database() as session:
        link = session.scalars(select(ResourceLink.id)).one()
    return moodle.address("opening.start", course_id=course, link=link, **values)


def launched(
    moodle: Moodle,
    name: str,
    purpose: LinkPurpose = LinkPurpose.JOURNAL,
    custom: dict[str, str] | None = None,
    **change: Any,
) -> str:
    claims = recorded(name) | {f"{LTI}{key}": value for key, value in change.items()}
    claims[f"{LTI}custom"] = claims[f"{LTI}custom"] | {"purpose": purpose.value} | (custom or {})
    return moodle.launch(claims).location


def subgroups(database: Opener, course: int) -> list[int]:
    """Journals of two subgroups of one group in the course."""
    with database() as session:
        group = factories.group(session)
        return [
            factories.journal(
                session, course=session.get_one(Course, course), group=group,
                subgroup=factories.subgroup(session, group, name),
            ).id
            for name in ("1", "2")
        ]  # fmt: skip


def test_the_custom_parameter_leads_to_the_journal_of_the_subgroup(
    moodle: Moodle, database: Opener, course: int
) -> None:
    _first, second = subgroups(database, course)
    grid = moodle.address("marks.grid", journal_id=second)
    assert launched(moodle, "editingteacher", custom={"subgroup": "2"}) == grid
    sheets = moodle.address("sheets.list_sheets", journal_id=second)
    assert launched(moodle, "editingteacher", LinkPurpose.SHEET, custom={"subgroup": "2"}) == sheets


@pytest.mark.parametrize("value", ["", "$Moodle.Unknown"])
def test_without_a_subgroup_the_course_lists_its_journals(
    moodle: Moodle, database: Opener, course: int, value: str
) -> None:
    subgroups(database, course)
    listed = moodle.address("journals.course", course_id=course)
    assert launched(moodle, "editingteacher", custom={"subgroup": value}) == listed


def test_a_subgroup_without_a_journal_gets_one_opened(moodle: Moodle, database: Opener, course: int) -> None:
    subgroups(database, course)
    location = launched(moodle, "editingteacher", custom={"subgroup": "3"})
    assert location == opening(moodle, database, course, subgroup="3")


@pytest.mark.parametrize("purpose", [LinkPurpose.JOURNAL, LinkPurpose.GRADEBOOK])
def test_a_teacher_of_one_journal_comes_to_it(
    moodle: Moodle, database: Opener, course: int, purpose: LinkPurpose
) -> None:
    [journal] = journals(database, course, 1)
    assert launched(moodle, "editingteacher", purpose) == moodle.address("marks.grid", journal_id=journal)


def test_a_teacher_of_several_journals_comes_to_their_list(
    moodle: Moodle, database: Opener, course: int
) -> None:
    journals(database, course, 2)
    assert launched(moodle, "editingteacher") == moodle.address("journals.course", course_id=course)
    assert launched(moodle, "editingteacher", LinkPurpose.SHEET) == moodle.address(
        "journals.course", course_id=course
    )


def test_the_sheet_link_opens_the_sheets(moodle: Moodle, database: Opener, course: int) -> None:
    [journal] = journals(database, course, 1)
    assert launched(moodle, "editingteacher", LinkPurpose.SHEET) == moodle.address(
        "sheets.list_sheets", journal_id=journal
    )
    assert launched(moodle, "student", LinkPurpose.SHEET) == moodle.address("gradebook.mine")


def test_a_journal_of_another_course_does_not_count(moodle: Moodle, database: Opener, course: int) -> None:
    with database() as session:
        other = factories.course(session, session.scalars(select(Deployment)).one(), context_id="555")
        factories.journal(session, course=other)
    assert launched(moodle, "editingteacher") == opening(moodle, database, course)


def test_whoever_only_reads_is_told_who_opens_the_journal(
    moodle: Moodle, database: Opener, course: int
) -> None:
    assert launched(moodle, "noneditingteacher") == opening(moodle, database, course)
    with database() as session:
        session.get_one(Course, course).roster_read_at = factories.EARLY
    assert launched(moodle, "noneditingteacher") == moodle.address("lti.waiting", why="unopened")
    [journal] = journals(database, course, 1)
    assert launched(moodle, "noneditingteacher") == moodle.address("marks.grid", journal_id=journal)


def test_a_site_administrator_who_teaches_by_the_roster_is_a_teacher_here(
    moodle: Moodle, database: Opener, course: int
) -> None:
    assert launched(moodle, "siteadmin") == moodle.address("lti.administrator")
    with database() as session:
        session.scalars(select(CourseMember)).one().roster_role = CourseRole.INSTRUCTOR
    assert launched(moodle, "siteadmin") == opening(moodle, database, course)


def test_a_site_administrator_named_in_the_journal_comes_to_it(
    moodle: Moodle, database: Opener, course: int
) -> None:
    [journal] = journals(database, course, 1)
    launched(moodle, "siteadmin")
    with database() as session:
        named = session.scalars(select(User).where(User.sub == "2")).one()
        factories.put(
            session,
            factories.JournalTeacher(
                journal_id=journal,
                user=named,
                source=factories.TeacherSource.NAMED,
                starts_on=factories.FIRST_DAY,
            ),
        )
    assert launched(moodle, "siteadmin") == moodle.address("marks.grid", journal_id=journal)


def test_a_site_administrator_with_the_office_comes_to_the_desk(
    moodle: Moodle, database: Opener, course: int
) -> None:
    launched(moodle, "siteadmin")
    with database() as session:
        factories.office(session, session.scalars(select(User)).one(), Office.SYSTEM_ADMIN)
    assert launched(moodle, "siteadmin") == moodle.address("desk.mine")


def test_an_expired_office_counts_no_more(moodle: Moodle, database: Opener, course: int) -> None:
    launched(moodle, "siteadmin")
    with database() as session:
        user = session.scalars(select(User)).one()
        factories.office(session, user, Office.SYSTEM_ADMIN, ends_on=factories.FIRST_DAY)
    assert launched(moodle, "siteadmin") == moodle.address("lti.administrator")


def test_the_front_page_lists_a_teachers_journals(moodle: Moodle, database: Opener, course: int) -> None:
    launched(moodle, "editingteacher")
    assert launched(moodle, "teacher_frontpage") == moodle.address("today.mine")
    with database() as session:
        front = session.scalars(select(Course).where(Course.context_id == "1")).one()
        assert front.is_front_page


def test_somebody_with_an_office_and_no_part_in_the_course_comes_to_the_desk(
    moodle: Moodle, database: Opener, course: int
) -> None:
    assert launched(moodle, "student", roles=["Manager"]) == moodle.address("lti.waiting")
    with database() as session:
        factories.office(session, session.scalars(select(User)).one(), Office.DEPUTY)
    assert launched(moodle, "student", roles=["Manager"]) == moodle.address("desk.mine")


def test_an_office_that_only_reads_in_a_course_without_a_journal_comes_to_the_desk(
    moodle: Moodle, database: Opener, course: int
) -> None:
    with database() as session:
        found = session.get_one(Course, course)
        found.roster_read_at, found.roster_url = factories.EARLY, "https://moodle.example/roster"
    assert launched(moodle, "manager_notenrolled").startswith(moodle.address("lti.waiting"))
    with database() as session:
        factories.office(session, session.scalars(select(User)).one(), Office.DEPUTY)
    assert launched(moodle, "manager_notenrolled") == moodle.address("desk.mine")
    (journal,) = journals(database, course, 1)
    assert launched(moodle, "manager_notenrolled") == moodle.address("marks.grid", journal_id=journal)


def test_an_office_at_the_front_page_comes_to_the_desk(moodle: Moodle, database: Opener, course: int) -> None:
    launched(moodle, "teacher_frontpage")
    with database() as session:
        factories.office(session, session.scalars(select(User)).one(), Office.CONTENT_ADMIN)
    assert launched(moodle, "teacher_frontpage") == moodle.address("desk.mine")


def children(database: Opener) -> dict[str, bool]:
    """The guardian's children by family name, with whether the tie holds."""
    with database() as session:
        ties = session.execute(
            select(Student.family_name, Guardian.until).join(Student, Student.id == Guardian.student_id)
        )
        return {name: until is None for name, until in ties}


def test_a_mentor_sees_the_children_the_lms_names_and_no_longer_when_it_stops(
    moodle: Moodle, database: Opener, course: int
) -> None:
    with database() as session:
        registration = session.scalars(select(Registration)).one()
        for sub, family in (("3", "Абрамова"), ("4", "Белов"), ("5", "Ким")):
            factories.account(session, factories.student(session, family), sub=sub, registration=registration)
    mentor = {
        "roles": ["http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor"],
        "role_scope_mentor": ["3", "5", "404"],
    }
    assert launched(moodle, "parent_observer_in_course", **mentor) == moodle.address("gradebook.children")
    assert children(database) == {"Абрамова": True, "Ким": True}
    launched(moodle, "parent_observer_in_course", **mentor | {"role_scope_mentor": ["3"]})
    assert children(database) == {"Абрамова": True, "Ким": False}
    launched(moodle, "parent_observer_in_course", **mentor)
    assert children(database) == {"Абрамова": True, "Ким": True}


def test_a_parent_known_from_elsewhere_comes_to_the_children_by_the_front_page(
    moodle: Moodle, database: Opener, course: int
) -> None:
    assert launched(moodle, "parent_frontpage") == moodle.address("gradebook.mine")
    with database() as session:
        parent = session.scalars(select(User).where(User.sub == "38")).one()
        factories.guardian(session, factories.student(session), parent)
    assert launched(moodle, "parent_frontpage") == moodle.address("gradebook.children")


def test_who_is_no_mentor_gets_no_children(moodle: Moodle, database: Opener, course: int) -> None:
    with database() as session:
        registration = session.scalars(select(Registration)).one()
        factories.account(session, factories.student(session), sub="3", registration=registration)
    launched(moodle, "parent_observer_in_course", role_scope_mentor=["3"])
    assert children(database) == {}


def test_a_student_is_tied_to_the_card_of_the_same_number(
    moodle: Moodle, database: Opener, course: int
) -> None:
    with database() as session:
        factories.student(session, college_number="21-БУХ-001")
        factories.student(session, "Громова", college_number="П-101")
    launched(moodle, "student")
    launched(moodle, "editingteacher")
    with database() as session:
        tied = {user.sub: user.student_id is not None for user in session.scalars(select(User))}
    assert tied == {"3": True, "33": False}


def test_two_cards_of_one_number_tie_nobody(moodle: Moodle, database: Opener, course: int) -> None:
    with database() as session:
        for family in ("Абрамова", "Абрамцева"):
            factories.student(session, family, college_number="21-БУХ-001")
    launched(moodle, "student")
    with database() as session:
        assert session.scalars(select(User)).one().student_id is None


def test_a_submission_review_opens_the_card_of_that_student(
    moodle: Moodle, database: Opener, course: int
) -> None:
    _, second = journals(database, course, 2)
    with database() as session:
        registration = session.scalars(select(Registration)).one()
        student = factories.student(session).id
        factories.account(session, session.get_one(Student, student), sub="3", registration=registration)
        column = recorded("submission_review")[GRADES]["lineitem"]
        factories.put(
            session,
            LineItem(
                journal_id=second,
                course_id=course,
                kind=LineItemKind.FINAL,
                resource_id="f",
                tag="final",
                label="Итог",
                url=column,
            ),
        )
    card = moodle.address("gradebook.student_card", journal_id=second, student_id=student)
    assert launched(moodle, "submission_review") == card
    learner = {"roles": ["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"]}
    claims = recorded("submission_review") | {f"{LTI}roles": learner["roles"], "sub": "3"}
    assert moodle.launch(claims).location == moodle.address("gradebook.mine")


def test_a_review_of_somebody_unknown_opens_the_journal(
    moodle: Moodle, database: Opener, course: int
) -> None:
    [journal] = journals(database, course, 1)
    assert launched(moodle, "submission_review") == moodle.address("marks.grid", journal_id=journal)


def test_a_question_about_personal_data_is_answered(moodle: Moodle, database: Opener, course: int) -> None:
    claims = {
        key: value
        for key, value in recorded("siteadmin").items()
        if key not in (f"{LTI}context", f"{LTI}resource_link")
    } | {f"{LTI}message_type": "DataPrivacyLaunchRequest", f"{LTI}for_user": {"user_id": "3"}}
    launched(moodle, "student")
    answer = moodle.launch(claims)
    assert answer.location == moodle.address("lti.privacy")
    page = moodle.client.get(answer.location, base_url="http://localhost:8000").get_data(as_text=True)
    assert "Абрамова Алина Сергеевна" in page


def test_a_page_that_is_not_installed_is_replaced_by_whom_to_ask(
    moodle: Moodle, database: Opener, course: int
) -> None:
    moodle.app.view_functions.pop("gradebook.mine")
    assert launched(moodle, "student") == moodle.address("lti.waiting")
