"""A certificate fills the reasons of all its lessons; a week is checked once (3.12.2)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from journal.absence_documents import (
    accept_request,
    annul_document,
    enter_document,
    refuse_request,
    request_document,
)
from journal.absences import put_absence
from journal.attendance_week import attendance_week
from journal.week_checks import check_week, unchecked_weeks
from models import (
    Absence,
    Attendance,
    AuditEntry,
    DocumentState,
    Journal,
    JournalState,
    Student,
    User,
    WeekCheck,
)
from regulation.attendance import AbsenceReason
from regulation.weeks import IsoWeek
from tests import factories as make
from tests.conftest import Act
from tests.unchanged import queries, refuses

MONDAY, TODAY = date(2025, 10, 6), make.TODAY
WEEK = IsoWeek.of(TODAY)
ILL, EXCUSED, UNEXCUSED = AbsenceReason.ILL, AbsenceReason.EXCUSED, AbsenceReason.UNEXCUSED


@pytest.fixture
def journal(session: Session) -> Journal:
    return make.journal(session, students=3)


@pytest.fixture
def student(session: Session, journal: Journal) -> Student:
    return make.students_of(session, journal)[0]


@pytest.fixture
def curator(session: Session) -> User:
    return make.user(session, "Назарова", is_staff=True)


def missed(session: Session, journal: Journal, student: Student, day: date, pair: int = 1) -> Absence:
    return make.absence(session, make.lesson(session, journal, day, pair, topic="Учёт расчётов"), student)


def test_it_fills_the_reason_of_every_lesson_in_all_journals(
    session: Session, act: Act, journal: Journal, student: Student, curator: User
) -> None:
    other = make.journal(session, group=journal.group)
    inside = [missed(session, journal, student, MONDAY), missed(session, other, student, TODAY, 2)]
    outside = missed(session, journal, student, MONDAY - timedelta(days=3))

    document, filled = enter_document(act(curator), student, ILL, MONDAY, TODAY, "14/25")

    assert filled == 2 and document.state is DocumentState.ACCEPTED
    assert {one.reason for one in inside} == {ILL} and outside.reason is UNEXCUSED
    changed = session.scalars(
        select(AuditEntry).where(AuditEntry.entity == "absence", AuditEntry.action == "changed")
    ).all()
    assert [(one.user_id, one.old, one.new) for one in changed] == [
        (curator.id, {"reason": "unexcused"}, {"reason": "ill"})
    ] * 2


def test_an_absence_noted_later_takes_its_reason_from_the_document(
    session: Session, act: Act, journal: Journal, student: Student, curator: User
) -> None:
    enter_document(act(curator), student, EXCUSED, MONDAY, TODAY + timedelta(days=7))
    teacher = make.teacher(session, journal)
    lesson = make.lesson(session, journal, TODAY, topic="Учёт расчётов")

    absence = put_absence(act(teacher), lesson, student.id, Attendance.ABSENT, 0)

    assert absence.reason is EXCUSED


def test_a_closed_journal_keeps_what_it_has(
    session: Session, act: Act, journal: Journal, student: Student, curator: User
) -> None:
    absence = missed(session, journal, student, MONDAY)
    journal.state = JournalState.CLOSED
    session.flush()
    _document, filled = enter_document(act(curator), student, ILL, MONDAY, TODAY)
    assert filled == 0 and absence.reason is UNEXCUSED


def test_annulling_gives_the_reasons_back_to_what_else_speaks(
    session: Session, act: Act, journal: Journal, student: Student, curator: User
) -> None:
    first, second = missed(session, journal, student, MONDAY), missed(session, journal, student, TODAY)
    enter_document(act(curator), student, EXCUSED, MONDAY, MONDAY)
    document, _filled = enter_document(act(curator), student, ILL, MONDAY, TODAY)

    annul_document(act(curator), document, "внесено по ошибке")

    assert (first.reason, second.reason) == (EXCUSED, UNEXCUSED)


def test_a_parents_request_fills_nothing_until_it_is_accepted(
    session: Session, act: Act, journal: Journal, student: Student, curator: User
) -> None:
    absence = missed(session, journal, student, MONDAY)
    parent = make.user(session, "Родителева")
    request = request_document(act(parent), student, ILL, MONDAY, TODAY, "", "")
    assert absence.reason is UNEXCUSED
    assert accept_request(act(curator), request) == 1
    assert absence.reason is ILL
    with refuses(session, "E_CLOSED", "3.12.2"):
        refuse_request(act(curator), request, "нет справки")


def test_a_refusal_says_why(session: Session, act: Act, student: Student, curator: User) -> None:
    request = request_document(act(make.user(session, "Родителева")), student, ILL, MONDAY, TODAY, "", "")
    with refuses(session, "E_TOPIC_EMPTY"):
        refuse_request(act(curator), request, " ")
    refuse_request(act(curator), request, "справка не принесена")
    assert (request.state, request.answer) == (DocumentState.REFUSED, "справка не принесена")


def test_the_same_document_is_entered_once(
    session: Session, act: Act, student: Student, curator: User
) -> None:
    enter_document(act(curator), student, ILL, MONDAY, TODAY)
    with refuses(session, "E_TWICE", "3.12.2"):
        enter_document(act(curator), student, ILL, MONDAY, TODAY, "15")


def test_a_parent_cannot_pile_requests_up(session: Session, act: Act, student: Student) -> None:
    parent = make.user(session, "Родителева")
    for number in range(10):
        request_document(act(parent), student, ILL, MONDAY - timedelta(days=number), TODAY, "", "")
    with refuses(session, "E_MANY", "3.12.2"):
        request_document(act(parent), student, EXCUSED, MONDAY, TODAY, "", "")


def test_the_week_counts_hours_by_reason(
    session: Session, act: Act, journal: Journal, student: Student, curator: User
) -> None:
    subgroup = make.subgroup(session, journal.group, "1", make.students_of(session, journal)[:1])
    part = make.journal(session, group=journal.group, subgroup=subgroup)
    missed(session, journal, student, MONDAY)
    missed(session, part, student, TODAY, 2)
    enter_document(act(curator), student, ILL, MONDAY, MONDAY)

    found = attendance_week(session, journal.group, WEEK, TODAY)

    assert [(slot.date, slot.pair) for slot in found.slots] == [(MONDAY, 1), (TODAY, 2)]
    row = next(one for one in found.rows if one.student.id == student.id)
    assert (row.missed.ill, row.missed.unexcused, row.missed.total) == (2, 2, 4)
    assert [cell.reason for cell in row.cells] == [ILL, UNEXCUSED]
    classmate = next(one for one in found.rows if one.student.id != student.id)
    assert [cell.is_expected for cell in classmate.cells] == [True, False], "not of the subgroup"
    assert (found.missed.ill, found.missed.unexcused) == (2, 2)


def test_a_week_asks_no_more_of_the_database_as_it_grows(
    session: Session, engine: Engine, journal: Journal
) -> None:
    counts = []
    for days in (1, 4):
        for day in range(days):
            for pair in (1 + days, 2 + days):
                lesson = make.lesson(
                    session, journal, MONDAY + timedelta(days=day), pair, topic="Учёт расчётов"
                )
                for student in make.students_of(session, journal):
                    make.absence(session, lesson, student)
        session.commit()
        with queries(engine) as sent:
            attendance_week(session, journal.group, WEEK, WEEK.sunday)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 8


def test_a_checked_week_leaves_the_list_of_missed_ones(
    session: Session, act: Act, journal: Journal, curator: User
) -> None:
    for weeks in (1, 2):
        make.lesson(session, journal, TODAY - timedelta(weeks=weeks), topic="Учёт расчётов")
    make.lesson(session, journal, TODAY, topic="Учёт расчётов")
    last, before = WEEK.shifted(-1), WEEK.shifted(-2)
    assert unchecked_weeks(session, TODAY) == {journal.group_id: [before, last]}
    assert unchecked_weeks(session, TODAY, []) == {}

    check = check_week(act(curator), journal.group, last, "с родителями поговорили")

    assert (check.checked_by_id, check.note) == (curator.id, "с родителями поговорили")
    assert unchecked_weeks(session, TODAY, [journal.group_id]) == {journal.group_id: [before]}
    assert check_week(act(curator), journal.group, last) is check
    assert session.scalar(select(func.count()).select_from(WeekCheck)) == 1


def test_a_week_that_is_not_over_is_not_checked(
    session: Session, act: Act, journal: Journal, curator: User
) -> None:
    with refuses(session, "E_FUTURE", "3.12.2"):
        check_week(act(curator), journal.group, WEEK)
    assert check_week(act(curator, now="2025-10-10 08:00"), journal.group, WEEK)
