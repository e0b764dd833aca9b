"""The desk of an office: what is overdue, due and new, each line one click from where it is done (3.1–3.13).

A feature adds its provider to `PROVIDERS`: a function of the circumstances and the person's grants in force that
returns lines. A provider runs a constant number of queries and returns nothing for offices it does not concern.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from journal.acting import Acting
from journal.rights import Role
from journal.roles import active_grants
from models import Grant


class Urgency(StrEnum):
    """How a line presses; the order of the desk."""

    OVERDUE = "overdue"
    DUE = "due"
    NEW = "new"
    CALM = "calm"


@dataclass(frozen=True)
class DeskLine:
    """`count` things of one sort. `title` and `hint` are Russian sentences for gettext; `endpoint` opens them."""

    urgency: Urgency
    count: int
    title: str
    endpoint: str
    hint: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    params: dict[str, Any] = field(default_factory=dict)  # fills %(name)s places of title and hint


@dataclass(frozen=True)
class Chair:
    """The offices a person holds today: `roles` of the whole institution, `groups` by a group's order."""

    roles: frozenset[Role]
    grants: Sequence[Grant]

    def groups_as(self, role: Role) -> list[int]:
        """The study groups for which the person holds the office."""
        return [g.group_id for g in self.grants if g.office.value == role.value and g.group_id is not None]

    def holds(self, *roles: Role) -> bool:
        """Whether the person holds one of the offices for the whole institution."""
        return any(role in self.roles for role in roles)


Provider = Callable[[Acting, Chair], list[DeskLine]]
PROVIDERS: tuple[Provider, ...] = ()


def chair_of(acting: Acting) -> Chair:
    """The offices of the acting person."""
    grants = active_grants(acting)
    wide = {Role(g.office.value) for g in grants if g.group_id is None and g.journal_id is None}
    return Chair(frozenset(wide), grants)


def desk_of(acting: Acting, chair: Chair) -> list[DeskLine]:
    """The lines of the person's desk, the most pressing first; lines without anything to do are left out."""
    order = list(Urgency)
    lines = [line for provide in PROVIDERS for line in provide(acting, chair) if line.count]
    return sorted(lines, key=lambda line: order.index(line.urgency))
