"""Substitution: given by order or direction, for exactly the lessons named; attacks on everything else (4.1.1)."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from journal.absences import put_absence
from journal.filling import confirm_absences, fill_lesson
from journal.lessons import add_lesson, add_work, cancel_lesson, change_hours, change_kind, move_lesson
from journal.marks import put_mark
from journal.rights import Role
from journal.roles import roles_in_journal
from journal.substitutions import Basis, approve, assign_substitute, lessons_of_teacher, revoke
from journal.timetable import add_entry
from models import Attendance, Lesson, LessonState, SubstitutionBasis, TimetableChange
from regulation.kinds import LessonKind, WorkKind
from tests import factories as make
from tests.journal.timetable import college
from tests.unchanged import refuses

TODAY, NEXT = date(2025, 10, 7), date(2025, 10, 14)  # Tuesdays
DIRECTION = Basis(SubstitutionBasis.DIRECTION, "15-р", date(2025, 10, 6), "болезнь преподавателя")
ORDER = replace(DIRECTION, kind=SubstitutionBasis.ORDER, number="40-к")
TOPIC = "Учёт кассовых операций"


@pytest.fixture
def place(session):
    return college(session)


@pytest.fixture
def dispatcher(session):
    return make.user(session, "Диспетчерова", is_staff=True)


@pytest.fixture
def journal(session, place):
    return make.journal(
        session, group=place.group, discipline=place.disciplines["МДК.01.01"], term=place.term
    )


@pytest.fixture
def lessons(session, act, place, dispatcher, journal):
    """Today's and next week's planned lesson."""
    add_entry(act(dispatcher), place.line())
    wanted = select(Lesson).where(Lesson.journal_id == journal.id, Lesson.date.in_((TODAY, NEXT)))
    return list(session.scalars(wanted.order_by(Lesson.date)))


@pytest.fixture
def substitute(place):
    return place.teachers["T-111"]


@pytest.fixture
def pupil(session, journal):
    return make.students_of(session, journal)[0]


def as_substitute(act, person, **values):
    return act(person, office="substitute", **values)


class TestAssigning:
    def test_an_order_is_in_force_at_once(
        self, session, act, place, dispatcher, journal, lessons, substitute
    ):
        absent = place.teachers["T-104"]
        (one,) = assign_substitute(act(dispatcher), lessons[:1], substitute, ORDER, absent)
        assert (one.starts_on, one.ends_on, one.approved_at is not None) == (TODAY, TODAY, True)
        assert (lessons[0].substitution_id, lessons[0].teacher_id) == (one.id, substitute.id)
        (change,) = session.scalars(select(TimetableChange))
        assert (change.teacher_id, change.new_teacher_id) == (absent.id, substitute.id)
        assert (change.day, change.basis) == (TODAY, "№ 40-к от 06.10.2025")
        assert Role.SUBSTITUTE in roles_in_journal(act(substitute), journal)

    def test_a_direction_waits_for_the_deputy(self, act, dispatcher, journal, lessons, substitute):
        (one,) = assign_substitute(act(dispatcher), lessons[:1], substitute, DIRECTION)
        assert (one.approved_at, lessons[0].substitution_id) == (None, None)
        assert Role.SUBSTITUTE not in roles_in_journal(act(substitute), journal)
        approve(act(dispatcher, office="deputy"), one)
        assert lessons[0].substitution_id == one.id
        assert Role.SUBSTITUTE in roles_in_journal(act(substitute), journal)

    def test_the_deputys_own_is_approved(self, act, dispatcher, lessons, substitute):
        (one,) = assign_substitute(act(dispatcher, office="deputy"), lessons, substitute, DIRECTION)
        assert one.approved_at is not None

    def test_the_absent_teachers_lessons_are_found(self, act, place, dispatcher, lessons):
        found = lessons_of_teacher(act(dispatcher), place.teachers["T-104"].id, TODAY, NEXT)
        assert found == lessons

    def test_a_busy_substitute_is_refused_with_the_list(
        self, session, act, place, dispatcher, lessons, substitute
    ):
        acting = act(dispatcher)
        other = make.group(session, "БУ-23-2")
        add_entry(acting, place.line("СГ.02", "T-111", group=other, room="207"))
        with refuses(session, "E_CLASH", "3.10.1") as caught:
            assign_substitute(acting, lessons, substitute, ORDER)
        assert "БУ-23-2" in caught.refusal.message

    def test_busy_by_an_own_lesson_beside_the_timetable(
        self, session, act, place, dispatcher, lessons, substitute
    ):
        own = make.journal(session, discipline=place.disciplines["СГ.02"], term=place.term)
        make.put(session, _named(own, substitute))
        acting = act(dispatcher)
        add_lesson(acting, own, day=NEXT, pair=2, kind=LessonKind.LECTURE)
        with refuses(session, "E_CLASH"):
            assign_substitute(acting, lessons, substitute, ORDER)

    def test_busy_by_another_substitution(self, session, act, place, dispatcher, lessons, substitute):
        acting = act(dispatcher)
        other = make.group(session, "БУ-23-2")
        theirs = make.journal(session, group=other, discipline=place.disciplines["СГ.02"], term=place.term)
        add_entry(acting, place.line("СГ.02", "T-110", group=other, room="207"))
        taken = session.scalar(select(Lesson).where(Lesson.journal_id == theirs.id, Lesson.date == TODAY))
        assign_substitute(acting, [taken], substitute, DIRECTION)
        with refuses(session, "E_CLASH") as caught:
            assign_substitute(acting, lessons, substitute, ORDER)
        assert "замещение: БУ-23-2" in caught.refusal.message

    def test_a_lesson_is_given_once(self, session, act, place, dispatcher, lessons, substitute):
        acting = act(dispatcher)
        assign_substitute(acting, lessons[:1], substitute, DIRECTION)
        with refuses(session, "E_TAKEN", "4.1.1"):
            assign_substitute(acting, lessons, place.teachers["T-112"], DIRECTION)

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"number": ""}, "E_ORDER"),
            ({"dated": None}, "E_ORDER"),
            ({"dated": date(2025, 10, 8)}, "E_ORDER"),
            ({"reason": " "}, "E_TOPIC_EMPTY"),
        ],
    )
    def test_without_basis_it_is_refused(self, session, act, dispatcher, lessons, substitute, changes, code):
        acting = act(dispatcher)
        for basis in (DIRECTION, ORDER):
            with refuses(session, code):
                assign_substitute(acting, lessons, substitute, replace(basis, **changes))

    def test_who_cannot_substitute(self, session, act, place, dispatcher, journal, lessons):
        own = make.teacher(session, journal, family="Свой")
        pupil = make.user(session, "Ученик")
        acting = act(dispatcher)
        for person in (own, pupil):
            with refuses(session, "E_TEACHER", "4.1.1"):
                assign_substitute(acting, lessons, person, ORDER)
        with refuses(session, "E_LESSON", "4.1.1"):
            assign_substitute(acting, [], place.teachers["T-111"], ORDER)


def _named(journal, user):
    from models import JournalTeacher, TeacherSource

    return JournalTeacher(journal=journal, user=user, source=TeacherSource.NAMED, starts_on=date(2025, 9, 1))


class TestFilling:
    @pytest.fixture
    def given(self, act, place, dispatcher, lessons, substitute):
        (one,) = assign_substitute(act(dispatcher), lessons[:1], substitute, ORDER, place.teachers["T-104"])
        return one

    def test_the_substitute_fills_exactly_that_lesson(self, session, act, given, lessons, substitute, pupil):
        acting = as_substitute(act, substitute)
        put_absence(acting, lessons[0], pupil.id, Attendance.ABSENT, 0)
        fill_lesson(acting, lessons[0], topic=TOPIC, homework="§ 12", version=lessons[0].version)
        others = make.students_of(session, lessons[0].journal)
        put_mark(acting, lessons[0].works[0], others[1].id, "5", 0)
        assert (lessons[0].state, lessons[0].teacher_id) == (LessonState.CONDUCTED, substitute.id)
        assert lessons[0].substitution_id == given.id

    def test_the_teachers_own_filling_is_no_substitution(self, act, place, given, lessons):
        fill_lesson(
            act(place.teachers["T-104"]), lessons[0], topic=TOPIC, homework="§ 12", version=lessons[0].version
        )
        assert (lessons[0].substitution_id, lessons[0].teacher_id) == (None, place.teachers["T-104"].id)

    def test_every_other_lesson_is_refused(self, session, act, given, lessons, substitute, pupil):
        acting = as_substitute(act, substitute, now="2025-10-14 12:00")
        other = lessons[1]
        for deed in (
            lambda: fill_lesson(acting, other, topic=TOPIC, homework="§ 12", version=other.version),
            lambda: confirm_absences(acting, other),
            lambda: put_absence(acting, other, pupil.id, Attendance.ABSENT, 0),
            lambda: put_mark(acting, other.works[0], pupil.id, "5", 0),
            lambda: add_work(acting, other, WorkKind.CONTROL),
            lambda: change_kind(acting, other, LessonKind.SEMINAR),
            lambda: change_hours(acting, other, 1),
        ):
            with refuses(session, "E_NOT_ASSIGNED", "4.1.1"):
                deed()

    def test_more_than_filling_is_refused_even_at_the_lesson_given(
        self, session, act, given, lessons, substitute, pupil
    ):
        acting = as_substitute(act, substitute)
        month = make.work(session, lessons[0], WorkKind.CHECKPOINT)
        for deed in (
            lambda: cancel_lesson(acting, lessons[0], "болезнь"),
            lambda: move_lesson(acting, lessons[0], date(2025, 10, 9), 1, "болезнь"),
            lambda: add_lesson(acting, lessons[0].journal, day=TODAY, pair=4, kind=LessonKind.LECTURE),
            lambda: put_mark(acting, month, pupil.id, "5", 0),
        ):
            with refuses(session, "E_NOT_ASSIGNED", "4.1.1"):
                deed()

    def test_after_revocation_nothing_is_taken(
        self, session, act, place, dispatcher, journal, given, lessons, substitute
    ):
        revoke(act(dispatcher), given, "преподаватель вышел на работу")
        assert (lessons[0].substitution_id, lessons[0].teacher_id) == (None, place.teachers["T-104"].id)
        assert Role.SUBSTITUTE not in roles_in_journal(act(substitute), journal)
        acting = as_substitute(act, substitute)
        with refuses(session, "E_NOT_ASSIGNED", "4.1.1"):
            fill_lesson(acting, lessons[0], topic=TOPIC, homework="§ 12", version=lessons[0].version)
        (change,) = session.scalars(select(TimetableChange))
        assert change.annulled_at is not None

    def test_what_was_held_keeps_its_sign_after_revocation(self, act, dispatcher, given, lessons, substitute):
        acting = as_substitute(act, substitute)
        fill_lesson(acting, lessons[0], topic=TOPIC, homework="§ 12", version=lessons[0].version)
        revoke(act(dispatcher), given, "преподаватель вышел на работу")
        assert lessons[0].substitution_id == given.id

    def test_before_its_day_the_role_is_not_there(self, act, place, dispatcher, journal, lessons, substitute):
        assign_substitute(act(dispatcher), lessons[1:], substitute, ORDER)
        assert Role.SUBSTITUTE not in roles_in_journal(act(substitute), journal)
        assert Role.SUBSTITUTE in roles_in_journal(act(substitute, now="2025-10-14 00:00"), journal)

    def test_no_right_to_finals_and_sheets(self):
        from journal.rights import Act, Thing, allows

        for thing in (Thing.FINAL, Thing.SHEET, Thing.SHEET_OPENING, Thing.PLAN):
            assert not allows(frozenset({Role.SUBSTITUTE}), thing, Act.EDIT)
