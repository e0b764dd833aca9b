"""Замена, перенос, отмена of one day: the journals follow, holidays and clashes are refused (3.10.1)."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from journal.change_annulment import annul_change
from journal.planning import plan_lessons
from journal.timetable import add_entry
from journal.timetable_changes import Wanted, change_day
from models import ChangeKind, Lesson, LessonState, TimetableChange
from tests import factories as make
from tests.journal.timetable import HOLIDAY, college
from tests.unchanged import refuses

DAY = date(2025, 10, 14)  # a Tuesday ahead
FREE = date(2025, 10, 16)
CANCEL = Wanted(ChangeKind.CANCEL, "болезнь преподавателя", "15-р", date(2025, 10, 6))
MOVE = replace(CANCEL, kind=ChangeKind.MOVE, new_day=FREE, new_pair=3)
REPLACE = replace(CANCEL, kind=ChangeKind.REPLACE)


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
def entry(act, place, dispatcher, journal):
    return add_entry(act(dispatcher), place.line())


def on(session, journal, day):
    wanted = select(Lesson).where(Lesson.journal_id == journal.id, Lesson.date == day)
    return list(session.scalars(wanted.order_by(Lesson.pair, Lesson.id)))


class TestCancelling:
    def test_it_works(self, session, act, dispatcher, journal, entry):
        change = change_day(act(dispatcher), entry, DAY, CANCEL)
        (lesson,) = on(session, journal, DAY)
        assert (lesson.state, lesson.id) == (LessonState.CANCELLED, change.lesson_id)
        assert lesson.cancel_reason == "болезнь преподавателя (основание: № 15-р от 06.10.2025)"
        assert plan_lessons(act(dispatcher), [entry]).made == 0

    def test_taken_back_the_lesson_stands_again(self, session, act, dispatcher, journal, entry):
        change = change_day(act(dispatcher), entry, DAY, CANCEL)
        annul_change(act(dispatcher), change)
        (lesson,) = on(session, journal, DAY)
        assert (lesson.state, lesson.cancel_reason) == (LessonState.PLANNED, "")

    def test_a_conducted_one_is_refused_with_its_name(self, session, act, dispatcher, journal, entry):
        (lesson,) = on(session, journal, DAY)
        lesson.state, lesson.topic = LessonState.CONDUCTED, "Учёт кассовых операций"
        session.flush()
        acting = act(dispatcher)
        with refuses(session, "E_CLOSED", "3.10.1") as caught:
            change_day(acting, entry, DAY, CANCEL)
        assert "14.10.2025, 2-я пара, БУ-23-1" in caught.refusal.message

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"basis_number": ""}, "E_ORDER"),
            ({"basis_dated": None}, "E_ORDER"),
            ({"basis_dated": date(2025, 10, 8)}, "E_ORDER"),
            ({"reason": ""}, "E_TOPIC_EMPTY"),
        ],
    )
    def test_without_reason_or_basis_it_is_refused(self, session, act, dispatcher, entry, changes, code):
        acting = act(dispatcher)
        with refuses(session, code):
            change_day(acting, entry, DAY, replace(CANCEL, **changes))

    def test_a_day_without_the_lesson_is_refused(self, session, act, dispatcher, entry):
        acting = act(dispatcher)
        for day in (FREE, HOLIDAY):
            with refuses(session, "E_DAY"):
                change_day(acting, entry, day, CANCEL)

    def test_a_second_change_of_the_day_is_refused(self, session, act, dispatcher, entry):
        acting = act(dispatcher)
        change_day(acting, entry, DAY, CANCEL)
        with refuses(session, "E_CLOSED"):
            change_day(acting, entry, DAY, MOVE)


class TestMoving:
    def test_it_works(self, session, act, place, dispatcher, journal, entry):
        change = change_day(act(dispatcher), entry, DAY, MOVE)
        (old,), (new,) = on(session, journal, DAY), on(session, journal, FREE)
        assert (old.state, new.state, new.pair) == (LessonState.MOVED, LessonState.PLANNED, 3)
        assert (new.timetable_entry_id, new.room, new.teacher_id) == (
            entry.id,
            "312",
            place.teachers["T-104"].id,
        )
        assert change.new_lesson_id == new.id
        assert plan_lessons(act(dispatcher), [entry]).made == 0

    def test_a_journal_opened_later_gets_it_at_its_new_place(self, session, act, place, dispatcher):
        entry = add_entry(act(dispatcher), place.line("СГ.04", "T-112", weekday=1, room="спортзал"))
        change_day(act(dispatcher), entry, DAY, MOVE)
        journal = make.journal(
            session, group=place.group, discipline=place.disciplines["СГ.04"], term=place.term
        )
        plan_lessons(act(dispatcher), [entry])
        assert on(session, journal, DAY) == []
        assert [one.pair for one in on(session, journal, FREE)] == [3]

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"new_day": HOLIDAY}, "E_HOLIDAY"),
            ({"new_day": date(2025, 10, 19)}, "E_HOLIDAY"),
            ({"new_day": date(2026, 1, 13)}, "E_PERIOD"),
            ({"new_pair": 9}, "E_SLOT"),
            ({"new_day": None}, "E_SLOT"),
            ({"new_day": date(2025, 10, 21), "new_pair": 2}, "E_CLASH"),
            ({"new_day": DAY, "new_pair": 2}, "E_SLOT"),
        ],
    )
    def test_a_place_that_cannot_be_is_refused(self, session, act, dispatcher, entry, changes, code):
        acting = act(dispatcher)
        with refuses(session, code):
            change_day(acting, entry, DAY, replace(MOVE, **changes))

    def test_the_place_left_is_free_for_others_and_then_cannot_be_taken_back(
        self, session, act, place, dispatcher, entry
    ):
        acting = act(dispatcher)
        change = change_day(acting, entry, DAY, MOVE)
        add_entry(acting, place.line("СГ.02", "T-110", room="205", starts_on=DAY, ends_on=DAY))
        with refuses(session, "E_CLASH"):
            annul_change(acting, change)

    def test_taken_back_it_stands_where_it_was(self, session, act, dispatcher, journal, entry):
        change = change_day(act(dispatcher), entry, DAY, MOVE)
        annul_change(act(dispatcher), change)
        (old,), (new,) = on(session, journal, DAY), on(session, journal, FREE)
        assert (old.state, new.state) == (LessonState.PLANNED, LessonState.CANCELLED)


class TestReplacing:
    def test_another_room(self, session, act, dispatcher, journal, entry):
        change_day(act(dispatcher), entry, DAY, replace(REPLACE, new_room="207"))
        assert on(session, journal, DAY)[0].room == "207"

    def test_a_taken_room_is_refused(self, session, act, place, dispatcher, entry):
        acting = act(dispatcher)
        other = make.group(session, "БУ-23-2")
        add_entry(acting, place.line("СГ.02", "T-110", group=other, room="207"))
        with refuses(session, "E_CLASH"):
            change_day(acting, entry, DAY, replace(REPLACE, new_room="ауд. 207"))

    def test_own_discipline_goes_into_its_own_journal(self, session, act, place, dispatcher, journal, entry):
        own = make.journal(session, group=place.group, discipline=place.disciplines["СГ.02"], term=place.term)
        teacher = place.teachers["T-110"]
        wanted = replace(REPLACE, new_discipline=place.disciplines["СГ.02"], new_teacher=teacher)
        change_day(act(dispatcher), entry, DAY, wanted)
        assert on(session, journal, DAY)[0].state is LessonState.CANCELLED
        (lesson,) = on(session, own, DAY)
        assert (lesson.state, lesson.pair, lesson.teacher_id) == (LessonState.PLANNED, 2, teacher.id)

    def test_own_discipline_as_a_moved_lesson(self, session, act, place, dispatcher, journal, entry):
        own = make.journal(session, group=place.group, discipline=place.disciplines["СГ.02"], term=place.term)
        theirs = add_entry(act(dispatcher), place.line("СГ.02", "T-110", weekday=4, room="205"))
        (brought,) = on(session, own, date(2025, 10, 17))
        wanted = replace(
            REPLACE,
            new_discipline=place.disciplines["СГ.02"],
            new_teacher=place.teachers["T-110"],
            brought=brought,
        )
        change = change_day(act(dispatcher), entry, DAY, wanted)
        assert brought.state is LessonState.MOVED
        (lesson,) = on(session, own, DAY)
        assert (lesson.id, lesson.timetable_entry_id) == (change.new_lesson_id, theirs.id)
        assert plan_lessons(act(dispatcher), [entry, theirs]).made == 0
        annul_change(act(dispatcher), change)
        assert brought.state is LessonState.PLANNED
        assert (lesson.state, on(session, journal, DAY)[0].state) == (
            LessonState.CANCELLED,
            LessonState.PLANNED,
        )
        assert {one.annulled_at is None for one in session.scalars(select(TimetableChange))} == {False}

    def test_a_busy_teacher_is_refused(self, session, act, place, dispatcher, entry):
        acting = act(dispatcher)
        other = make.group(session, "БУ-23-2")
        add_entry(acting, place.line("СГ.02", "T-110", group=other, room="207"))
        wanted = replace(
            REPLACE, new_discipline=place.disciplines["СГ.02"], new_teacher=place.teachers["T-110"]
        )
        with refuses(session, "E_CLASH") as caught:
            change_day(acting, entry, DAY, wanted)
        assert "преподаватель занят" in caught.refusal.message
