"""The topic register, the ledger of obligatory works, the history of a cell (F-04, F-05, 1.5)."""

from datetime import date

import pytest

from journal.absences import put_absence
from journal.history import absence_history, cell_history, final_history, lesson_history, mark_history
from journal.ledger import works_ledger
from journal.lessons import fill_lesson
from journal.marks import put_mark
from journal.register import topic_register
from models import Attendance, LessonState
from regulation.kinds import LessonKind, WorkKind
from regulation.ledger import Standing
from tests import factories as make
from tests.unchanged import queries

TOPIC = "Учёт денежных средств"
TODAY = date(2025, 10, 7)


@pytest.fixture
def journal(session):
    return make.journal(session)


@pytest.fixture
def pupils(session, journal):
    return make.students_of(session, journal)


@pytest.fixture
def teacher(session, journal):
    return make.teacher(session, journal)


class TestRegister:
    def test_it_works(self, session, act, teacher, journal):
        day = date(2025, 10, 2)
        make.lesson(
            session,
            journal,
            day,
            topic=TOPIC,
            homework="§ 3",
            teacher=teacher,
            late_days=1,
            absence_confirmed=True,
        )
        make.lesson(session, journal, day, 2, LessonKind.CONSULTATION, topic="Подготовка к экзамену", hours=1)
        make.lesson(session, journal, TODAY)
        page = topic_register(act(), journal)
        assert [
            (row.number, row.hours, row.topic, row.teacher, row.late_days, row.is_filled) for row in page.rows
        ] == [
            (1, 2, TOPIC, "Петрова М. И.", 1, True),
            (2, 1, "Подготовка к экзамену", "", 0, True),
            (0, 2, "", "", 0, False),
        ]
        assert (page.hours.plan, page.hours.fact, page.hours.remaining) == (72, 3, 69)
        assert page.by_kind == {LessonKind.LECTURE: 2, LessonKind.CONSULTATION: 1}

    def test_what_lies_ahead_is_not_there_what_was_called_off_is_apart(self, session, act, journal):
        make.lesson(session, journal, date(2025, 10, 9))
        make.lesson(
            session, journal, date(2025, 10, 10), state=LessonState.MOVED, cancel_reason="болезнь педагога"
        )
        page = topic_register(act(), journal)
        assert page.rows == []
        assert [(one.date, one.is_moved, one.reason) for one in page.called_off] == [
            (date(2025, 10, 10), True, "болезнь педагога")
        ]

    def test_queries_do_not_grow(self, session, engine, act, journal):
        def count(pairs):
            for pair in pairs:
                make.lesson(session, journal, TODAY, pair, topic=TOPIC, teacher=make.teacher(session))
            session.expire_all()
            acting = act()
            with queries(engine) as sent:
                topic_register(acting, journal)
            return len(sent)

        assert count([1]) == count(range(2, 12))


class TestLedger:
    def test_it_works(self, session, act, journal, pupils):
        first = make.lesson(session, journal, date(2025, 9, 10), kind=LessonKind.LABORATORY, topic=TOPIC)
        second = make.lesson(session, journal, date(2025, 12, 10), kind=LessonKind.LABORATORY)
        make.lesson(session, journal, TODAY, topic=TOPIC)
        make.lesson(
            session,
            journal,
            TODAY,
            3,
            LessonKind.CONTROL,
            state=LessonState.CANCELLED,
            cancel_reason="праздник",
        )
        first.works[0].number, second.works[0].number = 1, 2
        make.mark(session, first.works[0], pupils[0], 4)
        make.mark(session, first.works[0], pupils[1], 5, made_up_on=date(2025, 9, 20))
        ledger = works_ledger(act(), journal)
        assert [(work.label, work.title) for work in ledger.table.works] == [
            ("ЛР № 1", TOPIC),
            ("ЛР № 2", ""),
        ]
        assert [member.student.id for member in ledger.members] == [
            row.student_id for row in ledger.table.students
        ]
        assert [[entry.standing for entry in row.entries] for row in ledger.table.students] == [
            [Standing.DONE, Standing.AHEAD],
            [Standing.DONE, Standing.AHEAD],
            [Standing.DEBT, Standing.AHEAD],
        ]
        assert ledger.table.students[1].entries[0].done_on == date(2025, 9, 20)

    def test_nothing_is_owed_for_days_outside_the_group(self, session, act, journal):
        make.lesson(session, journal, date(2025, 9, 10), kind=LessonKind.CONTROL, topic=TOPIC)
        came = make.student(session, "Якин")
        make.membership(session, journal.group, came, starts_on=TODAY)
        assert works_ledger(act(), journal).table.students[-1].debts == ()


class TestHistory:
    def test_a_mark_tells_who_when_was_became_why(self, session, act, teacher, journal, pupils):
        work = make.lesson(session, journal, topic=TOPIC).works[0]
        put_mark(act(teacher), work, pupils[0].id, "3", 0)
        put_mark(act(teacher, now="2025-10-09 08:30", reason="ошибка при вводе"), work, pupils[0].id, "4", 1)
        put_mark(act(teacher, now="2025-10-09 08:31", reason="не тот обучающийся"), work, pupils[0].id, "", 2)
        lines = mark_history(session, work, pupils[0].id)
        assert [(line.was, line.became, line.why, line.late_days) for line in lines] == [
            ("", "3", "", 0),
            ("3", "4", "ошибка при вводе", 2),
            ("4", "", "не тот обучающийся", 2),
        ]
        assert (lines[1].who, lines[1].office) == (teacher.display_name, "teacher")
        assert lines[1].at.isoformat() == "2025-10-09T08:30:00+07:00"

    def test_a_cell_tells_of_absence_too(self, session, act, teacher, journal, pupils):
        lesson = make.lesson(session, journal, topic=TOPIC)
        put_absence(act(teacher), lesson, pupils[0].id, Attendance.ABSENT, 0)
        put_mark(
            act(teacher, now="2025-10-08 10:00"),
            lesson.works[0],
            pupils[0].id,
            "4",
            0,
            made_up_on=date(2025, 10, 8),
        )
        lines = cell_history(session, lesson.works[0], pupils[0].id)
        assert [line.became for line in lines] == ["н (неуважительная)", "4 (отработка 08.10.2025)"]
        assert len(absence_history(session, lesson, pupils[0].id)) == 1

    def test_a_checkpoint_of_na(self, session, act, teacher, journal, pupils):
        checkpoint = make.work(session, make.lesson(session, journal, topic=TOPIC), WorkKind.CHECKPOINT)
        put_mark(act(teacher), checkpoint, pupils[0].id, "н/а", 0)
        put_mark(act(teacher), checkpoint, pupils[0].id, "3", 1)
        lines = cell_history(session, checkpoint, pupils[0].id)
        assert [(line.was, line.became) for line in lines] == [("", "н/а"), ("н/а", "3")]

    def test_a_lesson_tells_what_changed(self, session, act, teacher, journal):
        lesson = make.lesson(session, journal)
        fill_lesson(act(teacher), lesson, topic=TOPIC, homework="", version=lesson.version)
        fill_lesson(act(teacher), lesson, topic=TOPIC, homework="§ 3", version=lesson.version)
        lines = lesson_history(session, lesson)
        assert lines[0].became.startswith("дата: 07.10.2025; пара: 1")
        assert [(line.was, line.became) for line in lines[1:]] == [
            ("состояние: запланировано", f"состояние: проведено; тема: {TOPIC}"),
            ("", "задание: § 3"),
        ]

    def test_a_final_tells_of_na_with_its_terms(self, session, journal, pupils):
        terms = {"na_reason": "болезнь", "na_deadline": date(2025, 12, 1), "na_form": "exam"}
        final = make.final(session, journal, pupils[0], None, not_assessed=True, **terms)
        final.value, final.resolved_on = 4, date(2025, 11, 20)
        session.flush()
        lines = final_history(session, journal.id, pupils[0].id)
        assert [line.became for line in lines] == [
            "н/а (болезнь, экзамен, срок до 01.12.2025)",
            "н/а (болезнь, экзамен, срок до 01.12.2025) → 4",
        ]

    def test_an_untouched_cell_has_none(self, session, journal, pupils):
        lesson = make.lesson(session, journal)
        assert cell_history(session, lesson.works[0], pupils[0].id) == []
