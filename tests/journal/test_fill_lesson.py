"""Topic and homework of a lesson (3.13.1, 4.1.1–4.1.3)."""

from datetime import date

import pytest
from sqlalchemy import select

from journal.absences import confirm_absences, put_absence
from journal.lessons import fill_lesson, is_filled, lesson_cautions
from models import Attendance, AuditEntry, JournalState, LessonState, PlanState, Work
from regulation.kinds import LessonKind, WorkKind
from tests import factories as make
from tests.unchanged import refuses, snapshot

TOPIC = "Учёт денежных средств в кассе"


@pytest.fixture
def journal(session):
    return make.journal(session)


@pytest.fixture
def lesson(session, journal):
    return make.lesson(session, journal)


@pytest.fixture
def teacher(session, journal):
    return make.teacher(session, journal)


def test_it_works(session, act, teacher, lesson):
    acting = act(teacher)
    fill_lesson(acting, lesson, topic=f"  {TOPIC} ", homework="§ 12, упр. 5", version=lesson.version)
    assert (lesson.state, lesson.topic, lesson.homework) == (LessonState.CONDUCTED, TOPIC, "§ 12, упр. 5")
    assert (lesson.teacher_id, lesson.topic_at, lesson.late_days) == (teacher.id, acting.now, 0)
    assert lesson.filled_at is None
    entry = session.scalars(
        select(AuditEntry).where(AuditEntry.entity == "lesson").order_by(AuditEntry.id.desc())
    ).first()
    assert (entry.action, entry.new["topic"], entry.old["state"]) == ("changed", TOPIC, "planned")


def test_with_confirmed_absence_it_is_filled(act, teacher, lesson, clock):
    confirm_absences(act(teacher), lesson)
    fill_lesson(act(teacher), lesson, topic=TOPIC, homework="Не задано", version=lesson.version)
    assert (lesson.filled_at, lesson.late_days) == (clock(), 0)


def test_without_homework_it_is_conducted_but_not_filled(act, teacher, lesson):
    confirm_absences(act(teacher), lesson)
    fill_lesson(act(teacher), lesson, topic=TOPIC, homework="", version=lesson.version)
    assert (lesson.state, is_filled(lesson), lesson.filled_at) == (LessonState.CONDUCTED, False, None)


def test_a_practice_needs_no_homework(session, act, teacher, journal):
    lesson = make.lesson(session, journal, pair=2, kind=LessonKind.TRAINING_PRACTICE)
    confirm_absences(act(teacher), lesson)
    fill_lesson(
        act(teacher), lesson, topic="Оформление первичных документов", homework="", version=lesson.version
    )
    assert lesson.filled_at is not None


def test_homework_may_come_before_the_topic(act, teacher, lesson):
    fill_lesson(act(teacher), lesson, topic="", homework="§ 3", version=lesson.version)
    assert (lesson.state, lesson.homework) == (LessonState.PLANNED, "§ 3")


def test_two_days_later_it_is_late_and_flagged(act, teacher, lesson):
    fill_lesson(
        act(teacher, now="2025-10-09 00:00"), lesson, topic=TOPIC, homework="§ 3", version=lesson.version
    )
    assert lesson.late_days == 2
    assert [caution.code for caution in lesson_cautions(lesson)] == ["W_LATE"]


def test_a_topic_corrected_later_was_not_late(act, teacher, lesson):
    fill_lesson(act(teacher), lesson, topic=TOPIC, homework="§ 3", version=lesson.version)
    confirm_absences(act(teacher), lesson)
    later = act(teacher, now="2025-10-09 10:00")
    fill_lesson(later, lesson, topic="Учёт денежных документов", homework="§ 3", version=lesson.version)
    assert (lesson.topic, lesson.late_days) == ("Учёт денежных документов", 0)


def test_the_same_again_changes_nothing(session, act, teacher, lesson):
    fill_lesson(act(teacher), lesson, topic=TOPIC, homework="§ 3", version=lesson.version)
    before = snapshot(session)
    fill_lesson(act(teacher, now="2025-12-01 10:00"), lesson, topic=TOPIC, homework="§ 3", version=1)
    assert snapshot(session) == before


@pytest.mark.parametrize(
    ("topic", "code"),
    [
        ("Present Simple", "E_TOPIC_NOT_RUSSIAN"),
        ("йцукен", "E_TOPIC_GIBBERISH"),
        ("Тема № 5", "E_TOPIC_NO_TOPIC"),
    ],
)
def test_a_bad_topic_is_refused(session, act, teacher, lesson, topic, code):
    acting, version = act(teacher), lesson.version
    with refuses(session, code, "4.1.2"):
        fill_lesson(acting, lesson, topic=topic, homework="§ 3", version=version)


def test_a_bad_homework_is_refused_whole(session, act, teacher, lesson):
    acting, version = act(teacher), lesson.version
    with refuses(session, "E_TOPIC_NOT_RUSSIAN", "4.1.2"):
        fill_lesson(acting, lesson, topic=TOPIC, homework="read the text", version=version)


def test_a_conducted_lesson_keeps_a_topic(session, act, teacher, lesson):
    fill_lesson(act(teacher), lesson, topic=TOPIC, homework="§ 3", version=lesson.version)
    acting, version = act(teacher), lesson.version
    with refuses(session, "E_TOPIC_EMPTY", "4.1.2"):
        fill_lesson(acting, lesson, topic="", homework="§ 3", version=version)


@pytest.mark.parametrize(
    ("now", "code"), [("2025-10-06 23:59:59", "E_FUTURE"), ("2025-10-15 00:00:00", "E_CLOSED")]
)
def test_it_follows_the_rule_of_days(session, act, teacher, lesson, now, code):
    acting, version = act(teacher, now=now), lesson.version
    with refuses(session, code, "4.1.1"):
        fill_lesson(acting, lesson, topic=TOPIC, homework="§ 3", version=version)


def test_an_unlocked_lesson_is_filled_late(session, act, teacher, lesson):
    make.unlock(session, lesson, until=date(2025, 11, 5))
    acting = act(teacher, now="2025-11-05 12:00")
    fill_lesson(acting, lesson, topic=TOPIC, homework="§ 3", version=lesson.version)
    assert lesson.late_days == 29


def test_a_cancelled_lesson_refuses(session, act, teacher, journal):
    lesson = make.lesson(session, journal, pair=3, state=LessonState.CANCELLED, cancel_reason="праздник")
    acting, version = act(teacher), lesson.version
    with refuses(session, "E_CLOSED", "3.10.1"):
        fill_lesson(acting, lesson, topic=TOPIC, homework="§ 3", version=version)


def test_a_closed_journal_refuses(session, act, teacher, journal, lesson):
    journal.state = JournalState.CHECKED
    acting, version = act(teacher), lesson.version
    with refuses(session, "E_CLOSED", "5.2"):
        fill_lesson(acting, lesson, topic=TOPIC, homework="§ 3", version=version)


class TestConflict:
    def test_another_topic_meanwhile_shows_both(self, session, act, teacher, lesson):
        seen = lesson.version
        fill_lesson(act(teacher), lesson, topic="Учёт расчётов", homework="§ 2", version=seen)
        acting = act(teacher)
        with refuses(session, "E_CONFLICT", "1.5") as caught:
            fill_lesson(acting, lesson, topic=TOPIC, homework="§ 3", version=seen)
        assert caught.refusal.current["topic"] == "Учёт расчётов"
        assert caught.refusal.current["version"] == lesson.version
        assert caught.refusal.wanted == {"topic": TOPIC, "homework": "§ 3"}

    def test_an_absence_noted_meanwhile_is_none(self, session, act, teacher, journal, lesson):
        seen = lesson.version
        put_absence(act(teacher), lesson, make.students_of(session, journal)[0].id, Attendance.ABSENT, 0)
        assert lesson.version > seen
        fill_lesson(act(teacher), lesson, topic=TOPIC, homework="§ 3", version=seen)
        assert lesson.topic == TOPIC

    def test_a_version_that_never_was_is_one(self, session, act, teacher, lesson):
        acting, version = act(teacher), lesson.version + 1
        with refuses(session, "E_CONFLICT", "1.5"):
            fill_lesson(acting, lesson, topic=TOPIC, homework="§ 3", version=version)


class TestPlan:
    TOPICS = (TOPIC, "Учёт расчётов с подотчётными лицами", "Учёт основных средств")

    @pytest.fixture
    def plan(self, session, journal):
        return make.plan(session, journal, self.TOPICS)

    def fill(self, acting, lesson, topic=TOPIC, **values):
        return fill_lesson(acting, lesson, topic=topic, homework="§ 3", version=lesson.version, **values)

    def test_the_offered_line_is_used(self, act, teacher, lesson, plan):
        self.fill(act(teacher), lesson, plan_item_id=plan.items[0].id)
        assert (lesson.plan_item_id, lesson_cautions(lesson)) == (plan.items[0].id, [])

    def test_a_typed_topic_finds_its_line(self, act, teacher, lesson, plan):
        self.fill(act(teacher), lesson, "учет  основных средств.")
        assert lesson.plan_item_id == plan.items[2].id

    def test_a_line_of_four_hours_is_for_two_lessons(self, session, act, teacher, journal, lesson):
        plan = make.plan(session, journal, [TOPIC], hours=4)
        second = make.lesson(session, journal, pair=2)
        third = make.lesson(session, journal, pair=3)
        self.fill(act(teacher), lesson)
        self.fill(act(teacher), second)
        assert second.plan_item_id == plan.items[0].id
        acting = act(teacher)
        with refuses(session, "E_PLAN_REASON", "4.1.3"):
            self.fill(acting, third)

    @pytest.mark.parametrize("state", list(PlanState))
    def test_off_plan_needs_a_reason(self, session, act, teacher, journal, lesson, state):
        make.plan(session, journal, self.TOPICS, state)
        acting = act(teacher)
        with refuses(session, "E_PLAN_REASON", "4.1.3"):
            self.fill(acting, lesson, "Экскурсия на предприятие")

    def test_with_a_reason_it_stands_flagged(self, act, teacher, lesson, plan):
        self.fill(act(teacher), lesson, "Экскурсия на предприятие", off_plan_reason="приглашение завода")
        assert (lesson.plan_item_id, lesson.off_plan_reason) == (None, "приглашение завода")
        assert [caution.code for caution in lesson_cautions(lesson)] == ["W_PLAN"]

    def test_a_reworded_line_keeps_its_place(self, act, teacher, lesson, plan):
        self.fill(
            act(teacher),
            lesson,
            "Учёт кассовых операций",
            plan_item_id=plan.items[0].id,
            off_plan_reason="уточнение темы",
        )
        assert (lesson.plan_item_id, lesson.off_plan_reason) == (plan.items[0].id, "уточнение темы")

    def test_back_on_plan_the_reason_goes(self, act, teacher, lesson, plan):
        self.fill(act(teacher), lesson, "Экскурсия на предприятие", off_plan_reason="приглашение завода")
        self.fill(act(teacher), lesson, TOPIC)
        assert (lesson.plan_item_id, lesson.off_plan_reason) == (plan.items[0].id, "")

    def test_homework_alone_asks_nothing_of_the_plan(self, act, teacher, lesson, plan):
        self.fill(act(teacher), lesson, "Экскурсия на предприятие", off_plan_reason="приглашение завода")
        fill_lesson(
            act(teacher),
            lesson,
            topic="Экскурсия на предприятие",
            homework="Составить отчёт",
            version=lesson.version,
        )
        assert (lesson.homework, lesson.off_plan_reason) == ("Составить отчёт", "приглашение завода")

    def test_a_line_of_another_journal_is_refused(self, session, act, teacher, lesson, plan):
        stranger = make.plan(session, make.journal(session), ["Учёт запасов"]).items[0]
        acting = act(teacher)
        with refuses(session, "E_PLAN", "4.1.3"):
            self.fill(acting, lesson, plan_item_id=stranger.id)

    def test_an_empty_plan_asks_for_nothing(self, session, act, teacher, journal, lesson):
        make.plan(session, journal)
        self.fill(act(teacher), lesson)
        assert lesson.topic == TOPIC


def test_a_conducted_lesson_brings_the_months_checkpoint(session, act, teacher, journal):
    lesson = make.lesson(session, journal, date(2025, 9, 30))
    acting = act(teacher, now="2025-10-02 10:00")
    fill_lesson(acting, lesson, topic=TOPIC, homework="§ 3", version=lesson.version)
    checkpoint = session.scalars(select(Work).where(Work.kind == WorkKind.CHECKPOINT)).one()
    assert (checkpoint.lesson_id, checkpoint.month) == (lesson.id, date(2025, 9, 1))
    assert session.info["columns_changed"]
