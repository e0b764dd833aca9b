"""The lines of a sheet: tickets and results while it is open, corrections by order after it is closed (4.2.5)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from journal.acting import Acting
from journal.conflicts import Conflict
from journal.sheet_results import write_results
from journal.sheet_retakes import last_sheet_of
from journal.sheets import CLAUSE, require_sheet_version
from journal.writing import begin_writing
from models import ExamSheet, SheetCorrection, SheetEntry, SheetKind
from regulation.refusal import N_, Refusal
from regulation.sheets import (
    Outcome,
    SheetState,
    check_correction,
    check_outcome,
    check_transition,
    check_writable,
    outcome_in_words,
)
from regulation.topics import check_remark

TICKET_LENGTH = 10


def put_entry(
    acting: Acting, entry: SheetEntry, *, outcome: Outcome | None, ticket: str, version: int
) -> SheetEntry:
    """Write a line: the result (None empties it) and the ticket number («» for none).

    What already stands changes nothing. Raises E_MARK, E_TICKET, E_FUTURE, E_CLOSED, Conflict.
    """
    sheet = entry.sheet
    begin_writing(acting, sheet.journal, sheet, entry)
    number = " ".join(ticket.split())
    if (outcome, number) == (entry.outcome, entry.ticket):
        return entry
    check_writable(sheet.state)
    _check_held(acting, sheet)
    if outcome is not None:
        check_outcome(outcome, sheet.kind.value, acting.rules)
    if number != entry.ticket:
        _check_ticket(acting, entry, number)
    if version != entry.version:
        raise Conflict(shown_entry(entry), outcome_in_words(outcome) if outcome else "")
    entry.outcome, entry.ticket = outcome, number
    acting.session.flush()
    _note_filled(acting, sheet)
    return entry


def correct_entry(
    acting: Acting,
    entry: SheetEntry,
    outcome: Outcome,
    *,
    order_number: str,
    order_date: date | None,
    reason: str,
    version: int,
) -> SheetCorrection:
    """Correct a closed sheet by order: the old result stays visible, the edition grows (4.2.5).

    `version`: the sheet's. The final follows unless a later retake has decided it. The order is the director's, so a
    checked or closed journal takes the correction too; an archived one is opened by order first.
    Raises E_ORDER, E_MARK, E_TOPIC_*, E_CLOSED, Conflict.
    """
    sheet = entry.sheet
    begin_writing(acting, sheet.journal, sheet, entry, by_order=True)
    check_transition(sheet.state, SheetState.CORRECTED)
    check_correction(order_number, order_date, reason, acting.today)
    assert order_date is not None
    check_outcome(outcome, sheet.kind.value, acting.rules)
    checked_reason = check_remark(reason, acting.rules.latin_terms)
    require_sheet_version(sheet, version, outcome_in_words(outcome))
    if outcome is entry.outcome:
        raise Refusal("E_ORDER", CLAUSE, N_("В ведомости уже стоит этот результат: исправлять нечего."))
    acting = acting.because(checked_reason)
    assert acting.user_id is not None
    correction = SheetCorrection(
        entry_id=entry.id,
        edition=sheet.edition + 1,
        old_outcome=entry.outcome,
        new_outcome=outcome,
        order_number=order_number.strip(),
        order_date=order_date,
        reason=checked_reason,
        at=acting.now,
        by_id=acting.user_id,
    )
    acting.session.add(correction)
    entry.outcome = outcome
    sheet.edition += 1
    sheet.order_number, sheet.order_date = order_number.strip(), order_date
    sheet.state = SheetState.CORRECTED
    acting.session.flush()
    if last_sheet_of(acting.session, sheet, entry.student_id) == sheet.id:
        write_results(acting, sheet, [entry], corrects=True)
    return correction


def shown_entry(entry: SheetEntry) -> dict[str, object]:
    """The line as a page compares it."""
    return {
        "value": outcome_in_words(entry.outcome) if entry.outcome else "",
        "outcome": entry.outcome.value if entry.outcome else "",
        "ticket": entry.ticket,
        "version": entry.version,
    }


def _check_held(acting: Acting, sheet: ExamSheet) -> None:
    if sheet.held_on > acting.today:
        raise Refusal(
            "E_FUTURE",
            CLAUSE,
            N_("Экзамен (зачёт) назначен на %(day)s: результаты вносятся в этот день или позже."),
            day=sheet.held_on.strftime("%d.%m.%Y"),
        )


def _check_ticket(acting: Acting, entry: SheetEntry, number: str) -> None:
    if entry.sheet.kind is not SheetKind.EXAM and number:
        raise Refusal("E_TICKET", CLAUSE, N_("В зачётной ведомости билетов нет: оставьте поле пустым."))
    if len(number) > TICKET_LENGTH:
        raise Refusal("E_TICKET", CLAUSE, N_("Номер билета не длиннее 10 знаков."))
    other = acting.session.scalar(
        select(SheetEntry.full_name).where(
            SheetEntry.sheet_id == entry.sheet_id,
            SheetEntry.ticket == number,
            SheetEntry.ticket != "",
            SheetEntry.id != entry.id,
        )
    )
    if other:
        raise Refusal(
            "E_TICKET",
            CLAUSE,
            N_("Билет № %(number)s уже у другого человека: %(name)s. Проверьте номер."),
            number=number,
            name=other,
        )


def _note_filled(acting: Acting, sheet: ExamSheet) -> None:
    """A sheet whose every line has a result is «заполнена», until one is emptied again."""
    blank = acting.session.scalar(
        select(func.count()).where(SheetEntry.sheet_id == sheet.id, SheetEntry.outcome.is_(None))
    )
    state = SheetState.OPENED if blank else SheetState.FILLED
    if sheet.state is not state:
        sheet.state = state
        acting.session.flush()
