"""What people send about a practice and its schedule: read, or refused with a sentence."""

from __future__ import annotations

from datetime import date

from flask import request

from journal.practices import PracticeTerms, VisitTerms
from models import PracticeKind, VisitKind
from regulation.refusal import N_, Refusal

CLAUSE = "4.1.3"


def read_practice() -> PracticeTerms:
    """The particulars. Raises E_PRACTICE, E_DATE, E_NUMBER."""
    form = request.form
    if form.get("kind") not in set(PracticeKind):
        raise Refusal("E_PRACTICE", CLAUSE, N_("Выберите вид практики."))
    return PracticeTerms(
        kind=PracticeKind(form["kind"]), starts_on=_day("starts_on"), ends_on=_day("ends_on"), hours=_number("hours"),
        base=form.get("base", ""), college_head=form.get("college_head", ""), base_head=form.get("base_head", ""),
    )  # fmt: skip


def read_visit() -> VisitTerms:
    """A line of the schedule. Raises E_PRACTICE, E_DATE, E_NUMBER."""
    form = request.form
    if form.get("kind") not in set(VisitKind):
        raise Refusal("E_PRACTICE", CLAUSE, N_("Выберите, что это: консультация или посещение."))
    return VisitTerms(
        kind=VisitKind(form["kind"]), date=_day("date"), hours=_number("hours"),
        organisation=form.get("organisation", ""), students=form.getlist("students", type=int),
    )  # fmt: skip


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        raise Refusal("E_DATE", CLAUSE, N_("Укажите дату.")) from None


def _number(name: str) -> int:
    text = request.form.get(name, "").strip()
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise Refusal("E_NUMBER", CLAUSE, N_("Часы — целое число, а введено «%(text)s»."), text=text[:20])
    return int(text)
