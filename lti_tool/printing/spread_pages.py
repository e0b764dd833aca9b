"""Dividing the spread into sheets: a left page and the right page of the same lessons always go together (F-03, F-04)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from journal.papers.spread import LessonLine, Spread
from lti_tool.printing.lettering import lines
from regulation.calendar import MONTHS

# Geometry of the landscape A4 in millimetres; the template draws by the same numbers.
PAGE_WIDTH = 267.0
PAGE_HEIGHT = 186.0
HEADER = 14.0
NUMBER = 7.0
NAME = 68.0
COLUMN = 6.1
FINAL = 10.0
LEFT_HEAD = 26.0
ROW_HEIGHTS = (3.9, 6.4)
RIGHT_HEAD = 9.0
# Right page: №, date, hours, kind, topic, homework, teacher.
REGISTER = (9.0, 19.0, 11.0, 31.0, 97.0, 61.0, 39.0)
REGISTER_SIZE = 8.0
LINE = 3.3
PADDING = 1.1
CELL_PADDING = 2.4
# The estimate may be a line short here and there: what is kept free at the bottom of a right page.
RESERVE = 10.0


@dataclass(frozen=True)
class MonthSpan:
    """A month over its columns; the name is as long as they let it be."""

    title: str
    span: int


@dataclass(frozen=True)
class SpreadPage:
    """A left and a right page: the lessons first–last (indexes, last excluded) and whether the finals follow them."""

    first: int
    last: int
    months: tuple[MonthSpan, ...]
    has_finals: bool


def pages_of(spread: Spread) -> list[SpreadPage]:
    """The sheets of the spread; one with the finals alone when there are no lessons."""
    finals = 2 if spread.has_study_final else 1
    room = PAGE_WIDTH - NUMBER - NAME - FINAL * finals
    slices = list(_slices(spread.lessons, int(room / COLUMN)))
    return [
        SpreadPage(first, last, tuple(_months(spread.lessons[first:last])), last == len(spread.lessons))
        for first, last in slices
    ]


def left_width(spread: Spread, page: SpreadPage) -> float:
    """The width of a left page's table."""
    columns = sum(len(lesson.columns) for lesson in spread.lessons[page.first : page.last])
    finals = (2 if spread.has_study_final else 1) if page.has_finals else 0
    return round(NUMBER + NAME + COLUMN * columns + FINAL * finals, 2)


def row_height(students: int) -> float:
    """The height of a left page's row, so that a usual group fills the page and a large one still fits."""
    smallest, largest = ROW_HEIGHTS
    free = PAGE_HEIGHT - HEADER - LEFT_HEAD - 1
    return round(min(largest, max(smallest, free / (students + 1))), 2)


def _slices(lessons: Sequence[LessonLine], most: int) -> Iterable[tuple[int, int]]:
    """As many lessons a sheet as both its pages hold."""
    free = PAGE_HEIGHT - HEADER - RIGHT_HEAD - RESERVE
    first, columns, height = 0, 0, 0.0
    for index, lesson in enumerate(lessons):
        wide, high = len(lesson.columns), _height(lesson)
        if index > first and (columns + wide > most or height + high > free):
            yield first, index
            first, columns, height = index, 0, 0.0
        columns, height = columns + wide, height + high
    yield first, len(lessons)


def _height(lesson: LessonLine) -> float:
    """The height of the lesson's line on the right page."""
    _number, _day, _hours, kind, topic, homework, teacher = REGISTER
    late = 1 if lesson.entered_on else 0
    tallest = max(
        lines(lesson.kind, kind - CELL_PADDING, REGISTER_SIZE),
        lines(lesson.topic, topic - CELL_PADDING, REGISTER_SIZE),
        lines(lesson.homework, homework - CELL_PADDING, REGISTER_SIZE),
        lines(lesson.teacher, teacher - CELL_PADDING, REGISTER_SIZE) + late,
    )
    return tallest * LINE + PADDING


def _months(lessons: Sequence[LessonLine]) -> Iterable[MonthSpan]:
    for (year, month), found in groupby(lessons, key=lambda item: (item.day.year, item.day.month)):
        span = sum(len(item.columns) for item in found)
        name = MONTHS[month - 1]
        title = f"{name} {year}" if span > 3 else name if span > 2 else name[:3]
        yield MonthSpan(title, span)
