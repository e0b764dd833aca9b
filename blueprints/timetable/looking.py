"""Whose week a visitor may look at: the offices any, a teacher their own and their groups', a student their group's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import request
from sqlalchemy import or_, select

from journal.group_roles import groups_allowed, has_journals
from journal.guardianship import in_force
from journal.rights import Act, NoRight, Role, Thing, allows, holders
from journal.roles import general_roles
from journal.timetable_week import View
from lti_tool.access import acting, grant_page, visitor
from lti_tool.database import db
from lti_tool.group_access import group_for
from models import Guardian, Membership, StudyGroup, Term, TimetableEntry, User
from regulation.names import short_name

LONGEST_ROOM = 60


@dataclass(frozen=True)
class Choice:
    """What is looked at, and what else the visitor may choose. `title` names the chosen one."""

    view: View
    title: str
    groups: list[tuple[str, str]]
    teachers: list[tuple[str, str]]
    rooms: list[tuple[str, str]]


def chosen_view() -> Choice:
    """Ask for the right to the week asked for, or the visitor's own. Raises NoRight."""
    here = visitor()
    roles = general_roles(acting())
    is_office = allows(roles, Thing.TIMETABLE, Act.VIEW)
    group_id = request.args.get("group", type=int)
    if is_office:
        grant_page(roles, Thing.TIMETABLE, Act.VIEW)
        return _office_choice(group_id)
    if group_id is not None:
        group = group_for(Thing.TIMETABLE, Act.VIEW, group_id)
        return Choice(View(group_id=group.id), group.name, [], [], [])
    if here.user.is_staff and has_journals(acting()):
        grant_page(frozenset({Role.TEACHER}), Thing.TIMETABLE, Act.VIEW)
        return Choice(View(teacher_id=here.user.id), _name(here.user), [], [], [])
    curated = groups_allowed(acting(), Thing.TIMETABLE, Act.VIEW)
    own = curated[0] if curated else _own_group(here.user)
    if own is None:
        raise NoRight(Thing.TIMETABLE, Act.VIEW, holders(Thing.TIMETABLE, Act.VIEW))
    group = group_for(Thing.TIMETABLE, Act.VIEW, own)
    return Choice(View(group_id=group.id), group.name, [], [], [])


def chosen_day() -> date:
    """Any day of the week asked for; today's otherwise."""
    try:
        day = date.fromisoformat(request.args.get("week", ""))
    except ValueError:
        return acting().today
    return day if 1990 < day.year < 2200 else acting().today


def _office_choice(group_id: int | None) -> Choice:
    session = db.session
    groups = session.execute(select(StudyGroup.id, StudyGroup.name).order_by(StudyGroup.name)).all()
    people = session.execute(
        select(User.id, User.family_name, User.given_name, User.patronymic)
        .where(User.id.in_(select(TimetableEntry.teacher_id)))
        .order_by(User.sort_key)
    ).all()
    rooms = session.scalars(
        select(TimetableEntry.room).where(TimetableEntry.room != "").distinct().order_by(TimetableEntry.room)
    ).all()
    teachers = [
        (str(one), short_name(family, given, patronymic)) for one, family, given, patronymic in people
    ]
    named = [(str(one), name) for one, name in groups]
    choices = (named, teachers, [(room, room) for room in rooms])
    teacher_id, room = (
        request.args.get("teacher", type=int),
        request.args.get("room", "").strip()[:LONGEST_ROOM],
    )
    if group_id is None and teacher_id is not None:
        title = dict(teachers).get(str(teacher_id))
        if title is None:
            person = session.get(User, teacher_id)
            title = _name(person) if person else "—"
        return Choice(View(teacher_id=teacher_id), title, *choices)
    if group_id is None and room:
        return Choice(View(room=room), f"ауд. {room}", *choices)
    with_lines = session.scalar(
        select(TimetableEntry.group_id)
        .join(Term)
        .where(TimetableEntry.withdrawn_at.is_(None))
        .order_by(Term.starts_on.desc(), TimetableEntry.id)
        .limit(1)
    )
    shown = group_id or with_lines or (groups[0][0] if groups else 0)
    return Choice(View(group_id=shown), dict(named).get(str(shown), "—"), *choices)


def _own_group(user: User) -> int | None:
    """The group of the student, or of the parent's child, today."""
    children = select(Guardian.student_id).where(Guardian.user_id == user.id, in_force(acting().today))
    return db.session.scalar(
        select(Membership.group_id)
        .where(
            or_(Membership.student_id == user.student_id, Membership.student_id.in_(children)),
            Membership.starts_on <= acting().today,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= acting().today),
        )
        .order_by(Membership.starts_on.desc())
        .limit(1)
    )


def _name(user: User) -> str:
    return short_name(user.family_name, user.given_name, user.patronymic) or user.display_name
