"""What the forms of attendance send, read by hand: a refusal says what is wrong and the page keeps what was typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import request

from regulation.attendance import AbsenceReason
from regulation.refusal import N_, Refusal


@dataclass(frozen=True)
class DocumentForm:
    """A document or a request as sent."""

    student_id: int
    reason: AbsenceReason
    starts_on: date
    ends_on: date
    number: str
    note: str


def read_document() -> DocumentForm:
    """The document of the form. Raises E_REASON, E_PERIOD."""
    form = request.form
    try:
        reason = AbsenceReason(form.get("reason", ""))
    except ValueError:
        raise Refusal("E_REASON", "3.12.2", N_("Выберите причину: болезнь или уважительная.")) from None
    starts_on = _day("starts_on")
    ends_on = _day("ends_on") if form.get("ends_on") else starts_on
    return DocumentForm(
        form.get("student_id", 0, type=int),
        reason,
        starts_on,
        ends_on,
        form.get("number", ""),
        form.get("note", ""),
    )


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        raise Refusal(
            "E_PERIOD", "3.12.2", N_("Укажите первый и последний день отсутствия, например 12.11.2025.")
        ) from None
