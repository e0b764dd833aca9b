"""F-14 and F-15: an examination or credit sheet as it was opened, filled, closed, corrected, annulled (4.2.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.papers.blanks import sheet_blank
from journal.papers.heading import Heading, heading_of
from models import ExamSheet, SheetCorrection, SheetEntry, SheetForm, SheetKind
from regulation.days import local_date
from regulation.refusal import Caution
from regulation.sheets import Outcome, SheetState, SheetTotals, outcome_digit, outcome_in_words, totals

FORMS = {SheetForm.ORAL: "устная", SheetForm.WRITTEN: "письменная"}
FINAL = (SheetState.CLOSED, SheetState.CORRECTED)


@dataclass(frozen=True)
class SheetRow:
    """A line: the person as written at the opening, ticket, result in digits and in words."""

    number: int
    name: str
    record_book: str
    ticket: str
    digit: str
    words: str


@dataclass(frozen=True)
class Correction:
    """A correction by order; the old result stays visible."""

    number: int
    name: str
    edition: int
    old: str
    new: str
    order_number: str
    order_date: date
    reason: str


@dataclass(frozen=True)
class SheetPaper:
    """The whole sheet. `issued_on`, `returned_on`: the days it was opened and closed."""

    heading: Heading
    is_exam: bool
    number: str
    edition: int
    form: str
    held_on: date
    held_at: str
    room: str
    examiners: str
    is_annulled: bool
    annul_reason: str
    has_pass_fail: bool
    rows: tuple[SheetRow, ...]
    totals: SheetTotals
    corrections: tuple[Correction, ...]
    issued_on: date | None
    returned_on: date | None
    missing: tuple[Caution, ...]

    @property
    def is_draft(self) -> bool:
        """Whether the sheet is not closed yet; an annulled one is no draft."""
        return bool(self.missing)


def sheet_of(acting: Acting, sheet: ExamSheet) -> SheetPaper:
    """The sheet as it stands now."""
    entries = list(
        acting.session.scalars(
            select(SheetEntry).where(SheetEntry.sheet_id == sheet.id).order_by(SheetEntry.position)
        )
    )
    outcomes = [entry.outcome for entry in entries]
    is_over = sheet.state in FINAL or sheet.state is SheetState.ANNULLED
    blank = [entry.full_name for entry in entries if entry.outcome is None]
    return SheetPaper(
        heading=heading_of(acting, sheet.journal, sheet.held_on),
        is_exam=sheet.kind is SheetKind.EXAM,
        number=sheet.number or "",
        edition=sheet.edition,
        form=FORMS[sheet.form],
        held_on=sheet.held_on,
        held_at=sheet.held_at,
        room=sheet.room,
        examiners=sheet.examiners,
        is_annulled=sheet.state is SheetState.ANNULLED,
        annul_reason=sheet.annul_reason,
        has_pass_fail=any(item in (Outcome.PASSED, Outcome.NOT_PASSED) for item in outcomes),
        rows=tuple(_row(entry) for entry in entries),
        totals=totals(outcomes, acting.rules),
        corrections=tuple(_corrections(acting.session, sheet)),
        issued_on=local_date(sheet.opened_at, acting.zone) if sheet.opened_at else None,
        returned_on=local_date(sheet.closed_at, acting.zone) if sheet.closed_at else None,
        missing=() if is_over else (sheet_blank(blank),),
    )


def _row(entry: SheetEntry) -> SheetRow:
    digit = outcome_digit(entry.outcome) if entry.outcome else None
    return SheetRow(
        number=entry.position,
        name=entry.full_name,
        record_book=entry.record_book,
        ticket=entry.ticket,
        digit="" if digit is None else str(digit),
        words=outcome_in_words(entry.outcome) if entry.outcome else "",
    )


def _corrections(session: Session, sheet: ExamSheet) -> list[Correction]:
    rows = session.execute(
        select(SheetCorrection, SheetEntry)
        .join(SheetEntry, SheetCorrection.entry_id == SheetEntry.id)
        .where(SheetEntry.sheet_id == sheet.id)
        .order_by(SheetCorrection.id)
    )
    return [
        Correction(
            number=entry.position,
            name=entry.full_name,
            edition=made.edition,
            old=_shown(made.old_outcome),
            new=_shown(made.new_outcome),
            order_number=made.order_number,
            order_date=made.order_date,
            reason=made.reason,
        )
        for made, entry in rows
    ]


def _shown(outcome: Outcome | None) -> str:
    """«4 (хорошо)», «не явился»."""
    if outcome is None:
        return "—"
    digit = outcome_digit(outcome)
    words = outcome_in_words(outcome)
    return words if digit is None else f"{digit} ({words})"
