"""Who was absent, late, and why (3.13.1, 3.12.2, 4.1.8)."""

from datetime import date

import pytest

from journal.absences import confirm_absences, parse_attendance, put_absence, put_reason
from models import Absence, Attendance, AuditEntry, JournalState, LessonState
from regulation.attendance import AbsenceReason
from regulation.kinds import LessonKind, WorkKind
from tests import factories as make
from tests.unchanged import refuses, snapshot

ABSENT, LATE, PRESENT = Attendance.ABSENT, Attendance.LATE, Attendance.PRESENT


@pytest.fixture
def journal(session):
    return make.journal(session)


@pytest.fixture
def lesson(session, journal):
    return make.lesson(session, journal, topic="Учёт денежных средств")


@pytest.fixture
def pupil(session, journal):
    return make.students_of(session, journal)[0]


@pytest.fixture
def teacher(session, journal):
    return make.teacher(session, journal)


def test_it_works(session, act, teacher, lesson, pupil):
    absence = put_absence(act(teacher), lesson, pupil.id, ABSENT, 0)
    assert (absence.attendance, absence.reason, absence.version, absence.late_days) == (
        ABSENT, AbsenceReason.UNEXCUSED, 1, 0,
    )  # fmt: skip
    assert lesson.absence_confirmed
    assert session.query(AuditEntry).filter_by(entity="absence", entity_id=absence.id).count() == 1


@pytest.mark.parametrize(
    ("text", "attendance"), [("н", ABSENT), ("Н", ABSENT), ("оп", LATE), ("", PRESENT), (" ", PRESENT)]
)
def test_signs_are_read(text, attendance):
    assert parse_attendance(text) is attendance


@pytest.mark.parametrize("text", ["б", "5", "нет", "h"])
def test_other_signs_are_refused(session, text):
    with refuses(session, "E_ATTENDANCE", "3.13.1"):
        parse_attendance(text)


def test_taken_back_it_keeps_its_row(session, act, teacher, lesson, pupil):
    put_absence(act(teacher), lesson, pupil.id, ABSENT, 0)
    absence = put_absence(act(teacher), lesson, pupil.id, PRESENT, 1)
    assert (absence.attendance, absence.version) == (PRESENT, 2)
    assert session.query(Absence).count() == 1


def test_the_same_again_changes_nothing(session, act, teacher, lesson, pupil):
    put_absence(act(teacher), lesson, pupil.id, ABSENT, 0)
    before = snapshot(session)
    assert put_absence(act(teacher, now="2025-10-08 10:00"), lesson, pupil.id, ABSENT, 0).version == 1
    assert snapshot(session) == before


def test_nobody_is_made_present_twice(session, act, teacher, lesson, pupil):
    before = snapshot(session)
    assert put_absence(act(teacher), lesson, pupil.id, PRESENT, 0).version == 0
    assert snapshot(session) == before


def test_a_late_arrival_stands_beside_a_mark(session, act, teacher, lesson, pupil):
    make.mark(session, lesson.works[0], pupil)
    assert put_absence(act(teacher), lesson, pupil.id, LATE, 0).attendance is LATE


def test_an_absence_beside_a_mark_is_refused(session, act, teacher, lesson, pupil):
    make.mark(session, lesson.works[0], pupil)
    acting = act(teacher)
    with refuses(session, "E_ABSENT", "4.1.8"):
        put_absence(acting, lesson, pupil.id, ABSENT, 0)


def test_a_mark_in_the_second_work_forbids_it_too(session, act, teacher, lesson, pupil):
    make.mark(session, make.work(session, lesson, WorkKind.ORAL, position=1), pupil)
    acting = act(teacher)
    with refuses(session, "E_ABSENT", "4.1.8"):
        put_absence(acting, lesson, pupil.id, ABSENT, 0)


def test_beside_a_checkpoint_or_a_made_up_mark_it_stands(session, act, teacher, lesson, pupil):
    make.mark(session, make.work(session, lesson, WorkKind.CHECKPOINT), pupil)
    make.mark(session, lesson.works[0], pupil, made_up_on=date(2025, 10, 9))
    assert put_absence(act(teacher, now="2025-10-09 12:00"), lesson, pupil.id, ABSENT, 0).attendance is ABSENT


def test_a_consultation_keeps_no_attendance(session, act, teacher, journal, pupil):
    lesson = make.lesson(
        session, journal, pair=2, kind=LessonKind.CONSULTATION, topic="Подготовка к экзамену"
    )
    acting = act(teacher)
    with refuses(session, "E_ABSENT", "4.1.5"):
        put_absence(acting, lesson, pupil.id, ABSENT, 0)


def test_a_day_later_it_is_flagged(act, teacher, lesson, pupil):
    assert put_absence(act(teacher, now="2025-10-08 00:00:00"), lesson, pupil.id, ABSENT, 0).late_days == 1


@pytest.mark.parametrize(
    ("now", "code"), [("2025-10-06 23:59:59", "E_FUTURE"), ("2025-10-15 00:00:00", "E_CLOSED")]
)
def test_neither_before_the_lesson_nor_behind_the_lock(session, act, teacher, lesson, pupil, now, code):
    acting = act(teacher, now=now)
    with refuses(session, code, "4.1.1"):
        put_absence(acting, lesson, pupil.id, ABSENT, 0)


def test_a_cancelled_lesson_refuses(session, act, teacher, journal, pupil):
    lesson = make.lesson(session, journal, pair=2, state=LessonState.MOVED, cancel_reason="замена")
    acting = act(teacher)
    with refuses(session, "E_CLOSED", "3.10.1"):
        put_absence(acting, lesson, pupil.id, ABSENT, 0)


def test_a_closed_journal_refuses(session, act, teacher, journal, lesson, pupil):
    journal.state = JournalState.CLOSED
    acting = act(teacher)
    with refuses(session, "E_CLOSED", "5.2"):
        put_absence(acting, lesson, pupil.id, ABSENT, 0)


def test_a_stranger_cannot_be_absent(session, act, teacher, lesson):
    stranger = make.student(session, "Чужой")
    acting = act(teacher)
    with refuses(session, "E_NOT_MEMBER", "3.9.2"):
        put_absence(acting, lesson, stranger.id, ABSENT, 0)


def test_an_old_version_is_a_conflict(session, act, teacher, lesson, pupil):
    put_absence(act(teacher), lesson, pupil.id, LATE, 0)
    acting = act(teacher)
    with refuses(session, "E_CONFLICT", "1.5") as caught:
        put_absence(acting, lesson, pupil.id, ABSENT, 0)
    assert (caught.refusal.current, caught.refusal.wanted) == ({"value": "оп", "version": 1}, "н")


def test_an_absence_of_an_earlier_day_is_taken_back_with_a_reason_only(session, act, teacher, lesson, pupil):
    put_absence(act(teacher), lesson, pupil.id, ABSENT, 0)
    acting = act(teacher, now="2025-10-08 09:00")
    with refuses(session, "E_REASON", "1.5"):
        put_absence(acting, lesson, pupil.id, PRESENT, 1)
    acting = act(teacher, now="2025-10-08 09:00", reason="обучающийся опоздал")
    assert put_absence(acting, lesson, pupil.id, LATE, 1).version == 2


class TestConfirm:
    def test_nobody_absent_is_said_once(self, session, act, teacher, lesson):
        confirm_absences(act(teacher), lesson)
        assert lesson.absence_confirmed
        before = snapshot(session)
        confirm_absences(act(teacher), lesson)
        assert snapshot(session) == before

    def test_with_topic_and_homework_the_lesson_is_filled(self, act, teacher, lesson):
        lesson.homework = "§ 5"
        confirm_absences(act(teacher, now="2025-10-09 12:00"), lesson)
        assert (lesson.filled_at is not None, lesson.late_days) == (True, 2)

    @pytest.mark.parametrize(
        ("now", "code"), [("2025-10-06 23:59:59", "E_FUTURE"), ("2025-10-15 00:00:00", "E_CLOSED")]
    )
    def test_it_follows_the_rule_of_days(self, session, act, teacher, lesson, now, code):
        acting = act(teacher, now=now)
        with refuses(session, code, "4.1.1"):
            confirm_absences(acting, lesson)


class TestReason:
    @pytest.fixture
    def absence(self, session, lesson, pupil):
        return make.absence(session, lesson, pupil)

    def test_papers_come_after_the_lock(self, session, act, teacher, absence):
        put_reason(act(teacher, now="2025-11-20 10:00", office="curator"), absence, AbsenceReason.ILL, 1)
        assert (absence.reason, absence.version) == (AbsenceReason.ILL, 2)
        entry = session.query(AuditEntry).filter_by(entity="absence").order_by(AuditEntry.id.desc()).first()
        assert (entry.old, entry.new) == ({"reason": "unexcused"}, {"reason": "ill"})

    def test_an_old_version_is_a_conflict(self, session, act, teacher, absence):
        acting = act(teacher)
        with refuses(session, "E_CONFLICT", "1.5"):
            put_reason(acting, absence, AbsenceReason.ILL, 0)

    def test_presence_needs_no_reason(self, session, act, teacher, absence):
        absence.attendance = PRESENT
        acting = act(teacher)
        with refuses(session, "E_ABSENT", "3.12.2"):
            put_reason(acting, absence, AbsenceReason.ILL, 2)
