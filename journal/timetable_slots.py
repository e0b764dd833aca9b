"""What the timetable takes on which days, and who is busy then: read in a fixed number of queries (3.10.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from journal.acting import Acting
from journal.calendar import work_calendar
from models import ChangeKind, TimetableChange, TimetableEntry, User
from regulation.names import short_name
from regulation.refusal import N_, Refusal
from regulation.timetable import Clash, Slot, Week, clashes, fold_room

WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
WHAT = {
    "teacher": "преподаватель занят",
    "group": "у группы уже есть занятие",
    "subgroup": "у подгруппы уже есть занятие",
    "room": "аудитория занята",
}
MOST_NAMED = 12
SHOWN = (
    joinedload(TimetableEntry.group),
    joinedload(TimetableEntry.subgroup),
    joinedload(TimetableEntry.discipline),
    joinedload(TimetableEntry.teacher),
    joinedload(TimetableEntry.term),
)


def teacher_name(user: User | None) -> str:
    """«Громова Н. И.»."""
    return short_name(user.family_name, user.given_name, user.patronymic) if user else ""


def entry_title(entry: TimetableEntry) -> str:
    """«БУ-23-1, вт, 2-я пара, МДК.01.01, Громова Н. И., ауд. 312»."""
    parts = [
        entry.group.name + (f" ({entry.subgroup.name})" if entry.subgroup else ""),
        f"{WEEKDAYS[entry.weekday]}{' ' + entry.week.short if entry.week.short else ''}",
        f"{entry.pair}-я пара",
        entry.discipline.index or entry.discipline.name,
        teacher_name(entry.teacher),
        f"ауд. {entry.room}" if entry.room else "",
    ]
    return ", ".join(part for part in parts if part)


def slot_of(entry: TimetableEntry, dropped: Collection[date] = ()) -> Slot:
    """The entry as what it takes."""
    return Slot(
        key=("entry", entry.id or -id(entry)), title=entry_title(entry), weekday=entry.weekday, pair=entry.pair,
        week=entry.week, first=entry.starts_on, last=entry.ends_on, term_starts_on=entry.term.starts_on,
        group_id=entry.group_id, subgroup_id=entry.subgroup_id, discipline_id=entry.discipline_id,
        teacher_id=entry.teacher_id, room=fold_room(entry.room), joint=entry.is_joint, dropped=frozenset(dropped),
    )  # fmt: skip


def standing_slots(session: Session, first: date, last: date) -> list[Slot]:
    """Everything the timetable takes between first and last: its lines without the days changed, and the changes.

    Two queries.
    """
    entries = session.scalars(
        select(TimetableEntry)
        .where(
            TimetableEntry.withdrawn_at.is_(None),
            TimetableEntry.starts_on <= last,
            TimetableEntry.ends_on >= first,
        )
        .options(*SHOWN)
    )
    changes = changes_between(session, first, last)
    dropped: dict[int, set[date]] = defaultdict(set)
    for change in changes:
        if change.entry_id is not None:
            dropped[change.entry_id].add(change.day)
    slots = [slot_of(entry, dropped.get(entry.id, ())) for entry in entries]
    return slots + [slot for change in changes if (slot := changed_slot(change))]


def changes_between(session: Session, first: date, last: date) -> list[TimetableChange]:
    """The changes in force of lessons that stand or are moved between first and last. One query."""
    return list(
        session.scalars(
            select(TimetableChange)
            .where(
                TimetableChange.annulled_at.is_(None),
                or_(TimetableChange.day.between(first, last), TimetableChange.new_day.between(first, last)),
            )
            .options(
                joinedload(TimetableChange.group),
                joinedload(TimetableChange.subgroup),
                joinedload(TimetableChange.discipline),
                joinedload(TimetableChange.new_discipline),
                joinedload(TimetableChange.teacher),
                joinedload(TimetableChange.new_teacher),
            )
            .order_by(TimetableChange.day, TimetableChange.pair, TimetableChange.id)
        )
    )


def changed_slot(change: TimetableChange) -> Slot | None:
    """Where and with whom the changed lesson is held instead; None for a cancelled one."""
    if change.kind is ChangeKind.CANCEL:
        return None
    day, pair = change.new_day or change.day, change.new_pair or change.pair
    teacher = change.new_teacher or change.teacher
    discipline = change.new_discipline or change.discipline
    room = change.new_room or change.room
    group = change.group.name + (f" ({change.subgroup.name})" if change.subgroup else "")
    title = ", ".join(
        part
        for part in (
            group,
            f"{day:%d.%m.%Y}",
            f"{pair}-я пара",
            discipline.index or discipline.name,
            teacher_name(teacher),
        )
        if part
    )
    # a lesson brought here by two changes (a replacement with the replacing teacher's own lesson) is one
    key = ("lesson", change.new_lesson_id) if change.new_lesson_id else ("change", change.id)
    return day_slot(
        key, f"{title} ({change.kind.title})", day, pair, change.group_id, change.subgroup_id,
        discipline.id, teacher.id if teacher else None, room,
    )  # fmt: skip


def day_slot(
    key: tuple[str, int], title: str, day: date, pair: int, group_id: int, subgroup_id: int | None, discipline_id: int,
    teacher_id: int | None, room: str,
) -> Slot:  # fmt: skip
    """What is taken on one day."""
    return Slot(
        key=key, title=title, weekday=day.weekday(), pair=pair, week=Week.ALL, first=day, last=day, term_starts_on=day,
        group_id=group_id, subgroup_id=subgroup_id, discipline_id=discipline_id, teacher_id=teacher_id,
        room=fold_room(room),
    )  # fmt: skip


def find_clashes(
    acting: Acting, fresh: Sequence[Slot], ignored: Collection[tuple[str, int]] = ()
) -> list[Clash]:
    """The clashes of the fresh slots with what stands and among themselves. Three queries. `ignored`: keys left out."""
    if not fresh:
        return []
    first, last = min(slot.first for slot in fresh), max(slot.last for slot in fresh)
    standing = [slot for slot in standing_slots(acting.session, first, last) if slot.key not in ignored]
    calendar = work_calendar(acting.session, first, last, acting.rules.week_days)
    return clashes(fresh, standing, calendar, acting.rules.week_count)


def clash_sentence(clash: Clash) -> str:
    """«преподаватель занят: БУ-23-2, вт, 2-я пара, СГ.02, … — впервые 14.09.2026»."""
    return f"{WHAT[clash.what]}: {clash.other.title} — {clash.day:%d.%m.%Y}"


def require_no_clashes(found: Sequence[Clash]) -> None:
    """Raise E_CLASH with the list."""
    if not found:
        return
    named = [clash_sentence(clash) for clash in found[:MOST_NAMED]]
    more = f"; и ещё {len(found) - MOST_NAMED}" if len(found) > MOST_NAMED else ""
    raise Refusal(
        "E_CLASH",
        "3.10.1",
        N_("Так поставить нельзя: %(list)s. Выберите другую пару, аудиторию или день."),
        list="; ".join(named) + more,
    )
