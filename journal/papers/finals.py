"""F-09 «Итоговые отметки»: finals by discipline and semester, the whole study's, the examination's (4.2.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.group_finals import Summary, SummaryColumn, SummaryLine, finals_summary
from journal.group_journals import group_members
from journal.memberships import Member
from journal.papers.blanks import finals_blank
from journal.papers.heading import Heading, heading_of
from models import FinalMark, FinalScope, Journal, Student, Term
from regulation.finals import ReferralForm
from regulation.names import full_name, short_name
from regulation.refusal import Caution


@dataclass(frozen=True)
class FinalColumn:
    """A column and its bottom: percentages of those with a result, the mean of the marks (formulas 1, 2, 4)."""

    title: str
    blank: int
    success: Decimal | None
    quality: Decimal | None
    mean: Decimal | None


@dataclass(frozen=True)
class FinalDiscipline:
    """A discipline with its columns from left to right."""

    title: str
    columns: tuple[FinalColumn, ...]


@dataclass(frozen=True)
class FinalText:
    """What a cell says. `note`: number of its footnote; `outside`: the student was never in that list."""

    text: str
    note: int | None = None
    outside: bool = False


@dataclass(frozen=True)
class FinalRow:
    """A student's finals, one cell a column."""

    number: int
    name: str
    cells: tuple[FinalText, ...]


@dataclass(frozen=True)
class FinalsPaper:
    """The whole page. `notes`: the terms of each «н/а» and how it was made good (4.2.3)."""

    heading: Heading
    disciplines: tuple[FinalDiscipline, ...]
    rows: tuple[FinalRow, ...]
    notes: tuple[str, ...]
    missing: tuple[Caution, ...]

    @property
    def is_draft(self) -> bool:
        """Whether somebody still has no final."""
        return bool(self.missing)


@dataclass
class _Notes:
    """Footnotes in the order their cells are met."""

    texts: list[str] = field(default_factory=list)

    def add(self, text: str) -> int:
        """The number of the footnote."""
        self.texts.append(text)
        return len(self.texts)


def finals_of(acting: Acting, journal: Journal, journals: Sequence[Journal]) -> FinalsPaper:
    """The page for these journals of one group, in the numbers of the screen; `journal` among them gives the head."""
    summary = finals_summary(acting, journals)
    notes = _Notes()
    rows = tuple(_row(number, line, notes) for number, line in enumerate(summary.lines, start=1))
    return FinalsPaper(
        heading=heading_of(acting, journal),
        disciplines=_disciplines(summary),
        rows=rows,
        notes=tuple(notes.texts),
        missing=finals_missing(acting, journals, summary),
    )


def journals_of_discipline(session: Session, journal: Journal) -> list[Journal]:
    """The journals of the same discipline and list in every semester, oldest first."""
    same_list = (
        Journal.subgroup_id.is_(None)
        if journal.subgroup_id is None
        else Journal.subgroup_id == journal.subgroup_id
    )
    return list(
        session.scalars(
            select(Journal)
            .join(Term, Journal.term_id == Term.id)
            .where(
                Journal.group_id == journal.group_id,
                Journal.discipline_id == journal.discipline_id,
                same_list,
            )
            .order_by(Term.starts_on, Journal.id)
        )
    )


def unfinished_finals(acting: Acting, journals: Sequence[Journal]) -> tuple[Caution, ...]:
    """Why these finals can only be printed as a draft now: six queries, whatever their number."""
    return finals_missing(acting, journals, finals_summary(acting, journals))


def finals_missing(acting: Acting, journals: Sequence[Journal], summary: Summary) -> tuple[Caution, ...]:
    """Who has no final though listed at the end of the period (today, before that), a line for each column."""
    members = group_members(acting.session, journals[0].group_id, journals) if journals else {}
    several = len(summary.disciplines) > 1
    found: list[Caution] = []
    for index, column in enumerate(summary.columns):
        if column.scope is FinalScope.EXAM or not column.blank:
            continue
        texts = {line.student.id: line.cells[index].text for line in summary.lines}
        listed = [member for item in column.journals for member in _listed(acting, item, members[item.id])]
        blank = [_short(member.student) for member in listed if not texts.get(member.student.id)]
        found.append(finals_blank(column, blank, len(listed), names_discipline=several))
    return tuple(found)


def _listed(acting: Acting, journal: Journal, members: Sequence[Member]) -> list[Member]:
    day = min(acting.today, journal.term.ends_on)
    return [member for member in members if member.is_in(day)]


def _row(number: int, line: SummaryLine, notes: _Notes) -> FinalRow:
    student = line.student
    cells = tuple(
        FinalText(cell.text, _noted(student, cell.final, notes), cell.outside) for cell in line.cells
    )
    return FinalRow(number, full_name(student.family_name, student.given_name, student.patronymic), cells)


def _noted(student: Student, final: FinalMark | None, notes: _Notes) -> int | None:
    """The footnote of an «н/а»: «Алиев Р. Э. оглы: «н/а», срок до 26.01.2026, форма — зачёт; сдано 20.01.2026»."""
    if final is None or not final.not_assessed:
        return None
    deadline = final.na_deadline.strftime("%d.%m.%Y") if final.na_deadline else "—"
    text = f"{_short(student)}: «н/а», срок до {deadline}, форма — {_form(final.na_form)}"
    if final.value is not None and final.resolved_on:
        basis = f" ({final.resolution_basis})" if final.resolution_basis else ""
        text += f"; сдано {final.resolved_on.strftime('%d.%m.%Y')}{basis}"
    return notes.add(text)


def _short(student: Student) -> str:
    return short_name(student.family_name, student.given_name, student.patronymic)


def _form(value: str) -> str:
    return ReferralForm(value).title if value in set(ReferralForm) else value


def _disciplines(summary: Summary) -> tuple[FinalDiscipline, ...]:
    columns = iter(summary.columns)
    return tuple(
        FinalDiscipline(discipline.title, tuple(_column(next(columns)) for _ in range(width)))
        for discipline, width in summary.disciplines
    )


def _column(column: SummaryColumn) -> FinalColumn:
    term = column.term
    titles = {
        FinalScope.TERM: f"{term.number} сем. {term.academic_year}",
        FinalScope.EXAM: f"экзамен {term.academic_year}",
        FinalScope.STUDY: "итоговая",
    }
    shares = column.results
    return FinalColumn(
        title=titles[column.scope],
        blank=column.blank,
        success=shares.success if shares else None,
        quality=shares.quality if shares else None,
        mean=shares.mean if shares else None,
    )
