"""Lessons of the timetable appear in the journals as planned ones (3.10.1): as often as asked, made once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, func, insert, select
from sqlalchemy.orm import Session, joinedload

from journal.acting import Acting
from journal.auditing import record_created
from journal.calendar import work_calendar
from journal.medical_groups import theory_by_journal
from journal.memberships import covers
from journal.timetable_journals import journals_for, taking
from journal.timetable_slots import SHOWN, changes_between, slot_of
from journal.writing import TAKES_PLACE, begin_writing
from models import (
    ChangeKind,
    Discipline,
    Journal,
    Lesson,
    LessonState,
    TimetableChange,
    TimetableEntry,
    Work,
)  # fmt: skip
from regulation.kinds import LessonKind, WorkKind
from regulation.timetable import days_of

HOURS = 2


@dataclass
class Planned:
    """What planning did. `without_journal`: lines whose journal is not opened yet; theirs come when it is."""

    made: int = 0
    adopted: int = 0
    without_journal: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Occurrence:
    """A lesson the timetable wants: of the entry, on its own `day` of the pattern, held on `date` and `pair`."""

    entry: TimetableEntry
    date: date
    pair: int
    teacher_id: int
    room: str


def entries_between(session: Session, first: date, last: date, *conditions: object) -> list[TimetableEntry]:
    """The lines in force that hold between first and last, with everything they show. One query."""
    query: Select[TimetableEntry] = select(TimetableEntry).where(
        TimetableEntry.withdrawn_at.is_(None),
        TimetableEntry.starts_on <= last,
        TimetableEntry.ends_on >= first,
        *conditions,  # type: ignore[arg-type]
    )
    return list(session.scalars(query.options(*SHOWN).order_by(TimetableEntry.id)))


def occurrences(
    acting: Acting, entries: Sequence[TimetableEntry], first: date, last: date
) -> list[Occurrence]:
    """Every lesson the lines want between first and last, changes of single days taken in. Two queries."""
    if not entries:
        return []
    calendar = work_calendar(acting.session, first, last, acting.rules.week_days)
    changes = {
        (change.entry_id, change.day): change
        for change in changes_between(acting.session, first, last)
        if change.entry_id is not None
    }
    found: list[Occurrence] = []
    for entry in entries:
        slot = slot_of(entry)
        for day in days_of(slot, calendar, acting.rules.week_count):
            change = changes.get((entry.id, day))
            wanted = _changed(entry, day, change) if change else _usual(entry, day)
            if wanted is not None and first <= wanted.date <= last:
                found.append(wanted)
    return found


def _usual(entry: TimetableEntry, day: date) -> Occurrence:
    return Occurrence(entry, day, entry.pair, entry.teacher_id, entry.room)


def _changed(entry: TimetableEntry, day: date, change: TimetableChange) -> Occurrence | None:
    if change.kind is ChangeKind.CANCEL or change.new_discipline_id not in (None, entry.discipline_id):
        return None
    return Occurrence(
        entry,
        change.new_day or day,
        change.new_pair or entry.pair,
        change.new_teacher_id or entry.teacher_id,
        change.new_room or entry.room,
    )


def plan_lessons(
    acting: Acting, entries: Sequence[TimetableEntry], horizon: date | None = None, since: date | None = None
) -> Planned:
    """Make the planned lessons the lines want, from `since` (the lines' first day) to `horizon` (their last).

    A lesson goes into the journal of the same group, subgroup, discipline and term. One that stands there already at
    its day and pair is not made again: a teacher's own planned one is taken over by the line. What was cancelled or
    moved stays so. Journals that are closed, or whose finals are set (4.2.2), get none. The number of queries does not
    grow with the lines.
    """
    done = Planned()
    if not entries:
        return done
    first = max(since or date.min, min(entry.starts_on for entry in entries))
    last = min(horizon or date.max, max(entry.ends_on for entry in entries))
    journals = journals_for(acting.session, entries)
    done.without_journal = [entry.id for entry in entries if entry.id not in journals]
    open_ones = taking(acting.session, set(journals.values()))
    for journal in open_ones.values():
        begin_writing(acting, journal)
    wanted = [
        one
        for one in occurrences(acting, entries, first, last)
        if one.entry.id in journals and journals[one.entry.id].id in open_ones
    ]
    _Planning(acting, journals, open_ones, first, last, done).make(wanted)
    return done


class _Planning:
    """The lessons that stand in the journals, read once, and those still to be made."""

    def __init__(
        self,
        acting: Acting,
        journals: dict[int, Journal],
        open_ones: Collection[int],
        first: date,
        last: date,
        done: Planned,
    ) -> None:
        self.acting, self.session, self.journals, self.done = acting, acting.session, journals, done
        taking = sorted(open_ones)
        standing = self.session.scalars(
            select(Lesson)
            .where(Lesson.journal_id.in_(taking), Lesson.date.between(first, last))
            .options(joinedload(Lesson.journal))
        ).all()
        self.taken = {
            (one.journal_id, one.date, one.pair): one for one in standing if one.state in TAKES_PLACE
        }
        self.settled = {
            (one.timetable_entry_id, one.date, one.pair)
            for one in standing
            if one.timetable_entry_id and one.state not in TAKES_PLACE
        }
        self.new: set[tuple[int, date, int]] = set()
        self.numbers = _last_numbers(self.session, taking)
        self.theory = theory_by_journal(self.session, journals.values())

    def make(self, wanted: Sequence[Occurrence]) -> None:
        """Make or take over each."""
        fresh: list[dict[str, Any]] = []
        for one in sorted(wanted, key=lambda item: (item.date, item.pair, item.entry.id)):
            journal = self.journals[one.entry.id]
            place = (journal.id, one.date, one.pair)
            if place in self.new:
                continue
            if place in self.taken:
                self._adopt(self.taken[place], one)
            elif (one.entry.id, one.date, one.pair) not in self.settled:
                self.new.add(place)
                fresh.append(_lesson(one, journal))
        self.session.flush()
        self.done.made = len(fresh)
        if fresh:
            self._write(fresh)

    def _write(self, fresh: list[dict[str, Any]]) -> None:
        """Lessons with their first columns, as one statement for many: a year's timetable is 60,000 of them."""
        before = self.session.scalar(select(func.max(Lesson.id))) or 0
        self.session.execute(insert(Lesson.__table__), fresh)  # type: ignore[arg-type]
        rows = self.session.execute(
            select(Lesson.id, Lesson.journal_id, Lesson.date, Lesson.pair).where(Lesson.id > before)
        )
        ids = {(journal_id, day, pair): lesson_id for lesson_id, journal_id, day, pair in rows}
        works: list[dict[str, Any]] = []
        for lesson in fresh:
            lesson["id"] = ids[lesson["journal_id"], lesson["date"], lesson["pair"]]
            kind: LessonKind = lesson["kind"]
            number = self._next_number(lesson["journal_id"], kind)
            column = {
                "journal_id": lesson["journal_id"],
                "lesson_id": lesson["id"],
                "position": 0,
                "number": number,
            }
            works.append({**column, "kind": kind.facts.work})
            if kind.facts.in_attendance and covers(self.theory.get(lesson["journal_id"], []), lesson["date"]):
                theory = {"kind": WorkKind.THEORY, "position": 1, "number": None}  # «ТЗ» (4.2.4)
                works.append({**column, **theory})
        last = self.session.scalar(select(func.max(Work.id))) or 0
        self.session.execute(insert(Work.__table__), works)  # type: ignore[arg-type]
        made = self.session.execute(select(Work.id, Work.lesson_id, Work.position).where(Work.id > last))
        places = {(lesson_id, position): work_id for work_id, lesson_id, position in made}
        for work in works:
            work["id"] = places[work["lesson_id"], work["position"]]
        record_created(self.acting, Lesson, fresh)
        record_created(self.acting, Work, works)

    def _adopt(self, lesson: Lesson, one: Occurrence) -> None:
        if lesson.timetable_entry_id is not None or lesson.state is not LessonState.PLANNED:
            return
        lesson.timetable_entry_id = one.entry.id
        lesson.room, lesson.teacher_id = one.room, one.teacher_id
        self.done.adopted += 1

    def _next_number(self, journal_id: int, kind: LessonKind) -> int | None:
        work = kind.facts.work
        if not work.facts.obligatory:
            return None
        self.numbers[journal_id, work] = self.numbers.get((journal_id, work), 0) + 1
        return self.numbers[journal_id, work]


def _lesson(one: Occurrence, journal: Journal) -> dict[str, Any]:
    return {
        "journal_id": journal.id, "date": one.date, "pair": one.pair, "kind": one.entry.kind, "hours": HOURS,
        "state": LessonState.PLANNED, "room": one.room, "teacher_id": one.teacher_id,
        "timetable_entry_id": one.entry.id,
    }  # fmt: skip


def plan_for_journal(acting: Acting, journal: Journal) -> Planned:
    """The timetable's lessons for a journal just opened (called by `open_journal`)."""
    same = Discipline.id == journal.discipline.id
    if journal.discipline.index:
        same = same | (func.lower(Discipline.index) == journal.discipline.index.lower())
        same = same | (Discipline.index == journal.discipline.index)
    subgroup = TimetableEntry.subgroup_id == (journal.subgroup.id if journal.subgroup else None)
    entries = entries_between(
        acting.session,
        journal.term.starts_on,
        journal.term.ends_on,
        TimetableEntry.group_id == journal.group.id,
        subgroup,
        TimetableEntry.term_id == journal.term.id,
        TimetableEntry.discipline_id.in_(select(Discipline.id).where(same)),
    )
    return plan_lessons(acting, entries)


def _last_numbers(session: Session, journals: Collection[int]) -> dict[tuple[int, WorkKind], int]:
    rows = session.execute(
        select(Work.journal_id, Work.kind, func.max(Work.number))
        .join(Lesson, Work.lesson_id == Lesson.id)
        .where(Work.journal_id.in_(journals), Work.number.is_not(None), Lesson.state.in_(TAKES_PLACE))
        .group_by(Work.journal_id, Work.kind)
    )
    return {(journal_id, kind): number for journal_id, kind, number in rows if number}
