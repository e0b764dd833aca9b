"""Who came and who left: shown, and applied by a person; nobody is deleted (3.9.2)."""

from datetime import date

import pytest

from journal.memberships import members_of, require_member
from journal.opening import end_membership, enrol, roster_changes
from models import AuditEntry, CourseRole, Membership, Student, SubgroupMembership
from tests import factories as make
from tests.unchanged import refuses

BASIS = "приказ № 84-с от 17.11.2025"
DAY = date(2025, 10, 6)


@pytest.fixture
def course(session):
    return make.course(session, roster_read_at=make.EARLY)


@pytest.fixture
def journal(session, course):
    made = make.journal(session, course=course)
    for student in make.students_of(session, made):
        make.course_member(session, course, make.account(session, student))
    return made


@pytest.fixture
def teacher(session, journal):
    return make.teacher(session, journal)


@pytest.fixture
def newcomer(session, course):
    person = make.user(session, "Новикова", "Дарья", "", college_number="25-099")
    make.course_member(session, course, person)
    return person


def families(people):
    return [person.family_name for person in people]


class TestNews:
    def test_nothing_new(self, act, teacher, journal):
        news = roster_changes(act(teacher), journal)
        assert (news.arrived, news.missing) == ([], [])

    def test_a_newcomer_and_somebody_missing(self, session, act, teacher, course, journal, newcomer):
        gone = make.students_of(session, journal)[1]
        member = next(one for one in course.members if one.user.student_id == gone.id)
        member.roster_role = CourseRole.NONE
        news = roster_changes(act(teacher), journal)
        assert (families(news.arrived), families(news.missing)) == (["Новикова"], ["Алиев"])

    def test_who_never_had_an_account_is_missing_too(self, session, act, teacher, journal):
        make.membership(session, journal.group, make.student(session, "Якин"))
        assert families(roster_changes(act(teacher), journal).missing) == ["Якин"]

    def test_without_a_roster_nobody_is_missing(self, session, act, teacher, course, journal, newcomer):
        make.membership(session, journal.group, make.student(session, "Якин"))
        course.roster_read_at = None
        news = roster_changes(act(teacher), journal)
        assert (families(news.arrived), news.missing) == (["Новикова"], [])

    def test_the_other_group_of_the_course_is_no_news(self, session, act, teacher, course, journal):
        other = make.journal(session, students=1, course=course)
        make.course_member(session, course, make.account(session, make.students_of(session, other)[0]))
        assert roster_changes(act(teacher), journal).arrived == []

    def test_staff_is_no_news(self, session, act, teacher, course, journal):
        make.course_member(session, course, teacher, CourseRole.INSTRUCTOR)
        assert roster_changes(act(teacher), journal).arrived == []

    def test_the_expelled_are_not_missing(self, session, act, teacher, journal):
        make.membership(session, journal.group, make.student(session, "Якин"), ends_on=date(2025, 10, 6))
        assert roster_changes(act(teacher), journal).missing == []

    def test_a_journal_without_a_course_has_no_news(self, session, act):
        news = roster_changes(act(), make.journal(session))
        assert (news.arrived, news.missing) == ([], [])


class TestEnrolling:
    def test_it_works(self, session, act, teacher, journal, newcomer):
        membership = enrol(act(teacher), journal, newcomer.id, DAY, BASIS)
        assert (membership.starts_on, membership.ends_on, membership.basis) == (DAY, None, BASIS)
        assert newcomer.student.family_name == "Новикова"
        assert families(member.student for member in members_of(session, journal)) == [
            "Абрамова",
            "Алиев",
            "Белов",
            "Новикова",
        ]
        assert session.query(AuditEntry).filter_by(entity="membership", entity_id=membership.id).count() == 1

    def test_into_the_subgroup_too(self, session, act, course, newcomer):
        group = make.group(session)
        journal = make.journal(session, course=course, group=group, subgroup=make.subgroup(session, group))
        enrol(act(make.teacher(session)), journal, newcomer.id, DAY, BASIS)
        assert session.query(SubgroupMembership).one().starts_on == DAY
        require_member(session, journal, newcomer.student_id, DAY)

    def test_back_after_leaving(self, session, act, teacher, journal, newcomer):
        enrol(act(teacher), journal, newcomer.id, DAY, BASIS)
        end_membership(act(teacher), journal, newcomer.student_id, date(2025, 10, 20), BASIS)
        enrol(act(teacher), journal, newcomer.id, date(2025, 11, 10), "восстановлена приказом № 90-с")
        intervals = members_of(session, journal)[-1].intervals
        assert intervals == [(DAY, date(2025, 10, 19)), (date(2025, 11, 10), None)]
        assert session.query(Student).filter_by(family_name="Новикова").count() == 1

    def test_not_twice(self, session, act, teacher, journal, newcomer):
        enrol(act(teacher), journal, newcomer.id, DAY, BASIS)
        acting = act(teacher)
        with refuses(session, "E_ENROLLED", "3.9.2"):
            enrol(acting, journal, newcomer.id, date(2025, 10, 10), BASIS)

    def test_not_before_a_later_interval(self, session, act, teacher, journal, newcomer):
        enrol(act(teacher), journal, newcomer.id, DAY, BASIS)
        acting = act(teacher)
        with refuses(session, "E_ENROLLED", "3.9.2"):
            enrol(acting, journal, newcomer.id, date(2025, 9, 1), BASIS)

    def test_neither_staff_nor_strangers(self, session, act, teacher, course, journal):
        make.course_member(session, course, teacher, CourseRole.INSTRUCTOR)
        acting = act(teacher)
        for user_id in (teacher.id, make.user(session, "Чужой").id, 10**9):
            with refuses(session, "E_PEOPLE", "3.9.2"):
                enrol(acting, journal, user_id, DAY, BASIS)

    @pytest.mark.parametrize("day", [date(2024, 8, 30), date(2027, 1, 1)])
    def test_not_on_a_senseless_day(self, session, act, teacher, journal, newcomer, day):
        acting = act(teacher)
        with refuses(session, "E_PERIOD", "3.9.2"):
            enrol(acting, journal, newcomer.id, day, BASIS)

    def test_not_without_a_basis(self, session, act, teacher, journal, newcomer):
        acting = act(teacher)
        with refuses(session, "E_TOPIC_EMPTY"):
            enrol(acting, journal, newcomer.id, DAY, "")


class TestEnding:
    @pytest.fixture
    def student(self, session, journal):
        return make.students_of(session, journal)[0]

    def test_the_day_before_is_the_last(self, session, act, teacher, journal, student):
        end_membership(act(teacher), journal, student.id, date(2025, 10, 7), BASIS)
        require_member(session, journal, student.id, date(2025, 10, 6))
        with refuses(session, "E_NOT_MEMBER", "3.9.2"):
            require_member(session, journal, student.id, date(2025, 10, 7))
        membership = session.query(Membership).filter_by(student_id=student.id).one()
        assert (membership.ends_on, membership.end_basis) == (date(2025, 10, 6), BASIS)

    def test_not_twice(self, session, act, teacher, journal, student):
        end_membership(act(teacher), journal, student.id, date(2025, 10, 7), BASIS)
        acting = act(teacher)
        with refuses(session, "E_NOT_MEMBER", "3.9.2"):
            end_membership(acting, journal, student.id, date(2025, 10, 20), BASIS)

    def test_not_on_or_before_the_first_day(self, session, act, teacher, journal, student):
        acting = act(teacher)
        with refuses(session, "E_NOT_MEMBER", "3.9.2"):
            end_membership(acting, journal, student.id, date(2025, 9, 1), BASIS)

    def test_not_on_a_senseless_day(self, session, act, teacher, journal, student):
        acting = act(teacher)
        with refuses(session, "E_PERIOD", "3.9.2"):
            end_membership(acting, journal, student.id, date(2035, 9, 1), BASIS)

    def test_not_without_a_basis(self, session, act, teacher, journal, student):
        acting = act(teacher)
        with refuses(session, "E_TOPIC_EMPTY"):
            end_membership(acting, journal, student.id, date(2025, 10, 7), "  ")
