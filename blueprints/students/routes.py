"""Students: the list, the card, contacts and representatives, who opened them (3.9.2, 3.8.1, 1.8)."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from blueprints.students.forms import ContactForm, RepresentativeForm, StudentForm
from blueprints.students.listing import opened_listing, student_listing
from journal.contacts import (
    KINSHIPS,
    archive_representative,
    card_of,
    open_card,
    representatives_of,
    save_contacts,
    save_representative,
)  # fmt: skip
from journal.movement_rules import TITLES
from journal.rights import Act, Thing
from journal.students import (
    STANDING_TITLES,
    memberships_of_student,
    movements_of,
    save_student,
    standing_now,
)  # fmt: skip
from lti_tool.access import acting, office_page
from lti_tool.database import db
from lti_tool.group_access import card_for, groups_for
from lti_tool.listing import show_list
from lti_tool.routing import Needs, Route, add_routes
from models import Representative, Student
from regulation.refusal import Refusal

blueprint = Blueprint("students", __name__)
OWN = "representative"  # two forms on one page: the second one's fields carry its name


def index() -> Response | str:
    """The students of the college; a curator's own."""
    allowed = groups_for(Thing.CONTINGENT, Act.VIEW)
    return show_list(student_listing(acting(), allowed), "students/list.html")


def card(student_id: int) -> str:
    """A student: groups, movement, accounts."""
    student = card_for(Thing.CONTINGENT, Act.VIEW, student_id)
    here = acting()
    memberships, movements = (
        memberships_of_student(here.session, student_id),
        movements_of(here.session, student_id),
    )
    return render_template(
        "students/card.html", student=student, memberships=memberships, movements=movements, titles=TITLES,
        standing=STANDING_TITLES[standing_now(memberships, movements, here.today)], today=here.today,
    )  # fmt: skip


def new() -> str:
    """The form of a new card."""
    office_page(Thing.CONTINGENT, Act.EDIT)
    return _form_page(StudentForm(), None)


def create() -> Response | tuple[str, int]:
    """Make a card; then the admission is entered for it."""
    office_page(Thing.CONTINGENT, Act.EDIT)
    return _save(None)


def edit(student_id: int) -> str:
    """The form of a card."""
    student = card_for(Thing.CONTINGENT, Act.EDIT, student_id)
    return _form_page(StudentForm(obj=student), student)


def change(student_id: int) -> Response | tuple[str, int]:
    """Correct a card."""
    return _save(card_for(Thing.CONTINGENT, Act.EDIT, student_id))


def contacts(student_id: int) -> str:
    """Contacts and representatives; the opening is logged."""
    student = card_for(Thing.CONTACT, Act.VIEW, student_id)
    found, representatives = open_card(acting(), student)
    return render_template(
        "students/contacts.html", student=student, card=found, representatives=representatives
    )


def edit_contacts(student_id: int) -> str:
    """The form of the contacts; the opening is logged."""
    student = card_for(Thing.CONTACT, Act.EDIT, student_id)
    found, _representatives = open_card(acting(), student)
    return _contacts_page(student, ContactForm(obj=found), RepresentativeForm(formdata=None, prefix=OWN))


def change_contacts(student_id: int) -> Response | tuple[str, int]:
    """Write the contacts."""
    student = card_for(Thing.CONTACT, Act.EDIT, student_id)
    form = ContactForm()
    return _written(
        student,
        form,
        RepresentativeForm(formdata=None, prefix=OWN),
        form,
        lambda: save_contacts(acting(), student, form.fields),
    )


def add_representative(student_id: int) -> Response | tuple[str, int]:
    """Add a representative."""
    student = card_for(Thing.CONTACT, Act.EDIT, student_id)
    form = RepresentativeForm(prefix=OWN)
    contact_form = ContactForm(formdata=None, obj=card_of(acting().session, student_id))
    return _written(
        student, contact_form, form, form, lambda: save_representative(acting(), student, None, form.fields)
    )


def end_representative(student_id: int, representative_id: int) -> Response:
    """Somebody represents the student no more."""
    card_for(Thing.CONTACT, Act.EDIT, student_id)
    one = db.session.get(Representative, representative_id)
    if one is None or one.student_id != student_id:
        raise NotFound
    archive_representative(acting(), one)
    flash(_("Представитель отправлен в архив."), "success")
    return redirect(url_for("students.edit_contacts", student_id=student_id), 303)


def opened() -> Response | str:
    """Who opened personal cards."""
    office_page(Thing.AUDIT, Act.VIEW)
    return show_list(opened_listing())


def _save(student: Student | None) -> Response | tuple[str, int]:
    form, student_id = StudentForm(), student.id if student else None
    if not form.validate():
        return _form_page(form, student), 422
    try:
        saved = save_student(acting(), student, form.fields)
    except Refusal as refusal:
        db.session.rollback()
        return _form_page(form, db.session.get(Student, student_id) if student_id else None, refusal), 422
    flash(_("Карточка сохранена."), "success")
    if student is None:
        return redirect(url_for("movements.new", kind="admission", student=saved.id), 303)
    return redirect(url_for("students.card", student_id=saved.id), 303)


def _written(
    student: Student, contact_form: ContactForm, representative_form: RepresentativeForm,
    sent: ContactForm | RepresentativeForm, operation: Callable[[], object],
) -> Response | tuple[str, int]:  # fmt: skip
    student_id = student.id
    if not sent.validate():
        return _contacts_page(student, contact_form, representative_form), 422
    try:
        operation()
    except Refusal as refusal:
        db.session.rollback()
        student = db.session.get_one(Student, student_id)
        return _contacts_page(student, contact_form, representative_form, refusal), 422
    flash(_("Контакты сохранены."), "success")
    return redirect(url_for("students.edit_contacts", student_id=student_id), 303)


def _form_page(form: StudentForm, student: Student | None, refusal: Refusal | None = None) -> str:
    return render_template("students/form.html", form=form, student=student, refusal=refusal)


def _contacts_page(
    student: Student,
    contact_form: ContactForm,
    representative_form: RepresentativeForm,
    refusal: Refusal | None = None,
) -> str:
    return render_template(
        "students/contacts_form.html", student=student, form=contact_form, representative_form=representative_form,
        representatives=representatives_of(acting().session, student.id), kinships=KINSHIPS, refusal=refusal,
    )  # fmt: skip


LOOK, KEEP = Needs(Thing.CONTINGENT, Act.VIEW), Needs(Thing.CONTINGENT, Act.EDIT)
SEE, WRITE = Needs(Thing.CONTACT, Act.VIEW), Needs(Thing.CONTACT, Act.EDIT)
add_routes(
    blueprint,
    [
        Route("GET", "/students", index, LOOK),
        Route("GET", "/students/new", new, KEEP),
        Route("POST", "/students/new", create, KEEP),
        Route("GET", "/students/opened", opened, Needs(Thing.AUDIT, Act.VIEW)),
        Route("GET", "/students/<int:student_id>", card, LOOK),
        Route("GET", "/students/<int:student_id>/edit", edit, KEEP),
        Route("POST", "/students/<int:student_id>/edit", change, KEEP),
        Route("GET", "/students/<int:student_id>/contacts", contacts, SEE, writes=True),
        Route("GET", "/students/<int:student_id>/contacts/edit", edit_contacts, WRITE, writes=True),
        Route("POST", "/students/<int:student_id>/contacts/edit", change_contacts, WRITE),
        Route("POST", "/students/<int:student_id>/representatives", add_representative, WRITE),
        Route(
            "POST",
            "/students/<int:student_id>/representatives/<int:representative_id>/end",
            end_representative,
            WRITE,
        ),
    ],
)
