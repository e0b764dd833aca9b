"""The outbox of results: delivered once each, in time order, whatever the LMS or a crash does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.deliveries import send_again, switch_delivery, want_result
from journal.opening import attach_course
from lti_tool.delivery import outbox
from lti_tool.jobs.housekeeping import keep_house
from models import DeliveryState, GradeDelivery, Journal, LineItem, LineItemKind, Student
from tests import factories as make
from tests.conftest import Act, SetClock
from tests.jobs.books import FakeBook


@dataclass
class Case:
    """A journal of a course with grade services, its students, the LMS's book, the application."""

    session: Session
    app: Flask
    clock: SetClock
    act: Act
    journal: Journal
    students: list[Student]
    book: FakeBook

    def want(
        self, student: Student, value: int | None, *, not_assessed: bool = False, comment: str = ""
    ) -> None:
        want_result(
            self.act(), self.journal, student.id, kind=LineItemKind.CHECKPOINT, resource_id="miud-2025-10",
            label="МИУД, октябрь 2025", value=value, not_assessed=not_assessed, comment=comment,
        )  # fmt: skip
        self.session.commit()

    def drain(self) -> int:
        self.session.commit()
        with self.app.app_context():
            count = outbox.drain(book_of=lambda _registration: self.book)
        self.session.commit()
        return count

    def tidy_and_drain(self) -> None:
        self.session.commit()
        with self.app.app_context():
            keep_house()
        self.drain()

    def row(self, student: Student) -> GradeDelivery:
        return self.session.scalars(select(GradeDelivery).where(GradeDelivery.student_id == student.id)).one()

    def shown(self, student: Student) -> tuple[int | None, str]:
        value, comment, _at = next(
            cell for (_url, account), cell in self.book.cells.items() if account == f"lms-{student.id}"
        )
        return value, comment


@pytest.fixture
def case(session: Session, app: Flask, clock: SetClock, act: Act) -> Iterator[Case]:
    lms = make.registration(session)
    course = make.course(session, make.deployment(session, lms), line_items_url="https://lms.example/items")
    journal = make.journal(session, students=3, course=course)
    students = [entry.student for entry in journal_members(session, journal)]
    for student in students:
        make.account(session, student, registration=lms, sub=f"lms-{student.id}")
    session.commit()
    yield Case(session, app, clock, act, journal, students, FakeBook())


def journal_members(session: Session, journal: Journal) -> list:
    from journal.memberships import members_of

    return members_of(session, journal)


def test_a_result_reaches_the_lms_and_is_confirmed(case: Case) -> None:
    case.want(case.students[0], 4)
    assert case.drain() == 1
    assert case.shown(case.students[0]) == (4, "")
    assert case.row(case.students[0]).state is DeliveryState.CONFIRMED
    assert case.row(case.students[0]).read_value == "4"


def test_one_column_is_made_for_all_students(case: Case) -> None:
    for student in case.students:
        case.want(student, 5)
    assert case.drain() == 3
    assert len(case.book.columns) == 1
    assert case.session.scalars(select(LineItem)).one().url == "https://lms.example/items/1/lineitem"


def test_not_assessed_clears_the_number_and_keeps_its_comment(case: Case) -> None:
    case.want(case.students[0], 3)
    case.drain()
    case.want(case.students[0], None, not_assessed=True, comment="н/а: срок до 30.11.2025")
    case.drain()
    assert case.shown(case.students[0]) == (None, "н/а: срок до 30.11.2025")
    assert case.row(case.students[0]).state is DeliveryState.CONFIRMED


def test_an_emptied_cell_that_was_never_given_is_not_sent(case: Case) -> None:
    case.want(case.students[0], None)
    assert case.drain() == 0
    assert not case.book.columns


def test_two_changes_in_one_second_carry_growing_whole_second_timestamps(case: Case) -> None:
    case.want(case.students[0], 3)
    case.drain()
    case.want(case.students[0], 4)
    case.drain()
    first, second = (at for _who, _value, at in case.book.scores)
    assert first.microsecond == second.microsecond == 0
    assert (second - first).total_seconds() >= 1
    assert case.shown(case.students[0])[0] == 4


def test_an_outage_of_a_day_loses_nothing_and_tries_ever_more_rarely(case: Case) -> None:
    case.book.is_down = True
    for student in case.students:
        case.want(student, 5)
    waits = []
    for _ in range(12):
        before = case.clock()
        case.drain()
        row = case.row(case.students[0])
        assert row.state is DeliveryState.PENDING
        assert "не отвечает" in row.last_error or row.attempts == 0
        case.clock.moment = max(
            other.next_attempt_at for other in case.session.scalars(select(GradeDelivery))
        )
        waits.append((case.clock() - before).total_seconds())
    assert waits == sorted(waits)
    assert waits[-1] <= 1800
    case.clock.advance(days=1)
    case.book.is_down = False
    assert case.drain() == 3
    assert {case.shown(student)[0] for student in case.students} == {5}


def test_only_the_newest_value_is_sent_after_an_outage(case: Case) -> None:
    case.book.is_down = True
    case.want(case.students[0], 3)
    case.drain()
    case.want(case.students[0], 4)
    case.want(case.students[0], 5)
    case.book.is_down = False
    case.drain()
    assert [value for _who, value, _at in case.book.scores] == [5]


def test_a_teacher_s_edit_in_the_lms_is_met_with_a_newer_time(case: Case) -> None:
    case.want(case.students[0], 3)
    case.drain()
    key = next(iter(case.book.cells))
    value, comment, at = case.book.cells[key]
    case.book.cells[key] = (value, comment, at.replace(second=at.second + 5))
    case.want(case.students[0], 4)
    case.drain()
    assert case.row(case.students[0]).state is DeliveryState.PENDING
    case.clock.advance(seconds=10)
    case.drain()
    assert case.shown(case.students[0])[0] == 4


def test_a_refused_student_is_named_with_the_reason_and_does_not_stop_the_others(case: Case) -> None:
    case.book.unknown = {f"lms-{case.students[0].id}"}
    for student in case.students:
        case.want(student, 5)
    assert case.drain() == 2
    assert case.row(case.students[0]).state is DeliveryState.REFUSED
    assert case.row(case.students[0]).last_error == "не записан на курс"
    case.clock.advance(days=2)
    assert case.drain() == 0, "a refusal is not repeated by itself"
    case.book.unknown = set()
    assert send_again(case.act(), case.journal) == 1
    case.session.commit()
    assert case.drain() == 1


def test_a_column_deleted_in_the_lms_is_made_again(case: Case) -> None:
    case.want(case.students[0], 3)
    case.drain()
    case.book.columns.clear()
    case.want(case.students[0], 5)
    case.drain()
    case.clock.advance(minutes=5)
    case.drain()
    assert case.shown(case.students[0])[0] == 5
    assert case.row(case.students[0]).state is DeliveryState.CONFIRMED


def test_a_grade_overridden_by_hand_is_seen_by_reading_back(case: Case) -> None:
    case.book.overridden = {f"lms-{case.students[0].id}": "2"}
    case.want(case.students[0], 5)
    case.drain()
    row = case.row(case.students[0])
    assert row.state is DeliveryState.DIFFERS
    assert row.read_value == "2"


def test_a_grade_overridden_after_it_was_confirmed_is_seen_with_the_next_result_of_the_column(
    case: Case,
) -> None:
    first, second, _third = case.students
    case.want(first, 4)
    case.drain()
    case.book.overridden[f"lms-{first.id}"] = "2"
    case.want(second, 5)
    case.drain()
    assert (case.row(first).state, case.row(first).read_value) == (DeliveryState.DIFFERS, "2")
    assert case.row(second).state is DeliveryState.CONFIRMED


def test_a_confirmed_column_is_read_back_once_a_day_for_two_months(case: Case) -> None:
    student = case.students[0]
    case.want(student, 4)
    case.drain()
    case.book.overridden[f"lms-{student.id}"] = "2"
    case.tidy_and_drain()
    assert case.row(student).state is DeliveryState.CONFIRMED
    case.clock.advance(days=1, minutes=1)
    case.tidy_and_drain()
    assert case.row(student).state is DeliveryState.DIFFERS
    case.book.overridden.clear()
    case.clock.advance(days=1, minutes=1)
    case.tidy_and_drain()
    assert case.row(student).state is DeliveryState.CONFIRMED
    case.book.overridden[f"lms-{student.id}"] = "2"
    case.clock.advance(days=60)
    case.tidy_and_drain()
    assert case.row(student).state is DeliveryState.CONFIRMED


def test_a_locked_grade_waits_without_stopping_the_others(case: Case) -> None:
    first, second, _third = case.students
    case.book.locked.add(f"lms-{first.id}")
    case.want(first, 4)
    case.want(second, 5)
    assert case.drain() == 1
    assert (case.row(first).state, case.row(first).attempts) == (DeliveryState.PENDING, 1)
    assert case.row(second).state is DeliveryState.CONFIRMED
    case.book.locked.clear()
    case.clock.advance(seconds=16)
    case.drain()
    assert case.row(first).state is DeliveryState.CONFIRMED


def test_a_student_without_an_account_is_put_aside_with_the_reason(case: Case) -> None:
    stranger = make.student(case.session, "Новиков")
    make.membership(case.session, case.journal.group, stranger)
    case.want(stranger, 4)
    assert case.drain() == 0
    assert case.row(stranger).state is DeliveryState.OFF
    assert "учётной записи" in case.row(stranger).last_error


def test_a_journal_switched_off_keeps_its_results_to_itself_until_switched_on(case: Case) -> None:
    case.want(case.students[0], 4)
    switch_delivery(case.act(), case.journal, is_on=False)
    case.session.commit()
    assert case.drain() == 0
    assert case.row(case.students[0]).state is DeliveryState.OFF
    switch_delivery(case.act(), case.journal, is_on=True)
    case.session.commit()
    assert case.drain() == 1


def test_a_change_made_while_switched_off_is_what_goes_out_when_switched_on(case: Case) -> None:
    case.want(case.students[0], 4)
    case.drain()
    switch_delivery(case.act(), case.journal, is_on=False)
    case.want(case.students[0], 2)
    case.want(case.students[1], 3)
    assert case.drain() == 0
    assert case.shown(case.students[0])[0] == 4
    switch_delivery(case.act(), case.journal, is_on=True)
    assert case.drain() == 2
    assert [case.shown(student)[0] for student in case.students[:2]] == [2, 3]


def test_a_column_deleted_in_the_lms_comes_back_with_everybody_in_it(case: Case) -> None:
    for student in case.students:
        case.want(student, 4)
    case.drain()
    case.book.columns.clear()
    case.book.cells.clear()
    case.want(case.students[0], 5)
    case.drain()
    case.clock.advance(minutes=5)
    case.drain()
    assert [case.shown(student)[0] for student in case.students] == [5, 4, 4]


def test_a_journal_attached_to_another_course_sends_everything_there(case: Case) -> None:
    for student in case.students:
        case.want(student, 4)
    case.drain()
    deployment = case.journal.course.deployment if case.journal.course else None
    copy = make.course(case.session, deployment, line_items_url="https://lms.example/copy")
    attach_course(case.act(), case.journal, copy)
    case.book.columns.clear()
    case.book.cells.clear()
    case.clock.advance(seconds=5)
    assert case.drain() == 3
    assert {url for url, _account in case.book.cells} == {"https://lms.example/copy/1/lineitem"}


def test_a_result_put_aside_for_want_of_an_account_goes_out_when_the_account_comes(case: Case) -> None:
    late = make.student(case.session, "Новиков")
    make.membership(case.session, case.journal.group, late)
    case.want(late, 4)
    case.drain()
    lms = case.journal.course.deployment.registration if case.journal.course else None
    make.account(case.session, late, registration=lms, sub=f"lms-{late.id}")
    case.session.commit()
    with case.app.app_context():
        keep_house()
    assert case.drain() == 1
    assert case.shown(late)[0] == 4


def test_two_workers_never_take_the_same_result(case: Case) -> None:
    for student in case.students:
        case.want(student, 5)
    with case.app.app_context():
        taken = [outbox.claim() for _ in range(4)]
    assert taken[3] is None
    assert len(set(taken[:3])) == 3


def test_a_worker_killed_while_sending_leaves_the_result_to_the_next_one(case: Case) -> None:
    case.want(case.students[0], 4)
    with case.app.app_context():
        assert outbox.claim() is not None
    assert case.drain() == 0, "the lease still holds"
    case.clock.advance(seconds=61)
    assert case.drain() == 1
    assert case.shown(case.students[0])[0] == 4


def test_a_value_changed_while_it_was_being_sent_is_sent_again(case: Case) -> None:
    case.want(case.students[0], 4)
    with case.app.app_context():
        delivery_id = outbox.claim()
        assert delivery_id is not None
        parcel = outbox.pack(delivery_id)
    assert parcel is not None
    case.want(case.students[0], 5)
    with case.app.app_context():
        assert outbox.deliver(parcel, lambda _registration: case.book)
    case.session.commit()
    assert case.row(case.students[0]).state is DeliveryState.PENDING
    case.drain()
    assert case.shown(case.students[0])[0] == 5


def test_a_second_worker_waits_while_the_first_makes_the_column(case: Case) -> None:
    for student in case.students[:2]:
        case.want(student, 5)
    seen: list[int] = []

    class SlowBook(FakeBook):
        def column(self, line_items_url: str, label: str, tag: str, resource_id: str):  # type: ignore[no-untyped-def]
            if not seen:
                seen.append(1)
                other = outbox.claim()
                assert other is not None
                parcel = outbox.pack(other)
                assert parcel is not None
                assert not outbox.deliver(replace(parcel, line_item_url=""), lambda _registration: self)
            else:
                seen.append(2)
            return super().column(line_items_url, label, tag, resource_id)

    case.book = SlowBook()
    case.drain()
    assert seen == [1]
    assert len(case.book.columns) == 1


@pytest.mark.parametrize("course", [None])
def test_a_journal_without_a_course_delivers_nothing(session: Session, act: Act, course: None) -> None:
    journal = make.journal(session, students=1, course=course)
    student = journal_members(session, journal)[0].student
    delivered = want_result(
        act(),
        journal,
        student.id,
        kind=LineItemKind.FINAL,
        resource_id="final",
        label="Итоговая",
        value=5,
        not_assessed=False,
    )
    assert delivered is None
    assert session.scalars(select(GradeDelivery)).all() == []
