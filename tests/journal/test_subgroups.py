"""Subgroups by proposal: proposed, approved, in effect from a day, the past untouched (4.1.4)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from journal.checkpoints import months_of, place_checkpoints
from journal.marks import put_mark
from journal.memberships import members_of
from journal.subgroup_proposals import (
    approve,
    differences,
    propose,
    propose_at_opening,
    refuse,
    waiting_count,
    withdraw,
)
from journal.subgroups import create_subgroup, divisions_of, is_composition_approved, unapproved_divisions
from models import (
    Office,
    ProposalState,
    StudyGroup,
    Subgroup,
    SubgroupMembership,
    SubgroupProposal,
    User,
    Work,
)
from regulation.refusal import Refusal
from tests import factories as make
from tests.conftest import Act
from tests.unchanged import snapshot

TODAY = make.TODAY


@pytest.fixture
def group(session: Session) -> StudyGroup:
    made = make.group(session)
    for family in ("Абрамова", "Белов", "Ван", "Дёмин"):
        make.membership(session, made, make.student(session, family))
    return made


@pytest.fixture
def people(session: Session, group: StudyGroup) -> list[int]:
    journal = make.journal(session, group=group)
    return [one.id for one in make.students_of(session, journal)]


@pytest.fixture
def teacher(session: Session) -> User:
    return make.teacher(session)


@pytest.fixture
def deputy(session: Session) -> User:
    person = make.user(session, "Зотова", is_staff=True)
    make.office(session, person, Office.DEPUTY)
    return person


@pytest.fixture
def parts(session: Session, act: Act, teacher: User, group: StudyGroup) -> list[int]:
    acting = act(teacher)
    return [create_subgroup(acting, group, "", name).id for name in ("1", "2")]


def composition(acting, group: StudyGroup, day: date = TODAY) -> dict[str, list[str]]:
    [division] = divisions_of(acting, group, day)
    return {part.subgroup.name: [one.family_name for one in part.students] for part in division.parts}


class TestProposing:
    def test_it_works(self, session, act, teacher, deputy, group, people, parts):
        proposal = propose(
            act(teacher),
            group,
            "",
            {parts[0]: people[:2], parts[1]: people[2:]},
            TODAY,
            "по уровню владения языком",
        )
        assert proposal.state is ProposalState.PROPOSED
        assert composition(act(teacher), group) == {"1": [], "2": []}, "nothing changes before the approval"
        approve(act(deputy, office="deputy"), proposal)
        assert composition(act(teacher), group) == {"1": ["Абрамова", "Белов"], "2": ["Ван", "Дёмин"]}
        assert (proposal.applied_on, proposal.decided_by_id) == (TODAY, deputy.id)

    def test_a_later_one_ends_the_earlier_intervals_the_day_before(
        self, session, act, teacher, deputy, group, people, parts
    ):
        first = propose(
            act(teacher), group, "", {parts[0]: people[:2], parts[1]: people[2:]}, date(2025, 9, 1)
        )
        approve(act(deputy), first)
        second = propose(
            act(teacher), group, "", {parts[0]: people[:1], parts[1]: people[1:3]}, date(2025, 10, 13)
        )
        names = [(one.student.family_name, one.before, one.after) for one in differences(act(deputy), second)]
        assert names == [("Белов", "1", "2"), ("Дёмин", "2", "")]
        approve(act(deputy), second)
        assert composition(act(teacher), group, date(2025, 10, 12)) == {
            "1": ["Абрамова", "Белов"], "2": ["Ван", "Дёмин"],
        }  # fmt: skip
        assert composition(act(teacher), group, date(2025, 10, 13)) == {
            "1": ["Абрамова"],
            "2": ["Белов", "Ван"],
        }

    def test_the_journal_of_a_subgroup_follows(self, session, act, teacher, deputy, group, people, parts):
        journal = make.journal(session, group=group, subgroup=session.get_one(Subgroup, parts[0]))
        approve(act(deputy), propose(act(teacher), group, "", {parts[0]: people[:2]}, date(2025, 9, 1)))
        approve(act(deputy), propose(act(teacher), group, "", {parts[0]: people[1:3]}, date(2025, 10, 13)))
        found = {m.student.family_name: m.intervals for m in members_of(session, journal)}
        assert found == {
            "Абрамова": [(date(2025, 9, 1), date(2025, 10, 12))], "Белов": [(date(2025, 9, 1), None)],
            "Ван": [(date(2025, 10, 13), None)],
        }  # fmt: skip

    def test_a_late_approval_holds_from_its_own_day(self, act, teacher, deputy, group, people, parts):
        approve(act(deputy), propose(act(teacher), group, "", {parts[0]: people}, date(2025, 9, 1)))
        proposal = propose(act(teacher), group, "", {parts[1]: people}, date(2025, 10, 8))
        approve(act(deputy, now="2025-10-20 09:00"), proposal)
        assert proposal.applied_on == date(2025, 10, 20)
        assert composition(act(teacher), group, date(2025, 10, 19))["1"] != []

    def test_a_further_proposal_takes_the_place_of_the_waiting_one(
        self, session, act, teacher, group, people, parts
    ):
        first = propose(act(teacher), group, "", {parts[0]: people[:1]}, TODAY)
        second = propose(act(teacher), group, "", {parts[0]: people[:2]}, TODAY)
        assert (first.state, second.state) == (ProposalState.WITHDRAWN, ProposalState.PROPOSED)
        assert waiting_count(session) == 1

    def test_the_database_keeps_one_open_proposal_of_a_division(
        self, session, act, teacher, group, people, parts
    ):
        propose(act(teacher), group, "", {parts[0]: people[:1]}, TODAY)
        session.add(
            SubgroupProposal(group_id=group.id, division="", effective_on=TODAY, proposed_at=make.EARLY)
        )
        with pytest.raises(IntegrityError):
            session.flush()

    @pytest.mark.parametrize("case", ["twice", "stranger", "other part", "past", "nobody"])
    def test_a_wrong_one_is_refused_and_nothing_changes(
        self, session, act, teacher, deputy, group, people, parts, case
    ):
        approve(act(deputy), propose(act(teacher), group, "", {parts[0]: people[:2]}, date(2025, 9, 1)))
        stranger = make.student(session, "Чужов").id
        foreign = create_subgroup(act(teacher), make.group(session), "", "1").id
        wanted = {
            "twice": {parts[0]: people[:1], parts[1]: people[:1]}, "stranger": {parts[0]: [stranger]},
            "other part": {foreign: people[:1]}, "past": {parts[0]: people}, "nobody": {parts[0]: []},
        }[case]  # fmt: skip
        day = date(2025, 10, 6) if case == "past" else TODAY
        before = snapshot(session)
        with pytest.raises(Refusal) as refused:
            propose(act(teacher), group, "", wanted, day)
        assert refused.value.code == ("E_PERIOD" if case == "past" else "E_SUBGROUP")
        assert snapshot(session) == before

    def test_the_same_composition_is_refused(self, act, teacher, deputy, group, people, parts):
        approve(act(deputy), propose(act(teacher), group, "", {parts[0]: people}, TODAY))
        with pytest.raises(Refusal):
            propose(act(teacher), group, "", {parts[0]: people}, TODAY)


class TestDeciding:
    def test_a_refusal_has_a_reason_and_changes_nothing(self, act, teacher, deputy, group, people, parts):
        proposal = propose(act(teacher), group, "", {parts[0]: people}, TODAY)
        refuse(act(deputy), proposal, "Во второй подгруппе никого нет")
        assert (proposal.state, proposal.refusal_reason) == (
            ProposalState.REFUSED, "Во второй подгруппе никого нет",
        )  # fmt: skip
        assert composition(act(teacher), group) == {"1": [], "2": []}

    def test_without_a_reason_it_is_refused(self, act, teacher, deputy, group, people, parts):
        proposal = propose(act(teacher), group, "", {parts[0]: people}, TODAY)
        with pytest.raises(Refusal):
            refuse(act(deputy), proposal, " ")
        assert proposal.state is ProposalState.PROPOSED

    def test_nobody_decides_twice(self, act, teacher, deputy, group, people, parts):
        proposal = propose(act(teacher), group, "", {parts[0]: people}, TODAY)
        withdraw(act(teacher), proposal)
        for again in (lambda: approve(act(deputy), proposal), lambda: withdraw(act(teacher), proposal)):
            with pytest.raises(Refusal) as refused:
                again()
            assert refused.value.code == "E_STATE"


class TestAtOpening:
    def open(self, act, teacher, session, parts, people, number, names=slice(None)):
        students = [session.get_one(make.Student, one) for one in people[names]]
        return propose_at_opening(
            act(teacher), session.get_one(Subgroup, parts[number]), students, date(2025, 9, 1)
        )

    def test_without_a_deputy_it_is_approved_at_once(self, session, act, teacher, group, people, parts):
        proposal = self.open(act, teacher, session, parts, people, 0, slice(2))
        assert proposal.state is ProposalState.APPROVED
        assert composition(act(teacher), group)["1"] == ["Абрамова", "Белов"]

    def test_with_a_deputy_it_works_and_waits(self, session, act, teacher, deputy, group, people, parts):
        first = self.open(act, teacher, session, parts, people, 0, slice(2))
        second = self.open(act, teacher, session, parts, people, 1, slice(2, 4))
        assert first is second, "one open proposal of the division holds both journals' lists"
        assert composition(act(teacher), group) == {"1": ["Абрамова", "Белов"], "2": ["Ван", "Дёмин"]}
        subgroup = session.get_one(Subgroup, parts[0])
        assert not is_composition_approved(session, subgroup)
        approve(act(deputy), first)
        assert is_composition_approved(session, subgroup)
        assert len(session.scalars(select(SubgroupMembership)).all()) == 4

    def test_a_refused_one_stays_in_effect_until_another_is_approved(
        self, session, act, teacher, deputy, group, people, parts
    ):
        refuse(act(deputy), self.open(act, teacher, session, parts, people, 0), "Разделите поровну")
        assert composition(act(teacher), group)["1"] != []
        [division] = divisions_of(act(teacher), group, TODAY)
        assert (division.state.is_approved, division.state.refused) == (False, "Разделите поровну")
        approve(
            act(deputy), propose(act(teacher), group, "", {parts[0]: people[:2], parts[1]: people[2:]}, TODAY)
        )
        [division] = divisions_of(act(teacher), group, TODAY)
        assert division.state.is_approved

    def test_who_is_in_the_other_part_is_not_moved(self, session, act, teacher, group, people, parts):
        self.open(act, teacher, session, parts, people, 0, slice(2))
        before = snapshot(session)
        with pytest.raises(Refusal) as refused:
            self.open(act, teacher, session, parts, people, 1)
        assert refused.value.code == "E_SUBGROUP"
        assert "Абрамова" in refused.value.message
        assert snapshot(session) == before


def test_divisions_stand_side_by_side(session, act, teacher, deputy, group, people, parts):
    english = [
        create_subgroup(act(teacher), group, "Иностранный язык", name).id for name in ("англ.", "нем.")
    ]
    approve(act(deputy), propose(act(teacher), group, "", {parts[0]: people}, TODAY))
    approve(act(deputy), propose(act(teacher), group, "Иностранный язык", {english[1]: people}, TODAY))
    found = divisions_of(act(teacher), group, TODAY)
    assert [(one.name, [len(part.students) for part in one.parts]) for one in found] == [
        ("", [4, 0]), ("Иностранный язык", [0, 4]),
    ]  # fmt: skip


def test_a_journal_without_an_approved_composition_is_named(
    session, act, teacher, deputy, group, people, parts
):
    make.journal(session, group=group, subgroup=session.get_one(Subgroup, parts[0]))
    assert unapproved_divisions(act(deputy)) == [(group.id, "")]
    approve(act(deputy), propose(act(teacher), group, "", {parts[0]: people}, TODAY))
    assert unapproved_divisions(act(deputy)) == []


def test_a_taken_name_is_refused(session, act, teacher, group, parts):
    with pytest.raises(Refusal) as refused:
        create_subgroup(act(teacher), group, "Иностранный язык", "1")
    assert refused.value.code == "E_SUBGROUP"


def test_the_months_of_a_subgroup_are_its_own(session, act, teacher, deputy, group, people, parts):
    """МИУД stands at the last lesson of each subgroup's own month, for its own people (3.13.2)."""
    approve(
        act(deputy),
        propose(act(teacher), group, "", {parts[0]: people[:1], parts[1]: people[1:]}, date(2025, 9, 1)),
    )
    discipline = make.discipline(session)
    first, second = (
        make.journal(session, group=group, discipline=discipline, subgroup=session.get_one(Subgroup, part))
        for part in parts
    )
    make.lesson(session, first, date(2025, 9, 23), topic="Перевод текста")
    make.lesson(session, second, date(2025, 9, 30), topic="Перевод текста")
    acting = act(teacher)
    for journal in (first, second):
        place_checkpoints(acting, journal)
    put_mark(act(teacher, now="2025-09-30 12:00"), *month_cell(session, first, people[0]), "4", 0)
    months = {journal.id: months_of(session, journal, TODAY)[0] for journal in (first, second)}
    assert [month.lesson.day for month in months.values()] == [date(2025, 9, 23), date(2025, 9, 30)]
    assert [sorted(month.members) for month in months.values()] == [people[:1], sorted(people[1:])]
    assert [month.missing for month in months.values()] == [0, 3]
    with pytest.raises(Refusal) as refused:
        put_mark(acting, *month_cell(session, second, people[0]), "4", 0)
    assert refused.value.code == "E_NOT_MEMBER"


def month_cell(session, journal, student):
    """The МИУД of the journal's only month, for the student."""
    work = session.scalars(select(Work).where(Work.journal_id == journal.id, Work.month.is_not(None))).one()
    return work, student
