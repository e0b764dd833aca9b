"""What the desk says of subgroups that wait for a decision (4.1.4) and certificates that end (4.2.4)."""

from __future__ import annotations

from journal.acting import Acting
from journal.desk_lines import Chair, DeskLine, Urgency
from journal.medical_groups import ending_count
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


def certificate_lines(acting: Acting, chair: Chair) -> list[DeskLine]:
    """Medical certificates that end soon: for the secretary, and for curators of their groups (4.2.4). One query."""
    groups = None if chair.holds(Role.SECRETARY) else chair.groups_as(Role.CURATOR)
    if groups == []:
        return []
    return [
        DeskLine(
            Urgency.DUE,
            ending_count(acting, groups),
            N_("Справки о медицинской группе кончаются"),
            "medical.every",
            N_("в ближайшие две недели, п. 4.2.4"),
            values={"state": "ending"},
        )
    ]
