"""What the addresses of subgroups, consultations, practice and medical groups name in the scene."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models import ProposalState, SubgroupProposal, SubgroupProposalRow
from tests import factories as make

if TYPE_CHECKING:
    from tests.rights.scene import Scene


def learning_places(scene: Scene) -> dict[str, object]:
    """A subgroup with a proposal that waits."""
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
    return {"group_id": group.id, "proposal_id": proposal.id}
