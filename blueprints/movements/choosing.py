"""Whom an order is about: the members of a group, people without a group, or whoever is searched for."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from sqlalchemy import select

from journal.acting import Acting
from journal.groups import holds_on
from lti_tool.listing import has_words
from lti_tool.numbers import whole_number
from models import Membership, Student

MOST = 100
NO_GROUP = "none"


@dataclass(frozen=True)
class Choice:
    """What was asked for and who was found; `chosen` are ticked already."""

    group: str
    words: str
    people: list[Student]
    chosen: set[int]
    is_cut: bool


def choice_of(acting: Acting) -> Choice:
    """The people of the address: `group` (an id or «none»), `q`, `student`; ticked ones of a sent form stay ticked."""
    group, words = request.values.get("group", ""), request.values.get("q", "").strip()[:100]
    chosen = {whole_number(text) for text in request.values.getlist("student")} - {0}
    found: list[Student] = []
    if group or words:
        query = select(Student).where(~Student.is_archived).order_by(Student.sort_key, Student.id)
        inside = select(Membership.student_id).where(holds_on(acting.today))
        if group == NO_GROUP:
            query = query.where(Student.id.not_in(inside))
        elif group:
            query = query.where(Student.id.in_(inside.where(Membership.group_id == whole_number(group))))
        if words:
            query = query.where(has_words(Student.sort_key, words) | (Student.record_book == words))
        found = list(acting.session.scalars(query.limit(MOST + 1)))
    is_cut = len(found) > MOST
    found = found[:MOST]
    missing = chosen - {one.id for one in found}
    if missing:
        named = select(Student).where(Student.id.in_(missing)).order_by(Student.sort_key, Student.id)
        found = [*acting.session.scalars(named), *found]
    return Choice(group, words, found, chosen, is_cut)
