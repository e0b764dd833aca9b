"""МИУД: where it stands, when it is due, how many are missing."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from journal.checkpoints import missing_count, months_of, place_checkpoints
from journal.lessons import add_lesson, cancel_lesson, fill_lesson
from journal.marks import put_mark
from models import AuditEntry, JournalState, LessonState, Mark, PlanItem, Work
from regulation.checkpoints import CheckpointStatus
from regulation.kinds import LessonKind, WorkKind
from regulation.refusal import Refusal
from tests import factories as make

TOPIC = "Учёт денежных средств"


@pytest.fixture
def journal(session):
    return make.journal(session)


def checkpoints(session, journal):
    """Month → the day on which its МИУД stands."""
    rows = session.scalars(
        select(Work)
        .where(Work.journal_id == journal.id, Work.kind == WorkKind.CHECKPOINT)
        .order_by(Work.month)
    )
    return {work.month: work.lesson.date for work in rows}


def held(session, journal, day, **values):
    return make.lesson(session, journal, day, topic=TOPIC, **values)


def planned(session, journal, *days):
    made = make.plan(
        session, journal, [f"{TOPIC}, часть {number}" for number, _day in enumerate(days, start=1)]
    )
    for item, day in zip(made.items, days, strict=True):
        item.planned_on = day
    session.flush()
    return made


def test_a_month_gets_its_checkpoint_on_the_last_conducted_lesson(session, act, journal):
    held(session, journal, date(2025, 9, 2))
    last = held(session, journal, date(2025, 9, 30), pair=2)
    held(session, journal, date(2025, 9, 30), pair=1)
    assert place_checkpoints(act(now="2025-09-30 12:00"), journal)
    work = session.scalars(select(Work).where(Work.kind == WorkKind.CHECKPOINT)).one()
    assert (work.lesson_id, work.month) == (last.id, date(2025, 9, 1))
    assert [item.kind for item in last.works][-1] is WorkKind.CHECKPOINT


def test_placing_again_changes_nothing(session, act, journal):
    held(session, journal, date(2025, 9, 30))
    place_checkpoints(act(now="2025-09-30 12:00"), journal)
    entries = session.scalar(select(func.count()).select_from(AuditEntry))
    assert not place_checkpoints(act(now="2025-09-30 12:05"), journal)
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == entries


def test_it_moves_with_its_marks_when_a_later_lesson_appears_and_the_move_is_audited(session, act, journal):
    held(session, journal, date(2025, 9, 25))
    person = act(make.teacher(session, journal), now="2025-09-25 12:00")
    place_checkpoints(person, journal)
    work = session.scalars(select(Work).where(Work.kind == WorkKind.CHECKPOINT)).one()
    pupil = make.students_of(session, journal)[0]
    put_mark(person, work, pupil.id, "4", 0)
    later = held(session, journal, date(2025, 9, 30))
    assert place_checkpoints(act(now="2025-09-30 12:00"), journal)
    assert work.lesson_id == later.id
    assert session.scalars(select(Mark.value).where(Mark.work_id == work.id)).all() == [4]
    moved = session.scalars(
        select(AuditEntry).where(AuditEntry.entity == "work", AuditEntry.action == "changed")
    )
    assert [entry.new["lesson_id"] for entry in moved] == [later.id]


def test_filling_a_lesson_places_it(session, act, journal):
    person = act(make.teacher(session, journal))
    lesson = add_lesson(person, journal, day=date(2025, 10, 7), pair=1, kind=LessonKind.LECTURE)
    fill_lesson(person, lesson, topic=TOPIC, homework="", version=lesson.version)
    assert checkpoints(session, journal) == {date(2025, 10, 1): date(2025, 10, 7)}


def test_the_dates_of_the_sample_plan(session, act, journal, sample_days):
    for day in sample_days:
        held(session, journal, day)
        place_checkpoints(act(now=f"{day} 12:00"), journal)
    assert list(checkpoints(session, journal).values()) == [
        date(2025, 9, 30), date(2025, 10, 30), date(2025, 11, 27), date(2025, 12, 16),
    ]  # fmt: skip


def test_a_cancelled_last_lesson_leaves_the_checkpoint_to_the_one_before(session, act, journal, sample_days):
    planned(session, journal, *sample_days)
    for day in (day for day in sample_days if day < date(2025, 11, 26)):
        held(session, journal, day)
    teacher = make.teacher(session, journal)
    last = make.lesson(session, journal, date(2025, 11, 27))
    place_checkpoints(act(teacher, now="2025-11-25 12:00"), journal)
    assert date(2025, 11, 1) not in checkpoints(session, journal)
    session.scalars(select(PlanItem).where(PlanItem.planned_on == date(2025, 11, 27))).one().planned_on = None
    cancel_lesson(act(teacher, now="2025-11-26 12:00"), last, "Болезнь преподавателя")
    assert checkpoints(session, journal)[date(2025, 11, 1)] == date(2025, 11, 25)


def test_it_waits_while_the_plan_has_a_later_lesson_in_the_month(session, act, journal):
    planned(session, journal, date(2025, 10, 2), date(2025, 10, 30))
    held(session, journal, date(2025, 10, 2))
    assert not place_checkpoints(act(now="2025-10-02 12:00"), journal)
    assert checkpoints(session, journal) == {}


def test_a_planned_lesson_that_never_took_place_does_not_hold_it_up(session, act, journal):
    held(session, journal, date(2025, 10, 23))
    make.lesson(session, journal, date(2025, 10, 30))
    assert not place_checkpoints(act(now="2025-10-30 23:59"), journal)
    assert place_checkpoints(act(now="2025-10-31 00:00"), journal)
    assert checkpoints(session, journal) == {date(2025, 10, 1): date(2025, 10, 23)}


def test_consultations_and_planned_lessons_carry_none(session, act, journal):
    held(session, journal, date(2025, 9, 25))
    held(session, journal, date(2025, 9, 29), kind=LessonKind.CONSULTATION)
    make.lesson(session, journal, date(2025, 10, 1))
    place_checkpoints(act(now="2025-10-02 12:00"), journal)
    assert checkpoints(session, journal) == {date(2025, 9, 1): date(2025, 9, 25)}


def test_a_month_without_lessons_has_none(session, act, journal):
    held(session, journal, date(2025, 9, 25))
    held(session, journal, date(2025, 11, 6))
    place_checkpoints(act(now="2025-11-20 12:00"), journal)
    assert list(checkpoints(session, journal)) == [date(2025, 9, 1), date(2025, 11, 1)]


def test_marks_are_never_taken_away_when_the_lessons_are_gone(session, act, journal):
    lesson = held(session, journal, date(2025, 9, 25))
    place_checkpoints(act(now="2025-09-25 12:00"), journal)
    work = lesson.works[-1]
    make.mark(session, work, make.students_of(session, journal)[0], 4)
    lesson.state = LessonState.CANCELLED
    assert not place_checkpoints(act(now="2025-09-26 12:00"), journal)
    assert session.get(Work, work.id).lesson_id == lesson.id
    assert [month.month for month in months_of(session, journal, date(2025, 9, 26))] == [date(2025, 9, 1)]


def test_an_empty_one_whose_lessons_are_gone_is_not_shown(session, act, journal):
    lesson = held(session, journal, date(2025, 9, 25))
    place_checkpoints(act(now="2025-09-25 12:00"), journal)
    lesson.state = LessonState.CANCELLED
    session.flush()
    assert months_of(session, journal, date(2025, 9, 26)) == []
    assert missing_count(session, journal, date(2025, 9, 26)) == 0


def test_a_closed_journal_gets_none(session, act, journal):
    held(session, journal, date(2025, 9, 25))
    journal.state = JournalState.CLOSED
    with pytest.raises(Refusal) as refused:
        place_checkpoints(act(), journal)
    assert refused.value.code == "E_CLOSED"
    assert checkpoints(session, journal) == {}


def test_each_subgroup_has_its_own(session, act, journal):
    half = make.subgroup(session, journal.group, "1", make.students_of(session, journal)[:1])
    other = make.journal(session, group=journal.group, subgroup=half, discipline=journal.discipline)
    held(session, other, date(2025, 9, 25))
    held(session, journal, date(2025, 9, 30))
    for each in (journal, other):
        place_checkpoints(act(now="2025-09-30 12:00"), each)
    assert list(checkpoints(session, other).values()) == [date(2025, 9, 25)]
    assert missing_count(session, other, date(2025, 10, 1)) == 1
    assert missing_count(session, journal, date(2025, 10, 1)) == 3


@pytest.mark.parametrize(
    ("today", "given", "status", "missing"),
    [
        (date(2025, 10, 30), 0, CheckpointStatus.DUE, 3),
        (date(2025, 10, 30), 2, CheckpointStatus.PARTIAL, 1),
        (date(2025, 10, 30), 3, CheckpointStatus.COMPLETE, 0),
        (date(2025, 10, 31), 0, CheckpointStatus.OVERDUE, 3),
        (date(2025, 10, 31), 2, CheckpointStatus.OVERDUE, 1),
        (date(2025, 10, 31), 3, CheckpointStatus.COMPLETE, 0),
    ],
)
def test_the_status_of_a_month(session, act, journal, today, given, status, missing):
    lesson = held(session, journal, date(2025, 10, 30))
    place_checkpoints(act(now="2025-10-30 12:00"), journal)
    for pupil in make.students_of(session, journal)[:given]:
        make.mark(session, lesson.works[-1], pupil, 4)
    (month,) = months_of(session, journal, today)
    assert (month.status, month.missing) == (status, missing)
    assert missing_count(session, journal, today) == missing


def test_not_assessed_counts_as_given(session, act, journal):
    lesson = held(session, journal, date(2025, 10, 30))
    place_checkpoints(act(now="2025-10-30 12:00"), journal)
    person = act(make.teacher(session, journal), now="2025-10-30 13:00")
    put_mark(person, lesson.works[-1], make.students_of(session, journal)[0].id, "н/а", 0)
    assert missing_count(session, journal, date(2025, 10, 30)) == 2


def test_nothing_is_missing_while_a_later_lesson_is_known_or_usual(session, act, journal):
    held(session, journal, date(2025, 10, 2))
    assert missing_count(session, journal, date(2025, 10, 2)) == 0  # lessons repeat weekly
    make.lesson(session, journal, date(2025, 10, 31))
    assert missing_count(session, journal, date(2025, 10, 30)) == 0
    assert missing_count(session, journal, date(2025, 11, 1)) == 3


def test_a_fulfilled_plan_has_no_later_lesson(session, act, journal):
    made = planned(session, journal, date(2025, 12, 16))
    held(session, journal, date(2025, 12, 16), plan_item_id=made.items[0].id)
    (month,) = months_of(session, journal, date(2025, 12, 16))
    assert (month.status, month.missing) == (CheckpointStatus.DUE, 3)


def test_who_left_before_the_lesson_is_not_missing(session, act, journal):
    pupil = make.students_of(session, journal)[0]
    held(session, journal, date(2025, 10, 30))
    (row,) = pupil_memberships(session, pupil)
    row.ends_on = date(2025, 10, 29)
    session.flush()
    assert missing_count(session, journal, date(2025, 10, 31)) == 2


def pupil_memberships(session, pupil):
    from models import Membership

    return session.scalars(select(Membership).where(Membership.student_id == pupil.id)).all()


@pytest.fixture
def sample_days():
    """The days of the sample plan: Tuesdays and Thursdays of the first semester 2025/26."""
    numbers = {9: (2, 4, 9, 11, 16, 18, 23, 25, 30), 10: (2, 7, 9, 14, 16, 21, 23, 28, 30),
               11: (6, 11, 13, 18, 20, 25, 27), 12: (2, 4, 9, 11, 16)}  # fmt: skip
    return [date(2025, month, day) for month, days in numbers.items() for day in days]
