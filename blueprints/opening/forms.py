"""The opening form: what it is prefilled with and what a person sends."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from journal.link_rosters import LinkGroup, subgroup_named
from journal.opening import Opening, Proposal
from regulation.kinds import DisciplineKind
from regulation.refusal import N_, Refusal


@dataclass(frozen=True)
class Fields:
    """The form's fields as text, and who is ticked (None: as proposed)."""

    index: str
    name: str
    kind: str
    group: str
    subgroup: str
    academic_year: str
    term_number: str
    planned_hours: str
    has_study_final: str = ""
    division: str = ""
    link: str = ""
    people: frozenset[int] | None = None


def proposed(proposal: Proposal, subgroup: str = "", group: LinkGroup | None = None) -> Fields:
    """The fields as the course suggests them; `group`: the people of the link this page was opened from (4.1.4)."""
    ticked = frozenset(
        one.user.id for one in proposal.people if one.is_learner and group and one.user.id in group.users
    )
    return Fields(
        proposal.index, proposal.name, proposal.kind.value, proposal.group,
        subgroup or (subgroup_named(group.link.title) if group else ""), proposal.academic_year,
        str(proposal.term_number), str(proposal.planned_hours or ""), people=ticked if group else None,
    )  # fmt: skip


def sent() -> Fields:
    """The fields as they came."""
    form = request.form
    text = {name: form.get(name, "").strip() for name in Fields.__dataclass_fields__ if name != "people"}
    return Fields(**text, people=frozenset(form.getlist("people", type=int)))


def read_opening(fields: Fields) -> Opening:
    """What the person decided. Raises E_DISCIPLINE, E_HOURS, E_PERIOD for what is not even a value."""
    if fields.kind not in set(DisciplineKind):
        raise Refusal(
            "E_DISCIPLINE",
            "3.8.6",
            N_("Выберите вид: дисциплина, МДК, практика, курсовая работа или проект."),
        )
    hours = fields.planned_hours or "0"
    if not (hours.isascii() and hours.isdecimal()) or len(hours) > 6:
        raise Refusal("E_HOURS", "4.1.3", N_("Часы по плану — целое число от 0 до 2000."))
    return Opening(
        index=fields.index,
        name=fields.name,
        kind=DisciplineKind(fields.kind),
        group=fields.group,
        subgroup=fields.subgroup,
        academic_year=fields.academic_year,
        term_number=int(fields.term_number) if fields.term_number in ("1", "2") else 0,
        planned_hours=int(hours),
        people=sorted(fields.people or ()),
        has_study_final=bool(fields.has_study_final),
        division=fields.division,
    )
