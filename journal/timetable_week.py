"""A week of the timetable of a group, a teacher or a room, changes taken in: six queries whatever it holds (F-20)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select

from journal.acting import Acting
from journal.bells import BellTable, bell_table
from journal.busy import teaches
from journal.calendar import named_days, why_free
from journal.planned_lessons import WITH_JOURNAL
from journal.planning import entries_between
from journal.timetable_slots import changes_between, slot_of, teacher_name
from journal.writing import TAKES_PLACE
from models import ChangeKind, Discipline, Journal, Lesson, TimetableChange, TimetableEntry
from regulation.calendar import WorkCalendar
from regulation.timetable import Week, days_of, fold_room, monday_of, week_of


@dataclass(frozen=True)
class View:
    """Whose week: one of group, teacher, room."""

    group_id: int | None = None
    teacher_id: int | None = None
    room: str = ""


@dataclass(frozen=True)
class WeekCell:
    """A lesson of the week as it is shown. `state`: «», «replaced», «cancelled», «moved» (away), «arrived», «extra».

    `note` says from where or to where it was moved, or why not held. `lesson_id`: its lesson in a journal, if any.
    """

    entry_id: int | None
    day: date
    pair: int
    group: str
    discipline: str
    title: str
    kind: str
    teacher: str
    room: str
    state: str = ""
    note: str = ""
    lesson_id: int | None = None
    is_conducted: bool = False
    week: str = ""


@dataclass(frozen=True)
class DayHead:
    """A day of the week: `free` says why there are no lessons."""

    day: date
    free: str


@dataclass
class WeekTable:
    """The week. `cells`: (day, pair) → lessons; `is_odd`: числитель; None outside of terms."""

    monday: date
    days: list[DayHead]
    pairs: list[int]
    bells: BellTable
    is_odd: bool | None
    cells: dict[tuple[date, int], list[WeekCell]] = field(default_factory=lambda: defaultdict(list))


def week_table(acting: Acting, day: date, view: View, term_starts_on: date | None) -> WeekTable:
    """The week that holds the day."""
    monday = monday_of(day)
    sunday = monday + timedelta(days=6)
    named = named_days(acting.session, monday, sunday)
    rules = acting.rules
    days = [monday + timedelta(days=number) for number in range(7)]
    heads = [DayHead(one, why_free(one, named, rules.week_days)) for one in days]
    bells = bell_table(acting.session)
    is_odd = (
        week_of(monday, term_starts_on, rules.week_count) is Week.ODD if term_starts_on is not None else None
    )
    table = WeekTable(monday, heads, [], bells, is_odd)
    changes = changes_between(acting.session, monday, sunday)
    entries = _entries(acting, monday, sunday, view, changes)
    lessons = _lessons(acting, monday, sunday, view)
    calendar = WorkCalendar(
        frozenset(head.day for head in heads if head.free), frozenset(head.day for head in heads if not head.free), 6,
    )  # fmt: skip
    _place_entries(acting, table, entries, changes, lessons, calendar, view)
    _place_extra(table, lessons, view)
    used = {pair for _day, pair in table.cells}
    standing = set(bells.on(sunday)) | used
    table.pairs = sorted(standing) or list(range(1, 6))
    last = max((one for one, _pair in table.cells), default=monday)
    while len(table.days) > 5 and table.days[-1].free and table.days[-1].day > last:
        table.days.pop()
    return table


def _entries(
    acting: Acting, first: date, last: date, view: View, changes: list[TimetableChange]
) -> list[TimetableEntry]:
    brought = [change.entry_id for change in changes if _is_brought(change, view)]
    if view.group_id is not None:
        return entries_between(acting.session, first, last, TimetableEntry.group_id == view.group_id)
    if view.teacher_id is not None:
        mine = (TimetableEntry.teacher_id == view.teacher_id) | TimetableEntry.id.in_(brought)
        return entries_between(acting.session, first, last, mine)
    found = entries_between(
        acting.session, first, last, (TimetableEntry.room != "") | TimetableEntry.id.in_(brought)
    )
    return [one for one in found if fold_room(one.room) == fold_room(view.room) or one.id in brought]


def _is_brought(change: TimetableChange, view: View) -> bool:
    if view.teacher_id is not None:
        return change.new_teacher_id == view.teacher_id
    return bool(change.new_room) and fold_room(change.new_room) == fold_room(view.room)


def _lessons(acting: Acting, first: date, last: date, view: View) -> list[Lesson]:
    """Lessons of the week in the journals of the group, or the teacher's."""
    query = select(Lesson).where(Lesson.date.between(first, last), Lesson.state.in_(TAKES_PLACE))
    if view.group_id is not None:
        query = query.join(Journal, Journal.id == Lesson.journal_id).where(Journal.group_id == view.group_id)
    elif view.teacher_id is not None:
        query = query.where(teaches(view.teacher_id))
    else:
        query = query.where(Lesson.room != "")
    return list(acting.session.scalars(query.options(*WITH_JOURNAL)))


def _place_entries(
    acting: Acting,
    table: WeekTable,
    entries: list[TimetableEntry],
    changes: list[TimetableChange],
    lessons: list[Lesson],
    calendar: WorkCalendar,
    view: View,
) -> None:
    first, last = table.days[0].day, table.days[-1].day
    by_entry = {(one.timetable_entry_id, one.date): one for one in lessons if one.timetable_entry_id}
    by_place = {
        (one.journal.group_id, one.journal.subgroup_id, one.journal.discipline_id, one.date, one.pair): one
        for one in lessons
        if one.timetable_entry_id is None
    }
    changed = {(change.entry_id, change.day): change for change in changes}
    known = {entry.id: entry for entry in entries}
    for entry in entries:
        for day in days_of(slot_of(entry), calendar, acting.rules.week_count):
            if not first <= day <= last:
                continue
            change = changed.get((entry.id, day))
            place = (entry.group_id, entry.subgroup_id, entry.discipline_id, day, entry.pair)
            lesson = by_entry.get((entry.id, day)) or by_place.get(place)
            cell = _cell(entry, day, lesson, change)
            if _is_shown(entry, change, view):
                table.cells[day, entry.pair].append(cell)
    for change in changes:
        own = known.get(change.entry_id or 0)
        if (
            change.kind is ChangeKind.MOVE
            and own is not None
            and change.new_day
            and first <= change.new_day <= last
        ):
            lesson = by_entry.get((own.id, change.new_day))
            table.cells[change.new_day, change.new_pair or own.pair].append(_arrived(own, change, lesson))


def _is_shown(entry: TimetableEntry, change: TimetableChange | None, view: View) -> bool:
    """A teacher's or room's week shows another's line only on the day it was given to them."""
    if view.teacher_id is not None and entry.teacher_id != view.teacher_id:
        return change is not None and change.new_teacher_id == view.teacher_id
    if view.room and fold_room(entry.room) != fold_room(view.room):
        return change is not None and fold_room(change.new_room) == fold_room(view.room)
    return True


def _cell(
    entry: TimetableEntry, day: date, lesson: Lesson | None, change: TimetableChange | None
) -> WeekCell:
    state, note = "", ""
    discipline, teacher, room = entry.discipline, entry.teacher, entry.room
    if change is not None:
        if change.kind is ChangeKind.CANCEL:
            state, note = "cancelled", change.reason
        elif change.kind is ChangeKind.MOVE:
            assert change.new_day is not None
            state, note = "moved", f"на {change.new_day:%d.%m}, {change.new_pair}-я пара: {change.reason}"
        else:
            state = "replaced"
            note = f"вместо: {_short(entry.discipline)}, {teacher_name(entry.teacher)}; {change.reason}"
            discipline = change.new_discipline or discipline
            teacher = change.new_teacher or teacher
            room = change.new_room or room
    is_held = lesson is not None and lesson.state in TAKES_PLACE and state not in ("cancelled", "moved")
    return WeekCell(
        entry.id, day, entry.pair, _group(entry), _short(discipline), discipline.title, entry.kind.facts.short,
        teacher_name(teacher), room, state, note, lesson.id if lesson and is_held else None,
        bool(lesson and lesson.topic), entry.week.short,
    )  # fmt: skip


def _arrived(entry: TimetableEntry, change: TimetableChange, lesson: Lesson | None) -> WeekCell:
    assert change.new_day is not None
    return WeekCell(
        entry.id, change.new_day, change.new_pair or entry.pair, _group(entry), _short(entry.discipline), entry.discipline.title,
        entry.kind.facts.short, teacher_name(change.new_teacher or entry.teacher), change.new_room or entry.room, "arrived",
        f"перенесено с {change.day:%d.%m}: {change.reason}", lesson.id if lesson else None, bool(lesson and lesson.topic),
    )  # fmt: skip


def _place_extra(table: WeekTable, lessons: list[Lesson], view: View) -> None:
    """Lessons teachers put into their journals beside the timetable."""
    for lesson in lessons:
        if lesson.timetable_entry_id is not None:
            continue
        if view.room and fold_room(lesson.room) != fold_room(view.room):
            continue
        if any(cell.lesson_id == lesson.id for cell in table.cells.get((lesson.date, lesson.pair), ())):
            continue
        journal = lesson.journal
        group = journal.group.name + (f" ({journal.subgroup.name})" if journal.subgroup else "")
        table.cells[lesson.date, lesson.pair].append(
            WeekCell(
                None, lesson.date, lesson.pair, group, _short(journal.discipline), journal.discipline.title,
                lesson.kind.facts.short, "", lesson.room, "extra", "внесено преподавателем", lesson.id, bool(lesson.topic),
            )
        )  # fmt: skip


def _short(discipline: Discipline) -> str:
    return discipline.index or discipline.name


def _group(entry: TimetableEntry) -> str:
    return entry.group.name + (f" ({entry.subgroup.name})" if entry.subgroup else "")


def free_days(table: WeekTable) -> Mapping[date, str]:
    """Day → why it is free."""
    return {head.day: head.free for head in table.days if head.free}
