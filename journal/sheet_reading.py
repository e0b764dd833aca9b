"""Sheets as their pages show them: the journal's list with totals, corrections by line (4.2.5)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.sheets import sheets_of
from models import ExamSheet, Journal, SheetCorrection, SheetEntry
from regulation.sheets import Outcome, SheetTotals, totals


@dataclass(frozen=True)
class SheetLine:
    """A sheet in the list with its totals."""

    sheet: ExamSheet
    totals: SheetTotals


def sheet_lines(acting: Acting, journal: Journal) -> list[SheetLine]:
    """The journal's sheets by number, drafts last. Two queries."""
    sheets = sheets_of(acting.session, journal)
    outcomes: dict[int, list[Outcome | None]] = {sheet.id: [] for sheet in sheets}
    rows = acting.session.execute(
        select(SheetEntry.sheet_id, SheetEntry.outcome).where(SheetEntry.sheet_id.in_(list(outcomes)))
    )
    for sheet_id, outcome in rows:
        outcomes[sheet_id].append(outcome)
    return [SheetLine(sheet, totals(outcomes[sheet.id], acting.rules)) for sheet in sheets]


def corrections_of(session: Session, sheet: ExamSheet) -> dict[int, list[SheetCorrection]]:
    """Entry id → its corrections, oldest first."""
    found: dict[int, list[SheetCorrection]] = {}
    for correction in session.scalars(
        select(SheetCorrection)
        .join(SheetEntry, SheetCorrection.entry_id == SheetEntry.id)
        .where(SheetEntry.sheet_id == sheet.id)
        .order_by(SheetCorrection.id)
    ):
        found.setdefault(correction.entry_id, []).append(correction)
    return found
