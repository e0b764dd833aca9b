"""Putting a mark (4.1.1, 4.1.8)."""

from datetime import date

import pytest

from journal.marks import put_mark
from models import AuditEntry, GradeDelivery, JournalState, LessonState, Mark
from regulation.kinds import LessonKind, WorkKind
from regulation.rules import Rules
from tests import factories as make
from tests.unchanged import refuses, snapshot

MONDAY = date(2025, 10, 6)


@pytest.fixture
def journal(session):
    return make.journal(session)


@pytest.fixture
def lesson(session, journal):
    return make.lesson(session, journal, topic="Учёт денежных средств")


@pytest.fixture
def work(lesson):
    return lesson.works[0]


@pytest.fixture
def pupil(session, journal):
    return make.students_of(session, journal)[0]


@pytest.fixture
def teacher(session, journal):
    return make.teacher(session, journal)


def test_it_works(session, act, teacher, work, pupil):
    mark = put_mark(act(teacher), work, pupil.id, "5", 0)
    assert (mark.value, mark.version, mark.late_days, mark.set_by_id) == (5, 1, 0, teacher.id)
    entry = session.query(AuditEntry).filter_by(entity="mark", entity_id=mark.id).one()
    assert (entry.action, entry.new["value"], entry.user_name, entry.office) == (
        "created", 5, teacher.display_name, "teacher",
    )  # fmt: skip
    assert entry.local_time == "2025-10-07T12:00:00+07:00"


@pytest.mark.parametrize("text", ["5", "4", "3", "2", " 4 "])
def test_the_four_marks_are_taken(act, teacher, work, pupil, text):
    assert put_mark(act(teacher), work, pupil.id, text, 0).value == int(text)


@pytest.mark.parametrize(
    "text", ["0", "1", "6", "4-", "5+", "3,5", "зач", "+", "осв.", ".", "н/а", "н", "отлично", "54"]
)
def test_nothing_else_is_a_mark(session, act, teacher, work, pupil, text):
    acting = act(teacher)
    with refuses(session, "E_MARK", "4.1.8"):
        put_mark(acting, work, pupil.id, text, 0)


def test_marks_may_come_before_the_topic(session, act, teacher, journal, pupil):
    planned = make.lesson(session, journal, pair=2)
    assert put_mark(act(teacher), planned.works[0], pupil.id, "4", 0).version == 1
    assert planned.state is LessonState.PLANNED


def test_the_last_second_of_the_day_is_on_time(act, teacher, work, pupil):
    assert put_mark(act(teacher, now="2025-10-07 23:59:59"), work, pupil.id, "5", 0).late_days == 0


def test_midnight_is_late(act, teacher, work, pupil):
    assert put_mark(act(teacher, now="2025-10-08 00:00:00"), work, pupil.id, "5", 0).late_days == 1


def test_a_written_work_may_come_a_week_later_without_the_flag(session, act, teacher, journal, pupil):
    lesson = make.lesson(
        session, journal, pair=2, kind=LessonKind.CONTROL, topic="Контрольная работа по счетам"
    )
    assert put_mark(act(teacher, now="2025-10-14 18:00:00"), lesson.works[0], pupil.id, "5", 0).late_days == 0


def test_a_locked_lesson_refuses(session, act, teacher, work, pupil):
    acting = act(teacher, now="2025-10-15 00:00:00")
    with refuses(session, "E_CLOSED", "4.1.1"):
        put_mark(acting, work, pupil.id, "5", 0)


def test_an_unlocked_lesson_takes_marks_until_the_last_day(session, act, teacher, lesson, work, pupil):
    make.unlock(session, lesson, until=date(2025, 10, 20))
    assert put_mark(act(teacher, now="2025-10-20 23:00:00"), work, pupil.id, "5", 0).late_days == 13
    acting = act(teacher, now="2025-10-21 00:00:00")
    with refuses(session, "E_CLOSED", "4.1.1"):
        put_mark(acting, work, make.students_of(session, lesson.journal)[1].id, "4", 0)


def test_a_future_lesson_takes_nothing(session, act, teacher, work, pupil):
    acting = act(teacher, now="2025-10-06 23:59:59")
    with refuses(session, "E_FUTURE", "4.1.1"):
        put_mark(acting, work, pupil.id, "5", 0)


def test_a_cancelled_lesson_takes_nothing(session, act, teacher, journal, pupil):
    lesson = make.lesson(session, journal, pair=2, state=LessonState.CANCELLED, cancel_reason="праздник")
    acting = act(teacher)
    with refuses(session, "E_CLOSED", "3.10.1"):
        put_mark(acting, lesson.works[0], pupil.id, "5", 0)


@pytest.mark.parametrize("state", [JournalState.CHECKED, JournalState.CLOSED, JournalState.ARCHIVED])
def test_a_closed_journal_takes_nothing(session, act, teacher, journal, work, pupil, state):
    journal.state = state
    acting = act(teacher)
    with refuses(session, "E_CLOSED", "5.2"):
        put_mark(acting, work, pupil.id, "5", 0)


@pytest.mark.parametrize("state", [JournalState.ON_CHECK, JournalState.REMARKS])
def test_a_journal_on_check_still_takes_entries(act, teacher, journal, work, pupil, state):
    journal.state = state
    assert put_mark(act(teacher), work, pupil.id, "5", 0).version == 1


def test_a_stranger_gets_no_mark(session, act, teacher, work):
    stranger = make.student(session, "Чужой")
    acting = act(teacher)
    with refuses(session, "E_NOT_MEMBER", "3.9.2") as caught:
        put_mark(acting, work, stranger.id, "5", 0)
    assert "Чужой" not in caught.refusal.message  # who never was in the group is not named


def test_membership_counts_on_the_lesson_day(session, act, teacher, journal, lesson, work):
    left_monday = make.student(session, "Якин")
    make.membership(session, journal.group, left_monday, ends_on=MONDAY)
    came_today = make.student(session, "Юрьев")
    make.membership(session, journal.group, came_today, starts_on=lesson.date)
    assert put_mark(act(teacher), work, came_today.id, "4", 0).value == 4
    acting = act(teacher)
    with refuses(session, "E_NOT_MEMBER", "3.9.2"):
        put_mark(acting, work, left_monday.id, "4", 0)


def test_another_subgroups_student_gets_no_mark(session, act, teacher):
    whole = make.journal(session)
    first, second, _third = make.students_of(session, whole)
    part = make.subgroup(session, whole.group, "1", [first])
    journal = make.journal(session, group=whole.group, subgroup=part)
    work = make.lesson(session, journal, topic="Чтение и перевод").works[0]
    assert put_mark(act(teacher), work, first.id, "5", 0).version == 1
    acting = act(teacher)
    with refuses(session, "E_NOT_MEMBER", "3.9.2"):
        put_mark(acting, work, second.id, "5", 0)


class TestChanging:
    def test_it_works_on_the_same_day(self, session, act, teacher, work, pupil):
        put_mark(act(teacher), work, pupil.id, "3", 0)
        mark = put_mark(act(teacher), work, pupil.id, "4", 1)
        assert (mark.value, mark.version) == (4, 2)
        assert session.query(Mark).count() == 1

    def test_clearing_keeps_the_row_and_its_version(self, session, act, teacher, work, pupil):
        put_mark(act(teacher), work, pupil.id, "3", 0)
        mark = put_mark(act(teacher), work, pupil.id, "", 1)
        assert (mark.value, mark.version) == (None, 2)
        again = put_mark(act(teacher), work, pupil.id, "5", 2)
        assert (again.id, again.version) == (mark.id, 3)

    def test_the_same_value_again_changes_nothing(self, session, act, teacher, work, pupil):
        put_mark(act(teacher), work, pupil.id, "5", 0)
        before = snapshot(session)
        assert put_mark(act(teacher, now="2025-10-09 10:00"), work, pupil.id, "5", 0).version == 1
        assert snapshot(session) == before

    def test_clearing_an_empty_cell_records_nothing(self, session, act, teacher, work, pupil):
        before = snapshot(session)
        mark = put_mark(act(teacher), work, pupil.id, "", 0)
        assert (mark.value, mark.version) == (None, 0)
        assert snapshot(session) == before

    def test_an_old_version_is_a_conflict_that_shows_both(self, session, act, teacher, work, pupil):
        put_mark(act(teacher), work, pupil.id, "3", 0)
        acting = act(teacher)
        with refuses(session, "E_CONFLICT", "1.5") as caught:
            put_mark(acting, work, pupil.id, "5", 0)
        assert (caught.refusal.current, caught.refusal.wanted) == ({"value": "3", "version": 1}, "5")
        assert "«3»" in caught.refusal.message and "«5»" in caught.refusal.message

    def test_a_version_that_never_was_is_a_conflict(self, session, act, teacher, work, pupil):
        acting = act(teacher)
        with refuses(session, "E_CONFLICT", "1.5"):
            put_mark(acting, work, pupil.id, "5", 7)

    @pytest.mark.parametrize("text", ["4", ""])
    def test_a_mark_of_an_earlier_day_needs_a_reason(self, session, act, teacher, work, pupil, text):
        put_mark(act(teacher), work, pupil.id, "3", 0)
        acting = act(teacher, now="2025-10-08 09:00")
        with refuses(session, "E_REASON", "1.5"):
            put_mark(acting, work, pupil.id, text, 1)

    def test_with_a_reason_it_is_changed_and_the_reason_kept(self, session, act, teacher, work, pupil):
        put_mark(act(teacher), work, pupil.id, "3", 0)
        acting = act(teacher, now="2025-10-08 09:00", reason="ошибка при вводе")
        mark = put_mark(acting, work, pupil.id, "4", 1)
        assert (mark.value, mark.late_days) == (4, 1)
        entry = session.query(AuditEntry).filter_by(entity="mark").order_by(AuditEntry.id.desc()).first()
        assert (entry.reason, entry.old["value"], entry.new["value"]) == ("ошибка при вводе", 3, 4)

    def test_a_senseless_reason_is_no_reason(self, session, act, teacher, work, pupil):
        put_mark(act(teacher), work, pupil.id, "3", 0)
        acting = act(teacher, now="2025-10-08 09:00", reason="asdfasdf")
        before = snapshot(session)
        with pytest.raises(Exception) as raised:
            put_mark(acting, work, pupil.id, "4", 1)
        assert raised.value.code.startswith("E_TOPIC_")
        assert snapshot(session) == before

    def test_a_cell_emptied_yesterday_is_filled_without_a_reason(self, act, teacher, work, pupil):
        put_mark(act(teacher), work, pupil.id, "3", 0)
        put_mark(act(teacher), work, pupil.id, "", 1)
        assert put_mark(act(teacher, now="2025-10-08 09:00"), work, pupil.id, "4", 2).value == 4


class TestAbsent:
    @pytest.fixture(autouse=True)
    def _is_absent(self, session, lesson, pupil):
        make.absence(session, lesson, pupil)

    def test_an_absent_student_gets_no_mark(self, session, act, teacher, work, pupil):
        acting = act(teacher)
        with refuses(session, "E_ABSENT", "4.1.8"):
            put_mark(acting, work, pupil.id, "5", 0)

    def test_made_up_later_is_marked(self, act, teacher, work, pupil):
        acting = act(teacher, now="2025-10-09 15:00")
        mark = put_mark(acting, work, pupil.id, "4", 0, made_up_on=date(2025, 10, 9))
        assert (mark.value, mark.made_up_on, mark.late_days) == (4, date(2025, 10, 9), 0)

    def test_days_count_from_the_day_it_was_made_up(self, act, teacher, work, pupil):
        acting = act(teacher, now="2025-11-07 15:00")
        mark = put_mark(acting, work, pupil.id, "4", 0, made_up_on=date(2025, 11, 5))
        assert mark.late_days == 2

    @pytest.mark.parametrize("day", [date(2025, 10, 7), date(2025, 10, 6)])
    def test_not_made_up_before_the_next_day(self, session, act, teacher, work, pupil, day):
        acting = act(teacher)
        with refuses(session, "E_ABSENT", "4.1.8"):
            put_mark(acting, work, pupil.id, "4", 0, made_up_on=day)

    def test_not_made_up_in_the_future(self, session, act, teacher, work, pupil):
        acting = act(teacher)
        with refuses(session, "E_FUTURE", "4.1.1"):
            put_mark(acting, work, pupil.id, "4", 0, made_up_on=date(2025, 10, 8))

    def test_made_up_long_ago_is_locked(self, session, act, teacher, work, pupil):
        acting = act(teacher, now="2025-10-17 15:00")
        with refuses(session, "E_CLOSED", "4.1.1"):
            put_mark(acting, work, pupil.id, "4", 0, made_up_on=date(2025, 10, 9))

    def test_who_was_present_makes_nothing_up(self, session, act, teacher, journal, work):
        other = make.students_of(session, journal)[1]
        acting = act(teacher, now="2025-10-09 15:00")
        with refuses(session, "E_ABSENT", "4.1.8"):
            put_mark(acting, work, other.id, "4", 0, made_up_on=date(2025, 10, 9))

    def test_a_checkpoint_is_for_the_absent_too(self, session, act, teacher, lesson, pupil):
        checkpoint = make.work(session, lesson, WorkKind.CHECKPOINT)
        assert put_mark(act(teacher), checkpoint, pupil.id, "3", 0).value == 3


class TestCheckpoint:
    @pytest.fixture
    def checkpoint(self, session, lesson):
        return make.work(session, lesson, WorkKind.CHECKPOINT)

    @pytest.mark.parametrize(
        ("text", "value", "blank"), [("5", 5, False), ("н/а", None, True), ("Н/А", None, True)]
    )
    def test_it_takes_marks_and_na(self, act, teacher, checkpoint, pupil, text, value, blank):
        mark = put_mark(act(teacher), checkpoint, pupil.id, text, 0)
        assert (mark.value, mark.not_assessed) == (value, blank)

    def test_na_gives_way_to_a_mark(self, act, teacher, checkpoint, pupil):
        put_mark(act(teacher), checkpoint, pupil.id, "н/а", 0)
        mark = put_mark(act(teacher), checkpoint, pupil.id, "3", 1)
        assert (mark.value, mark.not_assessed, mark.version) == (3, False, 2)

    def test_without_a_course_nothing_goes_to_the_lms(self, session, act, teacher, checkpoint, pupil):
        put_mark(act(teacher), checkpoint, pupil.id, "5", 0)
        assert session.query(GradeDelivery).count() == 0

    def test_it_is_wanted_in_the_lms(self, session, act, teacher, journal, checkpoint, pupil):
        journal.course = make.course(session)
        put_mark(act(teacher), checkpoint, pupil.id, "5", 0)
        delivery = session.query(GradeDelivery).one()
        assert (delivery.value, delivery.wanted_version, delivery.line_item.label) == (
            5,
            1,
            "МИУД, октябрь 2025",
        )
        put_mark(act(teacher), checkpoint, pupil.id, "н/а", 1)
        assert (delivery.value, delivery.wanted_version) == (None, 2)
        assert delivery.comment

    def test_an_ordinary_mark_is_not(self, session, act, teacher, journal, work, pupil):
        journal.course = make.course(session)
        put_mark(act(teacher), work, pupil.id, "5", 0)
        assert session.query(GradeDelivery).count() == 0


def test_rules_changed_by_order_count(session, act, teacher, work, pupil):
    acting = act(teacher, now="2025-10-09 09:00", rules=Rules(lock_days=1))
    with refuses(session, "E_CLOSED", "4.1.1"):
        put_mark(acting, work, pupil.id, "5", 0)
