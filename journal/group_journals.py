"""The journals of one group side by side: which of them a person may see, and who is in each (1.7, 3.3)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from journal.acting import Acting
from journal.memberships import Interval, Member, common
from journal.rights import Act, Thing, allows
from journal.roles import roles_in_journals
from models import (
    Discipline,
    Journal,
    Membership,
    Student,
    SubgroupMembership,
    Term,
)


def visible_journals(acting: Acting, group_id: int, thing: Thing) -> list[Journal]:
    """The group's journals in which the person may view `thing`, by discipline and term. At most four queries."""
    journals = list(
        acting.session.scalars(
            select(Journal)
            .join(Discipline, Journal.discipline_id == Discipline.id)
            .join(Term, Journal.term_id == Term.id)
            .where(Journal.group_id == group_id)
            .options(joinedload(Journal.discipline), joinedload(Journal.term), joinedload(Journal.subgroup))
            .order_by(Discipline.index, Discipline.name, Term.starts_on, Journal.id)
        )
    )
    roles = roles_in_journals(acting, journals)
    return [journal for journal in journals if allows(roles[journal.id], thing, Act.VIEW)]


def group_members(session: Session, group_id: int, journals: Sequence[Journal]) -> dict[int, list[Member]]:
    """Journal id → its list as `members_of` gives it, for journals of one group. Two queries."""
    rows = session.execute(
        select(Student, Membership.starts_on, Membership.ends_on)
        .join(Membership, Membership.student_id == Student.id)
        .where(Membership.group_id == group_id)
        .order_by(Student.sort_key, Student.id, Membership.starts_on)
    )
    people: dict[int, Member] = {}
    for student, starts, ends in rows:
        people.setdefault(student.id, Member(student, [])).intervals.append((starts, ends))
    parts = _subgroups(session, {journal.subgroup_id for journal in journals if journal.subgroup_id})
    found: dict[int, list[Member]] = {}
    for journal in journals:
        term = [(journal.term.starts_on, journal.term.ends_on)]
        inside = list(people.values())
        if journal.subgroup_id is not None:
            own = parts.get(journal.subgroup_id, {})
            inside = [Member(m.student, common(m.intervals, own.get(m.student.id, []))) for m in inside]
        found[journal.id] = [member for member in inside if common(member.intervals, list(term))]
    return found


def _subgroups(session: Session, subgroup_ids: set[int]) -> dict[int, dict[int, list[Interval]]]:
    found: dict[int, dict[int, list[Interval]]] = {}
    if not subgroup_ids:
        return found
    for subgroup_id, student_id, starts, ends in session.execute(
        select(
            SubgroupMembership.subgroup_id,
            SubgroupMembership.student_id,
            SubgroupMembership.starts_on,
            SubgroupMembership.ends_on,
        )
        .where(SubgroupMembership.subgroup_id.in_(subgroup_ids))
        .order_by(SubgroupMembership.starts_on)
    ):
        found.setdefault(subgroup_id, {}).setdefault(student_id, []).append((starts, ends))
    return found
