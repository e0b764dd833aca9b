"""What the desk says of subgroups: proposals that wait, compositions of journals that nobody approved (4.1.4)."""

from __future__ import annotations

from journal.acting import Acting
from journal.desk_lines import Chair, DeskLine, Urgency
from journal.rights import Role
from journal.subgroup_proposals import waiting_count
from journal.subgroups import unapproved_divisions
from regulation.refusal import N_


def subgroup_lines(acting: Acting, chair: Chair) -> list[DeskLine]:
    """For the deputy director: three queries."""
    if not chair.holds(Role.DEPUTY):
        return []
    waiting = waiting_count(acting.session)
    unapproved = unapproved_divisions(acting)
    return [
        DeskLine(
            Urgency.DUE,
            waiting,
            N_("Составы подгрупп на утверждение"),
            "subgroups.proposals",
            N_("предложены педагогами, п. 4.1.4"),
        ),
        DeskLine(
            Urgency.NEW,
            len(unapproved),
            N_("Журналы ведутся по неутверждённому составу подгрупп"),
            "subgroups.every",
            N_("группы этого семестра"),
            values={"state": "waiting"},
        ),
    ]
