"""Study periods: the institution's semesters, made from the default dates when first needed (4.2.1)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.auditing import record
from models import Journal, Lesson, LessonState, Term, TimetableEntry
from regulation.calendar import academic_year_of, default_semesters, first_year_of, semester_on
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


def set_term(acting: Acting, term: Term, starts_on: date, ends_on: date) -> Term:
    """Give the semester other days. Those of lessons and timetable lines stay inside it.

    Raises E_PERIOD for days out of order or of another academic year, for an overlap with another semester, and with
    the day in question when a lesson or a line of the timetable would fall out.
    """
    _check_days(acting.session, term, starts_on, ends_on)
    for what, first, last in _used_days(acting.session, term):
        if first < starts_on or last > ends_on:
            raise Refusal(
                "E_PERIOD",
                "3.8.6",
                N_(
                    "В семестре есть %(what)s: %(first)s — %(last)s. Эти дни должны остаться внутри семестра."
                ),
                what=what,
                first=f"{first:%d.%m.%Y}",
                last=f"{last:%d.%m.%Y}",
            )
    before = (term.starts_on, term.ends_on)
    term.starts_on, term.ends_on = starts_on, ends_on
    acting.session.flush()
    if before != (starts_on, ends_on):
        record(
            acting, "changed", "term", term.id, was=f"{before[0]} — {before[1]}", became=f"{starts_on} — {ends_on}",
        )  # fmt: skip
    return term


def _check_days(session: Session, term: Term, starts_on: date, ends_on: date) -> None:
    if ends_on <= starts_on:
        raise Refusal("E_PERIOD", "3.8.6", N_("Последний день семестра раньше первого. Исправьте даты."))
    if academic_year_of(starts_on) != term.academic_year or academic_year_of(ends_on) != term.academic_year:
        raise Refusal(
            "E_PERIOD",
            "3.8.6",
            N_("Семестр %(year)s учебного года лежит между 1 сентября и 31 августа. Исправьте даты."),
            year=term.academic_year,
        )
    other = session.scalar(
        select(Term).where(Term.id != term.id, Term.starts_on <= ends_on, Term.ends_on >= starts_on).limit(1)
    )
    if other is not None:
        raise Refusal(
            "E_PERIOD",
            "3.8.6",
            N_("Даты заходят на %(number)s-й семестр %(year)s (%(first)s — %(last)s). Исправьте даты."),
            number=other.number,
            year=other.academic_year,
            first=f"{other.starts_on:%d.%m.%Y}",
            last=f"{other.ends_on:%d.%m.%Y}",
        )


def _used_days(session: Session, term: Term) -> list[tuple[str, date, date]]:
    """What lies in the semester, with its first and last day."""
    lessons = session.execute(
        select(func.min(Lesson.date), func.max(Lesson.date))
        .join(Journal, Journal.id == Lesson.journal_id)
        .where(Journal.term_id == term.id, Lesson.state.in_([LessonState.PLANNED, LessonState.CONDUCTED]))
    ).one()
    lines = session.execute(
        select(func.min(TimetableEntry.starts_on), func.max(TimetableEntry.ends_on)).where(
            TimetableEntry.term_id == term.id, TimetableEntry.withdrawn_at.is_(None)
        )
    ).one()
    found = [("занятия", *lessons), ("расписание", *lines)]
    return [(what, first, last) for what, first, last in found if first is not None and last is not None]
