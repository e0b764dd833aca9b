"""Where a secretary keeps the contingent: journals take the group from it, teachers do not change lists (3.9.2)."""

from datetime import date

import pytest

from journal.enrolment import end_membership, enrol
from journal.memberships import members_of
from journal.opening import Opening, open_journal, propose_opening
from journal.roster_news import news_query
from models import CourseRole, Office, Student
from regulation.kinds import DisciplineKind
from tests import factories as make
from tests.unchanged import refuses


@pytest.fixture
def course(session):
    """A course with its teacher and three learners; the second is not in the group, the third has no card."""
    made = make.course(session, roster_url="https://lms.example/roster", roster_read_at=make.EARLY)
    made.teacher = make.teacher(session)
    make.course_member(session, made, made.teacher, CourseRole.INSTRUCTOR)
    group = make.group(session, "БУ-23-1")
    made.learners = []
    for number, name in enumerate(make.PEOPLE[:3], 1):
        card = make.student(session, *name, college_number=f"st00{number}") if number < 3 else None
        person = make.user(session, *name, registration=made.deployment.registration, student=card)
        make.course_member(session, made, person)
        made.learners.append(person)
        if number == 1:
            make.membership(session, group, card)
    make.membership(session, group, make.student(session, "Незнакомцев"))
    made.group = group
    return made


@pytest.fixture
def secretary(session):
    person = make.user(session, "Секретарёва", is_staff=True)
    return make.office(session, person, Office.SECRETARY)


def open_here(act, course):
    opening = Opening(
        index="МДК.01.01", name="Учёт активов", kind=DisciplineKind.MODULE_COURSE, group="БУ-23-1",
        academic_year="2025/26", term_number=1, planned_hours=72, people=[one.id for one in course.learners],
    )  # fmt: skip
    return open_journal(act(course.teacher), course, opening)


def test_it_works(session, act, course, secretary):
    assert propose_opening(act(course.teacher), course).kept == 2
    journal = open_here(act, course)
    assert [one.student.family_name for one in members_of(session, journal)] == ["Абрамова", "Незнакомцев"]
    assert session.query(Student).count() == 3, "no card is made from the course's list"
    rows = session.execute(news_query(act())).all()
    assert [(user.family_name, card and card.family_name, group.name) for user, card, _course, group in rows] == [
        ("Алиев", "Алиев", "БУ-23-1"), ("Белов", None, "БУ-23-1"),
    ]  # fmt: skip


def test_a_group_unknown_to_the_contingent_comes_from_the_course(session, act, course, secretary):
    course.group.name = "БУ-22-1"
    journal = open_here(act, course)
    assert len(members_of(session, journal)) == 3


def test_without_a_secretary_the_course_decides(session, act, course):
    assert propose_opening(act(course.teacher), course).kept == 0
    journal = open_here(act, course)
    assert len(members_of(session, journal)) == 4


def test_an_expired_order_gives_the_list_back(session, act, course, secretary):
    secretary.ends_on = date(2025, 10, 6)
    session.flush()
    journal = open_here(act, course)
    assert len(members_of(session, journal)) == 4


def test_the_teacher_does_not_change_the_list(session, act, course, secretary):
    journal = open_here(act, course)
    member = members_of(session, journal)[0].student
    acting = act(course.teacher)
    with refuses(session, "E_SECRETARY", "3.9.2"):
        enrol(acting, journal, course.learners[1].id, date(2025, 10, 7), "Приказ № 31-с")
    with refuses(session, "E_SECRETARY", "3.9.2"):
        end_membership(acting, journal, member.id, date(2025, 10, 7), "Приказ № 31-с")
