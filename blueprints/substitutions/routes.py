"""Substitution: whose lessons, who holds them, by which order or direction (4.1.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from journal.coverage import names
from journal.planned_lessons import WITH_JOURNAL
from journal.rights import Act, Thing
from journal.substitutions import Basis, approve, assign_substitute, lessons_of_teacher, revoke
from journal.timetable_slots import teacher_name
from lti_tool.access import acting, may, office_page
from lti_tool.database import db
from lti_tool.listing import Column, Filter, Listing, has_words, show_list
from lti_tool.routing import Needs, Route, add_routes
from models import Journal, Lesson, Substitution, SubstitutionBasis, User
from regulation.refusal import Refusal

blueprint = Blueprint("substitutions", __name__)
LOOK = Needs(Thing.TIMETABLE, Act.VIEW)
EDIT = Needs(Thing.TIMETABLE, Act.EDIT)
STATES = [
    ("", _l("все")),
    ("waiting", _l("ждут утверждения")),
    ("valid", _l("действуют")),
    ("revoked", _l("отменены")),
]
BASES = {SubstitutionBasis.ORDER: _l("приказ"), SubstitutionBasis.DIRECTION: _l("распоряжение")}


def index() -> Response | str:
    """Every substitution, the newest first."""
    office_page(Thing.TIMETABLE, Act.VIEW)
    listing = Listing(
        title=_("Замещения"),
        query=select(Substitution)
        .join(User, User.id == Substitution.user_id)
        .options(
            joinedload(Substitution.user), joinedload(Substitution.absent),
            joinedload(Substitution.journal).joinedload(Journal.group),
            joinedload(Substitution.journal).joinedload(Journal.discipline), selectinload(Substitution.lessons),
        )
        .order_by(Substitution.starts_on.desc(), Substitution.id.desc()),
        columns=(
            Column(_("Замещает"), lambda row: teacher_name(row.user), link=_address),
            Column(_("Кого"), lambda row: teacher_name(row.absent)),
            Column(_("Журнал"), lambda row: f"{row.journal.group.name}, {row.journal.discipline.index or row.journal.discipline.name}"),
            Column(_("С"), lambda row: row.starts_on),
            Column(_("По"), lambda row: row.ends_on),
            Column(_("Занятий"), lambda row: len(row.lessons) or _("все"), is_number=True),
            Column(_("Основание"), lambda row: f"{BASES[row.basis]} № {row.number} от {row.dated:%d.%m.%Y}"),
            Column(_("Состояние"), _state, badge=_badge),
        ),
        file_name="замещения",
        filters=(Filter("state", _l("Состояние"), STATES, _in_state),),
        words=lambda text: has_words(User.sort_key, text),
        words_hint=_("кто замещает"),
        nothing=_("Замещений нет."),
    )  # fmt: skip
    return show_list(listing, "substitutions/list.html", may_edit=may(Thing.TIMETABLE, "C"))


def new() -> str:
    """Whose lessons and of which days; then which of them and who holds them."""
    office_page(Thing.TIMETABLE, Act.EDIT)
    return _new_page()


def create() -> AnyResponse | tuple[str, int]:
    """Give the lessons."""
    office_page(Thing.TIMETABLE, Act.EDIT)
    try:
        made = assign_substitute(
            acting(), _chosen_lessons(), _person("substitute_id") or User(is_staff=False), _basis(), _person("absent_id")
        )  # fmt: skip
    except Refusal as refusal:
        db.session.rollback()
        return _new_page(refusal), 422
    if all(one.approved_at for one in made):
        flash(_("Замещение действует: занятия отмечены «зам.»."), "success")
    else:
        flash(_("Замещение внесено и ждёт утверждения заместителя директора."), "success")
    return redirect(url_for("substitutions.show", substitution_id=made[0].id), 303)


def show(substitution_id: int) -> str:
    """One substitution with its lessons."""
    office_page(Thing.TIMETABLE, Act.VIEW)
    return _show_page(_substitution(substitution_id))


def approve_one(substitution_id: int) -> AnyResponse | tuple[str, int]:
    """The deputy director approves."""
    office_page(Thing.TIMETABLE, Act.APPROVE)
    try:
        approve(acting(), _substitution(substitution_id))
    except Refusal as refusal:
        db.session.rollback()
        return _show_page(_substitution(substitution_id), refusal), 422
    flash(_("Замещение утверждено и действует."), "success")
    return redirect(url_for("substitutions.show", substitution_id=substitution_id), 303)


def revoke_one(substitution_id: int) -> AnyResponse | tuple[str, int]:
    """Take it back."""
    office_page(Thing.TIMETABLE, Act.EDIT)
    try:
        revoke(acting(), _substitution(substitution_id), request.form.get("reason", ""))
    except Refusal as refusal:
        db.session.rollback()
        return _show_page(_substitution(substitution_id), refusal), 422
    flash(_("Замещение отменено. Проведённые занятия остались за замещавшим."), "success")
    return redirect(url_for("substitutions.show", substitution_id=substitution_id), 303)


def _new_page(refusal: Refusal | None = None) -> str:
    values = request.form if request.method == "POST" else request.args
    first = _day(values.get("first", "")) or acting().today
    last = max(_day(values.get("last", "")) or first, first)
    absent = _person("absent_id")
    people = db.session.scalars(select(User).where(User.is_staff).order_by(User.sort_key, User.id)).all()
    return render_template(
        "substitutions/new.html", values=values, absent=absent, first=first, last=last, refusal=refusal, today=acting().today,
        lessons=lessons_of_teacher(acting(), absent.id, first, last) if absent else [], bases=BASES,
        people=[("", "—"), *((str(one.id), teacher_name(one) or one.display_name) for one in people)],
        ticked=set(request.form.getlist("lesson")) if request.method == "POST" else None,
    )  # fmt: skip


def _show_page(found: Substitution, refusal: Refusal | None = None) -> str:
    lessons = db.session.scalars(
        select(Lesson)
        .where(Lesson.journal_id == found.journal_id, Lesson.date.between(found.starts_on, found.ends_on))
        .options(*WITH_JOURNAL)
        .order_by(Lesson.date, Lesson.pair)
    )
    return render_template(
        "substitutions/show.html", one=found, lessons=[each for each in lessons if names(found, each.id, each.date)],
        state=_state(found), badge=_badge(found), basis=BASES[found.basis], refusal=refusal, may_edit=may(Thing.TIMETABLE, "C"),
        may_approve=may(Thing.TIMETABLE, "A"), name=teacher_name,
    )  # fmt: skip


def _substitution(substitution_id: int) -> Substitution:
    found = db.session.get(Substitution, substitution_id)
    if found is None:
        raise NotFound
    return found


def _chosen_lessons() -> Sequence[Lesson]:
    ids = [
        int(text)
        for text in request.form.getlist("lesson")
        if text.isascii() and text.isdigit() and len(text) < 19
    ]
    wanted = select(Lesson).where(Lesson.id.in_(ids[:500])).options(*WITH_JOURNAL)
    return db.session.scalars(wanted.order_by(Lesson.date, Lesson.pair)).all()


def _person(name: str) -> User | None:
    text = request.values.get(name, "").strip()
    return db.session.get(User, int(text)) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _basis() -> Basis:
    kind = request.form.get("basis", "")
    return Basis(
        SubstitutionBasis(kind) if kind in set(SubstitutionBasis) else SubstitutionBasis.DIRECTION,
        request.form.get("number", ""),
        _day(request.form.get("dated", "")),
        request.form.get("reason", ""),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _address(row: Substitution) -> str:
    return url_for("substitutions.show", substitution_id=row.id)


def _state(row: Substitution) -> str:
    if row.revoked_at is not None:
        return str(_("отменено"))
    return str(_("действует") if row.approved_at is not None else _("ждёт утверждения"))


def _badge(row: Substitution) -> str:
    if row.revoked_at is not None:
        return ""
    return "badge-green" if row.approved_at is not None else "badge-amber"


def _in_state(value: str) -> ColumnElement[bool]:
    if value == "revoked":
        return Substitution.revoked_at.is_not(None)
    standing = Substitution.revoked_at.is_(None)
    approved = (
        Substitution.approved_at.is_(None) if value == "waiting" else Substitution.approved_at.is_not(None)
    )
    return standing & approved


add_routes(
    blueprint,
    [
        Route("GET", "/substitutions", index, LOOK),
        Route("GET", "/substitutions/new", new, EDIT),
        Route("POST", "/substitutions", create, EDIT),
        Route("GET", "/substitutions/<int:substitution_id>", show, LOOK),
        Route(
            "POST",
            "/substitutions/<int:substitution_id>/approve",
            approve_one,
            Needs(Thing.TIMETABLE, Act.APPROVE),
        ),
        Route("POST", "/substitutions/<int:substitution_id>/revoke", revoke_one, EDIT),
    ],
)
