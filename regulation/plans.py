"""КТП, the calendar-thematic plan: order, what is off plan, hours, dates, rows of a file (4.1.3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from regulation.calendar import Semester
from regulation.kinds import LessonKind, lesson_kind_from_text
from regulation.refusal import N_, Caution, Refusal
from regulation.statistics import percent
from regulation.terms import LATIN_TERMS
from regulation.topics import check_homework, check_topic

_CLAUSE = "4.1.3"
_LONGEST_LESSON = 12  # academic hours
_HOURS = re.compile(r"(\d{1,2})(?:[.,]0+)?")
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}|\d{2}))?\.?")
_DAY_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True)
class PlanLine:
    """A line of a plan: a section heading (kind None), or a lesson with topic, hours and kind."""

    id: int
    position: int
    topic: str
    hours: int = 0
    kind: LessonKind | None = None
    planned_on: date | None = None
    homework: str = ""
    is_section: bool = False


@dataclass(frozen=True)
class PlanFact:
    """Hours. `remaining`: of the plan, not conducted; `over`: beyond the plan; `done`: percent of it."""

    plan: int
    fact: int
    remaining: int
    over: int
    done: Decimal | None


def next_item(items: Iterable[PlanLine], used_ids: Collection[int]) -> PlanLine | None:
    """The line offered next: the first in plan order not conducted yet; None when all are (4.1.3)."""
    ahead = (line for line in items if not line.is_section and line.id not in used_ids)
    return min(ahead, key=_position, default=None)


def check_off_plan(topic: str, plan_topics: Collection[str], reason: str) -> list[Caution]:
    """A topic that is not in the plan stands with W_PLAN and a reason (4.1.3).

    Case, spaces, ё and the last full stop make no difference. Without a plan there is nothing to compare
    with. Raises E_PLAN_REASON.
    """
    if not plan_topics or _folded(topic) in {_folded(planned) for planned in plan_topics}:
        return []
    if not reason.strip():
        raise Refusal(
            "E_PLAN_REASON",
            _CLAUSE,
            N_("Этой темы нет в КТП. Выберите тему из плана или укажите причину отступления от него."),
        )
    return [
        Caution("W_PLAN", _CLAUSE, N_("Темы нет в КТП: %(reason)s."), {"reason": reason.strip().rstrip(".")})
    ]


def plan_fact(plan_hours: int, fact_hours: int) -> PlanFact:
    """«По плану __ ч, проведено __ ч, не выполнено __ ч» (F-04)."""
    return PlanFact(
        plan=plan_hours,
        fact=fact_hours,
        remaining=max(0, plan_hours - fact_hours),
        over=max(0, fact_hours - plan_hours),
        done=percent(fact_hours, plan_hours),
    )


def shift_dates(lines: Iterable[PlanLine], from_position: int, dates: Iterable[date]) -> list[PlanLine]:
    """The lines in plan order with new dates for lessons from `from_position` on, one date a lesson.

    Dates go in their order. Earlier lessons keep theirs, sections have none. When `dates` run out, the
    lessons left stay undated.
    """
    coming = iter(sorted(dates))
    return [
        line
        if line.is_section or line.position < from_position
        else replace(line, planned_on=next(coming, None))
        for line in sorted(lines, key=_position)
    ]


@dataclass(frozen=True)
class PlanRow:
    """A row of a КТП as somebody wrote it: text only. `number`: its row in the file, from 1."""

    number: int
    topic: str
    hours: str = ""
    kind: str = ""
    planned_on: str = ""
    homework: str = ""
    is_section: bool = False


@dataclass(frozen=True)
class RowError:
    """What is wrong in a row: the row's number in the file, the column (a field of PlanRow), the refusal."""

    row: int
    column: str
    refusal: Refusal

    @property
    def sentence(self) -> str:
        """The sentence with its clause."""
        return self.refusal.message


def check_plan_rows(
    rows: Sequence[PlanRow], *, semester: Semester | None = None, terms: frozenset[str] = LATIN_TERMS
) -> list[RowError]:
    """Everything wrong in the rows, in their order; a file with any error imports nothing (1.6, 4.1.3).

    `semester`: dates must lie within it. `terms`: Latin words that are no foreign text (4.1.2).
    """
    errors: list[RowError] = []
    for row in rows:
        for column, check in _checks(row, semester, terms).items():
            try:
                check()
            except Refusal as refusal:
                errors.append(RowError(row.number, column, refusal))
    return errors


def read_hours(text: str) -> int:
    """Academic hours of one lesson, 1–12, of «2», «2,0» or «2.0». Raises E_HOURS."""
    found = _HOURS.fullmatch(text.strip())
    if found is None or not 1 <= int(found[1]) <= _LONGEST_LESSON:
        raise Refusal(
            "E_HOURS",
            _CLAUSE,
            N_("Часы «%(hours)s» не подходят: укажите целое число от 1 до %(most)s на одно занятие."),
            hours=text,
            most=_LONGEST_LESSON,
        )
    return int(found[1])


def read_kind(text: str) -> LessonKind:
    """The kind of a lesson in the plan's own words; a blank is a lecture. Raises E_KIND."""
    kind = lesson_kind_from_text(text) if text.strip() else LessonKind.LECTURE
    if kind is None:
        raise Refusal(
            "E_KIND",
            _CLAUSE,
            N_(
                "Вид занятия «%(kind)s» незнаком. Напишите: лекция, практическое, лабораторное, контрольная, "
                "консультация или зачёт."
            ),
            kind=text,
        )
    return kind


def read_planned_day(text: str, semester: Semester | None = None) -> date | None:
    """The day of «02.09.2026», «02.09» or «2026-09-02»; None for a blank.

    Without a year it is the semester's. Raises E_DATE when it cannot be read or lies outside the semester.
    """
    if not text.strip():
        return None
    day = _day_of(text.strip(), semester)
    if day is None:
        raise Refusal(
            "E_DATE", _CLAUSE, N_("Дата «%(text)s» не читается. Напишите её как 02.09.2026."), text=text
        )
    if semester is not None and not semester.has(day):
        raise Refusal(
            "E_DATE",
            _CLAUSE,
            N_("Дата %(day)s вне учебного периода %(start)s – %(end)s. Исправьте её или уберите строку."),
            day=day.strftime("%d.%m.%Y"),
            start=semester.starts_on.strftime("%d.%m.%Y"),
            end=semester.ends_on.strftime("%d.%m.%Y"),
        )
    return day


def _checks(
    row: PlanRow, semester: Semester | None, terms: frozenset[str]
) -> dict[str, Callable[[], object]]:
    """The check of each column; a section is only its title, and homework may be left for later."""
    if row.is_section:
        return {"topic": lambda: _check_section(row.topic)}
    checks: dict[str, Callable[[], object]] = {
        "topic": lambda: check_topic(row.topic, terms),
        "hours": lambda: read_hours(row.hours),
        "kind": lambda: read_kind(row.kind),
        "planned_on": lambda: read_planned_day(row.planned_on, semester),
    }
    if row.homework.strip():
        checks["homework"] = lambda: check_homework(row.homework, terms)
    return checks


def _check_section(title: str) -> None:
    if not title.strip():
        raise Refusal("E_TOPIC_EMPTY", "4.1.2", N_("У раздела нет названия. Впишите его."))


def _day_of(text: str, semester: Semester | None) -> date | None:
    iso, found = _DAY_ISO.fullmatch(text), _DAY.fullmatch(text)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if found:
            year = _year_of(found[3], int(found[2]), semester)
            return date(year, int(found[2]), int(found[1]))
    except ValueError:
        return None
    return None


def _year_of(text: str | None, month: int, semester: Semester | None) -> int:
    if text:
        return int(text) + (2000 if len(text) == 2 else 0)
    if semester is None:
        raise ValueError("a day without a year needs a semester")
    return semester.starts_on.year if month >= semester.starts_on.month else semester.ends_on.year


def _position(line: PlanLine) -> int:
    return line.position


def _folded(topic: str) -> str:
    return " ".join(topic.split()).casefold().replace("ё", "е").rstrip(" .")
