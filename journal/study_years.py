"""Transfer to the next year: whole groups by one order, the last course is graduated (3.9.2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, select

from journal.acting import Acting
from journal.groups import holds_on
from journal.movement_rules import CLAUSE, Draft
from journal.movements import enter_movement
from journal.places import in_parts
from models import Membership, Movement, MovementKind, Order, Student, StudyGroup
from regulation.calendar import academic_year_of, first_year_of
from regulation.refusal import N_, Refusal

_HALF_A_YEAR = timedelta(days=150)  # from April on «the next year» is the one that begins in September


@dataclass(frozen=True)
class GroupYear:
    """A group before the new year: its course then (None: unknown or over), the ids of who is in it and who is transferred."""

    group: StudyGroup
    course: int | None
    is_last: bool
    members: tuple[int, ...]
    done: frozenset[int]

    @property
    def waiting(self) -> tuple[int, ...]:
        """The students whose transfer or graduation is not entered yet."""
        return tuple(one for one in self.members if one not in self.done)


def next_year(today: date) -> str:
    """The academic year groups are transferred to: the coming one from April on, else the present one."""
    return academic_year_of(today + _HALF_A_YEAR)


def group_years(acting: Acting, academic_year: str) -> list[GroupYear]:
    """Every group taught before the year, by name. Four queries for each 500 groups.

    Groups admitted in that very year are not transferred. `is_last`: the last course is over, they graduate.
    """
    session, first = acting.session, first_year_of(academic_year)
    groups = [
        group
        for group in session.scalars(
            select(StudyGroup).where(~StudyGroup.is_archived).order_by(StudyGroup.key)
        )
        if group.admission_year is not None and group.admission_year < first
    ]
    members = _members(acting, [group.id for group in groups])
    done = _promoted(acting, date(first, 3, 1), date(first, 12, 31))
    return [
        GroupYear(
            group=group,
            course=group.course_in(academic_year),
            is_last=group.course_in(academic_year) is None,
            members=tuple(members.get(group.id, ())),
            done=done.intersection(members.get(group.id, ())),
        )
        for group in groups
    ]


def _members(acting: Acting, group_ids: list[int]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = {}
    for part in in_parts(group_ids):
        rows = acting.session.execute(
            select(Membership.group_id, Membership.student_id).where(
                Membership.group_id.in_(part), holds_on(acting.today)
            )
        )
        for group_id, student_id in rows:
            found.setdefault(group_id, []).append(student_id)
    return found


def _promoted(acting: Acting, first: date, last: date) -> frozenset[int]:
    return frozenset(
        acting.session.scalars(
            select(Movement.student_id).where(
                Movement.kind.in_((MovementKind.PROMOTION, MovementKind.GRADUATION)),
                Movement.annulled_at.is_(None), Movement.effective_on.between(first, last),
            )
        )
    )  # fmt: skip


def left_behind(acting: Acting) -> Select[Any]:
    """Students of groups that went to the present academic year, about whom no order says anything: somebody decides."""
    first = first_year_of(academic_year_of(acting.today))
    turn = Movement.annulled_at.is_(None) & Movement.effective_on.between(
        date(first, 3, 1), date(first + 1, 2, 28)
    )
    moved_groups = select(Movement.from_group_id).where(turn, Movement.kind == MovementKind.PROMOTION)
    ordered = select(Movement.student_id).where(turn)
    query: Any = (
        select(Student)
        .where(
            Student.id.in_(
                select(Membership.student_id).where(
                    holds_on(acting.today), Membership.group_id.in_(moved_groups)
                )
            ),
            Student.id.not_in(ordered),
        )
        .order_by(Student.sort_key, Student.id)
    )
    found: Select[Any] = query
    return found


def transfer_groups(
    acting: Acting,
    order: Order,
    academic_year: str,
    effective_on: date,
    chosen: Collection[int],
    but: Collection[int],
) -> tuple[int, int]:
    """Transfer (or graduate, at the end of the last course) the chosen groups without the students `but`.

    Returns how many were transferred and how many graduated. An emptied group is archived. Raises E_PEOPLE when nobody
    is left, E_PERIOD for a day that is not of the turn of the year, and what `enter_movement` raises.
    """
    first = first_year_of(academic_year)
    if not date(first, 5, 1) <= effective_on <= date(first, 12, 31):
        raise Refusal(
            "E_PERIOD", CLAUSE,
            N_("Перевод на %(year)s учебный год действует с мая по декабрь %(first)s года. Проверьте дату."),
            year=academic_year, first=first,
        )  # fmt: skip
    years = [one for one in group_years(acting, academic_year) if one.group.id in chosen]
    promoted = _people(years, but, is_last=False)
    graduated = _people(years, but, is_last=True)
    if not promoted and not graduated:
        raise Refusal("E_PEOPLE", CLAUSE, N_("Отметьте группы, в которых есть кого переводить."))
    for kind, people in ((MovementKind.PROMOTION, promoted), (MovementKind.GRADUATION, graduated)):
        if people:
            enter_movement(acting, Draft(kind, effective_on, order), people)
    if effective_on <= acting.today:
        for one in years:
            if one.is_last and not set(one.waiting) & set(but):
                one.group.is_archived = True
    acting.session.flush()
    return len(promoted), len(graduated)


def _people(years: list[GroupYear], but: Collection[int], *, is_last: bool) -> list[int]:
    return [
        student for one in years if one.is_last == is_last for student in one.waiting if student not in but
    ]
