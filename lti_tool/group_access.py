"""Getters of what belongs to no journal: a study group, a student's card, the lists of an office."""

from __future__ import annotations

from flask import g
from werkzeug.exceptions import NotFound

from journal.group_roles import groups_allowed, roles_in_group, roles_towards
from journal.rights import Act, NoRight, Thing, allows, holders
from journal.roles import general_roles
from lti_tool.access import acting, grant_page, visitor
from lti_tool.database import db
from models import Student, StudyGroup


def group_for(thing: Thing, act: Act, group_id: int) -> StudyGroup:
    """A study group, when the visitor may do `act` to `thing` in it; NotFound, NoRight otherwise."""
    visitor()
    group = db.session.get(StudyGroup, group_id)
    if group is None:
        raise NotFound
    grant_page(roles_in_group(acting(), group_id), thing, act)
    return group


def card_for(thing: Thing, act: Act, student_id: int) -> Student:
    """A student, when the visitor may do `act` to `thing` of theirs; a classmate never may."""
    visitor()
    student = db.session.get(Student, student_id)
    if student is None:
        raise NotFound
    grant_page(roles_towards(acting(), student_id), thing, act)
    return student


def groups_for(thing: Thing, act: Act) -> list[int] | None:
    """A list over groups: the ids of those where an office of the visitor allows it, None for all; NoRight for none."""
    visitor()
    groups = groups_allowed(acting(), thing, act)
    if groups == []:
        raise NoRight(thing, act, holders(thing, act))
    roles = general_roles(acting())
    if not allows(roles, thing, act):
        assert groups
        roles |= roles_in_group(acting(), groups[0])
    grant_page(roles, thing, act)
    g.allowed_groups = groups
    return groups
