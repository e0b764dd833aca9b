"""Whose grade book the visitor may look at: their own, their children's, a student's of a journal they have a right in."""

from __future__ import annotations

from flask import g
from werkzeug.exceptions import NotFound

from journal.guardians import children_of
from journal.memberships import intervals_of
from journal.rights import Act, NoRight, Role, Thing, allows
from lti_tool.access import acting, journal_for, mark_checked, visitor
from lti_tool.database import db
from models import Journal, Student


def own_card() -> Student | None:
    """The visitor's own student card; None for staff and for whoever is no student here."""
    user = visitor().user
    return user.student if user.student_id is not None and not user.is_staff else None


def own_children() -> list[Student]:
    """The students whose parent (guardian) the visitor is now."""
    return children_of(db.session, visitor().user.id, acting().today)


def child_for(student_id: int) -> Student:
    """A child of the visitor, or the visitor's own card, to look at; NoRight for anybody else's."""
    card = own_card()
    if card is not None and card.id == student_id:
        _require(Role.STUDENT)
        return card
    child = next((one for one in own_children() if one.id == student_id), None)
    if child is None:
        raise NoRight(Thing.GRADEBOOK, Act.VIEW, (Role.STUDENT, Role.GUARDIAN))
    _require(Role.GUARDIAN)
    return child


def student_for(thing: Thing, act: Act, journal_id: int, student_id: int) -> tuple[Journal, Student]:
    """A student of a journal the visitor has the right in; students and parents get at their own only."""
    journal = journal_for(thing, act, journal_id)
    roles: frozenset[Role] = g.journal_roles
    if not allows(roles - {Role.STUDENT, Role.GUARDIAN}, thing, act):
        child_for(student_id)
    student = db.session.get(Student, student_id)
    if student is None or not intervals_of(db.session, journal, student_id):
        raise NotFound
    return journal, student


def _require(role: Role) -> None:
    """The right to look at a grade book as this role, noted for the URL table's check."""
    acting(frozenset({role}), Thing.GRADEBOOK, Act.VIEW)
    mark_checked(Thing.GRADEBOOK, Act.VIEW)
