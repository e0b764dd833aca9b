"""The grade book's pages: one's own, a child's, a student's within one journal."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blueprints.gradebook import view
from journal.attachments import attachments_of
from journal.gradebook import gradebook, student_terms
from journal.guardians import institution_contact, teachers_to_ask
from journal.guardianship import is_stopped_parent, suspended_children
from journal.memberships import intervals_of, members_of
from journal.rights import Act, Thing
from lti_tool.access import acting, visitor
from lti_tool.database import db
from lti_tool.pages import WEEKDAYS
from lti_tool.routing import Needs, Open, Route, add_routes
from lti_tool.student_access import child_for, own_card, own_children, student_for
from models import Student
from regulation.names import full_name

blueprint = Blueprint("gradebook", __name__)


def mine() -> str | Response:
    """The visitor's own grade book; a parent is led to the children."""
    card = own_card()
    if card is not None:
        return _book(card, "gradebook.mine", {})
    if own_children():
        return redirect(url_for("gradebook.children"), 303)
    return _whom_to_ask()


def children() -> str | Response:
    """The visitor's children; the only one is shown at once."""
    found = own_children()
    if not found:
        return redirect(url_for("gradebook.mine"), 303) if own_card() else _whom_to_ask()
    if len(found) == 1:
        return redirect(url_for("gradebook.child", student_id=found[0].id), 303)
    return render_template("gradebook/children.html", children=found, name=_name)


def child(student_id: int) -> str:
    """A child's grade book, or one's own by its number."""
    student = child_for(student_id)
    own = own_card()
    is_own = own is not None and own.id == student.id
    return _book(
        student, "gradebook.child", {"student_id": student.id}, siblings=[] if is_own else own_children()
    )


def student_card(journal_id: int, student_id: int) -> str:
    """One student's card within a journal, for whoever may look into the journal."""
    journal, student = student_for(Thing.GRADEBOOK, Act.VIEW, journal_id, student_id)
    today = acting().today
    terms = gradebook(db.session, student.id, journal_id=journal.id, today=today).terms
    listed = [member.student for member in members_of(db.session, journal)] if _is_staff() else []
    place = next((number for number, one in enumerate(listed) if one.id == student.id), None)
    return render_template(
        "gradebook/card.html", journal=journal, student=student, name=_name, view=view, weekdays=WEEKDAYS,
        book=terms[0].books[0] if terms else None, links=attachments_of(db.session, [journal.id]),
        intervals=intervals_of(db.session, journal, student.id),
        previous=listed[place - 1] if place else None,
        following=listed[place + 1] if place is not None and place + 1 < len(listed) else None,
    )  # fmt: skip


def _book(
    student: Student, endpoint: str, values: dict[str, Any], siblings: list[Student] | None = None
) -> str:
    today = acting().today
    terms = student_terms(db.session, student.id)
    everything = request.args.get("all") == "1"
    present = view.current_term(terms, today)
    wanted = request.args.get("term", type=int)
    term = next((one for one in terms if one.id == wanted), present)
    shown = gradebook(
        db.session, student.id, None if everything or term is None else term.id, today=today
    ).terms
    books = [] if everything else [book for one in shown for book in one.books]
    return render_template(
        "gradebook/book.html", student=student, name=_name, terms=terms, term=term, everything=everything, shown=shown,
        books=books, is_present=term is present and not everything, today=today, opened=request.args.get("open", type=int),
        links=attachments_of(db.session, [book.journal.id for book in books]),
        endpoint=endpoint, values=values, siblings=siblings or [], view=view, weekdays=WEEKDAYS,
    )  # fmt: skip


def _whom_to_ask() -> str:
    here = visitor().user
    return render_template(
        "gradebook/nobody.html", is_staff=here.is_staff, is_parent=is_stopped_parent(db.session, here.id),
        teachers=teachers_to_ask(db.session, here.id),
        suspended=[_name(one) for one in suspended_children(db.session, here.id, acting().today)],
        contact=institution_contact(db.session), who=here.display_name, number=here.college_number or here.sub,
    )  # fmt: skip


def _is_staff() -> bool:
    return visitor().user.is_staff


def _name(student: Student) -> str:
    return full_name(student.family_name, student.given_name, student.patronymic)


OWN = Open("one's own grade book and one's own children: the getter finds nothing else", visitor=True)
LOOK = Needs(Thing.GRADEBOOK, Act.VIEW)
add_routes(
    blueprint,
    [
        Route("GET", "/gradebook", mine, OWN),
        Route("GET", "/gradebook/children", children, OWN),
        Route("GET", "/gradebook/<int:student_id>", child, LOOK),
        Route("GET", "/journals/<int:journal_id>/students/<int:student_id>", student_card, LOOK),
    ],
)
