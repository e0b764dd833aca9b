"""Movement of the contingent: the register, entering it by order, taking a mistaken one back (3.9.2)."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from blueprints.movements.choosing import NO_GROUP, choice_of
from blueprints.movements.forms import MovementForm
from blueprints.movements.listing import movement_listing
from journal.contingent_desk import orders_waiting
from journal.contingent_rows import read_day
from journal.groups import groups_in_use
from journal.movement_annulment import annul_movement
from journal.movement_rules import TITLES
from journal.movements import enter_movement
from journal.orders import require_order
from journal.rights import Act, Thing
from lti_tool.access import acting, office_page
from lti_tool.database import db
from lti_tool.group_access import groups_for
from lti_tool.listing import show_list
from lti_tool.routing import Needs, Route, add_routes
from models import Movement, MovementKind, OrderKind, StudyGroup
from regulation.refusal import N_, Refusal

blueprint = Blueprint("movements", __name__)


def index() -> Response | str:
    """The register of movement."""
    allowed = groups_for(Thing.CONTINGENT, Act.VIEW)
    return show_list(movement_listing(acting(), allowed), "movements/list.html")


def waiting() -> str:
    """Orders on movement that nobody entered yet, each with its last day."""
    office_page(Thing.CONTINGENT, Act.VIEW)
    here = acting()
    return render_template("movements/waiting.html", rows=orders_waiting(here), today=here.today)


def new() -> str:
    """Choose the people, write the order."""
    office_page(Thing.CONTINGENT, Act.EDIT)
    form = MovementForm(formdata=None)
    form.kind.data = request.args.get("kind", MovementKind.TRANSFER.value)
    form.number.data = request.args.get("number", "")[:60]
    form.dated.data = form.effective_on.data = read_day(request.args.get("dated", "")) or acting().today
    return _page(form)


def enter() -> Response | tuple[str, int]:
    """Enter the movement for everybody ticked, or for nobody."""
    office_page(Thing.CONTINGENT, Act.EDIT)
    form = MovementForm()
    form.offer(groups_in_use(acting().session))
    if not form.validate():
        return _page(form), 422
    chosen = sorted(choice_of(acting()).chosen)
    try:
        made = _enter(form, chosen)
    except Refusal as refusal:
        db.session.rollback()
        return _page(form, refusal), 422
    late = made[0].late_days
    if late:
        flash(
            _(
                "Движение внесено: человек — %(n)s, с опозданием %(late)s дн. (п. 3.9.2).",
                n=len(made),
                late=late,
            ),
            "warning",
        )
    else:
        flash(_("Движение внесено в срок: человек — %(n)s.", n=len(made)), "success")
    if len(made) == 1:
        return redirect(url_for("students.card", student_id=made[0].student_id), 303)
    return redirect(url_for("movements.index"), 303)


def _enter(form: MovementForm, chosen: list[int]) -> list[Movement]:
    here = acting()
    to_group = here.session.get(StudyGroup, form.to_group_id) if form.to_group_id else None
    if form.to_group_id and to_group is None:
        raise Refusal("E_GROUP", "3.9.2", N_("Выберите группу из списка."))
    order = require_order(
        here, form.number.data or "", form.dated.data, "3.9.2", OrderKind.MOVEMENT, "О движении контингента"
    )
    return enter_movement(here.because(order.name), form.draft(order, to_group), chosen)


def annul_form(movement_id: int) -> str:
    """Why the entry is a mistake, and what taking it back does."""
    return _annul_page(_movement(movement_id))


def annul(movement_id: int) -> Response | tuple[str, int]:
    """Take a mistaken movement back."""
    movement = _movement(movement_id)
    reason = request.form.get("reason", "")
    try:
        annul_movement(acting().because(reason), movement, reason)
    except Refusal as refusal:
        db.session.rollback()
        return _annul_page(_movement(movement_id), refusal, reason), 422
    flash(_("Запись аннулирована, группы восстановлены."), "success")
    return redirect(url_for("students.card", student_id=movement.student_id), 303)


def _movement(movement_id: int) -> Movement:
    office_page(Thing.CONTINGENT, Act.EDIT)
    found = db.session.get(Movement, movement_id)
    if found is None:
        raise NotFound
    return found


def _page(form: MovementForm, refusal: Refusal | None = None) -> str:
    groups = groups_in_use(acting().session)
    form.offer(groups)
    return render_template(
        "movements/new.html",
        form=form,
        groups=groups,
        choice=choice_of(acting()),
        refusal=refusal,
        no_group=NO_GROUP,
    )


def _annul_page(movement: Movement, refusal: Refusal | None = None, reason: str = "") -> str:
    return render_template(
        "movements/annul.html", movement=movement, titles=TITLES, refusal=refusal, reason=reason
    )


LOOK, KEEP = Needs(Thing.CONTINGENT, Act.VIEW), Needs(Thing.CONTINGENT, Act.EDIT)
add_routes(
    blueprint,
    [
        Route("GET", "/movements", index, LOOK),
        Route("GET", "/movements/waiting", waiting, LOOK),
        Route("GET", "/movements/new", new, KEEP),
        Route("POST", "/movements/new", enter, KEEP),
        Route("GET", "/movements/<int:movement_id>/annul", annul_form, KEEP),
        Route("POST", "/movements/<int:movement_id>/annul", annul, KEEP),
    ],
)
