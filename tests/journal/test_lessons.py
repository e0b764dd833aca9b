"""Planning, switching, cancelling and moving lessons; their columns (3.10.1, 4.1.5, 4.1.6, 4.2.2)."""

from datetime import date

import pytest

from journal.lessons import (
    add_lesson,
    add_work,
    cancel_lesson,
    change_hours,
    change_kind,
    change_work,
    move_lesson,
    writing_verdict,
)
from journal.marks import put_mark
from models import FinalScope, JournalState, Lesson, LessonState, Mark, Work
from regulation.kinds import LessonKind, WorkKind
from tests import factories as make
from tests.unchanged import refuses, snapshot

TOPIC = "Учёт денежных средств"
TODAY, TOMORROW, MONDAY = date(2025, 10, 7), date(2025, 10, 8), date(2025, 9, 29)


@pytest.fixture
def journal(session):
    return make.journal(session)


@pytest.fixture
def teacher(session, journal):
    return make.teacher(session, journal)


@pytest.fixture
def pupil(session, journal):
    return make.students_of(session, journal)[0]


class TestAdding:
    def test_it_works(self, act, teacher, journal):
        lesson = add_lesson(act(teacher), journal, day=TODAY, pair=2, kind=LessonKind.LECTURE)
        assert (lesson.state, lesson.hours, lesson.version) == (LessonState.PLANNED, 2, 1)
        assert [(work.kind, work.number) for work in lesson.works] == [(WorkKind.CURRENT, None)]

    def test_obligatory_works_are_numbered(self, act, teacher, journal):
        for pair in (1, 2):
            add_lesson(act(teacher), journal, day=TODAY, pair=pair, kind=LessonKind.LABORATORY)
        last = add_lesson(act(teacher), journal, day=TODAY, pair=3, kind=LessonKind.PRACTICAL)
        lab = add_lesson(act(teacher), journal, day=TODAY, pair=4, kind=LessonKind.LABORATORY)
        assert (last.works[0].number, lab.works[0].number) == (1, 3)

    def test_it_may_lie_ahead(self, act, teacher, journal):
        assert add_lesson(act(teacher), journal, day=date(2025, 12, 27), pair=1, kind=LessonKind.EXAM).id

    @pytest.mark.parametrize("day", [date(2025, 8, 31), date(2025, 12, 28)])
    def test_outside_the_term_is_refused(self, session, act, teacher, journal, day):
        acting = act(teacher)
        with refuses(session, "E_PERIOD", "3.10.1"):
            add_lesson(acting, journal, day=day, pair=1, kind=LessonKind.LECTURE)

    def test_a_taken_pair_is_refused_by_name(self, session, act, teacher, journal):
        make.lesson(session, journal, TODAY, 2, topic=TOPIC)
        acting = act(teacher)
        with refuses(session, "E_SLOT", "3.10.1") as caught:
            add_lesson(acting, journal, day=TODAY, pair=2, kind=LessonKind.LECTURE)
        assert TOPIC in caught.refusal.message

    def test_the_pair_of_a_cancelled_lesson_is_free(self, session, act, teacher, journal):
        make.lesson(session, journal, TODAY, 2, state=LessonState.CANCELLED, cancel_reason="праздник")
        assert add_lesson(act(teacher), journal, day=TODAY, pair=2, kind=LessonKind.LECTURE).id

    @pytest.mark.parametrize(
        ("pair", "hours", "code"),
        [(0, 2, "E_SLOT"), (13, 2, "E_SLOT"), (1, 0, "E_HOURS"), (1, 13, "E_HOURS")],
    )
    def test_pairs_and_hours_are_1_to_12(self, session, act, teacher, journal, pair, hours, code):
        acting = act(teacher)
        with refuses(session, code):
            add_lesson(acting, journal, day=TODAY, pair=pair, kind=LessonKind.LECTURE, hours=hours)

    @pytest.mark.parametrize("values", [{"value": 4}, {"value": None, "not_assessed": True, "na_reason": "болезнь",
                                                       "na_deadline": date(2025, 12, 1), "na_form": "exam"}])  # fmt: skip
    def test_none_behind_a_set_final(self, session, act, teacher, journal, pupil, values):
        make.final(session, journal, pupil, **values)
        acting = act(teacher)
        with refuses(session, "E_CLOSED", "4.2.2"):
            add_lesson(acting, journal, day=TODAY, pair=1, kind=LessonKind.LECTURE)

    def test_an_emptied_final_or_one_of_the_study_stands_in_nobodys_way(
        self, session, act, teacher, journal, pupil
    ):
        make.final(session, journal, pupil, None)
        make.final(session, journal, pupil, 5, FinalScope.STUDY)
        assert add_lesson(act(teacher), journal, day=TODAY, pair=1, kind=LessonKind.LECTURE).id

    def test_a_closed_journal_refuses(self, session, act, teacher, journal):
        journal.state = JournalState.CLOSED
        acting = act(teacher)
        with refuses(session, "E_CLOSED", "5.2"):
            add_lesson(acting, journal, day=TODAY, pair=1, kind=LessonKind.LECTURE)


class TestSwitching:
    def test_the_kind_takes_the_empty_column_with_it(self, session, act, teacher, journal):
        lesson = make.lesson(session, journal)
        make.work(session, lesson, WorkKind.CHECKPOINT)
        change_kind(act(teacher), lesson, LessonKind.PRACTICAL)
        assert [(work.kind, work.number) for work in lesson.works] == [
            (WorkKind.PRACTICAL, 1),
            (WorkKind.CHECKPOINT, None),
        ]

    def test_a_column_with_marks_stays(self, session, act, teacher, journal, pupil):
        lesson = make.lesson(session, journal)
        make.mark(session, lesson.works[0], pupil)
        change_kind(act(teacher), lesson, LessonKind.CONTROL)
        assert (lesson.kind, lesson.works[0].kind) == (LessonKind.CONTROL, WorkKind.CURRENT)

    def test_emptied_cells_follow_the_column(self, session, act, teacher, journal, pupil):
        lesson = make.lesson(session, journal)
        put_mark(act(teacher), lesson.works[0], pupil.id, "5", 0)
        put_mark(act(teacher), lesson.works[0], pupil.id, "", 1)
        change_kind(act(teacher), lesson, LessonKind.CONTROL)
        assert session.query(Mark).one().work_kind == "control"

    def test_a_lesson_ahead_may_be_prepared(self, session, act, teacher, journal):
        lesson = make.lesson(session, journal, TOMORROW)
        change_kind(act(teacher), lesson, LessonKind.SEMINAR)
        change_hours(act(teacher), lesson, 1)
        assert (lesson.kind, lesson.hours) == (LessonKind.SEMINAR, 1)

    def test_a_locked_one_may_not(self, session, act, teacher, journal):
        lesson = make.lesson(session, journal, MONDAY)
        acting = act(teacher)
        with refuses(session, "E_CLOSED", "4.1.1"):
            change_kind(acting, lesson, LessonKind.SEMINAR)
        with refuses(session, "E_CLOSED", "4.1.1"):
            change_hours(acting, lesson, 1)

    def test_no_consultation_with_absentees(self, session, act, teacher, journal, pupil):
        lesson = make.lesson(session, journal)
        make.absence(session, lesson, pupil)
        acting = act(teacher)
        with refuses(session, "E_ABSENT", "4.1.5"):
            change_kind(acting, lesson, LessonKind.CONSULTATION)

    def test_hours_are_checked(self, session, act, teacher, journal):
        lesson = make.lesson(session, journal)
        acting = act(teacher)
        with refuses(session, "E_HOURS", "4.1.3"):
            change_hours(acting, lesson, 0)


class TestCancelling:
    def test_it_works(self, session, act, teacher, journal):
        lesson = make.lesson(session, journal, TOMORROW)
        cancel_lesson(act(teacher), lesson, "праздничный день")
        assert (lesson.state, lesson.cancel_reason) == (LessonState.CANCELLED, "праздничный день")

    def test_a_conducted_one_is_never_removed(self, session, act, teacher, journal):
        lesson = make.lesson(session, journal, topic=TOPIC)
        acting = act(teacher)
        with refuses(session, "E_CLOSED", "3.10.1"):
            cancel_lesson(acting, lesson, "праздничный день")

    def test_nor_one_with_entries(self, session, act, teacher, journal, pupil):
        marked, missed = make.lesson(session, journal), make.lesson(session, journal, pair=2)
        make.mark(session, marked.works[0], pupil)
        make.absence(session, missed, pupil)
        acting = act(teacher)
        for lesson in (marked, missed):
            with refuses(session, "E_CLOSED", "1.5"):
                cancel_lesson(acting, lesson, "праздничный день")

    def test_not_without_a_reason(self, session, act, teacher, journal):
        lesson = make.lesson(session, journal, TOMORROW)
        acting = act(teacher)
        with refuses(session, "E_TOPIC_EMPTY"):
            cancel_lesson(acting, lesson, " ")

    def test_not_twice(self, session, act, teacher, journal):
        lesson = make.lesson(
            session, journal, TOMORROW, state=LessonState.CANCELLED, cancel_reason="праздник"
        )
        acting = act(teacher)
        with refuses(session, "E_CLOSED", "3.10.1"):
            cancel_lesson(acting, lesson, "праздничный день")


class TestMoving:
    def test_it_works(self, session, act, teacher, journal):
        lesson = make.lesson(session, journal, TOMORROW, 1, LessonKind.LABORATORY, homework="§ 3", hours=4)
        lesson.works[0].number = 1
        moved = move_lesson(act(teacher), lesson, date(2025, 10, 10), 3, "болезнь педагога")
        assert (lesson.state, lesson.cancel_reason) == (LessonState.MOVED, "болезнь педагога")
        assert (moved.date, moved.pair, moved.kind, moved.hours, moved.homework) == (
            date(2025, 10, 10), 3, LessonKind.LABORATORY, 4, "§ 3",
        )  # fmt: skip
        assert [(work.kind, work.number) for work in moved.works] == [(WorkKind.LABORATORY, 1)]
        assert session.query(Lesson).count() == 2

    def test_the_freed_pair_may_be_taken(self, session, act, teacher, journal):
        lesson = make.lesson(session, journal, TOMORROW)
        move_lesson(act(teacher), lesson, date(2025, 10, 10), 1, "болезнь педагога")
        assert add_lesson(act(teacher), journal, day=TOMORROW, pair=1, kind=LessonKind.LECTURE).id

    def test_not_onto_another_lesson(self, session, act, teacher, journal):
        lesson = make.lesson(session, journal, TOMORROW)
        make.lesson(session, journal, TOMORROW, 2)
        acting = act(teacher)
        with refuses(session, "E_SLOT", "3.10.1"):
            move_lesson(acting, lesson, TOMORROW, 2, "болезнь педагога")

    def test_not_out_of_the_term(self, session, act, teacher, journal):
        lesson = make.lesson(session, journal, TOMORROW)
        acting = act(teacher)
        with refuses(session, "E_PERIOD", "3.10.1"):
            move_lesson(acting, lesson, date(2026, 1, 20), 1, "болезнь педагога")

    def test_not_when_conducted(self, session, act, teacher, journal):
        lesson = make.lesson(session, journal, topic=TOPIC)
        acting = act(teacher)
        with refuses(session, "E_CLOSED", "3.10.1"):
            move_lesson(acting, lesson, TOMORROW, 1, "болезнь педагога")

    def test_not_behind_a_set_final(self, session, act, teacher, journal, pupil):
        lesson = make.lesson(session, journal, TOMORROW)
        make.final(session, journal, pupil)
        acting = act(teacher)
        with refuses(session, "E_CLOSED", "4.2.2"):
            move_lesson(acting, lesson, date(2025, 10, 10), 1, "болезнь педагога")


class TestColumns:
    def test_a_second_mark_gets_a_column(self, session, act, teacher, journal):
        lesson = make.lesson(session, journal)
        make.work(session, lesson, WorkKind.CHECKPOINT)
        work = add_work(act(teacher), lesson, WorkKind.ORAL, "Опрос по счетам")
        assert (work.kind, work.title, work.position) == (WorkKind.ORAL, "Опрос по счетам", 1)
        session.refresh(lesson, ["works"])
        assert [one.kind for one in lesson.works] == [WorkKind.CURRENT, WorkKind.ORAL, WorkKind.CHECKPOINT]

    def test_a_title_may_be_left_out(self, session, act, teacher, journal):
        assert add_work(act(teacher), make.lesson(session, journal), WorkKind.THEORY).title == ""

    def test_a_checkpoint_comes_by_itself(self, session, act, teacher, journal):
        lesson = make.lesson(session, journal)
        acting = act(teacher)
        with refuses(session, "E_WORK", "3.13.2"):
            add_work(acting, lesson, WorkKind.CHECKPOINT)
        with refuses(session, "E_WORK", "3.13.2"):
            change_work(acting, lesson.works[0], WorkKind.CHECKPOINT)

    def test_six_columns_are_the_most(self, session, act, teacher, journal):
        lesson = make.lesson(session, journal, works=[WorkKind.CURRENT] * 6)
        acting = act(teacher)
        with refuses(session, "E_WORK", "4.1.6"):
            add_work(acting, lesson, WorkKind.ORAL)

    def test_none_on_a_locked_lesson(self, session, act, teacher, journal):
        lesson = make.lesson(session, journal, MONDAY)
        acting = act(teacher)
        with refuses(session, "E_CLOSED", "4.1.1"):
            add_work(acting, lesson, WorkKind.ORAL)

    def test_a_senseless_title_is_refused(self, session, act, teacher, journal):
        lesson = make.lesson(session, journal)
        acting = act(teacher)
        with refuses(session, "E_TOPIC_NOT_RUSSIAN"):
            add_work(acting, lesson, WorkKind.ORAL, "read aloud")

    def test_a_column_switched_keeps_its_marks(self, session, act, teacher, journal, pupil):
        lesson = make.lesson(session, journal)
        mark = put_mark(act(teacher), lesson.works[0], pupil.id, "4", 0)
        change_work(act(teacher), lesson.works[0], WorkKind.PRACTICAL)
        assert (lesson.works[0].number, mark.work_kind, mark.value) == (1, "practical", 4)
        before = snapshot(session)
        change_work(act(teacher), lesson.works[0], WorkKind.PRACTICAL)
        assert snapshot(session) == before

    def test_a_moved_lessons_number_is_not_taken_twice(self, session, act, teacher, journal):
        lesson = add_lesson(act(teacher), journal, day=TOMORROW, pair=1, kind=LessonKind.LABORATORY)
        move_lesson(act(teacher), lesson, TOMORROW, 2, "болезнь педагога")
        later = add_lesson(act(teacher), journal, day=TOMORROW, pair=3, kind=LessonKind.LABORATORY)
        assert later.works[0].number == 2
        assert session.query(Work).count() == 3


def test_the_verdict_knows_unlocks(session, act, teacher, journal):
    lesson = make.lesson(session, journal, MONDAY)
    assert not writing_verdict(act(teacher), lesson).is_open
    make.unlock(session, lesson, until=TODAY)
    verdict = writing_verdict(act(teacher), lesson)
    assert (verdict.is_open, verdict.late_days, verdict.is_flagged) == (True, 8, True)
