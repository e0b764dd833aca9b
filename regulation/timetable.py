"""The timetable: weeks числитель and знаменатель, on which days a line falls, which lines clash (3.10.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

from regulation.calendar import WorkCalendar, academic_year_of, first_year_of

WeekCount = Literal["term", "year", "iso"]
_ONE_WEEK = timedelta(days=7)


class Week(StrEnum):
    """In which weeks a line holds: every week, числитель (odd), знаменатель (even)."""

    ALL = "all"
    ODD = "odd"
    EVEN = "even"

    @property
    def title(self) -> str:  # type: ignore[override]
        """As the printed timetable writes it."""
        return {"all": "каждую неделю", "odd": "числитель", "even": "знаменатель"}[self.value]

    @property
    def short(self) -> str:
        """«числ.», «знам.» or nothing."""
        return {"all": "", "odd": "числ.", "even": "знам."}[self.value]


_WORDS = {
    Week.ALL: ("", "all", "все", "каждая", "каждую", "еженедельно", "каждую неделю"),
    Week.ODD: ("odd", "числ", "числитель", "нечетная", "нечет", "ч"),
    Week.EVEN: ("even", "знам", "знаменатель", "четная", "чет", "з"),
}


def week_from_text(text: str) -> Week | None:
    """What a timetable writes in its column of weeks («числ», «знам.», «all», nothing); None when unknown."""
    folded = " ".join(text.split()).casefold().replace("ё", "е").rstrip(".")
    return next((week for week, words in _WORDS.items() if folded in words), None)


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def week_number(day: date, term_starts_on: date, count: WeekCount = "term") -> int:
    """The number of the day's week, from 1; odd weeks are числитель.

    `count`, a setting: from the week that holds the term's first day («term»), from the week of 1 September through
    the whole academic year («year»), or the ISO number of the calendar («iso»). Holidays don't stop the count.
    """
    if count == "iso":
        return day.isocalendar().week
    first = term_starts_on if count == "term" else date(first_year_of(academic_year_of(term_starts_on)), 9, 1)
    return (monday_of(day) - monday_of(first)) // _ONE_WEEK + 1


def week_of(day: date, term_starts_on: date, count: WeekCount = "term") -> Week:
    """Числитель or знаменатель (see `week_number`)."""
    return Week.ODD if week_number(day, term_starts_on, count) % 2 else Week.EVEN


@dataclass(frozen=True)
class Slot:
    """What is taken: a line of the timetable, or one lesson of one day (`first` = `last`).

    `key` names it, `title` says it in a list. `weekday` 0 is Monday. `subgroup_id` None: the whole group. `room` is
    folded, empty when none is named. `joint`: a stream, several groups together, of one teacher, discipline and room.
    `dropped`: days of the line that don't take place or were moved away. `term_starts_on` counts the weeks.
    """

    key: tuple[str, int]
    title: str
    weekday: int
    pair: int
    week: Week
    first: date
    last: date
    term_starts_on: date
    group_id: int
    subgroup_id: int | None
    discipline_id: int
    teacher_id: int | None
    room: str = ""
    joint: bool = False
    dropped: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Clash:
    """Two slots want the same: `what` of «teacher», «group», «subgroup», «room», on `day` for the first time."""

    one: Slot
    other: Slot
    what: str
    day: date


def days_of(slot: Slot, calendar: WorkCalendar, count: WeekCount = "term") -> list[date]:
    """The days on which the line holds: its weekday, its weeks, working days only, without the dropped ones."""
    day = slot.first + timedelta(days=(slot.weekday - slot.first.weekday()) % 7)
    found: list[date] = []
    while day <= slot.last:
        fits = slot.week is Week.ALL or slot.week is week_of(day, slot.term_starts_on, count)
        if fits and day not in slot.dropped and calendar.is_working(day):
            found.append(day)
        day += _ONE_WEEK
    return found


def clashes(
    fresh: Sequence[Slot], standing: Iterable[Slot], calendar: WorkCalendar, count: WeekCount = "term"
) -> list[Clash]:
    """Every clash of the fresh slots with the standing ones and among themselves, in the order of the fresh.

    A slot never clashes with one of the same key. Two slots clash only when a working day exists on which both hold.
    """
    taken: dict[tuple[object, ...], list[Slot]] = defaultdict(list)
    days: dict[int, frozenset[date]] = {}

    def held(slot: Slot) -> frozenset[date]:
        if id(slot) not in days:
            days[id(slot)] = frozenset(days_of(slot, calendar, count))
        return days[id(slot)]

    kept = list(standing)  # alive as long as `days` names them
    for slot in kept:
        _take(taken, slot)
    found: list[Clash] = []
    for slot in fresh:
        found.extend(_clashes_of(slot, taken, held))
        _take(taken, slot)
    return found


def _take(taken: dict[tuple[object, ...], list[Slot]], slot: Slot) -> None:
    for _what, place in _places(slot):
        taken[place].append(slot)


def _clashes_of(
    slot: Slot, taken: dict[tuple[object, ...], list[Slot]], held: Callable[[Slot], frozenset[date]]
) -> list[Clash]:
    found: list[Clash] = []
    seen: set[tuple[str, tuple[str, int]]] = set()
    for what, place in _places(slot):
        for other in taken.get(place, ()):
            kind = _kind(what, slot, other)
            if not kind or (kind, other.key) in seen or not _may_meet(slot, other):
                continue
            common = held(slot) & held(other)
            if common:
                seen.add((kind, other.key))
                found.append(Clash(slot, other, kind, min(common)))
    return found


def _places(slot: Slot) -> list[tuple[str, tuple[object, ...]]]:
    when = (slot.weekday, slot.pair)
    places: list[tuple[str, tuple[object, ...]]] = [("group", ("group", slot.group_id, *when))]
    if slot.teacher_id is not None:
        places.append(("teacher", ("teacher", slot.teacher_id, *when)))
    if slot.room:
        places.append(("room", ("room", slot.room, *when)))
    return places


def _may_meet(one: Slot, other: Slot) -> bool:
    """A cheap look before days are counted."""
    same_weeks = Week.ALL in (one.week, other.week) or one.week is other.week
    one_count = one.term_starts_on == other.term_starts_on
    return (
        one.key != other.key
        and one.first <= other.last
        and other.first <= one.last
        and (same_weeks or not one_count)
    )


def _kind(what: str, one: Slot, other: Slot) -> str:
    """What clashes, empty when both may stand: different subgroups of a group, a stream of several groups."""
    if what == "group":
        if one.subgroup_id is None or other.subgroup_id is None:
            return "group"
        return "subgroup" if one.subgroup_id == other.subgroup_id else ""
    is_stream = (
        one.joint
        and other.joint
        and one.teacher_id == other.teacher_id
        and one.discipline_id == other.discipline_id
        and one.room == other.room
    )
    return "" if is_stream else what


def fold_room(text: str) -> str:
    """A room as it is compared: «ауд. 312», «312 » and «каб.312» are one."""
    folded = " ".join(text.split()).casefold().replace("ё", "е")
    for word in ("аудитория", "ауд.", "ауд ", "кабинет", "каб.", "каб "):
        folded = folded.removeprefix(word).strip()
    return folded
