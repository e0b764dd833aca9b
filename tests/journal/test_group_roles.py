"""Roles towards a group and towards one student, by order, by teaching, by being one or being the parent of one (3.3)."""

from datetime import date

import pytest

from journal.group_roles import groups_allowed, holders_of, roles_anywhere, roles_in_group, roles_towards
from journal.rights import Act, Role, Thing
from models import CourseRole, Office, Substitution, SubstitutionBasis
from tests import factories as make

YESTERDAY, TOMORROW = date(2025, 10, 6), date(2025, 10, 8)


@pytest.fixture
def journal(session):
    return make.journal(session, course=make.course(session, roster_url="https://lms.example/roster"))


@pytest.fixture
def other(session):
    return make.journal(session)


@pytest.fixture
def student(session, journal):
    return make.students_of(session, journal)[0]


@pytest.fixture
def person(session):
    return make.user(session, "Служащева", is_staff=True)


def both(acting, journal, student):
    """Towards the group, towards one student of it: the same for staff."""
    return roles_in_group(acting, journal.group_id), roles_towards(acting, student.id)


def test_an_office_of_the_institution_holds_everywhere(session, act, person, journal, other, student):
    make.office(session, person, Office.SECRETARY)
    assert both(act(person), journal, student) == ({Role.SECRETARY}, {Role.SECRETARY})
    assert roles_in_group(act(person), other.group_id) == {Role.SECRETARY}


def test_a_curator_has_the_own_group_only(session, act, person, journal, other, student):
    make.office(session, person, Office.CURATOR, group_id=journal.group_id)
    stranger = make.students_of(session, other)[0]
    assert both(act(person), journal, student) == ({Role.CURATOR}, {Role.CURATOR})
    assert both(act(person), other, stranger) == (frozenset(), frozenset())


def test_an_office_over_one_journal_is_none_over_its_group(session, act, person, journal, student):
    make.office(session, person, Office.DEPUTY, journal_id=journal.id)
    assert both(act(person), journal, student) == (frozenset(), frozenset())


@pytest.mark.parametrize(
    "values", [{"ends_on": YESTERDAY}, {"starts_on": TOMORROW}, {"revoked_at": make.EARLY}]
)
def test_an_office_not_in_force_gives_nothing(session, act, person, journal, student, values):
    make.office(session, person, Office.SECRETARY, **values)
    assert both(act(person), journal, student) == (frozenset(), frozenset())
    assert groups_allowed(act(person), Thing.CONTINGENT, Act.VIEW) == []
    assert holders_of(act(person), [Office.SECRETARY]) == []
    assert roles_anywhere(act(person)) == frozenset()


def test_a_named_teacher_has_the_group_of_the_journal(session, act, journal, other, student):
    teacher = make.teacher(session, journal)
    assert both(act(teacher), journal, student) == ({Role.TEACHER}, {Role.TEACHER})
    assert roles_in_group(act(teacher), other.group_id) == frozenset()
    assert roles_anywhere(act(teacher)) == {Role.TEACHER}


def test_a_teacher_of_the_course_and_one_who_only_reads(session, act, person, journal, student):
    reader = make.user(session, "Читателева", is_staff=True)
    make.course_member(session, journal.course, person, CourseRole.INSTRUCTOR)
    make.course_member(session, journal.course, reader, CourseRole.INSTRUCTOR, roster_role=CourseRole.NONE)
    assert both(act(person), journal, student) == ({Role.TEACHER}, {Role.TEACHER})
    assert both(act(reader), journal, student) == ({Role.READER}, {Role.READER})


def test_a_substitute_has_the_group_while_the_direction_lasts(session, act, person, journal, student):
    direction = Substitution(
        journal_id=journal.id, user_id=person.id, starts_on=make.FIRST_DAY, ends_on=date(2025, 12, 27),
        basis=SubstitutionBasis.DIRECTION, number="14-р", dated=make.FIRST_DAY, created_at=make.EARLY,
    )  # fmt: skip
    if hasattr(direction, "approved_at"):
        direction.approved_at = make.EARLY
    make.put(session, direction)
    assert both(act(person), journal, student) == ({Role.SUBSTITUTE}, {Role.SUBSTITUTE})
    direction.revoked_at = make.EARLY
    session.flush()
    assert both(act(person), journal, student) == (frozenset(), frozenset())


def test_a_student_has_the_own_card_and_no_classmates(session, act, journal, student):
    account = make.account(session, student)
    classmate = make.students_of(session, journal)[1]
    assert roles_in_group(act(account), journal.group_id) == {Role.STUDENT}
    assert roles_towards(act(account), student.id) == {Role.STUDENT}
    assert roles_towards(act(account), classmate.id) == frozenset()
    assert roles_anywhere(act(account)) == frozenset()


def test_nobody_has_no_role(act, journal, student):
    assert both(act(), journal, student) == (frozenset(), frozenset())
    assert roles_anywhere(act()) == frozenset()


def test_a_list_over_groups_is_of_all_of_ones_own_or_of_none(session, act, person, journal, other):
    assert groups_allowed(act(person), Thing.CONSENT, Act.EDIT) == []
    for group_id in (journal.group_id, other.group_id):
        make.office(session, person, Office.CURATOR, group_id=group_id)
    assert sorted(groups_allowed(act(person), Thing.CONSENT, Act.EDIT)) == sorted(
        [journal.group_id, other.group_id]
    )
    assert groups_allowed(act(person), Thing.GRANT, Act.VIEW) == []
    make.office(session, person, Office.DEPUTY)
    assert groups_allowed(act(person), Thing.CONSENT, Act.EDIT) is None


def test_who_holds_an_office_for_a_group(session, act, person, journal, other):
    curator = make.user(session, "Назарова", is_staff=True)
    make.office(session, curator, Office.CURATOR, group_id=journal.group_id)
    make.office(session, person, Office.DEPUTY)
    both_offices = [Office.CURATOR, Office.DEPUTY]
    assert set(holders_of(act(), both_offices, journal.group_id)) == {curator.id, person.id}
    assert holders_of(act(), both_offices, other.group_id) == [person.id]
    assert holders_of(act(), both_offices) == [person.id]
