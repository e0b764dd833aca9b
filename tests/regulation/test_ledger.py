"""The ledger of obligatory works: done, date, mark, debts (4.1.6)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulation.kinds import WorkKind
from regulation.ledger import (
    Ledger,
    LedgerTotal,
    ObligatoryWork,
    Standing,
    WorkMark,
    build_ledger,
    number_works,
)

DAY = date(2025, 10, 2)
PRACTICAL = ObligatoryWork(1, WorkKind.PRACTICAL, 1, "Обработка документов", DAY)
LABORATORY = ObligatoryWork(2, WorkKind.LABORATORY, 1, "Начисление амортизации", DAY + timedelta(days=5))
CONTROL = ObligatoryWork(3, WorkKind.CONTROL, 1, "Учёт денежных средств", DAY + timedelta(days=9))
WORKS = [CONTROL, PRACTICAL, LABORATORY]
TODAY = DAY + timedelta(days=7)


def ledger(*marks: WorkMark, works: list[ObligatoryWork] | None = None, today: date = TODAY) -> Ledger:
    return build_ledger(WORKS if works is None else works, marks, [10], today)


def test_a_student_sees_what_is_done_and_what_is_owed() -> None:
    student = ledger(WorkMark(1, 10, 4, DAY)).students[0]
    assert [entry.standing for entry in student.entries] == [Standing.DONE, Standing.DEBT, Standing.AHEAD]
    assert (student.entries[0].mark, student.entries[0].done_on) == (4, DAY)
    assert (student.done, student.planned) == (1, 3)
    assert student.debts == (LABORATORY,)


def test_columns_stand_by_date_whatever_the_order_they_came_in() -> None:
    assert ledger().works == (PRACTICAL, LABORATORY, CONTROL)


def test_a_two_is_shown_and_stays_a_debt() -> None:
    entry = ledger(WorkMark(1, 10, 2, DAY)).students[0].entries[0]
    assert (entry.standing, entry.mark) == (Standing.DEBT, 2)


def test_a_work_made_up_later_keeps_the_later_date() -> None:
    later = DAY + timedelta(days=20)
    assert ledger(WorkMark(1, 10, 5, later)).students[0].entries[0].done_on == later


@pytest.mark.parametrize(
    ("days", "standing"), [(-1, Standing.AHEAD), (0, Standing.AHEAD), (1, Standing.DEBT)]
)
def test_a_debt_begins_the_day_after_the_lesson(days: int, standing: Standing) -> None:
    found = ledger(works=[PRACTICAL], today=DAY + timedelta(days=days))
    assert found.students[0].entries[0].standing is standing


def test_nothing_is_owed_for_the_time_outside_the_group() -> None:
    joined = DAY + timedelta(days=5)
    found = build_ledger(WORKS, [], [10], TODAY, lambda student, day: day >= joined)
    student = found.students[0]
    assert student.entries[0].standing is Standing.OUTSIDE
    assert (student.planned, student.debts) == (2, (LABORATORY,))


def test_a_mark_from_before_leaving_still_counts() -> None:
    found = build_ledger(WORKS, [WorkMark(1, 10, 3, DAY)], [10], TODAY, lambda student, day: False)
    assert (found.students[0].done, found.students[0].planned) == (1, 1)


def test_totals_are_kept_by_kind_and_over_all() -> None:
    found = build_ledger(WORKS, [WorkMark(1, 10, 4, DAY), WorkMark(2, 11, 3, DAY)], [10, 11], TODAY)
    assert found.total == LedgerTotal(None, done=2, planned=6, debts=2)
    assert found.by_kind == (
        LedgerTotal(WorkKind.PRACTICAL, done=1, planned=2, debts=1),
        LedgerTotal(WorkKind.LABORATORY, done=1, planned=2, debts=1),
        LedgerTotal(WorkKind.CONTROL, done=0, planned=2, debts=0),
    )


def test_works_of_other_kinds_and_other_peoples_marks_are_left_out() -> None:
    oral = ObligatoryWork(9, WorkKind.ORAL, 0, "Опрос", DAY)
    found = ledger(WorkMark(9, 10, 5, DAY), WorkMark(1, 99, 5, DAY), works=[oral, PRACTICAL])
    assert found.works == (PRACTICAL,)
    assert found.total == LedgerTotal(None, done=0, planned=1, debts=1)


def test_an_empty_journal_has_an_empty_ledger() -> None:
    assert build_ledger([], [], [], TODAY) == Ledger((), (), (), LedgerTotal(None, 0, 0, 0))


def test_works_are_numbered_within_their_kind() -> None:
    works = [
        ObligatoryWork(1, WorkKind.PRACTICAL, 0, "Документы", DAY),
        ObligatoryWork(2, WorkKind.PRACTICAL, 0, "Практическое занятие № 3. Счета", DAY + timedelta(days=1)),
        ObligatoryWork(3, WorkKind.LABORATORY, 0, "Амортизация", DAY + timedelta(days=2)),
        ObligatoryWork(4, WorkKind.PRACTICAL, 0, "Касса", DAY + timedelta(days=3)),
        ObligatoryWork(5, WorkKind.PRACTICAL, 7, "Банк", DAY + timedelta(days=4)),
    ]
    numbered = number_works(reversed(works))
    assert [work.label for work in numbered] == ["ПЗ № 1", "ПЗ № 3", "ЛР № 1", "ПЗ № 2", "ПЗ № 7"]
    assert works[0].label == "ПЗ"


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(list(WorkKind)), st.integers(-30, 30)), max_size=8),
    st.lists(st.tuples(st.integers(0, 7), st.integers(1, 4), st.sampled_from([5, 4, 3, 2])), max_size=20),
    st.integers(-30, 30),
)
def test_totals_always_add_up(
    rows: list[tuple[WorkKind, int]], given_marks: list[tuple[int, int, int]], today: int
) -> None:
    works = [
        ObligatoryWork(number, kind, 0, "", DAY + timedelta(days=days))
        for number, (kind, days) in enumerate(rows)
    ]
    marks = [WorkMark(work, student, value, DAY) for work, student, value in given_marks]
    found = build_ledger(works, marks, [1, 2, 3, 4], DAY + timedelta(days=today))
    assert found.total.done == sum(student.done for student in found.students)
    assert found.total.done + found.total.debts <= found.total.planned == 4 * len(found.works)
    assert sum(total.planned for total in found.by_kind) == found.total.planned
    assert len({(work.kind, work.number) for work in number_works(works)}) == len(works)
