"""A closed sheet corrected by order, a needless one annulled."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from journal.sheet_entries import correct_entry, put_entry
from journal.sheets import (
    annul_sheet,
    change_draft,
    draft_sheet,
    open_sheet,
)
from models import (
    AuditEntry,
    JournalState,
)
from regulation.sheets import Outcome, SheetState
from tests.journal.sheet_cases import ORDER, closed, finals, journal, opened, person, refused, terms

__all__ = ["journal", "person"]  # fixtures


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
