"""What the forms say of a journal: lessons, marks, absences, lists, what is missing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from journal.group_checkpoints import group_sheet
from journal.papers.checkpoints import checkpoints_of
from journal.papers.finals import finals_of, journals_of_discipline
from journal.papers.sheets import sheet_of
from journal.papers.spread import spread_of
from journal.standing import standings
from models import Attendance, FinalScope, Journal, LessonState, Membership, SheetCorrection, Student
from regulation.kinds import LessonKind, WorkKind
from regulation.sheets import Outcome, SheetState
from tests import factories
from tests.conftest import Act
from tests.printing import people

DAY = date(2025, 9, 2)


@pytest.fixture
def journal(session: Session) -> Journal:
    return factories.journal(session)


@pytest.fixture
def students(session: Session, journal: Journal) -> list[Student]:
    return factories.students_of(session, journal)


def test_marks_absences_and_work_made_up_stand_in_their_cells(
    session: Session, act: Act, journal: Journal, students: list[Student]
) -> None:
    lesson = factories.lesson(session, journal, DAY, topic="Учёт", absence_confirmed=True)
    factories.work(session, lesson, WorkKind.CHECKPOINT)
    ordinary, checkpoint = lesson.works
    factories.mark(session, ordinary, students[0], 4)
    factories.absence(session, lesson, students[1])
    factories.mark(session, checkpoint, students[1], None, not_assessed=True)
    factories.absence(session, lesson, students[2])
    factories.mark(session, ordinary, students[2], 5, made_up_on=date(2025, 9, 9))
    paper = spread_of(act(), journal)
    assert [row.cells for row in paper.rows] == [(("4", ""),), (("н", "н/а"),), (("н/5", ""),)]
    assert (paper.lessons[0].columns, paper.lessons[0].absent) == (("т", "МИУД"), 2)


def test_an_absence_taken_back_and_being_late_are_no_absences(
    session: Session, act: Act, journal: Journal, students: list[Student]
) -> None:
    lesson = factories.lesson(session, journal, DAY, topic="Учёт", absence_confirmed=True)
    factories.absence(session, lesson, students[0], Attendance.LATE)
    factories.absence(session, lesson, students[1], Attendance.PRESENT)
    paper = spread_of(act(), journal)
    assert [row.cells for row in paper.rows] == [(("",),)] * 3 and paper.lessons[0].absent == 0


def test_only_lessons_that_take_place_and_have_come_stand_on_the_spread(
    session: Session, act: Act, journal: Journal
) -> None:
    factories.lesson(session, journal, DAY, topic="Учёт")
    factories.lesson(
        session, journal, date(2025, 9, 3), state=LessonState.CANCELLED, cancel_reason="праздник"
    )
    factories.lesson(session, journal, date(2025, 9, 4))
    factories.lesson(session, journal, date(2025, 12, 1))
    paper = spread_of(act(), journal)
    assert [lesson.day for lesson in paper.lessons] == [DAY, date(2025, 9, 4)]
    assert (paper.planned_hours, paper.held_hours) == (72, 2)


def test_a_late_entry_says_when_it_was_made(session: Session, act: Act, journal: Journal) -> None:
    late = datetime(2025, 9, 4, 18, 30, tzinfo=UTC)  # the fifth in Tomsk
    factories.lesson(session, journal, DAY, topic="Учёт", filled_at=late, late_days=3)
    factories.lesson(session, journal, date(2025, 9, 5), topic="Учёт", filled_at=late, late_days=0)
    assert [lesson.entered_on for lesson in spread_of(act(), journal).lessons] == [date(2025, 9, 5), None]


def test_the_kind_of_lesson_stands_under_its_day(session: Session, act: Act, journal: Journal) -> None:
    factories.lesson(session, journal, DAY, kind=LessonKind.CONSULTATION, topic="Учёт")
    factories.lesson(
        session,
        journal,
        date(2025, 9, 3),
        kind=LessonKind.PRACTICAL,
        topic="Учёт",
        works=(WorkKind.PRACTICAL, WorkKind.ORAL),
    )
    assert [lesson.columns for lesson in spread_of(act(), journal).lessons] == [("Конс",), ("ПЗ", "уст")]


def test_days_outside_the_list_are_shaded_and_what_stands_there_stays(
    session: Session, act: Act, journal: Journal, students: list[Student]
) -> None:
    lesson = factories.lesson(session, journal, date(2025, 9, 16), topic="Учёт")
    factories.mark(session, lesson.works[0], students[0], 3)
    session.query(Membership).filter_by(student_id=students[0].id).one().ends_on = date(2025, 9, 10)
    session.flush()
    first, second, _third = spread_of(act(), journal).rows
    assert (first.outside, first.cells) == ((True,), (("3",),))
    assert second.outside == (False,)


def test_a_spread_is_a_draft_until_lessons_are_filled_and_finals_set(
    session: Session, act: Act, journal: Journal, students: list[Student]
) -> None:
    filled = {"topic": "Учёт", "homework": "Не задано", "absence_confirmed": True}
    lessons = [
        factories.lesson(session, journal, DAY),
        factories.lesson(session, journal, date(2025, 9, 3), **{**filled, "absence_confirmed": False}),
        factories.lesson(session, journal, date(2025, 9, 4), **{**filled, "homework": ""}),
        factories.lesson(session, journal, date(2025, 12, 1)),
    ]
    sentences = [caution.message for caution in spread_of(act(), journal).missing]
    assert sentences == [
        "не внесены темы занятий: 02.09.2025 (п. 3.8.5)",
        "не отмечены отсутствующие на занятиях: 03.09.2025 (п. 3.8.5)",
        "не записано домашнее задание к занятиям: 04.09.2025 (п. 3.8.5)",
        "занятия ещё впереди: 01.12.2025 (п. 3.8.5)",
        "не выставлены итоговые отметки за 1 семестр 2025/26: весь список, 3 чел. (п. 3.8.5)",
    ]
    for lesson in lessons:
        lesson.topic, lesson.homework, lesson.absence_confirmed = "Учёт", "Не задано", True
        lesson.state = LessonState.CONDUCTED
    for student in students[:2]:
        factories.final(session, journal, student)
    [left] = spread_of(act(), journal).missing
    assert "семестр 2025/26: Белов П. И. (п. 3.8.5)" in left.message
    factories.final(session, journal, students[2])
    assert not spread_of(act(), journal).is_draft


def test_finals_of_every_semester_stand_side_by_side(
    session: Session, act: Act, journal: Journal, students: list[Student]
) -> None:
    second = factories.journal(
        session, group=journal.group, discipline=journal.discipline, term=factories.term(session, number=2),
        has_study_final=True,
    )  # fmt: skip
    factories.final(session, journal, students[0], 4)
    factories.final(session, journal, students[0], 5, FinalScope.EXAM)
    factories.final(session, second, students[0], 3)
    factories.final(session, second, students[0], 4, FinalScope.STUDY)
    journals = journals_of_discipline(session, second)
    assert journals == [journal, second]
    paper = finals_of(act(), second, journals)
    [discipline] = paper.disciplines
    assert [column.title for column in discipline.columns] == [
        "1 сем. 2025/26", "экзамен 2025/26", "2 сем. 2025/26", "итоговая",
    ]  # fmt: skip
    assert [cell.text for cell in paper.rows[0].cells] == ["4", "5", "3", "4"]
    assert discipline.columns[0].blank == 2


def test_na_made_good_keeps_its_terms_in_the_footnote(
    session: Session, act: Act, journal: Journal, students: list[Student]
) -> None:
    factories.final(
        session, journal, students[0], 4, not_assessed=True, na_reason="болезнь", na_deadline=date(2026, 1, 26),
        na_form="exam", resolved_on=date(2026, 1, 20), resolution_basis="Направление № 5 от 12.01.2026", attempt=1,
    )  # fmt: skip
    paper = finals_of(act(now="2026-01-28 10:00"), journal, [journal])
    assert (paper.rows[0].cells[0].text, paper.rows[0].cells[0].note) == ("4", 1)
    assert paper.notes == (
        "Абрамова А. С.: «н/а», срок до 26.01.2026, форма — экзамен; "
        "сдано 20.01.2026 (Направление № 5 от 12.01.2026)",
    )


def test_the_month_is_in_the_numbers_of_the_screen(session: Session, act: Act) -> None:
    journal, students, teacher = people.journal_of_thirty(session)
    people.fill(session, journal, students, teacher)
    acting, month = act(now="2026-01-10 12:00"), date(2025, 11, 1)
    paper = checkpoints_of(acting, journal, [journal], month)
    screen = group_sheet(acting, [journal], month)
    assert screen is not None and not paper.is_draft
    assert [row.missed for row in paper.rows] == [line.missed for line in screen.lines]
    assert (paper.columns[0].days, paper.mean) == ((date(2025, 11, 27),), screen.mean)
    months = [checkpoints_of(acting, journal, [journal], date(2025, number, 1)) for number in (9, 10, 11, 12)]
    whole = standings(session, journal.id, [student.id for student in students])
    assert sum(one.missed for one in months) == sum(standing.missed for standing in whole.values())


def test_a_missing_checkpoint_is_outlined_and_makes_a_draft(
    session: Session, act: Act, journal: Journal, students: list[Student]
) -> None:
    lesson = factories.lesson(session, journal, DAY, topic="Учёт")
    work = factories.work(session, lesson, WorkKind.CHECKPOINT)
    for student in students[:2]:
        factories.mark(session, work, student, 4)
    paper = checkpoints_of(act(), journal, [journal], date(2025, 9, 1))
    assert [row.cells[0].is_missing for row in paper.rows] == [False, False, True]
    assert paper.missing[0].message.endswith("Учёт активов: нет МИУД у обучающихся Белов П. И. (п. 3.8.5)")


def test_a_month_without_lessons_has_no_columns(session: Session, act: Act, journal: Journal) -> None:
    factories.lesson(session, journal, DAY, topic="Учёт")
    paper = checkpoints_of(act(), journal, [journal], date(2025, 10, 1))
    assert (paper.columns, paper.rows, paper.missed) == ((), (), 0)


def test_a_corrected_sheet_shows_the_old_result_beside_the_order(session: Session, act: Act) -> None:
    journal, students, teacher = people.journal_of_thirty(session)
    sheet = people.sheet(session, journal, students, teacher, state=SheetState.CORRECTED)
    factories.put(
        session,
        SheetCorrection(
            entry_id=sheet.entries[2].id, edition=2, old_outcome=Outcome.SATISFACTORY, new_outcome=Outcome.GOOD,
            order_number="15-у", order_date=date(2026, 1, 9), reason="описка", at=factories.EARLY, by_id=teacher.id,
        ),
    )  # fmt: skip
    [made] = sheet_of(act(), sheet).corrections
    assert (made.number, made.old, made.new) == (3, "3 (удовлетворительно)", "4 (хорошо)")
    assert not sheet_of(act(), sheet).is_draft


@pytest.mark.parametrize("state", [SheetState.DRAFT, SheetState.OPENED, SheetState.FILLED])
def test_a_sheet_not_closed_is_a_draft(session: Session, act: Act, state: SheetState) -> None:
    journal, students, teacher = people.journal_of_thirty(session)
    sheet = people.sheet(session, journal, students, teacher, state=state, blank=1)
    assert sheet_of(act(), sheet).is_draft


def test_the_number_of_queries_does_not_grow_with_lessons(session: Session, act: Act) -> None:
    journal, students, teacher = people.journal_of_thirty(session)
    people.fill(session, journal, students, teacher, lessons=4)
    few = _queries(session, act, journal)
    for pair in range(1, 13):
        lesson = factories.lesson(session, journal, date(2025, 10, 1), pair, topic="Учёт", teacher=teacher)
        factories.mark(session, lesson.works[0], students[0])
    assert _queries(session, act, journal) == few


def _queries(session: Session, act: Act, journal: Journal) -> int:
    asked: list[str] = []
    session.flush()
    session.expire_all()

    def note(*arguments: Any) -> None:
        asked.append(arguments[2])

    event.listen(session.get_bind(), "before_cursor_execute", note)
    spread_of(act(), journal)
    event.remove(session.get_bind(), "before_cursor_execute", note)
    return len(asked)
