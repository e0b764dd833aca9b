"""The journal page: students × works of lessons, read by a number of queries that never grows (3.13.1, 4.2.2).

Rows are read as plain columns, not as objects: a page of 30 students × 150 lessons is some thousands of cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from journal.acting import Acting
from journal.grid_parts import EMPTY, NO_FINAL, Cell, FinalCell, LessonColumn, WorkColumn
from journal.grid_reading import Recorded, read_lessons, read_recorded
from journal.medical_groups import theory_intervals
from journal.memberships import Interval, Member, members_of
from models import Journal, Lesson
from regulation.names import full_name, grid_name, short_name

__all__ = ["Cell", "FinalCell", "Grid", "LessonColumn", "Row", "WorkColumn", "grid", "one_lesson"]


class Row(NamedTuple):
    """A student. `cells` follow the page's works from left to right; None: not in the group that day.

    `known_by` tells namesakes apart: record book, college number, else date of birth. `theory`: the days on which a
    medical group leaves theory («ТЗ») only (4.2.4).
    """

    student_id: int
    number: int
    name: str
    full_name: str
    intervals: list[tuple[date, date | None]]
    is_in_now: bool
    cells: list[Cell | None]
    mean: Decimal | None
    missed: int
    final: FinalCell
    short: str = ""
    known_by: str = ""
    theory: tuple[Interval, ...] = ()


@dataclass(frozen=True)
class Grid:
    """The page. `months`: first days of the months that have lessons, of the whole term, for the filter."""

    journal: Journal
    today: date
    lessons: list[LessonColumn]
    works: list[WorkColumn]
    rows: list[Row]
    months: list[date]
    plan_hours: int
    fact_hours: int

    @property
    def latest(self) -> int | None:
        """The index of the lesson of today, or of the last one before; None when all are ahead."""
        past = [index for index, lesson in enumerate(self.lessons) if not lesson.is_future]
        return past[-1] if past else None


def grid(acting: Acting, journal: Journal, first: date | None = None, last: date | None = None) -> Grid:
    """The page of the journal, or of the days `first`–`last` of it; mean, missed hours and finals are of the term."""
    everything = read_lessons(acting, journal)
    shown = [
        column
        for column in everything
        if (not first or column.date >= first) and (not last or column.date <= last)
    ]
    recorded = read_recorded(acting.session, journal.id, everything)
    members = members_of(acting.session, journal)
    theory = theory_intervals(acting.session, journal)
    return Grid(
        journal=journal,
        today=acting.today,
        lessons=shown,
        works=[work for lesson in shown for work in lesson.works],
        rows=[
            _row(number, member, shown, recorded, acting.today)._replace(
                theory=tuple(theory.get(member.student.id, ()))
            )
            for number, member in enumerate(members, start=1)
        ],
        months=sorted({column.date.replace(day=1) for column in everything}),
        plan_hours=journal.planned_hours,
        fact_hours=sum(column.hours for column in everything if column.is_conducted),
    )


def one_lesson(acting: Acting, lesson: Lesson) -> Grid:
    """The page of a single lesson: its column and the same rows (the lesson panel)."""
    page = grid(acting, lesson.journal, lesson.date, lesson.date)
    columns = [column for column in page.lessons if column.id == lesson.id]
    kept = {work.id for column in columns for work in column.works}
    places = [index for index, work in enumerate(page.works) if work.id in kept]
    rows = [row._replace(cells=[row.cells[index] for index in places]) for row in page.rows]
    return Grid(
        page.journal, page.today, columns, [page.works[index] for index in places], rows, page.months,
        page.plan_hours, page.fact_hours,
    )  # fmt: skip


def _row(number: int, member: Member, lessons: list[LessonColumn], recorded: Recorded, today: date) -> Row:
    student = member.student
    names = (student.family_name, student.given_name, student.patronymic)
    standing = recorded.standing(student.id)
    return Row(
        student_id=student.id,
        number=number,
        name=grid_name(*names),
        full_name=full_name(*names),
        intervals=member.intervals,
        is_in_now=member.is_in(today),
        cells=_cells(member, lessons, recorded),
        mean=standing.mean,
        missed=standing.missed,
        final=recorded.finals.get(student.id, NO_FINAL),
        short=short_name(*names),
        known_by=student.record_book
        or student.college_number
        or (f"{student.birth_date:%d.%m.%Y}" if student.birth_date else ""),
    )


def _cells(member: Member, lessons: list[LessonColumn], recorded: Recorded) -> list[Cell | None]:
    marks = recorded.marks.get(member.student.id, {})
    absences = recorded.absences.get(member.student.id, {})
    always = len(member.intervals) == 1 and member.intervals[0][1] is None
    since = member.intervals[0][0]
    cells: list[Cell | None] = []
    for lesson in lessons:
        if not (lesson.date >= since if always else member.is_in(lesson.date)):
            cells.extend(None for _work in lesson.works)
            continue
        absence = absences.get(lesson.id)
        for work in lesson.works:
            mark = marks.get(work.id)
            if mark is None and absence is None:
                cells.append(EMPTY)
            else:
                cells.append(_cell(mark, None if work.month else absence))
    return cells


def _cell(mark: tuple[str, int, int, date | None] | None, absence: tuple[str, int, str] | None) -> Cell:
    text, version, late_days, made_up_on = mark or ("", 0, 0, None)
    sign, absence_version, reason = absence or ("", 0, "")
    return Cell(text, version, late_days, sign, absence_version, reason, made_up_on)
