"""Two people at one cell at one moment: nothing is written over, nothing is written twice (1.5)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from journal.changes import Change, apply_changes
from journal.conflicts import Conflict
from journal.lessons import add_lesson, fill_lesson
from journal.marks import put_mark
from models import AuditEntry, ChangeRequest, Journal, Lesson, Mark, User, Work
from regulation.kinds import LessonKind
from regulation.refusal import Refusal
from tests import factories as make


@pytest.fixture
def stored(session):
    """Ids of a committed journal, its lesson, work, first student and teacher."""
    journal = make.journal(session)
    lesson = make.lesson(session, journal)
    teacher = make.teacher(session, journal)
    found = (journal.id, lesson.id, lesson.works[0].id, make.students_of(session, journal)[0].id, teacher.id)
    session.commit()
    return found


@pytest.fixture
def together(make_session, act):
    """Runs `operation(acting, value)` for both values at once, each in a session of its own; their outcomes."""

    def run(operation, teacher_id, *values):
        barrier = Barrier(len(values))

        def one(value):
            session = make_session()
            barrier.wait(10)
            acting = act(session.get(User, teacher_id), session=session)
            try:
                outcome = operation(acting, value)
                session.commit()
                return outcome
            except Refusal as refusal:
                session.rollback()
                return refusal
            finally:
                session.close()

        with ThreadPoolExecutor(len(values)) as pool:
            return list(pool.map(one, values))

    return run


def test_the_second_of_two_marks_is_a_conflict(session, together, stored):
    _journal, _lesson, work_id, student_id, teacher_id = stored

    def put(acting, text):
        return put_mark(acting, acting.session.get(Work, work_id), student_id, text, 0).value

    outcomes = together(put, teacher_id, "5", "3")
    conflicts = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
    (written,) = [outcome for outcome in outcomes if isinstance(outcome, int)]
    assert len(conflicts) == 1
    assert conflicts[0].current == {"value": str(written), "version": 1}
    assert session.query(Mark).one().value == written


def test_a_stored_mark_is_changed_by_one_of_two(session, act, together, stored):
    _journal, _lesson, work_id, student_id, teacher_id = stored
    put_mark(act(session.get(User, teacher_id)), session.get(Work, work_id), student_id, "4", 0)
    session.commit()

    def put(acting, text):
        work = acting.session.get(Work, work_id)
        acting.session.query(Mark).all()  # both have read version 1 before
        return put_mark(acting, work, student_id, text, 1).version

    outcomes = together(put, teacher_id, "5", "3")
    assert sorted(str(outcome) for outcome in outcomes) == ["2", "E_CONFLICT"]
    assert session.query(Mark).one().version == 2


def test_the_second_of_two_topics_is_a_conflict(session, together, stored):
    _journal, lesson_id, _work, _student, teacher_id = stored

    def fill(acting, topic):
        lesson = acting.session.get(Lesson, lesson_id)
        return fill_lesson(acting, lesson, topic=topic, homework="§ 3", version=1).topic

    outcomes = together(fill, teacher_id, "Учёт расчётов", "Учёт запасов")
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 1
    assert session.query(Lesson).one().topic in outcomes


def test_one_pair_is_taken_once(session, together, stored):
    journal_id, _lesson, _work, _student, teacher_id = stored

    def add(acting, hours):
        journal = acting.session.get(Journal, journal_id)
        return add_lesson(
            acting, journal, day=date(2025, 10, 8), pair=1, kind=LessonKind.LECTURE, hours=hours
        ).hours

    outcomes = together(add, teacher_id, 1, 2)
    assert [outcome.code for outcome in outcomes if isinstance(outcome, Refusal)] == ["E_SLOT"]
    assert session.query(Lesson).count() == 2


def test_one_change_sent_twice_at_once_is_one_record(session, together, stored):
    journal_id, _lesson, work_id, student_id, teacher_id = stored
    change = Change("change-1", "mark", work=work_id, student=student_id, value="5")

    def send(acting, _value):
        (result,) = apply_changes(acting, acting.session.get(Journal, journal_id), [change])
        return result.as_json()

    outcomes = together(send, teacher_id, 1, 2)
    assert outcomes[0] == outcomes[1]
    assert outcomes[0]["ok"]
    assert session.query(ChangeRequest).count() == 1
    assert session.query(AuditEntry).filter_by(entity="mark").count() == 1
