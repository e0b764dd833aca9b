"""Dates, moments and numbers of plain forms: read, or refused with a sentence that says which field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from regulation.refusal import N_, Refusal


def read_date(form: Mapping[str, str], name: str, clause: str, what: str) -> date:
    """The date of a field. Raises E_DATE naming `what`, «Укажите дату подписания.»"""
    found = optional_date(form, name, clause, what)
    if found is None:
        raise Refusal("E_DATE", clause, what)
    return found


def optional_date(form: Mapping[str, str], name: str, clause: str, what: str) -> date | None:
    """The date of a field that may be empty. Raises E_DATE for what is no date between 1900 and 2100."""
    text = form.get(name, "").strip()
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Refusal("E_DATE", clause, what) from None
    if not 1900 <= found.year <= 2100:
        raise Refusal("E_DATE", clause, what)
    return found


def read_moment(form: Mapping[str, str], name: str, zone: ZoneInfo, clause: str, what: str) -> datetime:
    """The moment of a field, typed in the institution's zone. Raises E_DATE naming `what`."""
    found = optional_moment(form, name, zone, clause, what)
    if found is None:
        raise Refusal("E_DATE", clause, what)
    return found


def optional_moment(
    form: Mapping[str, str], name: str, zone: ZoneInfo, clause: str, what: str
) -> datetime | None:
    """The moment of a field that may be empty. Raises E_DATE for what is no moment between 1900 and 2100."""
    text = form.get(name, "").strip()
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal("E_DATE", clause, what) from None
    if found.tzinfo is not None or not 1900 <= found.year <= 2100:
        raise Refusal("E_DATE", clause, what)
    return found.replace(tzinfo=zone)


def read_row(form: Mapping[str, str], name: str) -> int | None:
    """A row's number chosen in a list; None for nothing or for what is no number."""
    text = form.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


NO_START = N_("Укажите дату и время начала.")
NO_END = N_("Укажите дату и время окончания.")
