"""What a desk is made of: lines, how they press, the chair of a person (3.1–3.13). Providers import from here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from journal.rights import Role
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
