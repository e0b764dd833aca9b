"""What a student's grade book consists of: terms, disciplines, days with their marks, finals, sheets (2.3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from models import FinalScope, Journal, Student, Term
from regulation.kinds import LessonKind, WorkKind


class GivenMark(NamedTuple):
    """A mark of the day: the kind of work, its title if any, the result, the day of an «отработка»."""

    kind: WorkKind
    title: str
    text: str
    made_up_on: date | None


@dataclass
class Day:
    """A lesson the student was to be at. `absence`: «н», «оп» or «»; `reason`: Б, У or Н."""

    lesson_id: int
    date: date
    pair: int
    kind: LessonKind
    topic: str
    homework: str
    marks: list[GivenMark] = field(default_factory=list)
    absence: str = ""
    reason: str = ""


class Checkpoint(NamedTuple):
    """The МИУД of a month (its first day): «5», «н/а»."""

    month: date
    text: str


class Final(NamedTuple):
    """A final: «4», or «н/а» with its reason, deadline and form; `resolved_on`, `basis` when an «н/а» was made good."""

    scope: FinalScope
    text: str
    was_not_assessed: bool
    reason: str
    deadline: date | None
    form: str
    resolved_on: date | None
    basis: str = ""


class Sheet(NamedTuple):
    """A line of an examination or credit sheet; `outcome` is empty until the sheet is closed."""

    number: str
    title: str
    held_on: date
    outcome: str


@dataclass
class Book:
    """One journal as the student sees it. Missed hours without late arrivals; `mean` without МИУД, to 0.01.

    `ahead`: lessons of today and later that are planned and not conducted yet.
    """

    journal: Journal
    teachers: list[str] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)
    ahead: list[Day] = field(default_factory=list)
    checkpoints: list[Checkpoint] = field(default_factory=list)
    finals: dict[FinalScope, Final] = field(default_factory=dict)
    sheets: list[Sheet] = field(default_factory=list)
    mean: Decimal | None = None
    missed: int = 0


@dataclass(frozen=True)
class TermBooks:
    """A semester with its books by discipline."""

    term: Term
    books: list[Book]


@dataclass(frozen=True)
class Gradebook:
    """Everything of one student, the newest semester first."""

    student: Student
    terms: list[TermBooks]
