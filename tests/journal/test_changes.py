"""Changes the page sends: one by one, each once (3.6)."""

from datetime import date

import pytest
from sqlalchemy import select

from journal.changes import MOST, Change, apply_changes, read_changes
from models import Absence, AuditEntry, ChangeRequest, JournalState, Mark
from regulation.kinds import WorkKind
from regulation.refusal import Refusal
from tests import factories as make
from tests.unchanged import refuses, snapshot

TOPIC = "Учёт денежных средств"


@pytest.fixture
def journal(session):
    return make.journal(session)


@pytest.fixture
def lesson(session, journal):
    return make.lesson(session, journal)


@pytest.fixture
def pupils(session, journal):
    return make.students_of(session, journal)


@pytest.fixture
def teacher(session, journal):
    return make.teacher(session, journal)


@pytest.fixture
def apply(act, teacher, journal):
    def run(*changes, now=None, user=teacher):
        return [result.as_json() for result in apply_changes(act(user, now=now), journal, changes)]

    return run


def mark(lesson, pupil, value, version=0, id="change-1", **values):
    return Change(
        id, "mark", work=lesson.works[0].id, student=pupil.id, value=value, version=version, **values
    )


def test_it_works(session, apply, lesson, pupils):
    first, second, _third = pupils
    results = apply(
        mark(lesson, first, "5", id="change-1"),
        Change("change-2", "absence", lesson=lesson.id, student=second.id, value="н"),
        Change("change-3", "lesson", lesson=lesson.id, topic=TOPIC, homework="§ 3", version=1),
        Change("change-4", "present", lesson=lesson.id),
    )
    assert [result["ok"] for result in results] == [True] * 4
    assert results[0] == {
        "id": "change-1", "ok": True, "moved": False,
        "cell": {"value": "5", "version": 1, "late_days": 0, "made_up_on": None},
        "student": {"id": first.id, "mean": "5,00", "missed": 0},
    }  # fmt: skip
    assert results[1]["cell"] == {"value": "н", "version": 1, "late_days": 0, "reason": "Н"}
    assert results[1]["student"] == {"id": second.id, "mean": "—", "missed": 2}
    assert results[2]["lesson"] == {
        "id": lesson.id, "version": lesson.version, "topic": TOPIC, "homework": "§ 3", "conducted": True,
        "absence_confirmed": True, "filled": True, "late_days": 0,
    }  # fmt: skip
    assert session.query(ChangeRequest).count() == 4


def test_a_refused_one_leaves_the_others_standing(session, apply, lesson, pupils):
    results = apply(
        mark(lesson, pupils[0], "5", id="change-1"),
        mark(lesson, pupils[1], "зач", id="change-2"),
        mark(lesson, pupils[2], "3", id="change-3"),
    )
    assert [result["ok"] for result in results] == [True, False, True]
    assert (results[1]["code"], results[1]["clause"]) == ("E_MARK", "4.1.8")
    assert results[1]["message"].endswith("(п. 4.1.8)")
    assert session.query(Mark).count() == 2
    assert session.query(ChangeRequest).count() == 2


def test_the_mean_is_after_all_of_them(apply, session, journal, lesson, pupils):
    second = make.lesson(session, journal, pair=2)
    results = apply(mark(lesson, pupils[0], "5", id="change-1"), mark(second, pupils[0], "4", id="change-2"))
    assert [result["student"]["mean"] for result in results] == ["4,50", "4,50"]


def test_a_checkpoint_is_not_in_the_mean(apply, session, lesson, pupils):
    checkpoint = make.work(session, lesson, WorkKind.CHECKPOINT)
    change = Change("change-1", "mark", work=checkpoint.id, student=pupils[0].id, value="н/а")
    (result,) = apply(change)
    assert (result["cell"]["value"], result["student"]["mean"]) == ("н/а", "—")


def test_late_arrivals_are_no_missed_hours(apply, lesson, pupils):
    (result,) = apply(Change("change-1", "absence", lesson=lesson.id, student=pupils[0].id, value="оп"))
    assert (result["cell"]["value"], result["student"]["missed"]) == ("оп", 0)


class TestSentAgain:
    def test_it_is_one_record_and_the_same_answer(self, session, apply, lesson, pupils):
        first = apply(mark(lesson, pupils[0], "5"))
        before = snapshot(session)
        assert apply(mark(lesson, pupils[0], "5"), now="2025-10-08 10:00") == first
        assert snapshot(session) == before

    def test_it_is_answered_even_behind_the_lock(self, apply, lesson, pupils):
        apply(mark(lesson, pupils[0], "5"))
        (result,) = apply(mark(lesson, pupils[0], "5"), now="2025-12-01 10:00")
        assert result["ok"]

    def test_a_later_change_stands(self, session, apply, lesson, pupils):
        apply(mark(lesson, pupils[0], "5"), mark(lesson, pupils[0], "3", 1, "change-2"))
        (result,) = apply(mark(lesson, pupils[0], "5"))
        assert result["cell"] == {"value": "5", "version": 1, "late_days": 0, "made_up_on": None}
        assert session.query(Mark).one().value == 3

    def test_twice_in_one_request_it_is_one_record(self, session, apply, lesson, pupils):
        results = apply(mark(lesson, pupils[0], "5"), mark(lesson, pupils[0], "5"))
        assert results[0] == results[1]
        assert session.query(AuditEntry).filter_by(entity="mark").count() == 1

    def test_a_refused_one_is_judged_anew(self, session, apply, lesson, pupils):
        absence = make.absence(session, lesson, pupils[0])
        assert apply(mark(lesson, pupils[0], "5"))[0]["code"] == "E_ABSENT"
        session.refresh(absence)
        apply(
            Change(
                "change-9",
                "absence",
                lesson=lesson.id,
                student=pupils[0].id,
                value="",
                version=1,
                reason="ошибка при вводе",
            )
        )
        assert apply(mark(lesson, pupils[0], "5"))[0]["ok"]

    def test_another_person_does_not_get_the_answer(self, session, apply, lesson, pupils):
        apply(mark(lesson, pupils[0], "5"))
        before = snapshot(session)
        (result,) = apply(mark(lesson, pupils[0], "5"), user=None)
        assert (result["ok"], result["code"], "cell" in result) == (False, "E_CHANGE", False)
        assert snapshot(session) == before


class TestConflict:
    def test_both_values_are_told(self, session, apply, lesson, pupils):
        apply(mark(lesson, pupils[0], "5"))
        before = snapshot(session)
        (result,) = apply(mark(lesson, pupils[0], "4", 0, "change-2"))
        assert (result["ok"], result["code"], result["current"], result["wanted"]) == (
            False, "E_CONFLICT", {"value": "5", "version": 1}, "4",
        )  # fmt: skip
        assert snapshot(session) == before

    def test_of_lessons_too(self, apply, lesson):
        apply(Change("change-1", "lesson", lesson=lesson.id, topic=TOPIC, homework="§ 3", version=1))
        (result,) = apply(
            Change("change-2", "lesson", lesson=lesson.id, topic="Учёт расчётов", homework="", version=1)
        )
        assert result["current"] == {"value": TOPIC, "topic": TOPIC, "homework": "§ 3", "version": 2}
        assert result["wanted"] == {"topic": "Учёт расчётов", "homework": ""}


def test_the_reason_goes_into_the_record(session, apply, lesson, pupils):
    apply(mark(lesson, pupils[0], "5"))
    (result,) = apply(mark(lesson, pupils[0], "4", 1, "change-2"), now="2025-10-08 10:00")
    assert result["code"] == "E_REASON"
    apply(
        mark(lesson, pupils[0], "4", 1, "change-3", reason="ошибка при вводе"),
        mark(lesson, pupils[1], "3", 0, "change-4"),
        now="2025-10-08 10:00",
    )
    reasons = session.scalars(
        select(AuditEntry.reason).where(AuditEntry.entity == "mark").order_by(AuditEntry.id)
    )
    assert list(reasons) == ["", "ошибка при вводе", ""]


def test_a_made_up_mark_says_when(session, apply, lesson, pupils):
    make.absence(session, lesson, pupils[0])
    (result,) = apply(mark(lesson, pupils[0], "4", made_up_on=date(2025, 10, 8)), now="2025-10-08 10:00")
    assert result["cell"]["made_up_on"] == "2025-10-08"


def test_off_plan_is_told_with_a_caution(session, apply, journal, lesson):
    make.plan(session, journal, [TOPIC])
    sent = {"lesson": lesson.id, "topic": "Экскурсия на завод", "homework": "", "version": 1}
    assert apply(Change("change-1", "lesson", **sent))[0]["code"] == "E_PLAN_REASON"
    (result,) = apply(Change("change-2", "lesson", **sent, off_plan_reason="приглашение завода"))
    assert [caution["code"] for caution in result["cautions"]] == ["W_PLAN"]


def test_a_checkpoint_that_appears_is_told(session, apply, journal):
    lesson = make.lesson(session, journal, date(2025, 9, 30))
    change = Change("change-1", "lesson", lesson=lesson.id, topic=TOPIC, homework="§ 3", version=1)
    (result,) = apply(change, now="2025-10-02 10:00")
    assert result["moved"]


def test_another_journals_cells_are_not_reached(session, apply, pupils):
    other = make.lesson(session, make.journal(session))
    before = snapshot(session)
    results = apply(mark(other, pupils[0], "5"), Change("change-2", "present", lesson=other.id))
    assert [result["code"] for result in results] == ["E_CHANGE", "E_CHANGE"]
    assert snapshot(session) == before


def test_a_closed_journal_refuses_the_whole(session, act, teacher, journal, lesson, pupils):
    journal.state = JournalState.ARCHIVED
    acting = act(teacher)
    with refuses(session, "E_CLOSED", "5.2"):
        apply_changes(acting, journal, [mark(lesson, pupils[0], "5")])


def test_what_was_recorded_is_all_there_is(session, apply, lesson, pupils):
    apply(
        mark(lesson, pupils[0], "5", id="change-1"),
        Change("change-2", "absence", lesson=lesson.id, student=pupils[0].id, value="н"),
    )
    assert (session.query(Mark).count(), session.query(Absence).count()) == (1, 0)


class TestReading:
    def test_it_works(self):
        sent = {
            "id": "0f8fad5b-d9cb-469f-a165-70867728950e", "kind": "mark", "work": 12, "student": 5, "value": "4",
            "version": 0, "reason": "", "made_up_on": "2025-10-09",
        }  # fmt: skip
        (change,) = read_changes({"changes": [sent]})
        assert (change.work, change.student, change.value, change.made_up_on) == (
            12,
            5,
            "4",
            date(2025, 10, 9),
        )

    def test_missing_fields_are_empty(self):
        (change,) = read_changes(
            {"changes": [{"id": "12345678", "kind": "present", "lesson": 3, "made_up_on": None}]}
        )
        assert (change.value, change.version, change.plan_item) == ("", 0, None)

    @pytest.mark.parametrize(
        "body",
        [
            None, [], {}, {"changes": {}}, {"changes": ["x"]},
            {"changes": [{"id": "12345678", "kind": "final", "lesson": 3}]},
            {"changes": [{"id": "1", "kind": "present", "lesson": 3}]},
            {"changes": [{"id": "x" * 65, "kind": "present", "lesson": 3}]},
            {"changes": [{"id": "12345678", "kind": "present"}]},
            {"changes": [{"id": "12345678", "kind": "present", "lesson": "3"}]},
            {"changes": [{"id": "12345678", "kind": "present", "lesson": True}]},
            {"changes": [{"id": "12345678", "kind": "present", "lesson": -1}]},
            {"changes": [{"id": "12345678", "kind": "present", "lesson": 2**63}]},
            {"changes": [{"id": "12345678", "kind": "mark", "work": 1, "student": 2, "value": 5}]},
            {"changes": [{"id": "12345678", "kind": "mark", "work": 1, "student": 2, "value": "5", "made_up_on": "x"}]},
            {"changes": [{"id": "12345678", "kind": "mark", "work": 1, "student": 2, "value": "5\x00"}]},
            {"changes": [{"id": "12345678", "kind": "present", "lesson": 3}] * (MOST + 1)},
        ],
    )  # fmt: skip
    def test_anything_else_is_refused_whole(self, body):
        with pytest.raises(Refusal) as raised:
            read_changes(body)
        assert raised.value.code == "E_CHANGE"
