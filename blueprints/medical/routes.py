"""Medical groups for physical education: the list, entering a certificate, annulling a mistaken one (4.2.4)."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from blueprints.medical.listing import medical_list
from journal.medical_groups import Certificate, annul_certificate, enter_certificate, members_today
from journal.rights import Act, Thing
from lti_tool.access import acting, office_page
from lti_tool.database import db
from lti_tool.group_access import groups_for
from lti_tool.listing import has_words, show_list
from lti_tool.routing import Needs, Route, add_routes
from models import MedicalGroup, Membership, Student, StudyGroup
from regulation.physical import HealthGroup
from regulation.refusal import N_, Refusal

blueprint = Blueprint("medical", __name__)
MOST_FOUND = 20


def every() -> Response | str:
    """The certificates of the groups the office sees."""
    return show_list(medical_list(acting(), groups_for(Thing.MEDICAL, Act.VIEW)), "medical/list.html")


def new() -> str:
    """Find the student, then the certificate."""
    office_page(Thing.MEDICAL, Act.EDIT)
    return _form()


def enter() -> Response | tuple[str, int]:
    """Record a certificate."""
    office_page(Thing.MEDICAL, Act.EDIT)
    try:
        student = db.session.get(Student, request.form.get("student_id", default=0, type=int))
        if student is None:
            raise Refusal("E_PEOPLE", "4.2.4", N_("Найдите обучающегося по фамилии и выберите его."))
        enter_certificate(acting(), student, _certificate())
    except Refusal as refusal:
        db.session.rollback()
        return _form(refusal), 422
    flash(_("Справка внесена: на физической культуре оцениваются теоретические знания, столбец «ТЗ».")
          if HealthGroup(request.form["health_group"]).is_theory_only else _("Справка внесена."), "success")  # fmt: skip
    return redirect(url_for("medical.every"), 303)


def annul(medical_id: int) -> Response | tuple[str, int]:
    """A mistaken certificate: it stays in sight with its reason."""
    office_page(Thing.MEDICAL, Act.EDIT)
    found = _certificate_row(medical_id)
    reason = request.form.get("reason", "")
    try:
        annul_certificate(acting().because(reason), found, reason)
    except Refusal as refusal:
        db.session.rollback()
        return render_template("medical/one.html", found=_certificate_row(medical_id), refusal=refusal), 422
    flash(_("Справка аннулирована."), "success")
    return redirect(url_for("medical.every"), 303)


def one(medical_id: int) -> str:
    """A certificate, with the way to annul it."""
    office_page(Thing.MEDICAL, Act.EDIT)
    return render_template("medical/one.html", found=_certificate_row(medical_id), refusal=None)


def _certificate_row(medical_id: int) -> MedicalGroup:
    found = db.session.get(MedicalGroup, medical_id)
    if found is None:
        raise NotFound
    return found


def _form(refusal: Refusal | None = None) -> str:
    words = request.values.get("q", "").strip()[:100]
    return render_template(
        "medical/new.html", refusal=refusal, words=words, found=_students(words) if words else [], form=request.form,
        groups=list(HealthGroup), today=acting().today, most=MOST_FOUND,
    )  # fmt: skip


def _students(words: str) -> list[tuple[Student, str]]:
    """Students of today whose name has the words, with their group."""
    rows = db.session.execute(
        select(Student, StudyGroup.name)
        .join(Membership, Membership.student_id == Student.id)
        .join(StudyGroup, StudyGroup.id == Membership.group_id)
        .where(
            has_words(Student.sort_key, words),
            Student.id.in_(members_today(acting(), None)),
            Membership.starts_on <= acting().today,
            Membership.ends_on.is_(None) | (Membership.ends_on >= acting().today),
        )
        .order_by(Student.sort_key, Student.id)
        .limit(MOST_FOUND)
    )
    return [(student, name) for student, name in rows]


def _certificate() -> Certificate:
    form = request.form
    if form.get("health_group") not in set(HealthGroup):
        raise Refusal("E_MEDICAL", "4.2.4", N_("Выберите медицинскую группу."))
    return Certificate(
        HealthGroup(form["health_group"]), form.get("certificate", ""), _day("issued_on"), _day("starts_on"),
        _day("ends_on"),
    )  # fmt: skip


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        raise Refusal(
            "E_DATE", "4.2.4", N_("Укажите даты справки: когда выдана, с какого и по какой день.")
        ) from None


EDIT = Needs(Thing.MEDICAL, Act.EDIT)
add_routes(
    blueprint,
    [
        Route("GET", "/medical-groups", every, Needs(Thing.MEDICAL, Act.VIEW)),
        Route("GET", "/medical-groups/new", new, EDIT),
        Route("POST", "/medical-groups/new", enter, EDIT),
        Route("GET", "/medical-groups/<int:medical_id>", one, EDIT),
        Route("POST", "/medical-groups/<int:medical_id>/annul", annul, EDIT),
    ],
)
