"""The year's calendar, the terms' dates and the bells (3.8.6): everybody of the offices looks, the dispatcher edits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from blueprints.calendar.forms import read_date, read_days, read_times
from blueprints.calendar.months import months_of
from journal.bells import MOST_PAIRS, bell_table, drop_bells, put_bells
from journal.calendar import named_days
from journal.calendar_days import put_days, put_public_holidays
from journal.rights import Act, Thing
from journal.terms import ensure_term, set_term
from lti_tool.access import acting, may, office_page
from lti_tool.database import db
from lti_tool.routing import Needs, Route, add_routes
from models import CalendarDay, Term
from regulation.calendar import academic_year_of, first_year_of
from regulation.refusal import Refusal

blueprint = Blueprint("calendar", __name__)
LOOK = Needs(Thing.TIMETABLE, Act.VIEW)
EDIT = Needs(Thing.TIMETABLE, Act.EDIT)
ANSWERS = {"free": False, "working": True, "usual": None}


def year() -> str:
    """The academic year: free days, working weekends, weeks; `?year=2026/27`."""
    office_page(Thing.TIMETABLE, Act.VIEW)
    return _year_page()


def put() -> Response | tuple[str, int]:
    """Make days free, working, or usual again."""
    office_page(Thing.TIMETABLE, Act.EDIT)

    def deed() -> object:
        first, last = read_days()
        answer = ANSWERS.get(request.form.get("is", ""), False)
        kept = put_days(acting(), first, last, answer, request.form.get("title", ""))
        if kept:
            named = ", ".join(f"{one.date:%d.%m} {one.journal.group.name}" for one in kept[:8])
            flash(_("В эти дни есть проведённые занятия, они остались: %(list)s.", list=named), "warning")
        return _("Календарь изменён.")

    return _done(deed, "calendar.year", _year_page)


def holidays() -> Response | tuple[str, int]:
    """Put the year's public holidays in."""
    office_page(Thing.TIMETABLE, Act.EDIT)

    def deed() -> object:
        count = put_public_holidays(acting(), _chosen_year())
        return _(
            "Добавлено праздничных дней: %(count)s. Переносы внесите по производственному календарю.",
            count=count,
        )

    return _done(deed, "calendar.year", _year_page)


def terms() -> str:
    """The semesters and their dates."""
    office_page(Thing.TIMETABLE, Act.VIEW)
    return _terms_page()


def new_term() -> Response | tuple[str, int]:
    """A semester of the year, with the usual dates."""
    office_page(Thing.TIMETABLE, Act.EDIT)

    def deed() -> object:
        term = ensure_term(
            db.session, request.form.get("year", "").strip(), request.form.get("number", type=int) or 0
        )
        return _("%(number)s-й семестр %(year)s заведён.", number=term.number, year=term.academic_year)

    return _done(deed, "calendar.terms", _terms_page)


def edit_term(term_id: int) -> Response | tuple[str, int]:
    """Other dates for a semester."""
    office_page(Thing.TIMETABLE, Act.EDIT)
    term = db.session.get(Term, term_id)
    if term is None:
        raise NotFound

    def deed() -> object:
        set_term(acting(), term, read_date("first"), read_date("last"))
        return _("Даты семестра изменены.")

    return _done(deed, "calendar.terms", _terms_page)


def bells() -> str:
    """The bells: the version in force and all others."""
    office_page(Thing.TIMETABLE, Act.VIEW)
    return _bells_page()


def put_version() -> Response | tuple[str, int]:
    """A version of the bells from a day on."""
    office_page(Thing.TIMETABLE, Act.EDIT)

    def deed() -> object:
        first = read_date("valid_from")
        put_bells(acting(), first, read_times())
        return _("Звонки с %(day)s записаны.", day=f"{first:%d.%m.%Y}")

    return _done(deed, "calendar.bells", _bells_page)


def drop_version() -> Response | tuple[str, int]:
    """Give up a version that has not begun."""
    office_page(Thing.TIMETABLE, Act.EDIT)

    def deed() -> object:
        drop_bells(acting(), read_date("valid_from"))
        return _("Версия звонков убрана.")

    return _done(deed, "calendar.bells", _bells_page)


def _done(
    deed: Callable[[], object], endpoint: str, page: Callable[[Refusal | None], str]
) -> Response | tuple[str, int]:
    """Do it and go back to the page; a refusal shows it again with what was typed."""
    try:
        message = deed()
    except Refusal as refusal:
        db.session.rollback()
        return page(refusal), 422
    flash(str(message), "success")
    year = _chosen_year() if endpoint == "calendar.year" else None
    return redirect(url_for(endpoint, year=year), 303)


def _chosen_year() -> str:
    wanted = request.values.get("year", "")
    try:
        first_year_of(wanted)
    except ValueError:
        return academic_year_of(acting().today)
    return wanted


def _year_page(refusal: Refusal | None = None) -> str:
    here = acting()
    chosen = _chosen_year()
    first = first_year_of(chosen)
    named = named_days(here.session, date(first, 9, 1), date(first + 1, 8, 31))
    found = list(here.session.scalars(select(Term).where(Term.academic_year == chosen)))
    years = [f"{one}/{(one + 1) % 100:02d}" for one in range(first - 1, first + 2)]
    return render_template(
        "calendar/year.html",
        months=months_of(first, named, here.rules.week_days, found, here.rules.week_count), named=_spans(list(named.values())),
        chosen=chosen, years=years, today=here.today, week_days=here.rules.week_days, refusal=refusal, may_edit=may(Thing.TIMETABLE, "C"),
    )  # fmt: skip


def _spans(rows: list[CalendarDay]) -> list[tuple[date, date, bool, str]]:
    """Neighbouring days of one sort and title as one line."""
    spans: list[tuple[date, date, bool, str]] = []
    for row in rows:
        if spans:
            first, last, is_working, title = spans[-1]
            if (row.day - last).days == 1 and (is_working, title) == (row.is_working, row.title):
                spans[-1] = (first, row.day, is_working, title)
                continue
        spans.append((row.day, row.day, row.is_working, row.title))
    return spans


def _terms_page(refusal: Refusal | None = None) -> str:
    found = db.session.scalars(select(Term).order_by(Term.starts_on.desc())).all()
    return render_template(
        "calendar/terms.html", terms=found, refusal=refusal, may_edit=may(Thing.TIMETABLE, "C"),
        year=academic_year_of(acting().today), failed=request.view_args or {},
    )  # fmt: skip


def _bells_page(refusal: Refusal | None = None) -> str:
    table = bell_table(db.session)
    today = acting().today
    in_force = next((first for first, _pairs in table.versions if first <= today), None)
    return render_template(
        "calendar/bells.html", versions=table.versions, in_force=in_force, now=table.on(today), today=today,
        pairs=range(1, MOST_PAIRS + 1), refusal=refusal, may_edit=may(Thing.TIMETABLE, "C"),
    )  # fmt: skip


add_routes(
    blueprint,
    [
        Route("GET", "/calendar", year, LOOK),
        Route("POST", "/calendar", put, EDIT),
        Route("POST", "/calendar/holidays", holidays, EDIT),
        Route("GET", "/calendar/terms", terms, LOOK),
        Route("POST", "/calendar/terms", new_term, EDIT),
        Route("POST", "/calendar/terms/<int:term_id>", edit_term, EDIT),
        Route("GET", "/calendar/bells", bells, LOOK),
        Route("POST", "/calendar/bells", put_version, EDIT),
        Route("POST", "/calendar/bells/drop", drop_version, EDIT),
    ],
)
