"""Medical groups: theory in «ТЗ», never a diagnosis, never «осв.» (4.2.4)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from journal.grid import grid
from journal.lessons import add_lesson
from journal.marks import put_mark
from journal.medical_groups import Certificate, annul_certificate, ending_count, enter_certificate
from models import Mark, MedicalGroup
from regulation.kinds import LessonKind, WorkKind
from regulation.physical import HealthGroup
from regulation.refusal import Refusal
from tests import factories as make
from tests.unchanged import snapshot

DAY = make.TODAY


def given(group=HealthGroup.SPECIAL, number="123/25", starts=date(2025, 9, 1), ends=date(2025, 12, 31)):
    return Certificate(group, number, date(2025, 9, 1), starts, ends)


@pytest.fixture
def journal(session):
    return make.journal(
        session, students=3, discipline=make.discipline(session, "СГ.04", "Физическая культура")
    )


@pytest.fixture
def student(session, journal):
    return make.students_of(session, journal)[0]


@pytest.fixture
def teacher(session, journal):
    return make.teacher(session, journal)


def work_of(lesson, kind):
    return next(work for work in lesson.works if work.kind is kind)


def test_theory_is_marked_exercises_are_not(session, act, journal, student, teacher):
    enter_certificate(act(), student, given())
    lesson = add_lesson(act(teacher), journal, day=DAY, pair=1, kind=LessonKind.PRACTICAL)
    assert [work.kind for work in lesson.works] == [WorkKind.PRACTICAL, WorkKind.THEORY]
    put_mark(act(teacher), work_of(lesson, WorkKind.THEORY), student.id, "5", 0)
    before = snapshot(session)
    with pytest.raises(Refusal) as refused:
        put_mark(act(teacher), work_of(lesson, WorkKind.PRACTICAL), student.id, "4", 0)
    assert (refused.value.code, refused.value.clause) == ("E_MEDICAL", "4.2.4")
    assert snapshot(session) == before


def test_the_others_are_marked_as_ever(session, act, journal, student, teacher):
    enter_certificate(act(), student, given())
    lesson = add_lesson(act(teacher), journal, day=DAY, pair=1, kind=LessonKind.PRACTICAL)
    other = make.students_of(session, journal)[1]
    put_mark(act(teacher), lesson.works[0], other.id, "4", 0)
    assert session.scalars(select(Mark.value)).all() == [4]


@pytest.mark.parametrize("sign", ["осв.", "осв", "зач"])
def test_no_other_sign_is_taken_in_the_theory_column(session, act, journal, student, teacher, sign):
    enter_certificate(act(), student, given())
    lesson = add_lesson(act(teacher), journal, day=DAY, pair=1, kind=LessonKind.PRACTICAL)
    with pytest.raises(Refusal) as refused:
        put_mark(act(teacher), work_of(lesson, WorkKind.THEORY), student.id, sign, 0)
    assert refused.value.code == "E_MARK"


def test_lessons_planned_before_get_the_column_and_the_locked_past_does_not(session, act, journal, student):
    past = make.lesson(session, journal, date(2025, 9, 9), topic="Бег на сто метров")
    ahead = make.lesson(session, journal, date(2025, 10, 14))
    consultation = make.lesson(session, journal, date(2025, 10, 14), 2, LessonKind.CONSULTATION)
    elsewhere = make.lesson(session, make.journal(session, group=journal.group), date(2025, 10, 14))
    enter_certificate(act(), student, given())
    kinds = [{work.kind for work in one.works} for one in (past, ahead, consultation, elsewhere)]
    assert [WorkKind.THEORY in one for one in kinds] == [False, True, False, False]


@pytest.mark.parametrize("group", [HealthGroup.MAIN, HealthGroup.PREPARATORY])
def test_other_groups_change_nothing(session, act, journal, student, teacher, group):
    enter_certificate(act(), student, given(group))
    lesson = add_lesson(act(teacher), journal, day=DAY, pair=1, kind=LessonKind.PRACTICAL)
    assert len(lesson.works) == 1
    put_mark(act(teacher), lesson.works[0], student.id, "4", 0)


def test_outside_its_days_a_certificate_says_nothing(session, act, journal, student, teacher):
    enter_certificate(act(), student, given(ends=date(2025, 10, 6)))
    lesson = add_lesson(act(teacher), journal, day=DAY, pair=1, kind=LessonKind.PRACTICAL)
    put_mark(act(teacher), lesson.works[0], student.id, "4", 0)


def test_an_annulled_one_says_nothing_and_marks_stay(session, act, journal, student, teacher):
    made = enter_certificate(act(), student, given())
    lesson = add_lesson(act(teacher), journal, day=DAY, pair=1, kind=LessonKind.PRACTICAL)
    put_mark(act(teacher), work_of(lesson, WorkKind.THEORY), student.id, "5", 0)
    annul_certificate(act(), made, "Внесена не тому обучающемуся")
    put_mark(act(teacher), lesson.works[0], student.id, "4", 0)
    assert sorted(session.scalars(select(Mark.value))) == [4, 5]


def test_the_page_marks_the_student(session, act, journal, student, teacher):
    enter_certificate(act(), student, given())
    rows = {row.student_id: row.theory for row in grid(act(teacher), journal).rows}
    assert rows[student.id] == ((date(2025, 9, 1), date(2025, 12, 31)),)
    assert [one for key, one in rows.items() if key != student.id] == [(), ()]


@pytest.mark.parametrize("number", ["сколиоз", "12 диагноз", ""])
def test_words_are_no_number(session, act, student, number):
    with pytest.raises(Refusal):
        enter_certificate(act(), student, given(number=number))
    assert session.scalars(select(MedicalGroup)).all() == []


def test_two_certificates_do_not_cover_one_day(session, act, student):
    enter_certificate(act(), student, given())
    with pytest.raises(Refusal) as refused:
        enter_certificate(act(), student, given(number="124/25", starts=date(2025, 12, 31)))
    assert refused.value.code == "E_PERIOD"


def test_the_database_takes_no_certificate_without_a_number(session, act, student):
    made = enter_certificate(act(), student, given())
    made.certificate = ""
    with pytest.raises(IntegrityError):
        session.flush()


def test_those_that_end_soon_are_counted(act, student):
    enter_certificate(act(), student, given(ends=date(2025, 10, 14)))
    assert ending_count(act()) == 1
    enter_certificate(act(), student, given(number="124/25", starts=date(2025, 10, 15)))
    assert ending_count(act()) == 0
