"""Retakes of a sheet, and what the LMS gets of them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from journal.sheet_entries import correct_entry, put_entry
from journal.sheet_retakes import RetakeKind, those_who_need
from journal.sheets import (
    annul_sheet,
    close_sheet,
    draft_retake,
    open_sheet,
)
from models import (
    FinalScope,
    GradeDelivery,
    LineItem,
    SheetKind,
)
from regulation.sheets import Outcome
from tests import factories as make
from tests.journal.sheet_cases import ORDER, TODAY, closed, finals, journal, opened, person, refused, terms

__all__ = ["journal", "person"]  # fixtures


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
