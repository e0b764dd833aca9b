"""The people behind a group-restricted link of the LMS: the one standard way to learn its subgroups (4.1.4).

A reading only says whom to tick and what to propose: nobody's subgroup changes by it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from journal.acting import Acting
from models import Course, Journal, LinkMember, LinkRoster, ResourceLink, User

_SUBGROUP = re.compile(r"подгр(?:упп\w*|\.)\s*№?\s*([0-9A-Za-zА-Яа-яЁё]{1,10})", re.IGNORECASE)


@dataclass(frozen=True)
class LinkGroup:
    """A restricted link, the users it lets in and the students among them that have a card."""

    link: ResourceLink
    users: frozenset[int]
    students: frozenset[int]


def apply_link_roster(
    acting: Acting, link: ResourceLink, subs: Collection[str], everybody: Collection[str]
) -> LinkRoster:
    """Record whom the LMS lets open the link: `subs` of learners; `everybody`: the learners of the whole course."""
    session = acting.session
    roster = _roster(acting, link)
    roster.is_restricted = bool(subs) and set(subs) != set(everybody)
    roster.error = ""
    session.execute(delete(LinkMember).where(LinkMember.link_id == link.id))
    registration_id = link.course.deployment.registration_id
    users = session.scalars(
        select(User.id).where(User.registration_id == registration_id, User.sub.in_(list(subs)))
    ).all()
    session.add_all([LinkMember(link_id=link.id, user_id=user_id) for user_id in users])
    session.flush()
    return roster


def note_link_error(acting: Acting, link: ResourceLink, message: str) -> None:
    """The LMS did not tell who may open the link."""
    _roster(acting, link).error = message[:500]
    acting.session.flush()


def link_group(session: Session, link_id: int) -> LinkGroup | None:
    """The people of a restricted link; None when it is open to the whole course or was never read."""
    return next(iter(_groups(session, [link_id])), None)


def link_groups_of(session: Session, group_id: int) -> list[LinkGroup]:
    """The restricted links of the courses in which the group's journals are kept: two queries."""
    links = session.scalars(
        select(ResourceLink.id)
        .join(LinkRoster, LinkRoster.link_id == ResourceLink.id)
        .where(
            LinkRoster.is_restricted,
            ResourceLink.course_id.in_(select(Journal.course_id).where(Journal.group_id == group_id)),
        )
    ).all()
    return _groups(session, links)


def links_of(session: Session, course: Course) -> list[ResourceLink]:
    """Every link of the course that launched this tool."""
    wanted = select(ResourceLink).where(ResourceLink.course_id == course.id).order_by(ResourceLink.id)
    return list(session.scalars(wanted))


def subgroup_named(title: str) -> str:
    """«1» of «Журнал — подгруппа 1»; «» when the title names none."""
    found = _SUBGROUP.search(title)
    return found.group(1) if found else ""


def _groups(session: Session, link_ids: Sequence[int]) -> list[LinkGroup]:
    if not link_ids:
        return []
    people: dict[int, list[tuple[int, int | None]]] = {}
    for link_id, user_id, student_id in session.execute(
        select(LinkMember.link_id, User.id, User.student_id)
        .join(User, User.id == LinkMember.user_id)
        .where(LinkMember.link_id.in_(link_ids))
    ):
        people.setdefault(link_id, []).append((user_id, student_id))
    rosters = session.scalars(
        select(LinkRoster)
        .where(LinkRoster.link_id.in_(link_ids), LinkRoster.is_restricted)
        .options(joinedload(LinkRoster.link).joinedload(ResourceLink.course))
        .order_by(LinkRoster.link_id)
    )
    return [
        LinkGroup(
            roster.link,
            frozenset(user for user, _ in people.get(roster.link_id, [])),
            frozenset(student for _, student in people.get(roster.link_id, []) if student is not None),
        )
        for roster in rosters
    ]


def _roster(acting: Acting, link: ResourceLink) -> LinkRoster:
    found = acting.session.scalar(select(LinkRoster).where(LinkRoster.link_id == link.id))
    if found is None:
        found = LinkRoster(link=link, read_at=acting.now)
        acting.session.add(found)
    found.read_at = acting.now
    return found
