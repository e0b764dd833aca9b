"""What a closed or corrected sheet writes: the finals and the results for the LMS (4.2.5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from journal.acting import Acting
from journal.deliveries import want_result
from journal.final_cells import deliver_final, empty_final
from models import ExamSheet, FinalMark, FinalScope, LineItemKind, SheetEntry, SheetKind
from regulation.finals import ReferralForm
from regulation.sheets import COMMISSION_SUFFIX, Outcome, outcome_digit, outcome_in_words

MISSED = (Outcome.ABSENT, Outcome.BARRED)
SECOND_ATTEMPT = 2


def write_results(
    acting: Acting, sheet: ExamSheet, entries: Sequence[SheetEntry], *, corrects: bool = False
) -> None:
    """Write each line's result as the final the sheet is for, and tell the LMS.

    «Не явился» and «не допущен» become «н/а» with the default deadline; «зачтено» and «не зачтено» write no final.
    A numeric result of a retake makes the «н/а» good, which stays in history. `corrects`: a correction by order,
    which replaces what the same sheet wrote.
    """
    scope = FinalScope(sheet.writes_scope)
    standing = _finals(acting, sheet, scope, [entry.student_id for entry in entries])
    for entry in entries:
        assert entry.outcome is not None
        digit = outcome_digit(entry.outcome)
        if digit is not None or entry.outcome in MISSED:
            final = standing.get(entry.student_id) or empty_final(sheet.journal, entry.student_id, scope)
            if digit is None:
                _write_missed(acting, sheet, final, entry)
            else:
                _write_digit(sheet, final, digit, corrects=corrects)
            _save(acting, sheet, final, entry)
        _deliver(acting, sheet, entry, digit)


def _write_digit(sheet: ExamSheet, final: FinalMark, digit: int, *, corrects: bool) -> None:
    if corrects:
        final.not_assessed, final.resolved_on, final.attempt = False, None, 0
        final.na_reason, final.na_form, final.na_deadline, final.resolution_basis = "", "", None, ""
    elif final.not_assessed:
        final.attempt = max(final.attempt, _attempt(sheet))
        final.resolved_on = sheet.held_on
        final.resolution_basis = f"Ведомость № {sheet.number}"
    final.value = digit


def _write_missed(acting: Acting, sheet: ExamSheet, final: FinalMark, entry: SheetEntry) -> None:
    """A missed first examination is «н/а»; a missed retake leaves what stands and uses up the attempt."""
    assert entry.outcome is not None
    if sheet.retake_of_id is not None and (final.value is not None or final.not_assessed):
        final.attempt = max(final.attempt, _attempt(sheet))
        return
    form = ReferralForm.EXAM if sheet.kind is SheetKind.EXAM else ReferralForm.CREDIT
    final.value, final.not_assessed = None, True
    final.resolved_on, final.resolution_basis = None, ""
    final.na_reason = f"{outcome_in_words(entry.outcome)}, ведомость № {sheet.number}"
    final.na_deadline = max(acting.today, sheet.held_on) + timedelta(days=acting.rules.na_default_days)
    final.na_form = form.value


def _attempt(sheet: ExamSheet) -> int:
    if sheet.retake_of_id is None:
        return 0
    return SECOND_ATTEMPT if sheet.suffix.startswith(COMMISSION_SUFFIX) else 1


def _finals(
    acting: Acting, sheet: ExamSheet, scope: FinalScope, student_ids: list[int]
) -> dict[int, FinalMark]:
    found = acting.session.scalars(
        select(FinalMark).where(
            FinalMark.journal_id == sheet.journal_id,
            FinalMark.scope == scope,
            FinalMark.student_id.in_(student_ids),
        )
    )
    return {final.student_id: final for final in found}


def _save(acting: Acting, sheet: ExamSheet, final: FinalMark, entry: SheetEntry) -> None:
    final.sheet_entry_id = entry.id
    if sheet.retake_of_id is None:
        final.is_late = sheet.held_on > sheet.journal.term.ends_on
    final.set_at, final.set_by_id = acting.now, acting.user_id
    acting.session.add(final)
    acting.session.flush()
    deliver_final(acting, sheet.journal, final)


def _deliver(acting: Acting, sheet: ExamSheet, entry: SheetEntry, digit: int | None) -> None:
    """The sheet's own column in the LMS; its retakes go into the same column."""
    assert entry.outcome is not None
    root = acting.session.get_one(ExamSheet, sheet.retake_of_id) if sheet.retake_of_id else sheet
    title = "Экзамен" if root.kind is SheetKind.EXAM else "Зачёт"
    want_result(
        acting,
        sheet.journal,
        entry.student_id,
        kind=LineItemKind.SHEET,
        resource_id=f"sheet-{root.id}",
        label=f"{title}, ведомость № {root.number}",
        value=digit,
        not_assessed=digit is None,
        comment="" if digit is not None else outcome_in_words(entry.outcome),
    )
