"""Study groups: the list, a group's page, making and changing one (3.9.1, 3.8.6)."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blueprints.groups.forms import GroupForm
from blueprints.groups.listing import group_listing
from journal.auditing import record
from journal.contacts import OPENED
from journal.groups import archive_group, curators, memberships_of_group, restore_group, save_group
from journal.movement_rules import TITLES
from journal.rights import Act, Thing
from journal.specialties import specialty_on
from journal.students import movements_of_group
from lti_tool.access import acting, office_page
from lti_tool.database import db
from lti_tool.group_access import group_for, groups_for
from lti_tool.listing import show_list
from lti_tool.printing.office_papers import order_paper
from lti_tool.routing import Needs, Route, add_routes
from models import PersonalCard, StudyGroup
from regulation.calendar import academic_year_of
from regulation.refusal import Refusal

blueprint = Blueprint("groups", __name__)


def index() -> Response | str:
    """The groups: all for the offices, their own for a curator."""
    allowed = groups_for(Thing.CONTINGENT, Act.VIEW)
    return show_list(group_listing(acting(), allowed), "groups/list.html")


def page(group_id: int) -> str:
    """A group: who is in it, who left, what was ordered."""
    group = group_for(Thing.CONTINGENT, Act.VIEW, group_id)
    here = acting()
    memberships = memberships_of_group(here.session, group_id)
    inside = [one for one in memberships if one.ends_on is None or one.ends_on >= here.today]
    return render_template(
        "groups/page.html", group=group, inside=inside, left=[one for one in memberships if one not in inside],
        movements=movements_of_group(here.session, group_id), titles=TITLES, today=here.today,
        course=group.course_in(academic_year_of(here.today)), curator=curators(here, [group_id]).get(group_id, ""),
        specialty=specialty_on(here.session, group.specialty, here.today),
    )  # fmt: skip


def new() -> str:
    """The form of a new group."""
    office_page(Thing.CONTINGENT, Act.EDIT)
    return _form_page(GroupForm.for_group(acting(), None), None)


def create() -> Response | tuple[str, int]:
    """Make a group."""
    office_page(Thing.CONTINGENT, Act.EDIT)
    return _save(None)


def edit(group_id: int) -> str:
    """The form of a group."""
    group = group_for(Thing.CONTINGENT, Act.EDIT, group_id)
    return _form_page(GroupForm.for_group(acting(), group), group)


def change(group_id: int) -> Response | tuple[str, int]:
    """Change a group."""
    return _save(group_for(Thing.CONTINGENT, Act.EDIT, group_id))


def archive(group_id: int) -> Response | tuple[str, int]:
    """Take a group out of use, or put it back."""
    group = group_for(Thing.CONTINGENT, Act.EDIT, group_id)
    try:
        restore_group(acting(), group) if group.is_archived else archive_group(acting(), group)
    except Refusal as refusal:
        db.session.rollback()
        group = db.session.get_one(StudyGroup, group_id)
        return _form_page(GroupForm.for_group(acting(), group, formdata=None), group, refusal), 422
    flash(_("Группа в архиве.") if group.is_archived else _("Группа снова действует."), "success")
    return redirect(url_for("groups.page", group_id=group_id), 303)


def order_print(group_id: int) -> Response:
    """Order F-10: the personal data of the group, each card noted as opened (1.8)."""
    group = group_for(Thing.CONTINGENT, Act.PRINT, group_id)
    for student_id in dict.fromkeys(
        one.student_id for one in memberships_of_group(acting().session, group_id)
    ):
        record(acting(), OPENED, PersonalCard.__tablename__, student_id, student_id=student_id, paper="F-10")
    job = order_paper(acting(), "group_people", {"group_id": group.id}, "study_group", group.id)
    return redirect(url_for("jobs.progress", public_id=job.public_id), 303)


def _save(group: StudyGroup | None) -> Response | tuple[str, int]:
    group_id = group.id if group else None
    form = GroupForm.for_group(acting(), group)
    if not form.validate():
        return _form_page(form, group), 422
    try:
        saved = save_group(acting(), group, form.fields)
    except Refusal as refusal:
        db.session.rollback()
        return _form_page(form, db.session.get(StudyGroup, group_id) if group_id else None, refusal), 422
    flash(_("Группа сохранена."), "success")
    return redirect(url_for("groups.page", group_id=saved.id), 303)


def _form_page(form: GroupForm, group: StudyGroup | None, refusal: Refusal | None = None) -> str:
    return render_template("groups/form.html", form=form, group=group, refusal=refusal)


LOOK, KEEP = Needs(Thing.CONTINGENT, Act.VIEW), Needs(Thing.CONTINGENT, Act.EDIT)
add_routes(
    blueprint,
    [
        Route("GET", "/groups", index, LOOK),
        Route("GET", "/groups/new", new, KEEP),
        Route("POST", "/groups/new", create, KEEP),
        Route("GET", "/groups/<int:group_id>", page, LOOK),
        Route("GET", "/groups/<int:group_id>/edit", edit, KEEP),
        Route("POST", "/groups/<int:group_id>/edit", change, KEEP),
        Route("POST", "/groups/<int:group_id>/archive", archive, KEEP),
        Route("POST", "/groups/<int:group_id>/print", order_print, Needs(Thing.CONTINGENT, Act.PRINT)),
    ],
)
