"""Results and tickets of an open sheet; closing it writes the finals."""

from __future__ import annotations

from datetime import date

import pytest

from journal.conflicts import Conflict
from journal.finals import put_final, put_not_assessed
from journal.sheet_entries import put_entry
from journal.sheets import (
    annul_sheet,
    close_sheet,
)
from models import (
    FinalScope,
    SheetKind,
)
from regulation.finals import ReferralForm
from regulation.rules import Rules
from regulation.sheets import Outcome, SheetState
from tests import factories as make
from tests.journal.sheet_cases import TODAY, closed, finals, journal, opened, person, refused, stored

__all__ = ["journal", "person"]  # fixtures


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
