"""Practice: particulars, the schedule, what a practice by profile follows (4.1.3)."""

from __future__ import annotations

from datetime import date

import pytest

from journal.filling import fill_lesson
from journal.practices import (
    PracticeTerms,
    VisitTerms,
    add_visit,
    annul_visit,
    hold_visit,
    practice_of,
    put_practice,
)
from models import PracticeKind, VisitKind
from regulation.kinds import DisciplineKind, LessonKind
from regulation.refusal import Refusal
from tests import factories as make
from tests.unchanged import snapshot

DAY = make.TODAY
TERMS = PracticeTerms(
    PracticeKind.PROFESSIONAL, date(2025, 9, 1), date(2025, 10, 31), 72, "ООО «Пример»", "Петрова М. И.", "Сидоров П. П."
)  # fmt: skip


@pytest.fixture
def journal(session):
    kind = DisciplineKind.PROFESSIONAL_PRACTICE
    return make.journal(
        session, students=3, discipline=make.discipline(session, "ПП.01", "Практика по профилю", kind)
    )


@pytest.fixture
def teacher(session, journal):
    return make.teacher(session, journal)


@pytest.fixture
def practice(act, journal, teacher):
    return put_practice(act(teacher), journal, TERMS)


def visit(day=DAY, **values):
    return VisitTerms(**{"kind": VisitKind.VISIT, "date": day, "hours": 2, **values})


def test_a_visit_is_planned_then_held(session, act, journal, teacher, practice):
    student = make.students_of(session, journal)[0]
    made = add_visit(act(teacher), practice, visit(students=[student.id]))
    assert made.organisation == "ООО «Пример»"
    hold_visit(act(teacher), made, "Проверен дневник практики", "Исправить отчёт")
    found = practice_of(act(teacher), journal)
    assert [(one.content, one.remarks, one.held_by_id, [p.student_id for p in one.people]) for one in found.visits] == [
        ("Проверен дневник практики", "Исправить отчёт", teacher.id, [student.id])
    ]  # fmt: skip


def test_a_practice_by_profile_needs_no_line_of_a_plan(session, act, journal, teacher):
    make.plan(session, journal, ["Совсем другая тема"])
    lesson = make.lesson(session, journal, kind=LessonKind.PROFESSIONAL_PRACTICE)
    fill_lesson(act(teacher), lesson, topic="Инструктаж по охране труда", homework="", version=lesson.version)
    assert (lesson.off_plan_reason, lesson.plan_item_id) == ("", None)


def test_a_training_practice_keeps_to_its_plan(session, act):
    discipline = make.discipline(session, "УП.01", "Учебная практика", DisciplineKind.TRAINING_PRACTICE)
    journal = make.journal(session, discipline=discipline)
    make.plan(session, journal, ["Совсем другая тема"])
    lesson = make.lesson(session, journal, kind=LessonKind.TRAINING_PRACTICE)
    with pytest.raises(Refusal):
        fill_lesson(
            act(make.teacher(session, journal)), lesson, topic="Инструктаж по охране труда", homework="",
            version=lesson.version,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"day": date(2025, 11, 1)}, "E_PERIOD"),
        ({"hours": 13}, "E_HOURS"),
        ({"students": [10**6]}, "E_NOT_MEMBER"),
    ],
)
def test_a_wrong_line_is_refused(session, act, teacher, practice, values, code):
    before = snapshot(session)
    with pytest.raises(Refusal) as refused:
        add_visit(act(teacher), practice, visit(**values))
    assert refused.value.code == code
    assert snapshot(session) == before


def test_the_future_takes_nothing(session, act, teacher, practice):
    made = add_visit(act(teacher), practice, visit(date(2025, 10, 20)))
    with pytest.raises(Refusal) as refused:
        hold_visit(act(teacher), made, "Проверен дневник практики")
    assert refused.value.code == "E_FUTURE"
    assert made.held_at is None


def test_an_annulled_line_takes_nothing_more(act, teacher, practice):
    made = add_visit(act(teacher), practice, visit())
    annul_visit(act(teacher), made, "Внесена дважды")
    with pytest.raises(Refusal) as refused:
        hold_visit(act(teacher), made, "Проверен дневник практики")
    assert refused.value.code == "E_CLOSED"


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        (PracticeTerms(PracticeKind.TRAINING, DAY, DAY, 36), "E_PRACTICE"),
        (PracticeTerms(PracticeKind.PROFESSIONAL, DAY, date(2025, 9, 1), 36), "E_PERIOD"),
        (PracticeTerms(PracticeKind.PROFESSIONAL, DAY, DAY, 0), "E_HOURS"),
    ],
)
def test_wrong_particulars_are_refused(act, journal, teacher, terms, code):
    with pytest.raises(Refusal) as refused:
        put_practice(act(teacher), journal, terms)
    assert refused.value.code == code
    assert practice_of(act(teacher), journal) is None
