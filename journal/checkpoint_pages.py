"""The МИУД of a month in one journal, to fill: marks, mean, suggestion, what is given (3.13.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.checkpoint_months import CheckpointMonth
from journal.memberships import Member
from journal.standing import IN_ATTENDANCE, IN_MEAN
from journal.writing import TAKES_PLACE
from models import Absence, Attendance, Journal, Lesson, Mark, Student, Work
from regulation.checkpoints import suggest_checkpoint
from regulation.kinds import WorkKind
from regulation.rules import Rules
from regulation.scale import format_result
from regulation.statistics import Results, results, rounded_mean


@dataclass(frozen=True)
class Given:
    """A МИУД as it stands. `late_days`: how late it was entered."""

    text: str = ""
    version: int = 0
    late_days: int = 0


@dataclass(frozen=True)
class CheckpointLine:
    """A student's month: ordinary marks with their days, hours missed, the suggestion and the МИУД."""

    student: Student
    is_listed: bool
    marks: tuple[tuple[date, int], ...]
    missed: int
    given: Given

    @property
    def mean(self) -> Decimal | None:
        """The mean of the month's marks to 0.01."""
        return rounded_mean([value for _day, value in self.marks])

    @property
    def suggestion(self) -> int | None:
        """What the month's marks suggest; a person decides."""
        return suggest_checkpoint([value for _day, value in self.marks])


@dataclass(frozen=True)
class CheckpointSheet:
    """The month of one journal."""

    month: CheckpointMonth
    lines: tuple[CheckpointLine, ...]
    results: Results
    counts: Mapping[str, int]


def checkpoint_sheet(
    acting: Acting, journal: Journal, month: CheckpointMonth, members: Sequence[Member]
) -> CheckpointSheet:
    """The month to fill: three queries, whatever the number of students."""
    session = acting.session
    day = month.lesson.day if month.lesson else month.month
    marks = _month_marks(session, journal.id, month.month)
    given = given_checkpoints(session, [month.work_id] if month.work_id else [])
    missed = missed_hours(session, [journal.id], month.month)
    lines = tuple(
        CheckpointLine(
            student=member.student,
            is_listed=member.is_in(day),
            marks=tuple(marks.get(member.student.id, ())),
            missed=missed.get((journal.id, member.student.id), 0),
            given=given.get((month.work_id or 0, member.student.id), Given()),
        )
        for member in members
    )
    counts = count_results(line.given.text for line in lines if line.is_listed)
    return CheckpointSheet(month, lines, results_of(counts, acting.rules), counts)


def missed_hours(session: Session, journal_ids: Sequence[int], month: date) -> dict[tuple[int, int], int]:
    """(journal id, student id) → academic hours missed in the month (4.1.5: consultations do not count)."""
    rows = session.execute(
        select(Absence.journal_id, Absence.student_id, func.sum(Lesson.hours))
        .join(Lesson, Absence.lesson_id == Lesson.id)
        .where(
            Absence.journal_id.in_(journal_ids),
            Absence.attendance == Attendance.ABSENT,
            Lesson.state.in_(TAKES_PLACE),
            Lesson.kind.in_(IN_ATTENDANCE),
            Lesson.date >= month,
            Lesson.date < following_month(month),
        )
        .group_by(Absence.journal_id, Absence.student_id)
    )
    return {(journal_id, student_id): int(hours) for journal_id, student_id, hours in rows}


def following_month(month: date) -> date:
    """The first day of the next month."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def count_results(texts: Iterable[str]) -> dict[str, int]:
    """How many of each: «5», «4», «3», «2», «н/а» and «» (blank)."""
    counted = Counter(texts)
    return {text: counted[text] for text in ("5", "4", "3", "2", "н/а", "")}


def results_of(counts: Mapping[str, int], rules: Rules) -> Results:
    """Percentages and mean of these counts; blanks are left out (formulas 1–4)."""
    return results(counts["5"], counts["4"], counts["3"], counts["2"], counts["н/а"], rules)


def _month_marks(session: Session, journal_id: int, month: date) -> dict[int, list[tuple[date, int]]]:
    rows = session.execute(
        select(Mark.student_id, Lesson.date, Mark.value)
        .join(Work, Mark.work_id == Work.id)
        .join(Lesson, Work.lesson_id == Lesson.id)
        .where(
            Mark.journal_id == journal_id,
            Mark.work_kind.in_(IN_MEAN),
            Mark.value.is_not(None),
            Lesson.state.in_(TAKES_PLACE),
            Lesson.date >= month,
            Lesson.date < following_month(month),
        )
        .order_by(Lesson.date, Lesson.pair, Work.position, Work.id)
    )
    found: dict[int, list[tuple[date, int]]] = {}
    for student_id, day, value in rows:
        if value is not None:
            found.setdefault(student_id, []).append((day, value))
    return found


def given_checkpoints(session: Session, work_ids: Sequence[int]) -> dict[tuple[int, int], Given]:
    """(work id, student id) → the МИУД."""
    rows = session.execute(
        select(
            Mark.work_id, Mark.student_id, Mark.value, Mark.not_assessed, Mark.version, Mark.late_days
        ).where(Mark.work_id.in_(work_ids), Mark.work_kind == WorkKind.CHECKPOINT.value)
    )
    return {
        (work_id, student_id): Given(format_result(value, not_assessed), version, late_days)
        for work_id, student_id, value, not_assessed, version, late_days in rows
    }
