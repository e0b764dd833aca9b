"""Study periods: the institution's semesters, made from the default dates when first needed (4.2.1)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Term
from regulation.calendar import default_semesters, first_year_of, semester_on
from regulation.refusal import N_, Refusal


def term_on(session: Session, day: date) -> Term:
    """The semester in progress on the day; in the holidays the one that ended last."""
    found = session.scalar(select(Term).where(Term.starts_on <= day).order_by(Term.starts_on.desc()).limit(1))
    if found is not None and day <= found.ends_on:
        return found
    usual = semester_on(day)
    if found is not None and usual.starts_on <= found.starts_on:
        return found
    return ensure_term(session, usual.academic_year, usual.number)


def ensure_term(session: Session, academic_year: str, number: int) -> Term:
    """The semester («2026/27», 1 or 2), made with the default dates when it is not there. Raises E_PERIOD."""
    try:
        first_year_of(academic_year)
    except ValueError:
        academic_year = ""
    if not academic_year or number not in (1, 2):
        raise Refusal(
            "E_PERIOD", "4.2.1", N_("Укажите учебный год в виде «2026/27» и семестр — первый или второй.")
        )
    found = session.scalar(select(Term).where(Term.academic_year == academic_year, Term.number == number))
    if found is not None:
        return found
    semester = default_semesters(academic_year)[number - 1]
    term = Term(
        academic_year=academic_year, number=number, starts_on=semester.starts_on, ends_on=semester.ends_on
    )
    session.add(term)
    session.flush()
    return term
