"""The composition of subgroups: proposed by the teachers, approved by the deputy director, put into effect (4.1.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from journal.acting import Acting
from journal.group_roles import holders_of
from journal.subgroups import DivisionState, division_states, group_members
from models import (
    Office,
    ProposalState,
    Student,
    StudyGroup,
    Subgroup,
    SubgroupMembership,
    SubgroupProposal,
    SubgroupProposalRow,
)
from regulation.names import short_name
from regulation.refusal import N_, Refusal
from regulation.subgroups import Move, check_composition, check_effective, first_day, moves
from regulation.topics import check_remark

_ONE_DAY = timedelta(days=1)
AT_OPENING = "состав при открытии журнала"


@dataclass(frozen=True)
class Difference:
    """A student whose part changes: names of the parts, «» for none."""

    student: Student
    before: str
    after: str


def propose(
    acting: Acting,
    group: StudyGroup,
    division: str,
    parts: Mapping[int, Sequence[int]],
    effective_on: date,
    note: str = "",
) -> SubgroupProposal:
    """Propose the whole composition of a division; one that still waits is withdrawn for it.

    `parts`: subgroup id → student ids. Nothing changes until it is approved. Raises E_SUBGROUP, E_PERIOD.
    """
    session = acting.session
    known = _parts_of(session, group.id, division)
    if set(parts) - known.keys():
        raise Refusal("E_SUBGROUP", "4.1.4", N_("Такой подгруппы нет. Обновите страницу."))
    text = check_remark(note, acting.rules.latin_terms, what="пояснение") if note.strip() else ""
    state = division_states(session, [group.id]).get((group.id, division), DivisionState())
    check_effective(effective_on, acting.today, _since(state))
    members = {student.id: student for student in group_members(session, group.id, effective_on)}
    placed = check_composition(parts, members.keys(), {key: _short(one) for key, one in members.items()})
    if not moves(composition_on(session, list(known), effective_on), placed) and state.is_approved:
        raise Refusal("E_SUBGROUP", "4.1.4", N_("Состав такой же, как утверждён. Менять нечего."))
    if state.open is not None:
        _decide(acting, state.open, ProposalState.WITHDRAWN)
        session.flush()
    proposal = _new(acting, group.id, division, effective_on, text)
    _add_rows(session, proposal, placed)
    return proposal


def propose_at_opening(
    acting: Acting, subgroup: Subgroup, students: Iterable[Student], starts_on: date
) -> SubgroupProposal | None:
    """The composition a journal is opened with works at once, so that the first lesson can be recorded.

    It waits for the deputy director as «не утверждена»; where nobody holds that office it counts as approved. Who is in
    another part of the division already is never moved: E_SUBGROUP. None when nobody was added.
    """
    session = acting.session
    people = list(students)
    known = _parts_of(session, subgroup.group_id, subgroup.division)
    placed = composition_on(session, list(known), max(starts_on, acting.today))
    _refuse_other_part(people, placed, subgroup, known)
    newcomers = [one for one in people if one.id not in placed]
    if not newcomers:
        return None
    state = division_states(session, [subgroup.group_id]).get((subgroup.group_id, subgroup.division))
    proposal = state.open if state and state.open and state.open.applied_on is not None else None
    if proposal is None:
        if state is not None and state.open is not None:
            _decide(acting, state.open, ProposalState.WITHDRAWN)
            session.flush()
        proposal = _new(acting, subgroup.group_id, subgroup.division, starts_on, AT_OPENING)
        proposal.applied_on = starts_on
        _add_rows(session, proposal, placed)
    _add_rows(session, proposal, {one.id: subgroup.id for one in newcomers})
    for one in newcomers:
        session.add(SubgroupMembership(subgroup_id=subgroup.id, student_id=one.id, starts_on=starts_on))
    if not holders_of(acting, [Office.DEPUTY], subgroup.group_id):
        proposal.state, proposal.decided_at = ProposalState.APPROVED, acting.now
    session.flush()
    return proposal


def approve(acting: Acting, proposal: SubgroupProposal) -> SubgroupProposal:
    """The composition holds from the day wished, from today at the earliest; the past stays. Raises E_STATE, E_SUBGROUP."""
    _require_open(proposal)
    session = acting.session
    if proposal.applied_on is None:
        state = division_states(session, [proposal.group_id])[(proposal.group_id, proposal.division)]
        day = first_day(proposal.effective_on, acting.today, _since(state))
        known = _parts_of(session, proposal.group_id, proposal.division)
        members = {one.id: one for one in group_members(session, proposal.group_id, day)}
        placed = {row.student_id: row.subgroup_id for row in proposal.rows if row.student_id in members}
        _put_into_effect(session, list(known), placed, day)
        proposal.applied_on = day
    _decide(acting, proposal, ProposalState.APPROVED)
    session.flush()
    return proposal


def refuse(acting: Acting, proposal: SubgroupProposal, reason: str) -> SubgroupProposal:
    """Refuse with a reason. A composition applied at opening stays until another is approved. Raises E_STATE, E_REMARK_*."""
    _require_open(proposal)
    proposal.refusal_reason = check_remark(reason, acting.rules.latin_terms, what="причина")
    _decide(acting, proposal, ProposalState.REFUSED)
    acting.session.flush()
    return proposal


def withdraw(acting: Acting, proposal: SubgroupProposal) -> SubgroupProposal:
    """The teachers take a proposal back that has not taken effect. Raises E_STATE."""
    _require_open(proposal)
    if proposal.applied_on is not None:
        raise Refusal(
            "E_STATE",
            "4.1.4",
            N_("С этим составом открыт журнал: отозвать его нельзя. Предложите другой состав."),
        )
    _decide(acting, proposal, ProposalState.WITHDRAWN)
    acting.session.flush()
    return proposal


def differences(acting: Acting, proposal: SubgroupProposal) -> list[Difference]:
    """Who changes the part if the proposal is approved now; for one already in effect: everybody it placed."""
    session = acting.session
    known = _parts_of(session, proposal.group_id, proposal.division)
    after = {row.student_id: row.subgroup_id for row in proposal.rows}
    day = max(proposal.effective_on, acting.today) if proposal.applied_on is None else proposal.applied_on
    before = {} if proposal.applied_on is not None else composition_on(session, list(known), day)
    changed = moves(before, after)
    people = {
        one.id: one
        for one in session.scalars(
            select(Student).where(Student.id.in_([move.student_id for move in changed]))
        )
    }
    found = [_difference(move, people[move.student_id], known) for move in changed]
    return sorted(found, key=lambda one: (one.student.sort_key, one.student.id))


def composition_on(session: Session, subgroup_ids: Sequence[int], day: date) -> dict[int, int]:
    """Student → subgroup on the day."""
    rows = session.execute(
        select(SubgroupMembership.student_id, SubgroupMembership.subgroup_id).where(
            SubgroupMembership.subgroup_id.in_(subgroup_ids),
            SubgroupMembership.starts_on <= day,
            or_(SubgroupMembership.ends_on.is_(None), SubgroupMembership.ends_on >= day),
        )
    )
    return {row.student_id: row.subgroup_id for row in rows}


def waiting_count(session: Session, group_ids: Sequence[int] | None = None) -> int:
    """How many proposals wait for the deputy director."""
    wanted = select(func.count()).where(SubgroupProposal.state == ProposalState.PROPOSED)
    if group_ids is not None:
        wanted = wanted.where(SubgroupProposal.group_id.in_(group_ids))
    return session.scalar(wanted) or 0


def _put_into_effect(
    session: Session, subgroup_ids: Sequence[int], placed: Mapping[int, int], day: date
) -> None:
    """End what ends the day before and begin what begins; an interval of later days goes, none of a past one."""
    stays: set[int] = set()
    for one in session.scalars(
        select(SubgroupMembership)
        .options(joinedload(SubgroupMembership.student))
        .where(
            SubgroupMembership.subgroup_id.in_(subgroup_ids),
            or_(SubgroupMembership.ends_on.is_(None), SubgroupMembership.ends_on >= day),
        )
        .order_by(SubgroupMembership.starts_on)
    ):
        is_same = placed.get(one.student_id) == one.subgroup_id
        if is_same and one.starts_on <= day:
            one.ends_on = None
            stays.add(one.student_id)
        elif one.starts_on < day:
            one.ends_on = day - _ONE_DAY
        else:
            session.delete(one)
    session.flush()
    for student_id, subgroup_id in placed.items():
        if student_id not in stays:
            session.add(SubgroupMembership(subgroup_id=subgroup_id, student_id=student_id, starts_on=day))
    session.flush()


def _since(state: DivisionState) -> date | None:
    """The first day in force; None while the division never had a composition."""
    return state.in_force.applied_on if state.in_force else None


def _refuse_other_part(
    people: Sequence[Student], placed: Mapping[int, int], subgroup: Subgroup, known: Mapping[int, Subgroup]
) -> None:
    others = [one for one in people if placed.get(one.id, subgroup.id) != subgroup.id]
    if not others:
        return
    raise Refusal(
        "E_SUBGROUP",
        "4.1.4",
        N_(
            "Уже в другой подгруппе: %(names)s. Снимите с них отметку. Если по этой дисциплине группа делится "
            "иначе, впишите своё деление, например «Иностранный язык»."
        ),
        names=", ".join(f"{_short(one)} ({known[placed[one.id]].name})" for one in others[:5])
        + ("…" if len(others) > 5 else ""),
    )


def _parts_of(session: Session, group_id: int, division: str) -> dict[int, Subgroup]:
    found = session.scalars(
        select(Subgroup)
        .where(Subgroup.group_id == group_id, Subgroup.division == division)
        .order_by(Subgroup.name)
    )
    return {one.id: one for one in found}


def _new(acting: Acting, group_id: int, division: str, effective_on: date, note: str) -> SubgroupProposal:
    proposal = SubgroupProposal(
        group_id=group_id, division=division, state=ProposalState.PROPOSED, effective_on=effective_on, note=note,
        proposed_at=acting.now, proposed_by_id=acting.user_id,
    )  # fmt: skip
    acting.session.add(proposal)
    acting.session.flush()
    return proposal


def _add_rows(session: Session, proposal: SubgroupProposal, placed: Mapping[int, int]) -> None:
    for student_id, subgroup_id in placed.items():
        proposal.rows.append(SubgroupProposalRow(student_id=student_id, subgroup_id=subgroup_id))
    session.flush()


def _decide(acting: Acting, proposal: SubgroupProposal, state: ProposalState) -> None:
    proposal.state, proposal.decided_at, proposal.decided_by_id = state, acting.now, acting.user_id


def _require_open(proposal: SubgroupProposal) -> None:
    if proposal.state is not ProposalState.PROPOSED:
        raise Refusal("E_STATE", "4.1.4", N_("По этому предложению решение уже принято. Обновите страницу."))


def _difference(move: Move, student: Student, known: Mapping[int, Subgroup]) -> Difference:
    before = known[move.before].name if move.before is not None else ""
    return Difference(student, before, known[move.after].name if move.after is not None else "")


def _short(student: Student) -> str:
    return short_name(student.family_name, student.given_name, student.patronymic)
