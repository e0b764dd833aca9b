"""Where students are and were: the groups and subgroups of many of them at once, and their last movement (3.9.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Membership, Movement, MovementKind, Student, Subgroup, SubgroupMembership
from regulation.names import full_name

AT_ONCE = 500  # parameters of one statement
Item = TypeVar("Item")


@dataclass
class Place:
    """One student's intervals, oldest first, and the newest movement in force."""

    student: Student
    memberships: list[Membership] = field(default_factory=list)
    parts: list[tuple[SubgroupMembership, int]] = field(default_factory=list)  # with the group's id
    last: Movement | None = None

    @property
    def name(self) -> str:
        """The student's full name."""
        return full_name(self.student.family_name, self.student.given_name, self.student.patronymic)

    def on(self, day: date) -> list[Membership]:
        """The memberships that hold on the day."""
        return [
            one
            for one in self.memberships
            if one.starts_on <= day and (one.ends_on is None or one.ends_on >= day)
        ]

    def after(self, day: date) -> list[Membership]:
        """The memberships that begin later than the day."""
        return [one for one in self.memberships if one.starts_on > day]

    @property
    def is_newcomer(self) -> bool:
        """Whether the student was admitted and not put into a group yet."""
        last = self.last
        return last is not None and last.kind is MovementKind.ADMISSION and last.to_group_id is None


def places_of(session: Session, student_ids: Iterable[int]) -> dict[int, Place]:
    """The places of the students, in the order given; unknown ids are left out. Four queries for each 500."""
    wanted = list(dict.fromkeys(student_ids))
    found: dict[int, Place] = {}
    for ids in in_parts(wanted):
        for student in session.scalars(select(Student).where(Student.id.in_(ids))):
            found[student.id] = Place(student)
        _add_memberships(session, found, ids)
        for movement in session.scalars(
            select(Movement)
            .where(Movement.student_id.in_(ids), Movement.annulled_at.is_(None))
            .order_by(Movement.effective_on, Movement.id)
        ):
            found[movement.student_id].last = movement
    return {student_id: found[student_id] for student_id in wanted if student_id in found}


def _add_memberships(session: Session, found: dict[int, Place], ids: Sequence[int]) -> None:
    for membership in session.scalars(
        select(Membership).where(Membership.student_id.in_(ids)).order_by(Membership.starts_on)
    ):
        found[membership.student_id].memberships.append(membership)
    rows = session.execute(
        select(SubgroupMembership, Subgroup.group_id)
        .join(Subgroup, SubgroupMembership.subgroup_id == Subgroup.id)
        .where(SubgroupMembership.student_id.in_(ids))
        .order_by(SubgroupMembership.starts_on)
    )
    for part, group_id in rows:
        found[part.student_id].parts.append((part, group_id))


def in_parts(items: Sequence[Item], size: int = AT_ONCE) -> Iterator[Sequence[Item]]:
    """The items in lots that one statement can hold."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
