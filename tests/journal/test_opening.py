"""Opening a journal from a course (issue: one page, prefilled; never a second one)."""

from datetime import date

import pytest

from journal.opening import Opening, attach_course, journals_of, open_journal, propose_opening
from models import (
    AuditEntry,
    CourseRole,
    Discipline,
    Journal,
    Membership,
    Student,
    StudyGroup,
    SubgroupMembership,
    TeacherSource,
    Term,
)
from regulation.kinds import DisciplineKind
from tests import factories as make
from tests.unchanged import queries, refuses


@pytest.fixture
def teacher(session):
    return make.teacher(session)


@pytest.fixture
def course(session, teacher):
    made = make.course(session, roster_url="https://lms.example/roster", roster_read_at=make.EARLY)
    make.course_member(session, made, teacher, CourseRole.INSTRUCTOR)
    return made


@pytest.fixture
def learners(session, course):
    registration = course.deployment.registration
    people = [
        make.user(session, *name, registration=registration, college_number=f"25-00{number}")
        for number, name in enumerate(make.PEOPLE[:3])
    ]
    for person in people:
        make.course_member(session, course, person)
    return people


def opening(learners=(), **values):
    given = {
        "index": "МДК.01.01", "name": "Учёт активов", "kind": DisciplineKind.MODULE_COURSE, "group": "БУ-23-1",
        "academic_year": "2025/26", "term_number": 1, "planned_hours": 72, "people": [one.id for one in learners],
    }  # fmt: skip
    return Opening(**{**given, **values})


class TestProposal:
    def test_it_reads_the_course(self, session, act, teacher, course, learners):
        make.course_member(session, course, make.user(session, "Смирнова"), CourseRole.MENTOR)
        proposal = propose_opening(act(teacher), course)
        assert (proposal.index, proposal.name, proposal.kind, proposal.group) == (
            "МДК.01.01", "Учёт активов", DisciplineKind.MODULE_COURSE, "БУ-23-1",
        )  # fmt: skip
        assert (proposal.academic_year, proposal.term_number, proposal.planned_hours) == ("2025/26", 1, 0)
        assert [(one.user.family_name, one.is_learner, one.note) for one in proposal.people] == [
            ("Абрамова", True, ""),
            ("Алиев", True, ""),
            ("Белов", True, ""),
            ("Петрова", False, "сотрудник"),
            ("Смирнова", False, "наблюдатель"),
        ]

    def test_people_are_sorted_as_russians_sort(self, session, act, teacher, course):
        for family in ("Жуков", "Ёжиков", "Емельянов"):
            make.course_member(
                session, course, make.user(session, family, registration=course.deployment.registration)
            )
        names = [one.user.family_name for one in propose_opening(act(teacher), course).people]
        assert names == ["Ёжиков", "Емельянов", "Жуков", "Петрова"]

    def test_staff_switched_to_student_is_no_student(self, session, act, teacher, course):
        make.course_member(session, course, make.teacher(session, family="Яшина"), CourseRole.LEARNER)
        assert not propose_opening(act(teacher), course).people[-1].is_learner

    def test_who_left_the_course_or_watches_a_child_is_not_ticked(
        self, session, act, teacher, course, learners
    ):
        gone = make.user(session, "Юдин")
        make.course_member(session, course, gone, roster_role=CourseRole.NONE)
        parent = make.user(session, "Яковлева")
        make.course_member(session, course, parent)
        make.guardian(session, make.student(session), parent)
        notes = {one.user.family_name: one.note for one in propose_opening(act(teacher), course).people}
        assert (notes["Юдин"], notes["Яковлева"]) == ("нет в списке курса", "наблюдатель")

    @pytest.mark.parametrize(
        ("begins", "ends", "now", "expected"),
        [
            ("", "", "2025-10-07 12:00", ("2025/26", 1)),
            ("", "", "2026-02-20 12:00", ("2025/26", 2)),
            ("2026-01-12T00:00:00+07:00", "", "2025-12-29 12:00", ("2025/26", 2)),
            ("2025-09-01T00:00:00+07:00", "2025-12-30T00:00:00+07:00", "2026-01-15 12:00", ("2025/26", 1)),
            ("2024-09-01T00:00:00+07:00", "", "2025-10-07 12:00", ("2025/26", 1)),
            ("$CourseSection.timeFrame.begin", "$x", "2025-10-07 12:00", ("2025/26", 1)),
        ],
    )
    def test_the_term_is_of_today_or_of_the_course(self, act, teacher, course, begins, ends, now, expected):
        course.period_from, course.period_to = begins, ends
        proposal = propose_opening(act(teacher, now=now), course)
        assert (proposal.academic_year, proposal.term_number) == expected

    def test_hours_are_those_of_the_same_discipline(self, session, act, teacher, course, learners):
        open_journal(act(teacher), course, opening(group="БУ-23-2", planned_hours=96))
        assert propose_opening(act(teacher), course).planned_hours == 96

    def test_a_copied_course_names_the_journals_of_its_origin(self, session, act, teacher, course, learners):
        journal = open_journal(act(teacher), course, opening(learners))
        copy = make.course(session, course.deployment, history=f"7,{course.context_id}")
        assert propose_opening(act(teacher), copy).previous == [journal]

    def test_queries_do_not_grow_with_people(self, session, engine, act, teacher, course):
        def count(number):
            for _ in range(number):
                make.course_member(session, course, make.user(session))
            session.expire_all()
            acting = act(teacher)
            assert course.deployment_id
            with queries(engine) as sent:
                propose_opening(acting, course)
            return len(sent)

        count(1)  # makes the term
        assert count(1) == count(30)


class TestOpening:
    def test_it_works(self, session, act, teacher, course, learners):
        journal = open_journal(act(teacher), course, opening(learners))
        assert (journal.course, journal.discipline.title, journal.group.name) == (
            course,
            "МДК.01.01 Учёт активов",
            "БУ-23-1",
        )
        assert (journal.term.starts_on, journal.term.ends_on) == (date(2025, 9, 1), date(2025, 12, 27))
        assert [(one.user, one.source) for one in journal.teachers] == [(teacher, TeacherSource.OPENED)]
        students = make.students_of(session, journal)
        assert [(one.family_name, one.college_number, one.record_book) for one in students] == [
            ("Абрамова", "25-000", ""),
            ("Алиев", "25-001", ""),
            ("Белов", "25-002", ""),
        ]
        assert [learner.student_id for learner in learners] == [student.id for student in students]
        membership = session.query(Membership).first()
        assert (membership.starts_on, membership.ends_on, membership.basis) == (
            date(2025, 9, 1),
            None,
            "список курса LMS",
        )
        assert (
            session.query(AuditEntry).filter_by(entity="journal", action="created").one().user_id
            == teacher.id
        )
        assert journals_of(session, course) == [journal]

    def test_a_card_of_the_same_number_is_used(self, session, act, teacher, course, learners):
        known = make.student(session, "Абрамова", college_number="25-000", record_book="1234")
        journal = open_journal(act(teacher), course, opening(learners))
        assert known in make.students_of(session, journal)
        assert session.query(Student).count() == 3

    def test_namesakes_are_two_people(self, session, act, teacher, course):
        people = [make.user(session, "Ким", "Ольга", "", sub=f"twin-{number}") for number in (1, 2)]
        for person in people:
            make.course_member(session, course, person)
        journal = open_journal(act(teacher), course, opening(people))
        assert len(make.students_of(session, journal)) == 2

    def test_hidden_names_become_numbers(self, session, act, teacher, course):
        nameless = make.user(session, "", "", "", college_number="25-777")
        make.course_member(session, course, nameless)
        journal = open_journal(act(teacher), course, opening([nameless]))
        assert make.students_of(session, journal)[0].family_name == "25-777"

    def test_a_second_discipline_of_the_group_uses_its_students(
        self, session, act, teacher, course, learners
    ):
        open_journal(act(teacher), course, opening(learners))
        open_journal(act(teacher), course, opening(learners, index="ОП.01", name="Экономика организации"))
        counts = [
            session.query(model).count()
            for model in (Journal, StudyGroup, Student, Membership, Term, Discipline)
        ]
        assert counts == [2, 1, 3, 3, 1, 2]

    def test_subgroups_have_journals_of_their_own(self, session, act, teacher, course, learners):
        first = open_journal(act(teacher), course, opening(learners[:1], subgroup="1"))
        second = open_journal(act(teacher), course, opening(learners[1:], subgroup="2"))
        assert (first.group, first.subgroup.name, second.subgroup.name) == (second.group, "1", "2")
        assert session.query(SubgroupMembership).filter_by(subgroup_id=second.subgroup_id).count() == 2
        assert journals_of(session, course) == [first, second]

    def test_who_was_expelled_comes_back_from_today(self, session, act, teacher, course, learners):
        group = make.group(session, "БУ-23-1")
        student = make.student(session, college_number="25-000")
        make.membership(session, group, student, ends_on=date(2025, 9, 15))
        open_journal(act(teacher), course, opening(learners))
        starts = (
            session.query(Membership.starts_on)
            .filter_by(student_id=student.id)
            .order_by(Membership.starts_on)
        )
        assert [day for (day,) in starts] == [date(2025, 9, 1), date(2025, 10, 7)]

    def test_nobody_ticked_is_allowed(self, session, act, teacher, course):
        assert make.students_of(session, open_journal(act(teacher), course, opening())) == []

    def test_a_second_one_is_refused_by_name(self, session, act, teacher, course, learners):
        journal = open_journal(act(teacher), course, opening(learners))
        copy = make.course(session, course.deployment, title="Копия курса")
        acting = act(teacher)
        with refuses(session, "E_JOURNAL_EXISTS", "1.5") as caught:
            open_journal(acting, copy, opening())
        assert caught.refusal.params["journal_id"] == journal.id
        for part in ("МДК.01.01 Учёт активов", "БУ-23-1", course.title, "Петрова М. И."):
            assert part in caught.refusal.message

    def test_nor_a_second_one_of_a_subgroup(self, session, act, teacher, course, learners):
        open_journal(act(teacher), course, opening(subgroup="1"))
        acting = act(teacher)
        with refuses(session, "E_JOURNAL_EXISTS", "1.5"):
            open_journal(acting, course, opening(subgroup="1"))

    def test_the_front_page_is_never_a_journal(self, session, act, teacher, course):
        course.is_front_page = True
        acting = act(teacher)
        with refuses(session, "E_FRONT_PAGE", "1.5"):
            open_journal(acting, course, opening())

    @pytest.mark.parametrize(
        ("values", "code"),
        [
            ({"name": "  "}, "E_DISCIPLINE"), ({"name": "У" * 301}, "E_DISCIPLINE"), ({"index": "М" * 41}, "E_DISCIPLINE"),
            ({"group": ""}, "E_GROUP"), ({"group": "Б" * 61}, "E_GROUP"), ({"subgroup": "1" * 61}, "E_GROUP"),
            ({"planned_hours": -1}, "E_HOURS"), ({"planned_hours": 2001}, "E_HOURS"),
            ({"academic_year": "2025"}, "E_PERIOD"), ({"academic_year": "2025/27"}, "E_PERIOD"), ({"term_number": 3}, "E_PERIOD"),
        ],
    )  # fmt: skip
    def test_a_bad_field_is_refused(self, session, act, teacher, course, values, code):
        acting = act(teacher)
        with refuses(session, code):
            open_journal(acting, course, opening(**values))

    def test_staff_never_becomes_a_student(self, session, act, teacher, course):
        acting = act(teacher)
        with refuses(session, "E_PEOPLE", "4.1.7"):
            open_journal(acting, course, opening([teacher]))

    def test_nor_does_a_stranger(self, session, act, teacher, course):
        stranger = make.user(session, "Чужой")
        acting = act(teacher)
        with refuses(session, "E_PEOPLE", "4.1.7"):
            open_journal(acting, course, opening([stranger]))


class TestAttaching:
    def test_a_journal_follows_its_copied_course(self, session, act, teacher, course, learners):
        journal = open_journal(act(teacher), course, opening(learners))
        copy = make.course(session, course.deployment)
        attach_course(act(teacher), journal, copy)
        assert (journals_of(session, course), journals_of(session, copy)) == ([], [journal])

    def test_never_to_the_front_page(self, session, act, teacher, course, learners):
        journal = open_journal(act(teacher), course, opening(learners))
        front = make.course(session, course.deployment, is_front_page=True)
        acting = act(teacher)
        with refuses(session, "E_FRONT_PAGE", "1.5"):
            attach_course(acting, journal, front)
