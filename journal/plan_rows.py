"""Rows of a КТП as somebody wrote them, checked before anything is kept (4.1.2, 4.1.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from models import Term
from regulation.kinds import LessonKind, lesson_kind_from_text
from regulation.refusal import N_, Refusal
from regulation.topics import check_homework, check_topic


@dataclass(frozen=True)
class PlanRow:
    """A row as text. `number`: its row in the file."""

    number: int
    topic: str
    is_section: bool = False
    hours: str = ""
    kind: str = ""
    planned_on: str = ""
    homework: str = ""
    means: str = ""
    literature: str = ""
    control_form: str = ""
    note: str = ""


@dataclass(frozen=True)
class CheckedRow:
    """A row with its values read; `errors` maps the column to what is wrong, empty when the row is good."""

    row: PlanRow
    topic: str
    hours: int
    kind: LessonKind | None
    planned_on: date | None
    homework: str
    errors: dict[str, Refusal]


def check_rows(rows: list[PlanRow], term: Term, terms: frozenset[str]) -> list[CheckedRow]:
    """Every row checked; a file with any error imports nothing (1.6). Dates must lie within the term."""
    return [_check(row, term, terms) for row in rows]


def _check(row: PlanRow, term: Term, terms: frozenset[str]) -> CheckedRow:
    errors: dict[str, Refusal] = {}
    topic, homework = row.topic, row.homework
    hours, kind, planned_on = 0, None, None
    if row.is_section:
        if not topic:
            errors["topic"] = Refusal("E_TOPIC_EMPTY", "4.1.2", N_("У раздела нет названия. Впишите его."))
        return CheckedRow(row, topic[:500], 0, None, None, "", errors)
    try:
        topic = check_topic(row.topic, terms)
    except Refusal as refusal:
        errors["topic"] = refusal
    try:
        homework = check_homework(row.homework, terms) if row.homework else ""
    except Refusal as refusal:
        errors["homework"] = refusal
    try:
        hours = read_hours(row.hours)
    except Refusal as refusal:
        errors["hours"] = refusal
    kind = lesson_kind_from_text(row.kind) if row.kind else LessonKind.LECTURE
    if kind is None:
        errors["kind"] = Refusal(
            "E_KIND", "4.1.3", N_("Вид занятия «%(kind)s» незнаком. "
 "Напишите: лекция, практическое, лабораторное, контрольная, консультация, зачёт."),
            kind=row.kind,
        )  # fmt: skip
    try:
        planned_on = read_day(row.planned_on, term)
    except Refusal as refusal:
        errors["planned_on"] = refusal
    return CheckedRow(row, topic, hours, kind, planned_on, homework, errors)


def read_hours(text: str) -> int:
    """Whole academic hours of one lesson, 1–12. Raises E_HOURS."""
    if not re.fullmatch(r"\d{1,2}([.,]0+)?", text) or not 1 <= int(re.split("[.,]", text)[0]) <= 12:
        raise Refusal(
            "E_HOURS",
            "4.1.3",
            N_("Часы «%(hours)s» не подходят: нужно целое число от 1 до 12 на одно занятие."),
            hours=text,
        )
    return int(re.split("[.,]", text)[0])


def read_day(text: str, term: Term) -> date | None:
    """ДД.ММ.ГГГГ, ДД.ММ (the year from the term) or ГГГГ-ММ-ДД; None when empty. Raises E_DATE."""
    if not text:
        return None
    found = re.fullmatch(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}|\d{2}))?\.?", text)
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    try:
        if iso:
            day = date(int(iso[1]), int(iso[2]), int(iso[3]))
        elif found:
            year = int(found[3]) if found[3] else _year_of(int(found[2]), term)
            day = date(year + 2000 if year < 100 else year, int(found[2]), int(found[1]))
        else:
            raise ValueError
    except ValueError:
        raise Refusal(
            "E_DATE", "4.1.3", N_("Дата «%(text)s» не читается. Напишите её как 02.09.2026."), text=text
        ) from None
    if not term.starts_on <= day <= term.ends_on:
        raise Refusal(
            "E_DATE", "4.1.3", N_("Дата %(day)s вне учебного периода %(start)s – %(end)s. "
 "Исправьте дату или перенесите строку в другой журнал."),
            day=day.strftime("%d.%m.%Y"), start=term.starts_on.strftime("%d.%m.%Y"), end=term.ends_on.strftime("%d.%m.%Y"),
        )  # fmt: skip
    return day


def _year_of(month: int, term: Term) -> int:
    return term.starts_on.year if month >= term.starts_on.month else term.ends_on.year
