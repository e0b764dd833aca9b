"""Once a year: newcomers into groups, groups to the next course (3.9.1, 3.9.2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from journal.contingent_rows import read_day
from journal.groups import groups_in_use
from journal.movements import distribute, due_of
from journal.movements import newcomers as find_newcomers
from journal.orders import require_order
from journal.places import in_parts
from journal.rights import Act, Thing
from journal.study_years import group_years, next_year, transfer_groups
from journal.study_years import left_behind as find_left_behind
from lti_tool.access import acting, office_page
from lti_tool.database import db
from lti_tool.numbers import whole_number
from models import Movement, OrderKind, Student, StudyGroup
from regulation.refusal import N_, Refusal


def newcomers() -> str:
    """Who is admitted and in no group yet."""
    office_page(Thing.CONTINGENT, Act.EDIT)
    return _newcomers_page()


def put_newcomers() -> Response | tuple[str, int]:
    """Put everybody ticked into the group."""
    office_page(Thing.CONTINGENT, Act.EDIT)
    here = acting()
    ids = {whole_number(text) for text in request.form.getlist("movement")}
    chosen = list(here.session.scalars(select(Movement).where(Movement.id.in_(ids)).order_by(Movement.id)))
    group = db.session.get(StudyGroup, whole_number(request.form.get("group")))
    try:
        if not chosen:
            raise Refusal("E_PEOPLE", "3.9.1", N_("Отметьте, кого распределить."))
        if group is None:
            raise Refusal("E_GROUP", "3.9.1", N_("Выберите группу."))
        distribute(here, chosen, group, _day("starts_on"))
    except Refusal as refusal:
        db.session.rollback()
        return _newcomers_page(refusal), 422
    flash(_("Распределено в группу %(group)s: %(n)s.", group=group.name, n=len(chosen)), "success")
    return redirect(url_for("contingent.newcomers"), 303)


def year() -> str:
    """The groups before the next year: who goes where."""
    office_page(Thing.CONTINGENT, Act.EDIT)
    return _year_page()


def transfer() -> Response | str | tuple[str, int]:
    """Show what the choice does; with `step=apply`, do it."""
    office_page(Thing.CONTINGENT, Act.EDIT)
    here, form = acting(), request.form
    chosen = {whole_number(text) for text in form.getlist("group")}
    but = {whole_number(text) for text in form.getlist("but")}
    try:
        if not chosen:
            raise Refusal("E_PEOPLE", "3.9.2", N_("Отметьте хотя бы одну группу."))
        order = require_order(
            here, form.get("number", ""), read_day(form.get("dated", "")), "3.9.2", OrderKind.MOVEMENT,
            "О переводе на следующий курс и выпуске",
        )  # fmt: skip
        done = transfer_groups(
            here.because(order.name), order, _year_of_form(), _day("effective_on"), chosen, but
        )
        if form.get("step") != "apply":
            late = due_of(here, order)[1]
            db.session.rollback()  # a preview: everything was tried, nothing is kept
            return _year_page(preview=(*done, late))
    except Refusal as refusal:
        db.session.rollback()
        return _year_page(refusal), 422
    flash(_("Переведено на следующий курс: %(n)s, выпущено: %(m)s.", n=done[0], m=done[1]), "success")
    return redirect(url_for("contingent.year"), 303)


def left_behind() -> str:
    """Members of transferred groups who were not transferred: each needs an order of their own."""
    office_page(Thing.CONTINGENT, Act.VIEW)
    return render_template(
        "contingent/left_behind.html", people=list(db.session.scalars(find_left_behind(acting())))
    )


def _year_of_form() -> str:
    wanted = request.values.get("year", "")
    offered = {next_year(acting().today), *_neighbours()}
    return wanted if wanted in offered else next_year(acting().today)


def _neighbours() -> list[str]:
    """The present and the coming academic year."""
    today = acting().today
    return sorted({next_year(date(today.year, 1, 15)), next_year(date(today.year, 9, 15))})


def _newcomers_page(refusal: Refusal | None = None) -> str:
    here = acting()
    return render_template(
        "contingent/newcomers.html", movements=find_newcomers(here), groups=groups_in_use(here.session),
        chosen={whole_number(text) for text in request.form.getlist("movement")}, refusal=refusal, today=here.today,
    )  # fmt: skip


def _year_page(refusal: Refusal | None = None, preview: tuple[int, int, int] | None = None) -> str:
    here = acting()
    academic_year = _year_of_form()
    years = [one for one in group_years(here, academic_year) if one.members]
    chosen = {whole_number(text) for text in request.form.getlist("group")}
    but = {whole_number(text) for text in request.form.getlist("but")}
    people = _people(student for one in years if one.group.id in chosen for student in one.waiting)
    excluded = [one for one in people.values() if one.id in but]
    return render_template(
        "contingent/year.html", years=years, academic_year=academic_year, offered=_neighbours(), chosen=chosen, but=but, people=people,
        excluded=excluded, refusal=refusal, preview=preview, form=request.form, today=here.today,
    )  # fmt: skip


def _people(ids: Iterable[int]) -> dict[int, Student]:
    """The students by id, as Russians sort."""
    wanted, found = list(ids), {}
    for part in in_parts(wanted):
        for student in db.session.scalars(select(Student).where(Student.id.in_(part))):
            found[student.id] = student
    return dict(sorted(found.items(), key=lambda pair: (pair[1].sort_key, pair[0])))


def _day(name: str) -> date:
    found = read_day(request.form.get(name, ""))
    if found is None:
        raise Refusal("E_DATE", "3.9.2", N_("Укажите дату."))
    return found
