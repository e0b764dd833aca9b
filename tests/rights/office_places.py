"""What the addresses of orders, offices and rules name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journal.acting import Acting
from journal.orders import register_order
from models import GrantProposal, Office, OrderKind, RuleProposal
from tests import factories as make

if TYPE_CHECKING:
    from tests.rights.scene import Scene


def office_places(scene: Scene) -> dict[str, object]:
    """An order of the register, an office on it, one that waits, a rule that waits."""
    session = scene.session
    acting = Acting(session, None, make.EARLY)
    order = register_order(acting, OrderKind.OTHER, "900-у", make.FIRST_DAY, "О журнале")
    holder = scene.staff("Держателева")
    grant = make.office(session, holder, Office.DISPATCHER, order_id=order.id)
    facts = {"order_id": order.id, "proposed_at": make.EARLY, "proposed_by_id": holder.id}
    proposal = GrantProposal(user_id=holder.id, office=Office.SECRETARY, starts_on=make.FIRST_DAY, **facts)
    rule = RuleProposal(name="lock_days", value="5", valid_from=make.TODAY, **facts)
    make.put(session, proposal), make.put(session, rule)
    return {
        "order_id": order.id, "grant_id": grant.id, "grant_proposal_id": proposal.id, "rule_proposal_id": rule.id,
        "rule_name": "lock_days", "office": "secretary",
    }  # fmt: skip
