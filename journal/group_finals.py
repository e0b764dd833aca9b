"""«Итоговые отметки» of a group: every discipline for the whole period of study (4.2.2, F-09)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import select

from journal.acting import Acting
from journal.checkpoint_pages import count_results, results_of
from journal.final_cells import final_text
from journal.group_journals import group_members
from journal.memberships import Member
from models import Discipline, FinalMark, FinalScope, Journal, Student, Term
from regulation.statistics import Results, rounded_mean

_ORDER = {FinalScope.TERM: 0, FinalScope.EXAM: 1, FinalScope.STUDY: 2}


@dataclass
class SummaryColumn:
    """One final of a discipline: a semester's, its examination's, the whole study's."""

    discipline: Discipline
    term: Term
    scope: FinalScope
    journals: list[Journal] = field(default_factory=list)
    results: Results | None = None
    blank: int = 0


@dataclass(frozen=True)
class SummaryCell:
    """What the cell says. `final`: for the terms of an «н/а»; `outside`: not in the list."""

    text: str = ""
    final: FinalMark | None = None
    outside: bool = False


@dataclass(frozen=True)
class SummaryLine:
    """A student across the disciplines; `owed`: «н/а» not made good and «2»."""

    student: Student
    cells: tuple[SummaryCell, ...]

    @property
    def mean(self) -> Decimal | None:
        """The mean of the finals to 0.01."""
        return rounded_mean([int(cell.text) for cell in self.cells if cell.text.isdigit()])

    @property
    def owed(self) -> int:
        """How many «н/а» and «2» stand."""
        return sum(cell.text in ("н/а", "2") for cell in self.cells)


@dataclass(frozen=True)
class Summary:
    """The page: columns grouped by discipline, people as Russians sort."""

    disciplines: tuple[tuple[Discipline, int], ...]
    columns: tuple[SummaryColumn, ...]
    lines: tuple[SummaryLine, ...]


def finals_summary(acting: Acting, journals: Sequence[Journal]) -> Summary:
    """The finals of these journals of one group. Four queries, whatever their number."""
    members = group_members(acting.session, journals[0].group_id, journals) if journals else {}
    finals: dict[int, dict[tuple[int, FinalScope], FinalMark]] = {journal.id: {} for journal in journals}
    for final in acting.session.scalars(select(FinalMark).where(FinalMark.journal_id.in_(list(finals)))):
        finals[final.journal_id][(final.student_id, final.scope)] = final
    columns = _columns(journals, finals)
    for column in columns:
        _count(acting, column, members, finals)
    people = {member.student.id: member.student for listed in members.values() for member in listed}
    listed = {journal_id: {member.student.id for member in found} for journal_id, found in members.items()}
    lines = tuple(
        SummaryLine(student, tuple(_cell(column, listed, finals, student.id) for column in columns))
        for student in sorted(people.values(), key=lambda one: (one.sort_key, one.id))
    )
    widths: dict[int, tuple[Discipline, int]] = {}
    for column in columns:
        discipline, width = widths.get(column.discipline.id, (column.discipline, 0))
        widths[column.discipline.id] = (discipline, width + 1)
    return Summary(tuple(widths.values()), tuple(columns), lines)


def _columns(
    journals: Sequence[Journal], finals: Mapping[int, Mapping[tuple[int, FinalScope], FinalMark]]
) -> list[SummaryColumn]:
    columns: dict[tuple[int, int, FinalScope], SummaryColumn] = {}
    for journal in journals:
        scopes = {FinalScope.TERM} | {scope for _student, scope in finals[journal.id]}
        if journal.has_study_final:
            scopes.add(FinalScope.STUDY)
        for scope in scopes:
            term = 0 if scope is FinalScope.STUDY else journal.term_id
            column = columns.setdefault(
                (journal.discipline_id, term, scope), SummaryColumn(journal.discipline, journal.term, scope)
            )
            column.journals.append(journal)
    return sorted(columns.values(), key=_place)


def _place(column: SummaryColumn) -> tuple[object, ...]:
    discipline = column.discipline
    is_last = column.scope is FinalScope.STUDY
    return (
        discipline.index,
        discipline.name,
        discipline.id,
        is_last,
        column.term.starts_on,
        _ORDER[column.scope],
    )


def _count(
    acting: Acting,
    column: SummaryColumn,
    members: Mapping[int, Sequence[Member]],
    finals: Mapping[int, Mapping[tuple[int, FinalScope], FinalMark]],
) -> None:
    texts: list[str] = []
    for journal in column.journals:
        day = min(acting.today, journal.term.ends_on)
        texts += [
            final_text(finals[journal.id].get((member.student.id, column.scope)))
            for member in members[journal.id]
            if member.is_in(day)
        ]
    counts = count_results(texts)
    column.results = results_of(counts, acting.rules)
    column.blank = counts[""]


def _cell(
    column: SummaryColumn,
    listed: Mapping[int, set[int]],
    finals: Mapping[int, Mapping[tuple[int, FinalScope], FinalMark]],
    student_id: int,
) -> SummaryCell:
    for journal in column.journals:
        final = finals[journal.id].get((student_id, column.scope))
        if final is not None and final_text(final):
            return SummaryCell(final_text(final), final)
    return SummaryCell(outside=not any(student_id in listed[journal.id] for journal in column.journals))
