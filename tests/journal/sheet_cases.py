"""Sheets for tests: drafted, opened, filled and closed ones; a refusal that leaves everything as it was."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from journal.sheet_entries import put_entry
from journal.sheets import (
    SheetTerms,
    close_sheet,
    draft_sheet,
    open_sheet,
)
from models import (
    AuditEntry,
    ExamSheet,
    FinalMark,
    FinalScope,
    SheetCorrection,
    SheetCounter,
    SheetEntry,
    SheetForm,
    SheetKind,
)
from regulation.refusal import Refusal
from regulation.sheets import Outcome
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
