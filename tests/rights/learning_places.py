"""What the addresses of subgroups, consultations, practice and medical groups name in the scene."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models import (
    MedicalGroup,
    Practice,
    PracticeKind,
    PracticeVisit,
    ProposalState,
    SubgroupProposal,
    SubgroupProposalRow,
    VisitKind,
)
from regulation.physical import HealthGroup
from tests import factories as make

if TYPE_CHECKING:
    from tests.rights.scene import Scene


def learning_places(scene: Scene) -> dict[str, object]:
    """A subgroup with a proposal that waits, a practice with a visit, a certificate."""
    session, group = scene.session, scene.journal.group
    part = make.subgroup(session, group, "1")
    proposal = make.put(
        session,
        SubgroupProposal(
            group=group, state=ProposalState.PROPOSED, effective_on=make.TODAY, proposed_at=make.EARLY,
            proposed_by_id=scene.journal.opened_by_id,
        ),
    )  # fmt: skip
    make.put(session, SubgroupProposalRow(proposal=proposal, subgroup=part, student=scene.students[0]))
    practice = make.put(
        session,
        Practice(
            journal=scene.journal,
            kind=PracticeKind.TRAINING,
            starts_on=make.FIRST_DAY,
            ends_on=make.TODAY,
            hours=36,
        ),
    )
    visit = make.put(
        session,
        PracticeVisit(
            practice=practice, kind=VisitKind.VISIT, date=make.TODAY, organisation="ООО «Пример»", hours=2
        ),
    )
    certificate = make.put(
        session,
        MedicalGroup(
            student=scene.students[1], health_group=HealthGroup.PREPARATORY, certificate="123/25",
            issued_on=make.FIRST_DAY, starts_on=make.FIRST_DAY, ends_on=make.TODAY, entered_at=make.EARLY,
        ),
    )  # fmt: skip
    return {
        "group_id": group.id, "proposal_id": proposal.id, "visit_id": visit.id, "medical_id": certificate.id,
    }  # fmt: skip
