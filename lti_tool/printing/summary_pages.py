"""Columns of a summary over the sheets: the finals by discipline (F-09), the month's МИУД (F-18)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from journal.papers.checkpoints import RESULTS, CheckpointColumn, CheckpointPaper
from journal.papers.finals import FinalColumn, FinalDiscipline, FinalsPaper
from lti_tool.printing.lettering import size_to_fit
from regulation.statistics import format_mean, format_percent

NUMBER = 8.0
NAME = 70.0
MEAN_AND_MISSED = 32.0
PORTRAIT, LANDSCAPE = 180.0, 267.0
# A few headings stand upright, more are turned; the sheet is turned when they are too many for a portrait one.
FEW = 3
COLUMN = 12.0
WIDEST = 42.0
NAME_SIZES = (9.0, 5.0)


@dataclass(frozen=True)
class FinalsPage:
    """Whole disciplines of one sheet: columns first–last (last excluded), where each discipline begins, the bottom."""

    first: int
    last: int
    disciplines: tuple[FinalDiscipline, ...]
    columns: tuple[FinalColumn, ...]
    begins: frozenset[int]
    bottoms: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class CheckpointsPage:
    """Disciplines first–last of one sheet; mean and missed hours stand on the last one."""

    first: int
    last: int
    columns: tuple[CheckpointColumn, ...]
    is_last: bool
    bottoms: tuple[tuple[str, tuple[str, ...], str, str], ...]


def name_sizes(names: Sequence[str], room: float = NAME) -> dict[str, float]:
    """The size in points at which each name fits its cell."""
    return {name: size_to_fit(name, room - 2.4, *NAME_SIZES) for name in names}


def is_turned(columns: int) -> bool:
    """Whether the headings of so many columns are turned upwards."""
    return columns > FEW


def is_wide(columns: int, aside: float = 0.0) -> bool:
    """Whether so many columns, with `aside` millimetres of other ones, need a landscape sheet."""
    return columns * COLUMN > PORTRAIT - NUMBER - NAME - aside


def column_width(columns: int, aside: float = 0.0) -> float:
    """The width of a column: a few share a portrait sheet, more are alike."""
    if is_turned(columns):
        return COLUMN
    return min(WIDEST, round((PORTRAIT - NUMBER - NAME - aside) / max(columns, 1), 2))


def finals_pages(paper: FinalsPaper) -> list[FinalsPage]:
    """The sheets of the finals; a discipline is never divided."""
    total = sum(len(item.columns) for item in paper.disciplines)
    most = max(1, int((LANDSCAPE - NUMBER - NAME) / column_width(total)))
    pages: list[FinalsPage] = []
    held: list[FinalDiscipline] = []
    first = 0
    for discipline in paper.disciplines:
        width = sum(len(item.columns) for item in held)
        if held and width + len(discipline.columns) > most:
            pages.append(_finals_page(first, held))
            first, held = first + width, []
        held.append(discipline)
    return [*pages, _finals_page(first, held)]


def _finals_page(first: int, held: Sequence[FinalDiscipline]) -> FinalsPage:
    columns = tuple(column for discipline in held for column in discipline.columns)
    begins, at = set(), 0
    for discipline in held:
        begins.add(at)
        at += len(discipline.columns)
    bottoms = (
        ("Успеваемость, %", tuple(format_percent(column.success) for column in columns)),
        ("Качество, %", tuple(format_percent(column.quality) for column in columns)),
        ("Средний балл", tuple(format_mean(column.mean) for column in columns)),
    )
    return FinalsPage(first, first + len(columns), tuple(held), columns, frozenset(begins), bottoms)


def checkpoints_pages(paper: CheckpointPaper) -> list[CheckpointsPage]:
    """The sheets of the month's МИУД."""
    total = len(paper.columns)
    most = max(1, int((LANDSCAPE - NUMBER - NAME - MEAN_AND_MISSED) / COLUMN))
    firsts = range(0, max(total, 1), most)
    return [_checkpoints_page(paper, first, min(first + most, total)) for first in firsts]


def _checkpoints_page(paper: CheckpointPaper, first: int, last: int) -> CheckpointsPage:
    columns = paper.columns[first:last]
    bottoms = (
        *(
            (f"«{text}»", tuple(str(column.counts[at]) for column in columns), "", "")
            for at, text in enumerate(RESULTS)
        ),
        ("Успеваемость, %", tuple(format_percent(column.success) for column in columns), "", ""),
        ("Качество, %", tuple(format_percent(column.quality) for column in columns), "", ""),
        (
            "Средний балл; пропущено часов",
            tuple(format_mean(column.mean) for column in columns),
            format_mean(paper.mean),
            str(paper.missed),
        ),
        ("Не выставлено", tuple(str(column.missing) for column in columns), "", ""),
    )
    return CheckpointsPage(first, last, columns, last == len(paper.columns), bottoms)
