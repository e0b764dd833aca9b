"""What the page of a sheet shows in each state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from blueprints.sheets.forms import SheetTermsForm
from journal.acting import Acting
from journal.rights import Thing
from journal.sheet_reading import corrections_of
from journal.sheet_retakes import DONE, retakes_of, those_who_need
from journal.sheets import to_be_listed
from journal.writing import TAKES_ENTRIES, TAKES_ORDERS
from lti_tool.access import may
from lti_tool.pages import decimal
from models import ExamSheet, SheetCorrection, Student
from regulation.sheets import Outcome, SheetState, SheetTotals, allowed_outcomes, outcome_in_words, totals

IN_HAND = (SheetState.OPENED, SheetState.FILLED)


@dataclass(frozen=True)
class SheetView:
    """`root`: the sheet this one retakes; `needed`: how many still need a retake; `values`: outcomes a line may say."""

    totals: SheetTotals
    totals_text: str
    values: tuple[Outcome, ...]
    words: dict[str, str]
    corrections: dict[int, list[SheetCorrection]]
    root: ExamSheet | None
    retakes: list[ExamSheet]
    needed: int
    preview: list[Student]
    terms: SheetTermsForm | None
    is_ahead: bool
    may_fill: bool
    may_open: bool
    may_annul: bool
    may_correct: bool


def sheet_view(acting: Acting, sheet: ExamSheet) -> SheetView:
    """Everything the page needs."""
    session = acting.session
    is_draft = sheet.state is SheetState.DRAFT
    takes = sheet.journal.state in TAKES_ENTRIES
    found = totals([entry.outcome for entry in sheet.entries], acting.rules)
    values = allowed_outcomes(sheet.kind.value, acting.rules)
    is_root = sheet.retake_of_id is None and sheet.state in DONE
    return SheetView(
        totals=found,
        totals_text=totals_text(found),
        values=values,
        words={outcome.value: outcome_in_words(outcome) for outcome in values},
        corrections=corrections_of(session, sheet),
        root=session.get(ExamSheet, sheet.retake_of_id) if sheet.retake_of_id else None,
        retakes=retakes_of(session, sheet) if is_root else [],
        needed=len(those_who_need(session, sheet)) if is_root else 0,
        preview=to_be_listed(acting, sheet) if is_draft else [],
        terms=_terms(sheet) if is_draft and may(Thing.SHEET_OPENING, "C") else None,
        is_ahead=sheet.held_on > acting.today,
        may_fill=takes and sheet.state in IN_HAND and may(Thing.SHEET, "C") and sheet.held_on <= acting.today,
        may_open=takes and may(Thing.SHEET_OPENING, "C"),
        may_annul=takes and (is_draft or sheet.state in IN_HAND) and may(Thing.SHEET_OPENING, "C"),
        may_correct=sheet.journal.state in TAKES_ORDERS
        and sheet.state in DONE
        and may(Thing.SHEET_CORRECTION, "C"),
    )


def entry_facts(acting: Acting, sheet: ExamSheet) -> dict[str, Any]:
    """The sheet as it stands after some lines were saved: version, state, totals."""
    found = totals([entry.outcome for entry in sheet.entries], acting.rules)
    return {
        "version": sheet.version,
        "state": sheet.state.value,
        "blank": found.blank,
        "totals": totals_text(found),
    }


def totals_text(found: SheetTotals) -> str:
    """The bottom of the sheet in one line (F-14)."""
    counts = [
        (_("отлично"), found.n5),
        (_("хорошо"), found.n4),
        (_("удовл."), found.n3),
        (_("неуд."), found.n2),
        (_("не явилось"), found.absent),
        (_("не допущено"), found.barred),
        (_("зачтено"), found.passed),
        (_("не зачтено"), found.not_passed),
    ]
    words = [f"{title} {number}" for title, number in counts if number]
    line: str = _("всего по списку %(count)s", count=found.listed)
    shares: str = _(
        "успеваемость %(success)s %% · качество %(quality)s %% · средний балл %(mean)s",
        success=decimal(found.success, 1),
        quality=decimal(found.quality, 1),
        mean=decimal(found.mean),
    )
    return " · ".join([line, *words, shares])


def _terms(sheet: ExamSheet) -> SheetTermsForm:
    form = SheetTermsForm.for_journal(sheet.journal, formdata=None)
    form.show(sheet)
    form.version.data = str(sheet.version)
    return form
