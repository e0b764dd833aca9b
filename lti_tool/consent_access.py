"""The register of consents is the offices': family gets at its own on a page of its own, never at another parent's."""

from __future__ import annotations

from werkzeug.exceptions import NotFound

from journal.group_roles import roles_in_group, roles_towards
from journal.rights import Act, Role, Thing
from lti_tool.access import acting, grant_page, visitor
from lti_tool.database import db
from models import Student, StudyGroup

FAMILY = frozenset({Role.STUDENT, Role.GUARDIAN})


def student_for_consents(act: Act, student_id: int) -> Student:
    """A student whose consents an office may look at or record; NotFound, NoRight otherwise."""
    visitor()
    student = db.session.get(Student, student_id)
    if student is None:
        raise NotFound
    grant_page(roles_towards(acting(), student_id) - FAMILY, Thing.CONSENT, act)
    return student


def group_for_consents(act: Act, group_id: int) -> StudyGroup:
    """A group whose consents an office may collect; NotFound, NoRight otherwise."""
    visitor()
    group = db.session.get(StudyGroup, group_id)
    if group is None:
        raise NotFound
    grant_page(roles_in_group(acting(), group_id) - FAMILY, Thing.CONSENT, act)
    return group
