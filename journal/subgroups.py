"""Subgroups of a group: divisions, who is in which part on a day, whose journals they are (4.1.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from journal.acting import Acting
from models import (
    Journal,
    JournalTeacher,
    Membership,
    ProposalState,
    Student,
    StudyGroup,
    Subgroup,
    SubgroupMembership,
    SubgroupProposal,
    SubgroupProposalRow,
    Term,
)
from regulation.refusal import N_, Refusal

LONGEST = 60


@dataclass
class Part:
    """A subgroup on a day: its students as Russians sort, the journals kept for it, the newest term first."""

    subgroup: Subgroup
    students: list[Student] = field(default_factory=list)
    journals: list[Journal] = field(default_factory=list)


@dataclass
class Division:
    """A way of dividing the group. `unplaced`: members in none of its parts; `state`: how the composition stands."""

    name: str
    parts: list[Part]
    unplaced: list[Student]
    state: DivisionState


@dataclass(frozen=True)
class DivisionState:
    """`in_force`: the proposal the composition rests on; `open`: the one that waits; `since`: first day in force."""

    in_force: SubgroupProposal | None = None
    open: SubgroupProposal | None = None

    @property
    def is_approved(self) -> bool:
        """Whether the deputy director approved what is in force."""
        return self.in_force is not None and self.in_force.state is ProposalState.APPROVED

    @property
    def refused(self) -> str:
        """Why what is in force was refused; «» when it was not."""
        refused = self.in_force is not None and self.in_force.state is ProposalState.REFUSED
        return self.in_force.refusal_reason if refused and self.in_force else ""


def divisions_of(acting: Acting, group: StudyGroup, day: date) -> list[Division]:
    """The group's divisions as they are on the day: eight queries at most, whatever the group."""
    session = acting.session
    subgroups = session.scalars(
        select(Subgroup)
        .where(Subgroup.group_id == group.id)
        .order_by(Subgroup.division, Subgroup.name, Subgroup.id)
    ).all()
    inside = students_by_part(session, [one.id for one in subgroups], day)
    journals = _journals(session, [one.id for one in subgroups])
    members = group_members(session, group.id, day)
    states = division_states(session, [group.id])
    found: dict[str, Division] = {}
    for one in subgroups:
        division = found.setdefault(
            one.division,
            Division(one.division, [], [], states.get((group.id, one.division), DivisionState())),
        )
        here = {student.id for student in members}
        students = [student for student in inside.get(one.id, []) if student.id in here]
        division.parts.append(Part(one, students, journals.get(one.id, [])))
    for division in found.values():
        placed = {student.id for part in division.parts for student in part.students}
        division.unplaced = [student for student in members if student.id not in placed]
    return list(found.values())


def students_by_part(session: Session, subgroup_ids: Sequence[int], day: date) -> dict[int, list[Student]]:
    """Subgroup id → its students on the day, as Russians sort."""
    rows = session.execute(
        select(SubgroupMembership.subgroup_id, Student)
        .join(Student, Student.id == SubgroupMembership.student_id)
        .where(
            SubgroupMembership.subgroup_id.in_(subgroup_ids),
            SubgroupMembership.starts_on <= day,
            or_(SubgroupMembership.ends_on.is_(None), SubgroupMembership.ends_on >= day),
        )
        .order_by(Student.sort_key, Student.id)
    )
    found: dict[int, list[Student]] = {}
    for subgroup_id, student in rows:
        found.setdefault(subgroup_id, []).append(student)
    return found


def group_members(session: Session, group_id: int, day: date) -> list[Student]:
    """The group's students on the day, as Russians sort."""
    return list(
        session.scalars(
            select(Student)
            .join(Membership, Membership.student_id == Student.id)
            .where(
                Membership.group_id == group_id,
                Membership.starts_on <= day,
                or_(Membership.ends_on.is_(None), Membership.ends_on >= day),
            )
            .order_by(Student.sort_key, Student.id)
        ).unique()
    )


def division_states(
    session: Session, group_ids: Sequence[int] | None = None
) -> dict[tuple[int, str], DivisionState]:
    """(group, division) → how its composition stands, of these groups or of all."""
    wanted = (
        select(SubgroupProposal)
        .where(
            or_(SubgroupProposal.applied_on.is_not(None), SubgroupProposal.state == ProposalState.PROPOSED)
        )
        .options(
            joinedload(SubgroupProposal.proposed_by),
            joinedload(SubgroupProposal.decided_by),
            joinedload(SubgroupProposal.group),
        )
        .order_by(SubgroupProposal.id)
    )
    if group_ids is not None:
        wanted = wanted.where(SubgroupProposal.group_id.in_(group_ids))
    found: dict[tuple[int, str], DivisionState] = {}
    for one in session.scalars(wanted):
        key = (one.group_id, one.division)
        before = found.get(key, DivisionState())
        found[key] = DivisionState(
            in_force=one if one.applied_on is not None else before.in_force,
            open=one if one.state is ProposalState.PROPOSED else before.open,
        )
    return found


def history_of(session: Session, group: StudyGroup) -> list[tuple[SubgroupProposal, int]]:
    """Every proposal of the group with how many it placed, the newest first."""
    rows = session.execute(
        select(SubgroupProposal, func.count(SubgroupProposalRow.id))
        .outerjoin(SubgroupProposalRow, SubgroupProposalRow.proposal_id == SubgroupProposal.id)
        .where(SubgroupProposal.group_id == group.id)
        .group_by(SubgroupProposal.id)
        .options(selectinload(SubgroupProposal.proposed_by), selectinload(SubgroupProposal.decided_by))
        .order_by(SubgroupProposal.id.desc())
        .limit(50)
    )
    return [(proposal, int(number)) for proposal, number in rows]


def create_subgroup(acting: Acting, group: StudyGroup, division: str, name: str) -> Subgroup:
    """A further part of a division, empty. Raises E_SUBGROUP for a missing, long or taken name."""
    name, division = " ".join(name.split()), " ".join(division.split())
    if not name or len(name) > LONGEST or len(division) > LONGEST:
        raise Refusal(
            "E_SUBGROUP",
            "4.1.4",
            N_("Укажите название подгруппы, например «1» или «англ. 2», не длиннее 60 знаков."),
        )
    session = acting.session
    taken = session.scalar(select(Subgroup).where(Subgroup.group_id == group.id, Subgroup.name == name))
    if taken is not None:
        raise Refusal(
            "E_SUBGROUP",
            "4.1.4",
            N_("Подгруппа «%(name)s» в группе уже есть. Дайте другое название, например «англ. %(name)s»."),
            name=name,
        )
    made = Subgroup(group_id=group.id, division=division, name=name)
    session.add(made)
    session.flush()
    return made


def is_composition_approved(session: Session, subgroup: Subgroup | None) -> bool:
    """Whether the subgroup's composition in force was approved; true for a whole group. One query."""
    if subgroup is None:
        return True
    state = session.scalar(
        select(SubgroupProposal.state)
        .where(
            SubgroupProposal.group_id == subgroup.group_id,
            SubgroupProposal.division == subgroup.division,
            SubgroupProposal.applied_on.is_not(None),
        )
        .order_by(SubgroupProposal.id.desc())
        .limit(1)
    )
    return state is ProposalState.APPROVED


def unapproved_divisions(acting: Acting, group_ids: Sequence[int] | None = None) -> list[tuple[int, str]]:
    """(group, division) that journals of the present term are kept for without an approved composition."""
    wanted = (
        select(Subgroup.group_id, Subgroup.division)
        .where(
            exists().where(
                and_(
                    Journal.subgroup_id == Subgroup.id,
                    Journal.term_id == Term.id,
                    Term.starts_on <= acting.today,
                    Term.ends_on >= acting.today,
                )
            )
        )
        .distinct()
    )
    if group_ids is not None:
        wanted = wanted.where(Subgroup.group_id.in_(group_ids))
    states = division_states(acting.session, group_ids)
    return [
        (group_id, division)
        for group_id, division in acting.session.execute(wanted)
        if not states.get((group_id, division), DivisionState()).is_approved
    ]


def _journals(session: Session, subgroup_ids: Sequence[int]) -> dict[int, list[Journal]]:
    wanted = (
        select(Journal)
        .join(Journal.term)
        .where(Journal.subgroup_id.in_(subgroup_ids))
        .options(
            joinedload(Journal.discipline),
            joinedload(Journal.term),
            selectinload(Journal.teachers).joinedload(JournalTeacher.user),
        )
        .order_by(Term.starts_on.desc(), Journal.id)
    )
    found: dict[int, list[Journal]] = {}
    for journal in session.scalars(wanted):
        assert journal.subgroup_id is not None
        found.setdefault(journal.subgroup_id, []).append(journal)
    return found
