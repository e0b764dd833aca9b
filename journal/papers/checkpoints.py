"""F-18: the МИУД of one month by disciplines, with mean and missed hours; the missing ones outlined (3.13.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from journal.acting import Acting
from journal.group_checkpoints import GroupColumn, GroupLine, GroupSheet, group_sheet
from journal.papers.blanks import checkpoint_blank, checkpoint_not_due
from journal.papers.heading import Heading, heading_of
from models import Journal
from regulation.checkpoints import month_of
from regulation.names import full_name, short_name
from regulation.refusal import Caution

RESULTS = ("5", "4", "3", "2", "н/а")


@dataclass(frozen=True)
class CheckpointColumn:
    """A discipline: the days of its МИУД (of each subgroup) and the bottom of its column.

    `counts`: how many 5, 4, 3, 2 and н/а there are.
    """

    title: str
    days: tuple[date, ...]
    missing: int
    success: Decimal | None
    quality: Decimal | None
    mean: Decimal | None
    counts: tuple[int, ...] = (0,) * len(RESULTS)


@dataclass(frozen=True)
class CheckpointText:
    """What a cell says; `is_missing`: it is time and there is none; `outside`: not in the list that day."""

    text: str
    is_missing: bool
    outside: bool


@dataclass(frozen=True)
class CheckpointRow:
    """A student: МИУД by discipline, their mean to 0.01, academic hours missed in the month."""

    number: int
    name: str
    cells: tuple[CheckpointText, ...]
    mean: Decimal | None
    missed: int


@dataclass(frozen=True)
class CheckpointPaper:
    """The sheet of a month (its first day). `mean`: of all marks of all columns; `missed`: hours of all students."""

    heading: Heading
    month: date
    columns: tuple[CheckpointColumn, ...]
    rows: tuple[CheckpointRow, ...]
    mean: Decimal | None
    missed: int
    missing: tuple[Caution, ...]

    @property
    def is_draft(self) -> bool:
        """Whether a МИУД is missing or still ahead."""
        return bool(self.missing)


def checkpoints_of(
    acting: Acting, journal: Journal, journals: Sequence[Journal], month: date
) -> CheckpointPaper:
    """The sheet of the month for these journals of one group, in the numbers of the screen.

    `journal` among them gives the head. A month without lessons gives a sheet without columns.
    """
    sheet = group_sheet(acting, journals, month)
    if sheet is not None and sheet.month != month_of(month):
        sheet = None
    lines = sheet.lines if sheet else ()
    return CheckpointPaper(
        heading=heading_of(acting, journal),
        month=month_of(month),
        columns=tuple(_column(column, at, lines) for at, column in enumerate(sheet.columns)) if sheet else (),
        rows=tuple(_row(number, line) for number, line in enumerate(lines, start=1)),
        mean=sheet.mean if sheet else None,
        missed=sum(line.missed for line in lines),
        missing=_missing(sheet) if sheet else (),
    )


def _row(number: int, line: GroupLine) -> CheckpointRow:
    student = line.student
    return CheckpointRow(
        number=number,
        name=full_name(student.family_name, student.given_name, student.patronymic),
        cells=tuple(CheckpointText(cell.text, cell.is_missing, cell.outside) for cell in line.cells),
        mean=line.mean,
        missed=line.missed,
    )


def _column(column: GroupColumn, at: int, lines: Sequence[GroupLine]) -> CheckpointColumn:
    shares = column.results
    counted = Counter(line.cells[at].text for line in lines)
    return CheckpointColumn(
        title=column.discipline.title,
        days=tuple(sorted(column.days)),
        missing=column.missing,
        success=shares.success if shares else None,
        quality=shares.quality if shares else None,
        mean=shares.mean if shares else None,
        counts=tuple(counted[text] for text in RESULTS),
    )


def _missing(sheet: GroupSheet) -> tuple[Caution, ...]:
    """Who has no МИУД in each discipline; or that its month is not over."""
    found: list[Caution] = []
    for index, column in enumerate(sheet.columns):
        blank = [
            line.student
            for line in sheet.lines
            if not line.cells[index].text and not line.cells[index].outside
        ]
        if blank and not column.missing:
            found.append(checkpoint_not_due(column.discipline.title))
        elif blank:
            names = [short_name(one.family_name, one.given_name, one.patronymic) for one in blank]
            found.append(checkpoint_blank(column.discipline.title, names))
    return tuple(found)
