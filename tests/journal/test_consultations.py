"""Consultations: plan and fact, out of the mean and of attendance, how many came (4.1.5)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from journal.consultations import consultations_of, put_attended, set_load
from journal.lessons import add_lesson, add_work, change_kind
from journal.marks import put_mark
from journal.standing import standings
from models import ConsultationVisit, PlanItem
from regulation.kinds import LessonKind, WorkKind
from regulation.refusal import Refusal
from tests import factories as make
from tests.unchanged import snapshot

DAY = make.TODAY


@pytest.fixture
def journal(session):
    return make.journal(session, students=3)


@pytest.fixture
def teacher(session, journal):
    return make.teacher(session, journal)


def test_hours_by_load_and_held(session, act, journal, teacher):
    set_load(act(teacher), journal, 6)
    make.lesson(session, journal, kind=LessonKind.CONSULTATION, topic="Разбор задач", hours=2)
    make.lesson(session, journal, pair=2, kind=LessonKind.CONSULTATION)
    make.lesson(session, journal, pair=3, topic="Лекция о счетах")
    found = consultations_of(act(teacher), journal)
    assert (found.hours.plan, found.hours.fact, found.hours.remaining, found.is_by_plan) == (6, 2, 4, False)
    assert [(row.number, row.topic) for row in found.rows] == [(1, "Разбор задач"), (0, "")]


def test_lines_of_the_plan_give_the_hours(session, act, journal, teacher):
    plan = make.plan(session, journal, ["Тема"])
    plan.items.append(PlanItem(position=2, topic="Консультация", hours=4, kind=LessonKind.CONSULTATION))
    session.flush()
    found = consultations_of(act(teacher), journal)
    assert (found.hours.plan, found.is_by_plan) == (4, True)
    with pytest.raises(Refusal) as refused:
        set_load(act(teacher), journal, 8)
    assert refused.value.code == "E_PLAN"


def test_a_mark_of_a_consultation_stays_out_of_the_mean(session, act, journal, teacher):
    student = make.students_of(session, journal)[0]
    held = make.lesson(session, journal, topic="Лекция о счетах")
    put_mark(act(teacher), held.works[0], student.id, "3", 0)
    consultation = add_lesson(act(teacher), journal, day=DAY, pair=2, kind=LessonKind.CONSULTATION)
    assert [work.kind for work in consultation.works] == [WorkKind.CONSULTATION]
    put_mark(act(teacher), consultation.works[0], student.id, "5", 0)
    assert (standings(session, journal.id, [student.id])[student.id].count) == 1


def test_a_column_that_counts_does_not_come_to_a_consultation(session, act, journal, teacher):
    consultation = make.lesson(session, journal, kind=LessonKind.CONSULTATION)
    lecture = make.lesson(session, journal, pair=2)
    before = snapshot(session)
    for lesson, kind in ((consultation, WorkKind.ORAL), (lecture, WorkKind.CONSULTATION)):
        with pytest.raises(Refusal) as refused:
            add_work(act(teacher), lesson, kind)
        assert (refused.value.code, refused.value.clause) == ("E_WORK", "4.1.5")
    assert snapshot(session) == before


def test_a_lesson_with_marks_does_not_become_a_consultation(session, act, journal, teacher):
    lesson = make.lesson(session, journal, topic="Лекция о счетах")
    make.mark(session, lesson.works[0], make.students_of(session, journal)[0])
    with pytest.raises(Refusal) as refused:
        change_kind(act(teacher), lesson, LessonKind.CONSULTATION)
    assert refused.value.code == "E_MARK"
    empty = make.lesson(session, journal, pair=2, works=[WorkKind.CURRENT, WorkKind.ORAL])
    change_kind(act(teacher), empty, LessonKind.CONSULTATION)
    assert {work.kind for work in empty.works} == {WorkKind.CONSULTATION}


def test_how_many_came(session, act, journal, teacher):
    lesson = make.lesson(session, journal, kind=LessonKind.CONSULTATION, topic="Разбор задач")
    put_attended(act(teacher), lesson, 2)
    put_attended(act(teacher), lesson, 3)
    assert [row.attended for row in consultations_of(act(teacher), journal).rows] == [3]


@pytest.mark.parametrize(
    ("number", "kind", "code"),
    [(4, "consultation", "E_NUMBER"), (-1, "consultation", "E_NUMBER"), (1, "lecture", "E_KIND")],
)
def test_a_wrong_number_is_refused(session, act, journal, teacher, number, kind, code):
    lesson = make.lesson(session, journal, kind=LessonKind(kind), topic="Разбор задач")
    with pytest.raises(Refusal) as refused:
        put_attended(act(teacher), lesson, number)
    assert refused.value.code == code
    assert session.scalars(select(ConsultationVisit)).all() == []


def test_a_future_consultation_takes_no_number(session, act, journal, teacher):
    lesson = make.lesson(session, journal, DAY.replace(day=20), kind=LessonKind.CONSULTATION)
    with pytest.raises(Refusal) as refused:
        put_attended(act(teacher), lesson, 1)
    assert refused.value.code == "E_FUTURE"
