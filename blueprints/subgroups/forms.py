"""What people send: a part for each student, the day, a note; and what the form is filled with at first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from flask import request

from journal.link_rosters import LinkGroup
from journal.subgroups import Division
from regulation.refusal import N_, Refusal

NONE = ""


@dataclass
class Chosen:
    """The form: student id → subgroup id (0 for none), the day as text, the note."""

    parts: dict[int, int] = field(default_factory=dict)
    effective_on: str = ""
    note: str = ""

    def by_part(self, subgroups: Iterable[int]) -> dict[int, list[int]]:
        """Subgroup id → its students."""
        found: dict[int, list[int]] = {one: [] for one in subgroups}
        for student, part in self.parts.items():
            if part:
                found.setdefault(part, []).append(student)
        return found


def proposed(division: Division, today: date) -> Chosen:
    """The composition as it stands, from today."""
    parts = {student.id: part.subgroup.id for part in division.parts for student in part.students}
    return Chosen(parts, today.isoformat())


def from_lms(chosen: Chosen, links: Iterable[LinkGroup], asked: Mapping[int, int]) -> Chosen:
    """The composition the LMS's groups show. `asked`: subgroup id → link id."""
    groups = {one.link.id: one.students for one in links}
    parts = {
        student: subgroup for subgroup, link in asked.items() for student in groups.get(link, frozenset())
    }
    return Chosen(parts, chosen.effective_on, chosen.note) if parts else chosen


def asked_links() -> dict[int, int]:
    """Subgroup id → link id as chosen under «Взять из LMS»."""
    found: dict[int, int] = {}
    for name in request.args:
        if name.startswith("lms-") and (key := _number(name[4:])):
            found[key] = request.args.get(name, default=0, type=int)
    return {key: value for key, value in found.items() if value}


def sent() -> Chosen:
    """The form as it came."""
    parts = {
        key: _number(request.form.get(name, NONE))
        for name in request.form
        if name.startswith("student-") and (key := _number(name[8:]))
    }
    return Chosen(parts, request.form.get("effective_on", ""), request.form.get("note", "").strip()[:500])


def read_day(text: str) -> date:
    """The day. Raises E_DATE."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal("E_DATE", "4.1.4", N_("Укажите день, с которого действует состав.")) from None


def shown_day(today: date) -> date:
    """The day asked for in the address, today otherwise."""
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
