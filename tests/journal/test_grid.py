"""The journal page's contents (4.2.2, 3.13.1)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from journal.grid import Cell, grid, one_lesson
from models import Attendance, LessonState
from regulation.attendance import AbsenceReason
from regulation.kinds import LessonKind, WorkKind
from tests import factories as make
from tests.unchanged import queries

TOPIC = "Учёт денежных средств"
TODAY = date(2025, 10, 7)


@pytest.fixture
def journal(session):
    return make.journal(session)


@pytest.fixture
def pupils(session, journal):
    return make.students_of(session, journal)


def test_it_works(session, act, journal, pupils):
    first, second, third = pupils
    lesson = make.lesson(session, journal, TODAY, 2, topic=TOPIC, homework="§ 3", absence_confirmed=True)
    checkpoint = make.work(session, lesson, WorkKind.CHECKPOINT)
    make.mark(session, lesson.works[0], first, 5)
    make.mark(session, checkpoint, first, None, not_assessed=True)
    make.absence(session, lesson, second, reason=AbsenceReason.ILL)
    make.mark(session, checkpoint, second, 4, late_days=1)
    make.absence(session, lesson, third, Attendance.LATE)
    make.final(session, journal, third, 4)
    page = grid(act(), journal)

    (column,) = page.lessons
    assert (column.date, column.pair, column.short, column.full) == (TODAY, 2, "т", "лекция")
    assert (column.is_today, column.is_future, column.is_locked, column.is_open) == (True, False, False, True)
    assert (column.is_conducted, column.is_filled, column.late_days) == (True, True, 0)
    assert [(work.kind, work.short, work.month) for work in page.works] == [
        ("current", "т", None),
        ("checkpoint", "МИУД", date(2025, 10, 1)),
    ]
    assert [row.cells for row in page.rows] == [
        [Cell("5", 1), Cell("н/а", 1)],
        [Cell(absence="н", absence_version=1, reason="Б"), Cell("4", 1, 1)],
        [Cell(absence="оп", absence_version=1), Cell()],
    ]
    assert [(row.mean, row.missed, row.final.text) for row in page.rows] == [
        (Decimal("5.00"), 0, ""),
        (None, 2, ""),
        (None, 0, "4"),
    ]


def test_rows_are_sorted_as_russians_sort(session, act):
    journal = make.journal(session, students=10)
    page = grid(act(), journal)
    assert [row.name for row in page.rows][4:8] == [
        "Грачёва Ольга П.",
        "Дёмин Егор А.",
        "Ёжиков Семён Л.",
        "Жукова Анна-Мария О.",
    ]
    assert [row.number for row in page.rows] == list(range(1, 11))
    assert page.rows[1].name == "Алиев Рашад Э. оглы"
    assert page.rows[1].full_name == "Алиев Рашад Эльчин оглы"


def test_a_mean_is_rounded_half_up(session, act, journal, pupils):
    lessons = [make.lesson(session, journal, TODAY, pair) for pair in range(1, 9)]
    for lesson, value in zip(lessons, (5, 4, 4, 4, 4, 4, 4, 4), strict=True):
        make.mark(session, lesson.works[0], pupils[0], value)
    assert grid(act(), journal).rows[0].mean == Decimal("4.13")


def test_days_outside_the_group_are_shaded(session, act, journal):
    days = [date(2025, 9, 30), date(2025, 10, 1), TODAY]
    for day in days:
        make.lesson(session, journal, day, topic=TOPIC)
    back = make.student(session, "Якин")
    make.membership(session, journal.group, back, ends_on=days[0])
    make.membership(session, journal.group, back, starts_on=TODAY)
    row = grid(act(), journal).rows[-1]
    assert [cell is not None for cell in row.cells] == [True, False, True]
    assert (row.is_in_now, len(row.intervals)) == (True, 2)


def test_marks_of_days_before_leaving_stay(session, act, journal):
    lesson = make.lesson(session, journal, date(2025, 9, 30), topic=TOPIC)
    gone = make.student(session, "Якин")
    make.membership(session, journal.group, gone, ends_on=date(2025, 10, 1))
    make.mark(session, lesson.works[0], gone, 3)
    row = grid(act(), journal).rows[-1]
    assert (row.cells[0].text, row.is_in_now, row.mean) == ("3", False, Decimal("3.00"))


def test_a_subgroup_has_its_own_page(session, act):
    whole = make.journal(session)
    first = make.students_of(session, whole)[0]
    journal = make.journal(
        session, group=whole.group, subgroup=make.subgroup(session, whole.group, "1", [first])
    )
    assert [row.student_id for row in grid(act(), journal).rows] == [first.id]


@pytest.mark.parametrize(
    ("day", "is_future", "is_locked", "is_open", "late_days"),
    [
        (date(2025, 10, 8), True, False, False, 0),
        (date(2025, 10, 7), False, False, True, 0),
        (date(2025, 9, 30), False, False, True, 7),
        (date(2025, 9, 29), False, True, False, 8),
    ],
)
def test_columns_tell_what_takes_entries(
    session, act, journal, day, is_future, is_locked, is_open, late_days
):
    make.lesson(session, journal, day)
    (column,) = grid(act(), journal).lessons
    assert (column.is_future, column.is_locked, column.is_open, column.late_days) == (
        is_future, is_locked, is_open, late_days,
    )  # fmt: skip


def test_an_unlocked_column_says_until_when(session, act, journal):
    locked = make.lesson(session, journal, date(2025, 9, 15))
    fresh = make.lesson(session, journal, TODAY)
    for lesson in (locked, fresh):
        make.unlock(session, lesson, date(2025, 10, 9))
    first, second = grid(act(), journal).lessons
    assert (first.is_open, first.unlocked_until, second.unlocked_until) == (True, date(2025, 10, 9), None)


def test_cancelled_and_moved_lessons_are_not_there(session, act, journal):
    make.lesson(session, journal, TODAY, 1, state=LessonState.CANCELLED, cancel_reason="праздник")
    make.lesson(session, journal, TODAY, 2, state=LessonState.MOVED, cancel_reason="праздник")
    page = grid(act(), journal)
    assert (page.lessons, page.works, page.months) == ([], [], [])


def test_a_month_is_shown_alone_with_the_means_of_all(session, act, journal, pupils):
    for day, value in ((date(2025, 9, 30), 5), (TODAY, 4)):
        make.mark(session, make.lesson(session, journal, day, topic=TOPIC).works[0], pupils[0], value)
    page = grid(act(), journal, date(2025, 10, 1), date(2025, 10, 31))
    assert [lesson.date for lesson in page.lessons] == [TODAY]
    assert page.months == [date(2025, 9, 1), date(2025, 10, 1)]
    assert (page.rows[0].cells[0].text, page.rows[0].mean, page.fact_hours) == ("4", Decimal("4.50"), 4)


def test_consultations_are_missed_by_nobody(session, act, journal, pupils):
    lesson = make.lesson(
        session, journal, kind=LessonKind.CONSULTATION, topic="Подготовка к экзамену", homework=""
    )
    make.absence(session, lesson, pupils[0])
    page = grid(act(), journal)
    assert (page.rows[0].missed, page.lessons[0].takes_absence, page.lessons[0].is_filled) == (0, False, True)


def test_the_latest_lesson_is_the_last_that_has_come(session, act, journal):
    assert grid(act(), journal).latest is None
    for day in (date(2025, 9, 30), date(2025, 10, 3), date(2025, 10, 9)):
        make.lesson(session, journal, day)
    assert grid(act(), journal).latest == 1


def test_one_lesson_alone(session, act, journal, pupils):
    morning, noon = make.lesson(session, journal, TODAY, 1), make.lesson(session, journal, TODAY, 2)
    make.mark(session, noon.works[0], pupils[0], 3)
    make.mark(session, morning.works[0], pupils[0], 5)
    page = one_lesson(act(), noon)
    assert [column.id for column in page.lessons] == [noon.id]
    assert [row.cells for row in page.rows] == [[Cell("3", 1)], [Cell()], [Cell()]]


def test_it_asks_the_same_of_the_database_however_large(session, engine, act):
    def count(students, lessons):
        journal = make.journal(session, students=students)
        pupils = make.students_of(session, journal)
        for number in range(lessons):
            day = date(2025, 9, 1) + timedelta(days=number // 2)
            lesson = make.lesson(session, journal, day, 1 + number % 2, topic=TOPIC)
            make.mark(session, lesson.works[0], pupils[number % students])
            make.absence(session, lesson, pupils[(number + 1) % students])
        session.expire_all()
        assert journal.term is not None
        acting = act()
        with queries(engine) as sent:
            page = grid(acting, journal)
        assert (len(page.rows), len(page.works)) == (students, lessons)
        return len(sent)

    small = count(10, 10)
    assert small <= 8
    assert count(30, 10) == small
    assert count(10, 150) == small
