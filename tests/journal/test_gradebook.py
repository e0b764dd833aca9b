"""The grade book of a student: everything of theirs, nothing of others (2.3, 2.4)."""

from datetime import date
from decimal import Decimal

import pytest

from journal.gradebook import Checkpoint, gradebook
from models import ExamSheet, FinalScope, SheetEntry, SheetKind
from regulation.attendance import AbsenceReason
from regulation.kinds import WorkKind
from regulation.sheets import Outcome, SheetState
from tests import factories as make
from tests.unchanged import queries

TOPIC = "Учёт денежных средств"
DAY = date(2025, 10, 2)


@pytest.fixture
def journal(session):
    return make.journal(session)


@pytest.fixture
def pupils(session, journal):
    return make.students_of(session, journal)


def only_book(session, student):
    (term,) = gradebook(session, student.id).terms
    (book,) = term.books
    return book


def test_it_works(session, journal, pupils):
    own, other, _third = pupils
    make.teacher(session, journal)
    lesson = make.lesson(session, journal, DAY, topic=TOPIC, homework="§ 3")
    checkpoint = make.work(session, lesson, WorkKind.CHECKPOINT)
    missed = make.lesson(session, journal, DAY, 2, topic="Учёт расчётов")
    make.mark(session, lesson.works[0], own, 4)
    make.mark(session, lesson.works[0], other, 2)
    make.mark(session, checkpoint, own, None, not_assessed=True)
    make.absence(session, missed, own, reason=AbsenceReason.ILL)
    make.final(session, journal, own, 4)
    book = only_book(session, own)
    assert (book.journal.id, book.teachers) == (journal.id, ["Петрова М. И."])
    first, second = book.days
    assert (first.topic, first.homework, [(mark.kind, mark.text) for mark in first.marks]) == (
        TOPIC, "§ 3", [(WorkKind.CURRENT, "4")],
    )  # fmt: skip
    assert (second.topic, second.absence, second.reason, second.marks) == ("Учёт расчётов", "н", "Б", [])
    assert book.checkpoints == [Checkpoint(date(2025, 10, 1), "н/а")]
    assert (book.mean, book.missed) == (Decimal("4.00"), 2)
    assert book.finals[FinalScope.TERM].text == "4"


def test_lessons_ahead_and_days_outside_the_group_are_left_out(session, journal):
    student = make.student(session, "Якин")
    make.membership(session, journal.group, student, starts_on=DAY)
    make.lesson(session, journal, date(2025, 9, 30), topic=TOPIC)
    make.lesson(session, journal, DAY, topic=TOPIC)
    make.lesson(session, journal, date(2025, 12, 1))
    assert [day.date for day in only_book(session, student).days] == [DAY]


def test_years_and_disciplines_are_in_order_the_newest_first(session, journal, pupils):
    group = journal.group
    make.journal(session, group=group, discipline=make.discipline(session, "ОП.01", "Экономика"))
    make.journal(session, group=group, term=make.term(session, "2025/26", 2))
    make.journal(session, group=group, term=make.term(session, "2024/25", 2))  # ended before they came
    terms = gradebook(session, pupils[0].id).terms
    assert [(one.term.academic_year, one.term.number, len(one.books)) for one in terms] == [
        ("2025/26", 2, 1),
        ("2025/26", 1, 2),
    ]


def test_a_group_left_behind_is_remembered(session, journal):
    student = make.student(session, "Якин")
    make.membership(session, journal.group, student, ends_on=DAY)
    lesson = make.lesson(session, journal, DAY, topic=TOPIC)
    make.mark(session, lesson.works[0], student, 5)
    now = make.journal(session, students=0)
    make.membership(session, now.group, student, starts_on=date(2025, 10, 3))
    (term,) = gradebook(session, student.id).terms
    assert {book.journal.id for book in term.books} == {journal.id, now.id}


def test_another_subgroup_is_not_theirs(session, journal, pupils):
    part = make.subgroup(session, journal.group, "1", [pupils[0]])
    own = make.journal(session, group=journal.group, subgroup=part)
    make.lesson(session, own, DAY, topic=TOPIC)
    assert len(gradebook(session, pupils[0].id).terms[0].books) == 2
    assert [book.journal.id for book in gradebook(session, pupils[1].id).terms[0].books] == [journal.id]


def test_one_term_alone(session, journal, pupils):
    second = make.term(session, "2025/26", 2)
    make.journal(session, group=journal.group, term=second)
    (term,) = gradebook(session, pupils[0].id, second.id).terms
    assert term.term.number == 2


def test_who_is_nowhere_has_an_empty_book(session):
    assert gradebook(session, make.student(session).id).terms == []


@pytest.mark.parametrize(
    ("state", "outcome", "shown"),
    [
        (SheetState.CLOSED, Outcome.EXCELLENT, ["5"]), (SheetState.CORRECTED, Outcome.ABSENT, ["не явился"]),
        (SheetState.FILLED, Outcome.EXCELLENT, [""]), (SheetState.DRAFT, None, []), (SheetState.ANNULLED, None, []),
    ],
)  # fmt: skip
def test_a_sheet_is_shown_from_its_opening_its_result_from_the_closing(
    session, journal, pupils, state, outcome, shown
):
    is_draft = state is SheetState.DRAFT
    sheet = ExamSheet(
        journal_id=journal.id, kind=SheetKind.EXAM, state=state, academic_year="2025/26", held_on=DAY, examiners="Петрова",
        serial=None if is_draft else 1, number=None if is_draft else "2025/26-1", created_at=make.EARLY,
        created_by_id=journal.opened_by_id, annul_reason="ошибка",
    )  # fmt: skip
    make.put(session, sheet)
    make.put(
        session,
        SheetEntry(sheet=sheet, student_id=pupils[0].id, position=1, full_name="Абрамова", outcome=outcome),
    )
    assert [one.outcome for one in only_book(session, pupils[0]).sheets] == shown


def test_na_tells_its_terms(session, journal, pupils):
    terms = {"na_reason": "болезнь", "na_deadline": date(2025, 12, 1), "na_form": "credit"}
    make.final(session, journal, pupils[0], None, not_assessed=True, **terms)
    final = only_book(session, pupils[0]).finals[FinalScope.TERM]
    assert (final.text, final.reason, final.deadline, final.form) == (
        "н/а",
        "болезнь",
        date(2025, 12, 1),
        "зачёт",
    )


def test_queries_do_not_grow(session, engine, journal, pupils):
    def count():
        session.expire_all()
        with queries(engine) as sent:
            gradebook(session, pupils[0].id)
        return len(sent)

    make.mark(session, make.lesson(session, journal, DAY, topic=TOPIC).works[0], pupils[0])
    small = count()
    for number in range(8):
        more = make.journal(session, group=journal.group)
        make.teacher(session, more)
        for day in range(1, 6):
            lesson = make.lesson(session, more, date(2025, 9, day + number), topic=TOPIC)
            make.mark(session, lesson.works[0], pupils[0])
            make.absence(session, lesson, pupils[1])
    assert count() == small <= 11
