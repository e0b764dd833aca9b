"""The desk of an office: what is overdue, due and new, each line one click from where it is done (3.1–3.13).

A feature adds its provider to `PROVIDERS`: a function of the circumstances and the person's grants in force that
returns lines. A provider runs a constant number of queries and returns nothing for offices it does not concern; it
takes `DeskLine`, `Chair`, `Urgency` from `journal.desk_lines`.
"""

from __future__ import annotations

from collections.abc import Callable

from journal.acting import Acting
from journal.consent_desk import consent_lines
from journal.contingent_desk import contingent_lines
from journal.desk_lines import Chair, DeskLine, Urgency
from journal.notices import notice_lines
from journal.office_desk import function_lines, office_lines, unlock_lines
from journal.questions import question_lines
from journal.rights import Role
from journal.roles import active_grants
from journal.subgroups_desk import certificate_lines, subgroup_lines
from journal.system_desk import directory_lines, results_lines, system_lines
from journal.timetable_desk import own_lesson_lines, timetable_lines
from journal.week_desk import request_lines, week_lines

__all__ = ["PROVIDERS", "Chair", "DeskLine", "Provider", "Urgency", "chair_of", "desk_of"]

Provider = Callable[[Acting, Chair], list[DeskLine]]
PROVIDERS: tuple[Provider, ...] = (
    office_lines,
    unlock_lines,
    function_lines,
    consent_lines,
    subgroup_lines,
    certificate_lines,
    week_lines,
    request_lines,
    question_lines,
    notice_lines,
    system_lines,
    results_lines,
    directory_lines,
    contingent_lines,
    timetable_lines,
    own_lesson_lines,
)


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
