"""F-20: the timetable of a group for a term, and the sheet of changes of some days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from journal.acting import Acting
from journal.bells import bell_table
from journal.papers.office import OfficePaper, office_heading
from journal.planning import entries_between
from journal.timetable_slots import changes_between, teacher_name
from models import ChangeKind, StudyGroup, Term, TimetableChange, TimetableEntry

WEEKDAYS = ("Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота", "Воскресенье")


@dataclass(frozen=True)
class TimetableRow:
    """A lesson of the week; `day` and `pair` only where they begin (`day_rows`, `pair_rows`: how many rows they span)."""

    day: str
    day_rows: int
    pair: str
    bell: str
    pair_rows: int
    discipline: str
    kind: str
    teacher: str
    room: str
    subgroup: str
    week: str
    dates: str


@dataclass(frozen=True)
class TimetablePaper(OfficePaper):
    """The group's week by days and pairs; `signed_by`: the dispatcher is empty, the deputy approves."""

    group: str
    specialty: str
    academic_year: str
    term: int
    first: date
    last: date
    rows: tuple[TimetableRow, ...]


@dataclass(frozen=True)
class ChangeRow:
    """A changed lesson."""

    day: date
    pair: int
    group: str
    was: str
    becomes: str
    reason: str
    basis: str


@dataclass(frozen=True)
class ChangesPaper(OfficePaper):
    """The changes of the days first–last."""

    first: date
    last: date
    rows: tuple[ChangeRow, ...]


def timetable_of(acting: Acting, group: StudyGroup, term: Term) -> TimetablePaper:
    """The group's timetable of the term as it stands."""
    entries = entries_between(
        acting.session, term.starts_on, term.ends_on, TimetableEntry.group_id == group.id,
        TimetableEntry.term_id == term.id,
    )  # fmt: skip
    bells = bell_table(acting.session)
    shown_on = min(max(acting.today, term.starts_on), term.ends_on)
    by_day: dict[int, list[TimetableEntry]] = defaultdict(list)
    for entry in entries:
        by_day[entry.weekday].append(entry)
    rows: list[TimetableRow] = []
    for weekday in sorted(by_day):
        rows += _day_rows(weekday, by_day[weekday], term, lambda pair: bells.title(shown_on, pair))
    return TimetablePaper(
        heading=office_heading(acting.session, acting.today), group=group.name,
        specialty=group.specialty.title if group.specialty else "", academic_year=term.academic_year, term=term.number,
        first=term.starts_on, last=term.ends_on, rows=tuple(rows),
    )  # fmt: skip


def _day_rows(
    weekday: int, entries: list[TimetableEntry], term: Term, bell: Callable[[int], str]
) -> list[TimetableRow]:
    entries = sorted(
        entries,
        key=lambda one: (one.pair, one.week.value, one.subgroup.name if one.subgroup else "", one.starts_on),
    )
    pairs = [entry.pair for entry in entries]
    rows: list[TimetableRow] = []
    for number, entry in enumerate(entries):
        begins = number == 0 or pairs[number - 1] != entry.pair
        is_whole = entry.starts_on <= term.starts_on and entry.ends_on >= term.ends_on
        rows.append(
            TimetableRow(
                day=WEEKDAYS[weekday] if number == 0 else "", day_rows=len(entries) if number == 0 else 0,
                pair=str(entry.pair) if begins else "", bell=bell(entry.pair) if begins else "",
                pair_rows=pairs.count(entry.pair) if begins else 0, discipline=entry.discipline.title,
                kind=entry.kind.facts.title, teacher=teacher_name(entry.teacher), room=entry.room,
                subgroup=entry.subgroup.name if entry.subgroup else "", week=entry.week.short,
                dates="" if is_whole else f"{entry.starts_on:%d.%m}–{entry.ends_on:%d.%m}",
            )
        )  # fmt: skip
    return rows


def changes_of(acting: Acting, first: date, last: date) -> ChangesPaper:
    """The changes in force of the days."""
    found = [change for change in changes_between(acting.session, first, last) if first <= change.day <= last]
    rows = tuple(
        ChangeRow(
            change.day, change.pair, change.group.name + (f" ({change.subgroup.name})" if change.subgroup else ""),
            _was(change), _becomes(change), change.reason, change.basis,
        )
        for change in found
    )  # fmt: skip
    return ChangesPaper(
        heading=office_heading(acting.session, acting.today), first=first, last=last, rows=rows
    )


def _was(change: TimetableChange) -> str:
    room = f"ауд. {change.room}" if change.room else ""
    return ", ".join(part for part in (change.discipline.title, teacher_name(change.teacher), room) if part)


def _becomes(change: TimetableChange) -> str:
    if change.kind is ChangeKind.CANCEL:
        return "отмена занятия"
    discipline = (change.new_discipline or change.discipline).title
    teacher = teacher_name(change.new_teacher or change.teacher)
    room = change.new_room or change.room
    parts = [discipline, teacher, f"ауд. {room}" if room else ""]
    if change.new_day is not None:
        parts.insert(0, f"перенос на {change.new_day:%d.%m.%Y}, {change.new_pair}-я пара")
    return ", ".join(part for part in parts if part)
