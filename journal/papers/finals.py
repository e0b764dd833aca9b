"""F-09 «Итоговые отметки»: finals by discipline and semester, the whole study's, the examination's (4.2.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.final_cells import final_text
from journal.memberships import Member, members_of
from journal.papers.blanks import final_blanks
from journal.papers.heading import Heading, heading_of
from models import Discipline, FinalMark, FinalScope, Journal, Term
from regulation.finals import ReferralForm
from regulation.names import full_name, short_name
from regulation.refusal import Caution
from regulation.rules import Rules
from regulation.statistics import results

Finals = Mapping[tuple[int, FinalScope], FinalMark]


@dataclass(frozen=True)
class FinalColumn:
    """A column and its bottom: percentages of those with a result, the mean of the marks (formulas 1, 2, 4).

    `counted`: members at the end of the period who have a result; `blank`: members without one.
    """

    title: str
    counted: int
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
class _Part:
    """One journal's list and finals."""

    journal: Journal
    members: dict[int, Member]
    finals: Finals


@dataclass
class _Column:
    """A column before it is laid out: one term's (or the whole study's) finals of a discipline."""

    discipline: Discipline
    scope: FinalScope
    term: Term
    parts: list[_Part] = field(default_factory=list)


@dataclass
class _Notes:
    """Footnotes in the order their cells are met."""

    texts: list[str] = field(default_factory=list)

    def add(self, text: str) -> int:
        """The number of the footnote."""
        self.texts.append(text)
        return len(self.texts)


def finals_of(acting: Acting, journal: Journal, journals: Sequence[Journal]) -> FinalsPaper:
    """The page for these journals of one group; `journal` among them gives the head."""
    parts = [_part(acting.session, item) for item in journals]
    columns = _columns(parts)
    people = _people(parts)
    notes = _Notes()
    rows = [
        FinalRow(number, _name(member), tuple(_cell(column, member, notes) for column in columns))
        for number, member in enumerate(people, start=1)
    ]
    return FinalsPaper(
        heading=heading_of(acting, journal),
        disciplines=tuple(_disciplines(acting, columns)),
        rows=tuple(rows),
        notes=tuple(notes.texts),
        missing=tuple(_missing(acting, parts)),
    )


def journals_of_discipline(session: Session, journal: Journal) -> list[Journal]:
    """The journals of the same discipline and list in every semester, oldest first."""
    return list(
        session.scalars(
            select(Journal)
            .join(Term, Journal.term_id == Term.id)
            .where(
                Journal.group_id == journal.group_id,
                Journal.discipline_id == journal.discipline_id,
                Journal.subgroup_id.is_(journal.subgroup_id)
                if journal.subgroup_id is None
                else Journal.subgroup_id == journal.subgroup_id,
            )
            .order_by(Term.starts_on, Journal.id)
        )
    )


def journals_of_group(session: Session, journal: Journal) -> list[Journal]:
    """Every journal of the group, by discipline, then by semester."""
    return list(
        session.scalars(
            select(Journal)
            .join(Term, Journal.term_id == Term.id)
            .join(Discipline, Journal.discipline_id == Discipline.id)
            .where(Journal.group_id == journal.group_id)
            .order_by(Discipline.index, Discipline.name, Term.starts_on, Journal.id)
        )
    )


def _part(session: Session, journal: Journal) -> _Part:
    found = session.scalars(select(FinalMark).where(FinalMark.journal_id == journal.id))
    finals = {(final.student_id, final.scope): final for final in found}
    return _Part(journal, {member.student.id: member for member in members_of(session, journal)}, finals)


def _columns(parts: Sequence[_Part]) -> list[_Column]:
    """Semesters of each discipline in order, an examination beside its semester, the whole study at the end."""
    columns: dict[tuple[int, int, FinalScope], _Column] = {}
    for part in sorted(parts, key=_order):
        for scope in _scopes(part):
            term = 0 if scope is FinalScope.STUDY else part.journal.term_id
            key = (part.journal.discipline_id, term, scope)
            column = columns.setdefault(key, _Column(part.journal.discipline, scope, part.journal.term))
            column.parts.append(part)
    last = {FinalScope.STUDY: 1}
    return sorted(
        columns.values(),
        key=lambda column: (column.discipline.index, column.discipline.name, last.get(column.scope, 0)),
    )


def _order(part: _Part) -> tuple[str, str, date, int]:
    discipline = part.journal.discipline
    return discipline.index, discipline.name, part.journal.term.starts_on, part.journal.id


def _scopes(part: _Part) -> list[FinalScope]:
    scopes = [FinalScope.TERM]
    if any(scope is FinalScope.EXAM for _student, scope in part.finals):
        scopes.append(FinalScope.EXAM)
    if part.journal.has_study_final:
        scopes.append(FinalScope.STUDY)
    return scopes


def _people(parts: Iterable[_Part]) -> list[Member]:
    """Everyone of any of the lists, once, as Russians sort."""
    found = {member.student.id: member for part in parts for member in part.members.values()}
    return sorted(found.values(), key=lambda member: (member.student.sort_key, member.student.id))


def _cell(column: _Column, member: Member, notes: _Notes) -> FinalText:
    student = member.student.id
    for part in column.parts:
        final = part.finals.get((student, column.scope))
        if final is not None and final_text(final):
            note = notes.add(_note(member, final)) if final.not_assessed else None
            return FinalText(final_text(final), note)
    return FinalText("", outside=not any(student in part.members for part in column.parts))


def _note(member: Member, final: FinalMark) -> str:
    """«Алиев Р. Э. оглы: «н/а», срок до 26.01.2026, форма — зачёт; сдано 20.01.2026»."""
    student = member.student
    name = short_name(student.family_name, student.given_name, student.patronymic)
    deadline = final.na_deadline.strftime("%d.%m.%Y") if final.na_deadline else "—"
    text = f"{name}: «н/а», срок до {deadline}, форма — {_form(final.na_form)}"
    if final.value is not None and final.resolved_on:
        basis = f" ({final.resolution_basis})" if final.resolution_basis else ""
        text += f"; сдано {final.resolved_on.strftime('%d.%m.%Y')}{basis}"
    return text


def _form(value: str) -> str:
    try:
        return ReferralForm(value).title
    except ValueError:
        return value


def _disciplines(acting: Acting, columns: Sequence[_Column]) -> list[FinalDiscipline]:
    grouped: dict[int, tuple[str, list[FinalColumn]]] = {}
    for column in columns:
        _title, found = grouped.setdefault(column.discipline.id, (column.discipline.title, []))
        found.append(_bottom(acting, column))
    return [FinalDiscipline(title, tuple(found)) for title, found in grouped.values()]


def _bottom(acting: Acting, column: _Column) -> FinalColumn:
    texts = [text for part in column.parts for text in _texts(acting, part, column.scope)]
    counts = {value: texts.count(value) for value in ("5", "4", "3", "2", "н/а", "")}
    rules: Rules = acting.rules
    shares = results(counts["5"], counts["4"], counts["3"], counts["2"], counts["н/а"], rules)
    titles = {
        FinalScope.TERM: f"{column.term.number} сем. {column.term.academic_year}",
        FinalScope.EXAM: f"экзамен {column.term.academic_year}",
        FinalScope.STUDY: "итоговая",
    }
    return FinalColumn(
        title=titles[column.scope],
        counted=len(texts) - counts[""],
        blank=0 if column.scope is FinalScope.EXAM else counts[""],
        success=shares.success,
        quality=shares.quality,
        mean=shares.mean,
    )


def _texts(acting: Acting, part: _Part, scope: FinalScope) -> list[str]:
    """The finals of the members on the last day of the period (today, before that)."""
    day = min(acting.today, part.journal.term.ends_on)
    return [
        final_text(part.finals.get((student, scope)))
        for student, member in part.members.items()
        if member.is_in(day)
    ]


def _missing(acting: Acting, parts: Sequence[_Part]) -> list[Caution]:
    several = len({part.journal.discipline_id for part in parts}) > 1
    found = [
        final_blanks(
            acting, part.journal, list(part.members.values()), part.finals, scope, names_discipline=several
        )
        for part in parts
        for scope in _scopes(part)
        if scope is not FinalScope.EXAM
    ]
    return [caution for caution in found if caution]


def _name(member: Member) -> str:
    student = member.student
    return full_name(student.family_name, student.given_name, student.patronymic)
