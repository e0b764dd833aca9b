"""How the people of a list are told apart on a page: the name that fits, and a mark for namesakes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from models import Student
from regulation.names import full_name, grid_name, short_name

LONGEST = 30  # letters that fit beside the number


class ListedName(NamedTuple):
    """`shown` fits the column, `full` is the whole name, `mark` tells a namesake: record book or birth date."""

    shown: str
    full: str
    mark: str


def listed_names(students: Iterable[Student]) -> dict[int, ListedName]:
    """Student id → the name as a list shows it."""
    people = list(students)
    counted = Counter(_full(student) for student in people)
    return {student.id: _named(student, counted[_full(student)] > 1) for student in people}


def _named(student: Student, has_namesake: bool) -> ListedName:
    parts = (student.family_name, student.given_name, student.patronymic)
    shown = grid_name(*parts)
    if len(shown) > LONGEST:
        shown = short_name(*parts)
    mark = ""
    if has_namesake:
        born = f"{student.birth_date:%d.%m.%Y}" if student.birth_date else ""
        mark = student.record_book or student.college_number or born
    return ListedName(shown, _full(student), mark)


def _full(student: Student) -> str:
    return full_name(student.family_name, student.given_name, student.patronymic)
