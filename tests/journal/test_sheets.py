"""Examination sheets: drafted, numbered without gaps, filled, closed, retaken, corrected, annulled."""

from __future__ import annotations

from datetime import date
from threading import Thread

import pytest
from sqlalchemy import func, select

from journal.conflicts import Conflict
from journal.finals import put_final, put_not_assessed
from journal.sheet_entries import correct_entry, put_entry
from journal.sheet_retakes import RetakeKind, those_who_need
from journal.sheets import (
    SheetTerms,
    annul_sheet,
    change_draft,
    close_sheet,
    draft_retake,
    draft_sheet,
    open_sheet,
)
from models import (
    AuditEntry,
    ExamSheet,
    FinalMark,
    FinalScope,
    GradeDelivery,
    JournalState,
    LineItem,
    Membership,
    SheetCorrection,
    SheetCounter,
    SheetEntry,
    SheetForm,
    SheetKind,
    User,
)
from regulation.finals import ReferralForm
from regulation.refusal import Refusal
from regulation.rules import Rules
from regulation.sheets import Outcome, SheetState
from tests import factories as make

TODAY = date(2025, 10, 7)
ORDER = {"order_number": "84-у", "order_date": date(2025, 10, 7), "reason": "Ошибка при переносе отметки"}


def terms(**changed):
    given = {"kind": SheetKind.EXAM, "form": SheetForm.ORAL, "held_on": TODAY, "held_at": "9:00", "room": "312",
             "examiners": "Громова Н. И.", "scope": FinalScope.EXAM}  # fmt: skip
    return SheetTerms(**{**given, **changed})


@pytest.fixture
def journal(session):
    return make.journal(session)


@pytest.fixture
def person(session, act, journal):
    return act(make.teacher(session, journal))


def opened(person, journal, **changed):
    sheet = draft_sheet(person, journal, terms(**changed))
    return open_sheet(person, sheet, sheet.version)


def filled(person, journal, *outcomes, **changed):
    sheet = opened(person, journal, **changed)
    for entry, outcome in zip(sheet.entries, outcomes, strict=True):
        put_entry(person, entry, outcome=Outcome(outcome), ticket="", version=entry.version)
    return sheet


def closed(person, journal, *outcomes, **changed):
    sheet = filled(person, journal, *outcomes, **changed)
    return close_sheet(person, sheet, sheet.version)


def stored(session):
    """Everything the sheets, their lines, the numbers and the finals hold."""
    session.flush()
    return [
        session.execute(select(*columns)).all()
        for columns in (
            (ExamSheet.id, ExamSheet.state, ExamSheet.number, ExamSheet.edition, ExamSheet.version),
            (SheetEntry.id, SheetEntry.outcome, SheetEntry.ticket, SheetEntry.version),
            (SheetCounter.academic_year, SheetCounter.last_serial),
            (FinalMark.id, FinalMark.value, FinalMark.version),
            (SheetCorrection.id,),
            (func.count(AuditEntry.id),),
        )
    ]


def refused(session, code, operation, *arguments, **named):
    """The operation refuses with the code, and nothing has changed."""
    before = stored(session)
    with pytest.raises(Refusal) as refusal, session.begin_nested():
        operation(*arguments, **named)
    assert refusal.value.code == code
    assert stored(session) == before
    return refusal.value


def finals(session, journal, scope=FinalScope.EXAM):
    session.expire_all()
    rows = session.scalars(
        select(FinalMark)
        .where(FinalMark.journal_id == journal.id, FinalMark.scope == scope)
        .order_by(FinalMark.id)
    )
    return list(rows)


def test_a_draft_becomes_an_opened_sheet_with_a_number_and_a_list(session, person, journal):
    sheet = draft_sheet(person, journal, terms())
    assert (sheet.state, sheet.number, sheet.entries) == (SheetState.DRAFT, None, [])
    open_sheet(person, sheet, sheet.version)
    assert (sheet.state, sheet.number, sheet.held_at) == (SheetState.OPENED, "2025/26-1-0001", "09:00")
    names = [pupil.family_name for pupil in make.students_of(session, journal)]
    assert [entry.full_name.split()[0] for entry in sheet.entries] == names
    assert sheet.opened_at == person.now


def test_numbers_follow_one_another_across_journals_of_the_year(session, person, journal):
    other = make.journal(session)
    wanted = ((journal, FinalScope.EXAM), (other, FinalScope.EXAM), (journal, FinalScope.TERM))
    numbers = [opened(person, each, scope=scope).number for each, scope in wanted]
    assert numbers == ["2025/26-1-0001", "2025/26-1-0002", "2025/26-1-0003"]


def test_another_year_begins_with_one(session, person, journal):
    opened(person, journal)
    later = make.journal(session, term=make.term(session, "2026/27"), group=journal.group)
    sheet = opened(person, later, held_on=date(2026, 9, 2))
    assert sheet.number == "2026/27-1-0001"


def test_an_opening_rolled_back_leaves_no_gap(session, person, journal):
    opened(person, journal)
    with session.begin_nested() as savepoint:
        assert opened(person, journal, scope=FinalScope.TERM).number == "2025/26-1-0002"
        savepoint.rollback()
    assert opened(person, journal, scope=FinalScope.TERM).number == "2025/26-1-0002"


@pytest.mark.parametrize(
    ("first_rolls_back", "second"), [(False, "2025/26-1-0002"), (True, "2025/26-1-0001")]
)
def test_two_openings_at_once_get_consecutive_numbers(session, make_session, act, first_rolls_back, second):
    """The second waits until the first is done; a number rolled back is given again."""
    journals = [make.journal(session), make.journal(session)]
    teacher = make.teacher(session)
    drafts = [draft_sheet(act(teacher), each, terms()).id for each in journals]
    teacher_id = teacher.id
    session.commit()
    numbers: dict[int, str | None] = {}

    def opening(draft_id):
        mine = make_session()
        sheet = mine.get_one(ExamSheet, draft_id)
        person = act(mine.get_one(User, teacher_id), session=mine)
        numbers[draft_id] = open_sheet(person, sheet, sheet.version).number
        return mine

    def open_and_commit(draft_id):
        with opening(draft_id) as mine:
            mine.commit()

    with opening(drafts[0]) as first:
        other = Thread(target=open_and_commit, args=(drafts[1],))
        other.start()
        other.join(0.2)
        assert drafts[1] not in numbers
        first.rollback() if first_rolls_back else first.commit()
    other.join(10)
    assert (numbers[drafts[0]], numbers[drafts[1]]) == ("2025/26-1-0001", second)


def test_the_list_is_that_of_the_day(session, act, journal):
    pupil = make.students_of(session, journal)[0]
    session.scalars(select(Membership).where(Membership.student_id == pupil.id)).one().ends_on = date(
        2025, 10, 6
    )
    session.flush()
    sheet = opened(act(make.teacher(session, journal)), journal)
    assert [entry.position for entry in sheet.entries] == [1, 2]
    assert pupil.id not in {entry.student_id for entry in sheet.entries}


def test_an_opened_sheet_keeps_the_names_of_that_day(session, person, journal):
    sheet = opened(person, journal)
    make.students_of(session, journal)[0].family_name = "Новая"
    session.flush()
    assert sheet.entries[0].full_name.startswith("Абрамова")


def test_nobody_is_listed_twice_for_one_final(session, person, journal):
    first = closed(person, journal, "2", "4", "3")
    refusal = refused(session, "E_SHEET_LIST", opened, person, journal)
    assert "уже внесены в ведомость" in refusal.message
    late = make.student(session, "Якин")
    make.membership(session, journal.group, late)
    assert [entry.student_id for entry in opened(person, journal).entries] == [late.id]
    assert [final.value for final in finals(session, journal)] == [2, 4, 3] and first.edition == 1


def test_an_annulled_sheet_gives_its_list_back(person, journal):
    annulled = opened(person, journal)
    annul_sheet(person, annulled, "Экзамен перенесён приказом", annulled.version)
    assert len(opened(person, journal).entries) == 3


def test_an_empty_list_takes_no_number(session, act):
    journal = make.journal(session, students=0)
    person = act(make.teacher(session, journal))
    sheet = draft_sheet(person, journal, terms())
    refused(session, "E_SHEET_LIST", open_sheet, person, sheet, sheet.version)


@pytest.mark.parametrize(
    "wrong",
    [
        {"examiners": " "},
        {"held_at": "25:00"},
        {"held_at": "утром"},
        {"room": "а" * 41},
        {"held_on": date(2025, 8, 30)},
        {"scope": FinalScope.STUDY},
    ],
)
def test_bad_terms_are_refused(session, person, journal, wrong):
    refused(session, "E_SHEET_TERMS", draft_sheet, person, journal, terms(**wrong))


def test_a_draft_may_be_changed_and_an_opened_sheet_not(session, person, journal):
    sheet = draft_sheet(person, journal, terms())
    change_draft(person, sheet, terms(room="205"), sheet.version)
    assert sheet.room == "205"
    open_sheet(person, sheet, sheet.version)
    refused(session, "E_CLOSED", change_draft, person, sheet, terms(room="1"), sheet.version)
    refused(session, "E_CLOSED", open_sheet, person, sheet, sheet.version)


def test_an_old_page_neither_opens_nor_closes_nor_annuls(session, person, journal):
    sheet = draft_sheet(person, journal, terms())
    refused(session, "E_CONFLICT", open_sheet, person, sheet, sheet.version + 1)
    open_sheet(person, sheet, sheet.version)
    refused(session, "E_CONFLICT", annul_sheet, person, sheet, "Экзамен перенесён", sheet.version - 1)
    refused(session, "E_CONFLICT", close_sheet, person, sheet, sheet.version - 1)


def test_results_and_tickets_are_written(person, journal):
    sheet = opened(person, journal)
    first, second, third = sheet.entries
    put_entry(person, first, outcome=Outcome.GOOD, ticket=" 7 ", version=1)
    assert (first.outcome, first.ticket, first.version, sheet.state) == (
        Outcome.GOOD,
        "7",
        2,
        SheetState.OPENED,
    )
    put_entry(person, second, outcome=Outcome.ABSENT, ticket="", version=1)
    put_entry(person, third, outcome=Outcome.BARRED, ticket="", version=1)
    assert sheet.state is SheetState.FILLED
    put_entry(person, third, outcome=None, ticket="", version=2)
    assert sheet.state is SheetState.OPENED


def test_the_same_line_again_changes_nothing(session, person, journal):
    entry = opened(person, journal).entries[0]
    put_entry(person, entry, outcome=Outcome.GOOD, ticket="7", version=1)
    before = stored(session)
    put_entry(person, entry, outcome=Outcome.GOOD, ticket="7", version=1)
    assert stored(session) == before


def test_a_ticket_is_given_once_in_a_sheet(session, person, journal):
    sheet = opened(person, journal)
    first, second, _third = sheet.entries
    put_entry(person, first, outcome=None, ticket="7", version=1)
    refusal = refused(session, "E_TICKET", put_entry, person, second, outcome=None, ticket="7", version=1)
    assert first.full_name in refusal.message
    refused(session, "E_TICKET", put_entry, person, second, outcome=None, ticket="12345678901", version=1)
    other = opened(person, journal, scope=FinalScope.TERM)
    put_entry(person, other.entries[0], outcome=None, ticket="7", version=1)


def test_a_credit_sheet_has_no_tickets(session, person, journal):
    entry = opened(person, journal, kind=SheetKind.CREDIT, scope=FinalScope.TERM).entries[0]
    refused(session, "E_TICKET", put_entry, person, entry, outcome=None, ticket="7", version=1)


def test_pass_or_fail_only_in_a_credit_sheet_and_only_when_switched_on(session, act, journal):
    teacher = make.teacher(session, journal)
    plain, switched = act(teacher), act(teacher, rules=Rules(pass_fail_in_sheet=True))
    exam = opened(plain, journal).entries[0]
    credit = opened(plain, journal, kind=SheetKind.CREDIT, scope=FinalScope.TERM).entries[0]
    line = {"outcome": Outcome.PASSED, "ticket": "", "version": 1}
    refused(session, "E_MARK", put_entry, plain, credit, **line)
    refused(session, "E_MARK", put_entry, switched, exam, **line)
    assert put_entry(switched, credit, **line).outcome is Outcome.PASSED


def test_results_do_not_come_before_the_examination(session, act, journal):
    teacher = make.teacher(session, journal)
    entry = opened(act(teacher), journal, held_on=date(2025, 10, 8)).entries[0]
    line = {"outcome": Outcome.GOOD, "ticket": "", "version": 1}
    refused(session, "E_FUTURE", put_entry, act(teacher, now="2025-10-07 23:59:59"), entry, **line)
    assert put_entry(act(teacher, now="2025-10-08 00:00"), entry, **line).outcome is Outcome.GOOD


def test_two_people_at_one_line(session, person, journal):
    entry = opened(person, journal).entries[0]
    put_entry(person, entry, outcome=Outcome.GOOD, ticket="", version=1)
    before = stored(session)
    with pytest.raises(Conflict) as conflict:
        put_entry(person, entry, outcome=Outcome.EXCELLENT, ticket="", version=1)
    assert (conflict.value.current["value"], conflict.value.wanted) == ("хорошо", "отлично")
    assert stored(session) == before


def test_closing_writes_the_finals_it_is_for(session, person, journal):
    sheet = closed(person, journal, "5", "2", "3")
    assert (sheet.state, sheet.closed_at) == (SheetState.CLOSED, person.now)
    rows = finals(session, journal)
    assert [final.value for final in rows] == [5, 2, 3]
    assert [final.sheet_entry_id for final in rows] == [entry.id for entry in sheet.entries]
    assert finals(session, journal, FinalScope.TERM) == []


def test_a_credit_sheet_writes_the_final_of_the_semester_over_a_suggestion_taken(session, person, journal):
    pupil = make.students_of(session, journal)[0]
    put_final(person, journal, pupil.id, "3", 0)
    closed(person, journal, "4", "4", "4", kind=SheetKind.CREDIT, scope=FinalScope.TERM)
    assert [final.value for final in finals(session, journal, FinalScope.TERM)] == [4, 4, 4]


def test_who_did_not_appear_or_was_barred_is_not_assessed_with_terms(session, person, journal):
    sheet = closed(person, journal, "5", "absent", "barred")
    _good, absent, barred = finals(session, journal)
    assert (absent.value, absent.not_assessed, absent.na_deadline) == (None, True, date(2025, 11, 6))
    assert (absent.na_reason, absent.na_form) == (f"не явился, ведомость № {sheet.number}", "exam")
    assert barred.na_reason.startswith("не допущен")


def test_a_sheet_makes_good_an_open_not_assessed(session, person, journal):
    pupil = make.students_of(session, journal)[0]
    put_not_assessed(
        person, journal, pupil.id, reason="болезнь, справка № 12", deadline=date(2025, 11, 6),
        form=ReferralForm.CREDIT, version=0,
    )  # fmt: skip
    sheet = closed(person, journal, "4", "4", "4", kind=SheetKind.CREDIT, scope=FinalScope.TERM)
    final = finals(session, journal, FinalScope.TERM)[0]
    assert (final.value, final.not_assessed, final.resolved_on) == (4, True, TODAY)
    assert final.resolution_basis == f"Ведомость № {sheet.number}"


def test_pass_or_fail_writes_no_final(session, act, journal):
    person = act(make.teacher(session, journal), rules=Rules(pass_fail_in_sheet=True))
    closed(person, journal, "passed", "not_passed", "5", kind=SheetKind.CREDIT, scope=FinalScope.TERM)
    assert [final.value for final in finals(session, journal, FinalScope.TERM)] == [5]


def test_a_sheet_with_blanks_does_not_close_and_names_them(session, person, journal):
    sheet = opened(person, journal)
    put_entry(person, sheet.entries[1], outcome=Outcome.GOOD, ticket="", version=1)
    refusal = refused(session, "E_SHEET_BLANKS", close_sheet, person, sheet, sheet.version)
    assert sheet.entries[0].full_name in refusal.message
    assert sheet.entries[1].full_name not in refusal.message


def test_a_closed_sheet_takes_nothing_more(session, person, journal):
    sheet = closed(person, journal, "5", "4", "3")
    entry = sheet.entries[0]
    refused(
        session, "E_CLOSED", put_entry, person, entry, outcome=Outcome.GOOD, ticket="", version=entry.version
    )
    refused(session, "E_CLOSED", close_sheet, person, sheet, sheet.version)
    refused(session, "E_CLOSED", annul_sheet, person, sheet, "Экзамен перенесён", sheet.version)


def test_the_final_of_a_sheet_is_not_changed_by_hand(session, person, journal):
    closed(person, journal, "4", "4", "4", kind=SheetKind.CREDIT, scope=FinalScope.TERM)
    pupil = make.students_of(session, journal)[0]
    refused(session, "E_CLOSED", put_final, person, journal, pupil.id, "5", 1)


def test_a_correction_by_order_keeps_the_old_result_in_sight(session, person, journal):
    sheet = closed(person, journal, "5", "2", "3")
    correction = correct_entry(person, sheet.entries[1], Outcome.GOOD, **ORDER, version=sheet.version)
    assert (correction.old_outcome, correction.new_outcome) == (Outcome.UNSATISFACTORY, Outcome.GOOD)
    assert (sheet.state, sheet.edition, sheet.order_number) == (SheetState.CORRECTED, 2, "84-у")
    assert [final.value for final in finals(session, journal)] == [5, 4, 3]
    correct_entry(person, sheet.entries[1], Outcome.EXCELLENT, **ORDER, version=sheet.version)
    assert sheet.edition == 3
    entries = session.scalars(
        select(AuditEntry).where(AuditEntry.entity == "sheet_entry").order_by(AuditEntry.id)
    ).all()
    assert [entry.reason for entry in entries][-2:] == [ORDER["reason"]] * 2
    assert {entry.journal_id for entry in entries} == {journal.id}


def test_a_correction_from_absent_leaves_no_not_assessed(session, person, journal):
    sheet = closed(person, journal, "5", "absent", "3")
    correct_entry(person, sheet.entries[1], Outcome.GOOD, **ORDER, version=sheet.version)
    final = finals(session, journal)[1]
    assert (final.value, final.not_assessed, final.na_deadline) == (4, False, None)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"order_number": " "}, "E_ORDER"),
        ({"order_date": None}, "E_ORDER"),
        ({"order_date": date(2025, 10, 8)}, "E_ORDER"),
        ({"reason": ""}, "E_ORDER"),
        ({"version": 1}, "E_CONFLICT"),
    ],
)
def test_a_correction_without_its_order_is_refused(session, person, journal, wrong, code):
    sheet = closed(person, journal, "5", "2", "3")
    named = {**ORDER, "version": sheet.version, **wrong}
    refused(session, code, correct_entry, person, sheet.entries[1], Outcome.GOOD, **named)


def test_an_open_sheet_is_not_corrected(session, person, journal):
    sheet = opened(person, journal)
    named = {**ORDER, "version": sheet.version}
    refused(session, "E_CLOSED", correct_entry, person, sheet.entries[1], Outcome.GOOD, **named)


def test_annulment_keeps_the_number_and_says_why(session, person, journal):
    sheet = opened(person, journal)
    refused(session, "E_REASON", annul_sheet, person, sheet, " ", sheet.version)
    annul_sheet(person, sheet, "Экзамен перенесён приказом", sheet.version)
    assert (sheet.state, sheet.number) == (SheetState.ANNULLED, "2025/26-1-0001")
    assert opened(person, journal).number == "2025/26-1-0002"
    entry = sheet.entries[0]
    refused(session, "E_CLOSED", put_entry, person, entry, outcome=Outcome.GOOD, ticket="", version=1)


def test_a_draft_nobody_needs_is_annulled_and_has_no_number(session, person, journal):
    draft = draft_sheet(person, journal, terms())
    refused(session, "E_REASON", annul_sheet, person, draft, " ", draft.version)
    annul_sheet(person, draft, "Заведена по ошибке", draft.version)
    assert (draft.state, draft.number, draft.annul_reason) == (
        SheetState.ANNULLED,
        None,
        "Заведена по ошибке",
    )
    refused(session, "E_CLOSED", open_sheet, person, draft, draft.version)
    refused(session, "E_CLOSED", change_draft, person, draft, terms(room="1"), draft.version)
    assert opened(person, journal).serial == 1, "it took no number"


def test_a_sheet_of_a_closed_journal_is_corrected_by_order_and_by_nothing_else(session, person, journal):
    sheet = closed(person, journal, "5", "2", "3")
    journal.state = JournalState.CLOSED
    session.flush()
    correct_entry(person, sheet.entries[1], Outcome.GOOD, **ORDER, version=sheet.version)
    assert [final.value for final in finals(session, journal)] == [5, 4, 3]
    refused(session, "E_CLOSED", draft_sheet, person, journal, terms())
    journal.state = JournalState.ARCHIVED
    session.flush()
    named = {**ORDER, "version": sheet.version}
    refused(session, "E_CLOSED", correct_entry, person, sheet.entries[1], Outcome.EXCELLENT, **named)


def retaken(person, base, kind=RetakeKind.REPEAT, *outcomes, chosen=None):
    sheet = draft_retake(person, base, kind, terms())
    open_sheet(person, sheet, sheet.version, chosen)
    if not outcomes:
        return sheet
    for entry, outcome in zip(sheet.entries, outcomes, strict=True):
        put_entry(person, entry, outcome=Outcome(outcome), ticket="", version=entry.version)
    return close_sheet(person, sheet, sheet.version)


def test_a_retake_lists_only_those_who_need_it_and_takes_no_new_number(session, person, journal):
    base = closed(person, journal, "5", "2", "absent")
    retake = retaken(person, base)
    assert (retake.number, retake.serial, retake.kind) == ("2025/26-1-0001-П1", 1, SheetKind.EXAM)
    assert [entry.student_id for entry in retake.entries] == [entry.student_id for entry in base.entries[1:]]
    assert opened(person, journal, scope=FinalScope.TERM).number == "2025/26-1-0002"


def test_a_retake_made_good_writes_the_final_and_frees_from_the_next(session, person, journal):
    base = closed(person, journal, "5", "2", "absent")
    retaken(person, base, RetakeKind.REPEAT, "4", "2")
    rows = finals(session, journal)
    assert [final.value for final in rows] == [5, 4, 2]
    assert (rows[2].not_assessed, rows[2].attempt, rows[2].resolved_on) == (True, 1, TODAY)
    commission = retaken(person, base, RetakeKind.COMMISSION, "3")
    assert commission.number == "2025/26-1-0001-К"
    final = finals(session, journal)[2]
    assert (final.value, final.attempt) == (3, 2)
    assert those_who_need(session, base) == set()
    refused(session, "E_SHEET_RETAKE", draft_retake, person, base, RetakeKind.REPEAT, terms())


def test_a_missed_retake_uses_up_the_attempt_and_leaves_what_stands(session, person, journal):
    base = closed(person, journal, "5", "2", "absent")
    retaken(person, base, RetakeKind.REPEAT, "absent", "absent")
    rows = finals(session, journal)
    assert [(final.value, final.not_assessed, final.attempt) for final in rows[1:]] == [
        (2, False, 1),
        (None, True, 1),
    ]


def test_an_individual_retake_lists_the_chosen(session, person, journal):
    base = closed(person, journal, "2", "2", "5")
    chosen, passed = base.entries[0].student_id, base.entries[2].student_id
    retake = retaken(person, base, RetakeKind.INDIVIDUAL, chosen={chosen, passed})
    assert (retake.number, [entry.student_id for entry in retake.entries]) == ("2025/26-1-0001-И", [chosen])
    assert retaken(person, base, RetakeKind.INDIVIDUAL).number == "2025/26-1-0001-И2"


def test_one_commission_only(session, person, journal):
    base = closed(person, journal, "2", "2", "5")
    retaken(person, base, RetakeKind.COMMISSION)
    refused(session, "E_SHEET_RETAKE", draft_retake, person, base, RetakeKind.COMMISSION, terms())


def test_an_annulled_retake_keeps_its_suffix_and_a_draft_takes_none(session, person, journal):
    base = closed(person, journal, "2", "2", "5")
    draft_retake(person, base, RetakeKind.REPEAT, terms())
    first = retaken(person, base)
    annul_sheet(person, first, "Комиссия не собралась", first.version)
    assert (first.number, retaken(person, base).number) == ("2025/26-1-0001-П1", "2025/26-1-0001-П2")


def test_only_a_closed_sheet_is_retaken(session, person, journal):
    refused(session, "E_CLOSED", draft_retake, person, opened(person, journal), RetakeKind.REPEAT, terms())
    good = closed(person, journal, "5", "4", "3", scope=FinalScope.TERM)
    refused(session, "E_SHEET_RETAKE", draft_retake, person, good, RetakeKind.REPEAT, terms())


def test_a_correction_of_the_first_sheet_leaves_a_retakes_final_alone(session, person, journal):
    base = closed(person, journal, "5", "2", "3")
    retaken(person, base, RetakeKind.REPEAT, "4")
    correct_entry(person, base.entries[1], Outcome.SATISFACTORY, **ORDER, version=base.version)
    assert finals(session, journal)[1].value == 4


def test_the_lms_gets_the_sheets_column_and_its_retakes_in_it(session, act):
    journal = make.journal(session, course=make.course(session))
    person = act(make.teacher(session, journal))
    base = closed(person, journal, "5", "2", "absent")
    retaken(person, base, RetakeKind.REPEAT, "4", "3")
    item = session.scalars(select(LineItem)).one()
    assert item.label == "Экзамен, ведомость № 2025/26-1-0001"
    values = session.scalars(select(GradeDelivery.value).order_by(GradeDelivery.id)).all()
    assert values == [5, 4, 3]


def test_a_first_sheet_held_after_the_period_is_flagged_and_a_retake_is_not(session, act, journal):
    teacher = make.teacher(session, journal)
    late = act(teacher, now="2026-01-12 12:00")
    closed(late, journal, "5", "4", "3", held_on=date(2026, 1, 12))
    assert all(final.is_late for final in finals(session, journal))
