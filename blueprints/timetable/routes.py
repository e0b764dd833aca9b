"""The timetable: a week of a group, a teacher or a room; its lines and changes; F-20 (3.10.1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import Response as Answer
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from blueprints.timetable.choices import brought_choices, entry_choices, lesson_days
from blueprints.timetable.forms import read_date, read_line, read_wanted, typed
from blueprints.timetable.listings import became, changes_listing, lines_listing, was
from blueprints.timetable.looking import chosen_day, chosen_view
from journal.change_annulment import annul_change
from journal.rights import Act, Thing
from journal.timetable import add_entry, change_entry, end_entry
from journal.timetable_changes import change_day
from journal.timetable_slots import SHOWN, entry_title
from journal.timetable_week import week_table
from lti_tool.access import acting, may, office_page
from lti_tool.database import db
from lti_tool.listing import show_list
from lti_tool.printing.office_papers import order_paper
from lti_tool.routing import Needs, Route, add_routes
from models import ChangeKind, StudyGroup, Term, TimetableChange, TimetableEntry
from regulation.refusal import N_, Refusal

blueprint = Blueprint("timetable", __name__)
LOOK = Needs(Thing.TIMETABLE, Act.VIEW)
EDIT = Needs(Thing.TIMETABLE, Act.EDIT)
PRINT = Needs(Thing.TIMETABLE, Act.PRINT)


def week() -> str:
    """A week: `?group=`, `?teacher=` or `?room=`, `?week=` any of its days."""
    choice = chosen_view()
    day = chosen_day()
    term = db.session.scalar(
        select(Term).where(Term.starts_on <= day + timedelta(days=6), Term.ends_on >= day)
    )
    table = week_table(acting(), day, choice.view, term.starts_on if term else None)
    return render_template(
        "timetable/week.html", choice=choice, table=table, term=term, today=acting().today, may_edit=may(Thing.TIMETABLE, "C"),
        before=table.monday - timedelta(days=7), after=table.monday + timedelta(days=7), may_print=may(Thing.TIMETABLE, "P"),
    )  # fmt: skip


def new() -> str:
    """The form of a new line."""
    office_page(Thing.TIMETABLE, Act.EDIT)
    return _form_page(None)


def create() -> Response | tuple[str, int]:
    """Put the line in."""
    office_page(Thing.TIMETABLE, Act.EDIT)
    try:
        entry = add_entry(acting(), read_line())
    except Refusal as refusal:
        db.session.rollback()
        return _form_page(None, refusal), 422
    flash(_("Строка внесена, занятия поставлены в журнал."), "success")
    return _to_week(entry, max(entry.starts_on, acting().today))


def entry(timetable_entry_id: int) -> str:
    """A line: what may be done with it; `?day=` the day it was opened from."""
    office_page(Thing.TIMETABLE, Act.EDIT)
    return _form_page(_entry(timetable_entry_id))


def change(timetable_entry_id: int) -> Response | tuple[str, int]:
    """The line says something else from a day on."""
    return _on_entry(
        timetable_entry_id,
        lambda found: change_entry(
            acting(), found, read_line(), read_date("since", N_("с какого дня изменить"))
        ),
        _("Расписание изменено, запланированные занятия переставлены."),
    )


def end(timetable_entry_id: int) -> Response | tuple[str, int]:
    """The line ends."""

    def deed(found: TimetableEntry) -> TimetableEntry:
        end_entry(
            acting(), found, read_date("last_day", N_("последний день")), request.form.get("reason", "")
        )
        return found

    return _on_entry(timetable_entry_id, deed, _("Строка закончена, следующие занятия отменены."))


def change_one(timetable_entry_id: int) -> Response | tuple[str, int]:
    """One day is held otherwise: cancelled, moved, replaced."""

    def deed(found: TimetableEntry) -> TimetableEntry:
        change_day(acting(), found, read_date("day", N_("день занятия")), read_wanted())
        return found

    return _on_entry(timetable_entry_id, deed, _("Изменение записано и попало в журнал."))


def changes() -> Answer | str:
    """The changes of single days (F-20), the newest first."""
    office_page(Thing.TIMETABLE, Act.VIEW)
    return show_list(
        changes_listing(), "timetable/changes.html", may_print=may(Thing.TIMETABLE, "P"), today=acting().today
    )


def lines() -> Answer | str:
    """The lines of the timetable, by group, day and pair; `?state=without`: those whose journal is not opened."""
    office_page(Thing.TIMETABLE, Act.VIEW)
    return show_list(lines_listing())


def one_change(change_id: int) -> str:
    """A change of a day, and taking it back."""
    office_page(Thing.TIMETABLE, Act.VIEW)
    return _change_page(_change(change_id))


def annul(change_id: int) -> Response | tuple[str, int]:
    """Take the change back."""
    office_page(Thing.TIMETABLE, Act.EDIT)
    found = _change(change_id)
    try:
        annul_change(acting(), found)
    except Refusal as refusal:
        db.session.rollback()
        return _change_page(_change(change_id), refusal), 422
    flash(_("Изменение отменено, занятие стоит по расписанию."), "success")
    return redirect(url_for("timetable.one_change", change_id=change_id), 303)


def print_week() -> Response:
    """F-20: the timetable of a group's term, or the changes of a span."""
    office_page(Thing.TIMETABLE, Act.PRINT)
    group_id, term_id = request.form.get("group", type=int), request.form.get("term", type=int)
    if group_id is None or term_id is None:
        raise NotFound
    group, term = db.session.get(StudyGroup, group_id), db.session.get(Term, term_id)
    if group is None or term is None:
        raise NotFound
    job = order_paper(acting(), "timetable", {"group": group.id, "term": term.id}, "study_group", group.id)
    return redirect(url_for("jobs.progress", public_id=job.public_id), 303)


def print_changes() -> Response | tuple[str, int]:
    """F-20: the sheet of changes of some days."""
    office_page(Thing.TIMETABLE, Act.PRINT)
    first, last = read_date("first", N_("первый день")), read_date("last", N_("последний день"))
    values = {"first": min(first, last).isoformat(), "last": max(first, last).isoformat()}
    job = order_paper(acting(), "timetable_changes", values, "timetable_change")
    return redirect(url_for("jobs.progress", public_id=job.public_id), 303)


def _on_entry(
    entry_id: int, deed: Callable[[TimetableEntry], TimetableEntry], message: str
) -> Response | tuple[str, int]:
    office_page(Thing.TIMETABLE, Act.EDIT)
    found = _entry(entry_id)
    try:
        following = deed(found)
    except Refusal as refusal:
        db.session.rollback()
        return _form_page(_entry(entry_id), refusal), 422
    flash(message, "success")
    return _to_week(following, _day_of_form() or max(following.starts_on, acting().today))


def _entry(entry_id: int) -> TimetableEntry:
    found = db.session.get(TimetableEntry, entry_id, options=SHOWN)
    if found is None:
        raise NotFound
    return found


def _change(change_id: int) -> TimetableChange:
    found = db.session.get(TimetableChange, change_id)
    if found is None:
        raise NotFound
    return found


def _form_page(found: TimetableEntry | None, refusal: Refusal | None = None) -> str:
    values = typed(found)
    days = lesson_days(acting(), found) if found else []
    ahead = next((one.isoformat() for one in days if one >= acting().today), "")
    day = request.values.get("day", "") or ahead
    return render_template(
        "timetable/entry.html", entry=found, title=entry_title(found) if found else "", values=values, refusal=refusal,
        day=day, days=days, kinds=list(ChangeKind),
        brought=brought_choices(acting(), found) if found else [], today=acting().today, **entry_choices(),
    )  # fmt: skip


def _change_page(found: TimetableChange, refusal: Refusal | None = None) -> str:
    return render_template(
        "timetable/change.html", change=found, was=was(found), became=became(found), refusal=refusal,
        may_edit=may(Thing.TIMETABLE, "C"),
    )  # fmt: skip


def _to_week(found: TimetableEntry, day: date) -> Response:
    return redirect(url_for("timetable.week", group=found.group_id, week=day.isoformat()), 303)


def _day_of_form() -> date | None:
    try:
        return date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        return None


add_routes(
    blueprint,
    [
        Route("GET", "/timetable", week, LOOK),
        Route("GET", "/timetable/lines", lines, LOOK),
        Route("GET", "/timetable/new", new, EDIT),
        Route("POST", "/timetable/new", create, EDIT),
        Route("GET", "/timetable/lines/<int:timetable_entry_id>", entry, EDIT),
        Route("POST", "/timetable/lines/<int:timetable_entry_id>", change, EDIT),
        Route("POST", "/timetable/lines/<int:timetable_entry_id>/end", end, EDIT),
        Route("POST", "/timetable/lines/<int:timetable_entry_id>/day", change_one, EDIT),
        Route("GET", "/timetable/changes", changes, LOOK),
        Route("GET", "/timetable/changes/<int:change_id>", one_change, LOOK),
        Route("POST", "/timetable/changes/<int:change_id>/annul", annul, EDIT),
        Route("POST", "/timetable/print", print_week, PRINT),
        Route("POST", "/timetable/changes/print", print_changes, PRINT),
    ],
)
