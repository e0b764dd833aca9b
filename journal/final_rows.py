"""The finals of one journal as its page shows them: marks, suggestion, objectivity, what is set (4.2, 5.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.checkpoint_pages import count_results, results_of
from journal.final_cells import final_text
from journal.memberships import Member, members_of
from journal.standing import IN_MEAN
from journal.unlocks import unlocked_until
from journal.writing import TAKES_PLACE
from models import ExamSheet, FinalMark, FinalScope, Journal, Lesson, Mark, SheetEntry, Student, Work
from regulation.finals import Objectivity, check_final_period, countdown, objectivity, suggest_final
from regulation.refusal import Refusal
from regulation.rules import Rules
from regulation.statistics import Results, mean, rounded_mean


@dataclass(frozen=True)
class FinalCell:
    """One final. `marks`: current marks it is judged by; `sheet`: number of the sheet that wrote it."""

    scope: FinalScope
    final: FinalMark | None
    marks: tuple[int, ...]
    sheet: tuple[int, str] | None
    rules: Rules

    @property
    def text(self) -> str:
        """«5», «н/а» or nothing."""
        return final_text(self.final)

    @property
    def version(self) -> int:
        """The row's version, 0 for none."""
        return self.final.version if self.final else 0

    @property
    def suggestion(self) -> int | None:
        """What the marks suggest by the scheme; None is «н/а»."""
        return suggest_final(self.marks, self.rules.final_scheme)

    @property
    def verdict(self) -> Objectivity | None:
        """How the final stands to the mean; None while there is none."""
        if not self.text:
            return None
        value = self.final.value if self.final else None
        return objectivity(mean(self.marks), value)

    @property
    def is_open_debt(self) -> bool:
        """An «н/а» not made good yet."""
        return self.final is not None and self.final.not_assessed and self.final.value is None


@dataclass(frozen=True)
class FinalLine:
    """A student with the finals of every scope the journal has."""

    student: Student
    is_listed: bool
    marks: tuple[int, ...]
    cells: Mapping[FinalScope, FinalCell]

    @property
    def mean(self) -> Decimal | None:
        """The mean of current marks to 0.01."""
        return rounded_mean(self.marks)


@dataclass(frozen=True)
class FinalTotals:
    """The bottom of a column."""

    counts: Mapping[str, int]
    results: Results


@dataclass(frozen=True)
class FinalsPage:
    """The page. `days_left`: to the last day of the period, negative after it; `closed`: why nothing may be set."""

    lines: tuple[FinalLine, ...]
    scopes: tuple[FinalScope, ...]
    totals: Mapping[FinalScope, FinalTotals]
    ends_on: date
    days_left: int
    unlocked_until: date | None
    closed: Refusal | None

    def blanks(self, scope: FinalScope) -> list[FinalLine]:
        """Listed students without a final who have a numeric suggestion."""
        return [
            line
            for line in self.lines
            if line.is_listed and not line.cells[scope].text and line.cells[scope].suggestion is not None
        ]


def finals_page(acting: Acting, journal: Journal) -> FinalsPage:
    """Everything the page of one journal shows, in at most eight queries."""
    session = acting.session
    members = members_of(session, journal)
    marks = _marks(session, [journal.id])
    whole = _marks(session, _journals_of_study(session, journal)) if journal.has_study_final else {}
    finals = _finals(session, journal.id)
    scopes = _scopes(journal, finals)
    day = min(acting.today, journal.term.ends_on)
    lines = tuple(_line(acting.rules, member, day, scopes, marks, whole, finals) for member in members)
    until = unlocked_until(session, journal) if acting.today > journal.term.ends_on else None
    return FinalsPage(
        lines=lines,
        scopes=scopes,
        totals={scope: final_totals(acting.rules, lines, scope) for scope in scopes},
        ends_on=journal.term.ends_on,
        days_left=countdown(journal.term.ends_on, acting.today),
        unlocked_until=until,
        closed=_closed(journal.term.ends_on, acting.today, until),
    )


def final_totals(rules: Rules, lines: Sequence[FinalLine], scope: FinalScope) -> FinalTotals:
    """Percentages and mean of those in the list; blanks are left out (formulas 1–4)."""
    counts = count_results(line.cells[scope].text for line in lines if line.is_listed)
    return FinalTotals(counts, results_of(counts, rules))


def _closed(ends_on: date, today: date, until: date | None) -> Refusal | None:
    try:
        check_final_period(ends_on, today, until)
    except Refusal as refusal:
        return refusal
    return None


def _line(
    rules: Rules,
    member: Member,
    day: date,
    scopes: Sequence[FinalScope],
    marks: Mapping[int, tuple[int, ...]],
    whole: Mapping[int, tuple[int, ...]],
    finals: Mapping[tuple[int, FinalScope], tuple[FinalMark, tuple[int, str] | None]],
) -> FinalLine:
    student = member.student
    own = marks.get(student.id, ())
    cells = {}
    for scope in scopes:
        final, sheet = finals.get((student.id, scope), (None, None))
        judged = whole.get(student.id, ()) if scope is FinalScope.STUDY else own
        cells[scope] = FinalCell(scope, final, judged, sheet, rules)
    return FinalLine(student, member.is_in(day), own, cells)


def _scopes(journal: Journal, finals: Mapping[tuple[int, FinalScope], object]) -> tuple[FinalScope, ...]:
    """The semester's final, the examination when one was held, the whole study's where the study ends."""
    scopes = [FinalScope.TERM]
    if any(scope is FinalScope.EXAM for _student, scope in finals):
        scopes.append(FinalScope.EXAM)
    if journal.has_study_final:
        scopes.append(FinalScope.STUDY)
    return tuple(scopes)


def _finals(
    session: Session, journal_id: int
) -> dict[tuple[int, FinalScope], tuple[FinalMark, tuple[int, str] | None]]:
    rows = session.execute(
        select(FinalMark, ExamSheet.id, ExamSheet.number)
        .outerjoin(SheetEntry, FinalMark.sheet_entry_id == SheetEntry.id)
        .outerjoin(ExamSheet, SheetEntry.sheet_id == ExamSheet.id)
        .where(FinalMark.journal_id == journal_id)
    )
    return {
        (final.student_id, final.scope): (final, (sheet_id, number or "") if sheet_id else None)
        for final, sheet_id, number in rows
    }


def _marks(session: Session, journal_ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Student id → current marks, МИУД not among them."""
    rows = session.execute(
        select(Mark.student_id, Mark.value, func.count())
        .join(Work, Mark.work_id == Work.id)
        .join(Lesson, Work.lesson_id == Lesson.id)
        .where(
            Mark.journal_id.in_(journal_ids),
            Mark.work_kind.in_(IN_MEAN),
            Mark.value.is_not(None),
            Lesson.state.in_(TAKES_PLACE),
        )
        .group_by(Mark.student_id, Mark.value)
    )
    found: dict[int, tuple[int, ...]] = {}
    for student_id, value, number in rows:
        if value is not None:
            found[student_id] = found.get(student_id, ()) + (value,) * number
    return found


def _journals_of_study(session: Session, journal: Journal) -> list[int]:
    """The journals of the discipline in the group, of every semester and subgroup."""
    return list(
        session.scalars(
            select(Journal.id).where(
                Journal.group_id == journal.group_id, Journal.discipline_id == journal.discipline_id
            )
        )
    )
