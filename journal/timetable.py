"""Lines of the timetable: put in, changed from a day on, ended (3.10.1). What was conducted stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select

from journal.acting import Acting
from journal.bells import BellTable, bell_table
from journal.calendar import work_calendar
from journal.lessons import change_kind
from journal.planned_lessons import WITH_JOURNAL, drop_planned, require_untouched, touched
from journal.planning import Planned, occurrences, plan_lessons
from journal.timetable_slots import SHOWN, find_clashes, require_no_clashes, slot_of
from journal.writing import TAKES_PLACE, begin_writing
from models import (
    Discipline,
    Lesson,
    StudyGroup,
    Subgroup,
    Term,
    TimetableChange,
    TimetableEntry,
    User,
)  # fmt: skip
from regulation.kinds import LessonKind
from regulation.refusal import N_, Refusal
from regulation.timetable import Week, days_of, monday_of
from regulation.topics import check_remark

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """What a line of the timetable says. `weekday` 0 is Monday; `starts_on`–`ends_on` lie in one term."""

    term: Term
    group: StudyGroup
    subgroup: Subgroup | None
    weekday: int
    pair: int
    week: Week
    starts_on: date
    ends_on: date
    discipline: Discipline
    kind: LessonKind
    teacher: User
    room: str = ""
    is_joint: bool = False


def term_of(terms: Sequence[Term], first: date, last: date) -> Term | None:
    """The term that holds both days."""
    return next((term for term in terms if term.starts_on <= first and last <= term.ends_on), None)


def entry_of(acting: Acting, line: Line) -> TimetableEntry:
    """The line as a row not yet stored."""
    return TimetableEntry(
        term=line.term, term_id=line.term.id, group=line.group, group_id=line.group.id, subgroup=line.subgroup,
        subgroup_id=line.subgroup.id if line.subgroup else None, weekday=line.weekday, pair=line.pair, week=line.week,
        starts_on=line.starts_on, ends_on=line.ends_on, discipline=line.discipline, discipline_id=line.discipline.id,
        kind=line.kind, teacher=line.teacher, teacher_id=line.teacher.id, room=" ".join(line.room.split())[:60],
        is_joint=line.is_joint, created_at=acting.now,
    )  # fmt: skip


def line_of(entry: TimetableEntry) -> Line:
    """The stored row as a line."""
    return Line(
        entry.term, entry.group, entry.subgroup, entry.weekday, entry.pair, entry.week, entry.starts_on, entry.ends_on,
        entry.discipline, entry.kind, entry.teacher, entry.room, entry.is_joint,
    )  # fmt: skip


def line_problem(line: Line, bells: BellTable) -> Refusal | None:
    """What is wrong with the line by itself: its days, its term, its pair, its subgroup."""
    if line.ends_on < line.starts_on:
        return Refusal("E_PERIOD", "3.10.1", N_("Последний день раньше первого. Исправьте даты."))
    if not (line.term.starts_on <= line.starts_on and line.ends_on <= line.term.ends_on):
        return Refusal(
            "E_PERIOD",
            "3.10.1",
            N_(
                "Даты не входят в семестр (%(first)s — %(last)s). Расписание составляется на семестр: исправьте даты."
            ),
            first=f"{line.term.starts_on:%d.%m.%Y}",
            last=f"{line.term.ends_on:%d.%m.%Y}",
        )
    if not bells.has_pair(line.starts_on, line.pair) or not bells.has_pair(line.ends_on, line.pair):
        return Refusal(
            "E_SLOT",
            "3.8.6",
            N_("%(pair)s-й пары нет в звонках. Выберите другую пару или дополните звонки."),
            pair=line.pair,
        )
    if line.subgroup is not None and line.subgroup.group_id != line.group.id:
        return Refusal("E_GROUP", "4.1.4", N_("Подгруппа — другой группы. Выберите подгруппу этой группы."))
    if not line.teacher.is_staff:
        return Refusal(
            "E_TEACHER", "3.10.1", N_("Занятие ведёт сотрудник. Выберите преподавателя из списка.")
        )
    return None


def add_entry(acting: Acting, line: Line) -> TimetableEntry:
    """Put a line in; its lessons appear in the journal. Raises E_PERIOD, E_SLOT, E_GROUP, E_CLASH, E_HOLIDAY."""
    _require_sound(acting, line)
    entry = entry_of(acting, line)
    with acting.session.no_autoflush:
        require_no_clashes(find_clashes(acting, [slot_of(entry)]))
    acting.session.add(entry)
    acting.session.flush()
    plan_lessons(acting, [entry])
    return entry


def change_entry(acting: Acting, entry: TimetableEntry, line: Line, since: date) -> TimetableEntry:
    """From the day on the line says something else; what was before stays as it was. Returns the line in force then.

    Lessons planned from that day on follow, week by week; those without a place any more are cancelled. Raises
    E_CLOSED for a day in the past and, with the list, when lessons from that day on were conducted or have entries;
    the refusals of `add_entry`.
    """
    since = max(since, entry.starts_on)
    _require_ahead(acting, since)
    _require_in_force(entry)
    lessons = _lessons_from(acting, entry, since)
    require_untouched(acting, lessons)
    _require_unchanged_days(acting, entry, since)
    line = replace(line, starts_on=max(line.starts_on, since))
    _require_sound(acting, line)
    with acting.session.no_autoflush:
        wanted = entry_of(acting, line)
        require_no_clashes(find_clashes(acting, [slot_of(wanted)], ignored={("entry", entry.id)}))
    if since > entry.starts_on:
        entry.ends_on = since - ONE_DAY
        following = wanted
        acting.session.add(following)
    else:
        following = entry
        for name in ("term", "group", "subgroup", "weekday", "pair", "week", "starts_on", "ends_on", "discipline", "kind",
                     "teacher", "room", "is_joint"):  # fmt: skip
            setattr(following, name, getattr(wanted, name))
    acting.session.flush()
    _follow(acting, lessons, following, since)
    plan_lessons(acting, [following], since=since)
    return following


def end_entry(acting: Acting, entry: TimetableEntry, last_day: date, reason: str) -> None:
    """The line holds for the last time by `last_day`; planned lessons after it are cancelled with the reason.

    Raises E_CLOSED for a day before yesterday and, with the list, when later lessons were conducted or have entries.
    """
    text = check_remark(reason, acting.rules.latin_terms)
    _require_in_force(entry)
    since = max(last_day + ONE_DAY, entry.starts_on)
    _require_ahead(acting, since)
    lessons = _lessons_from(acting, entry, since)
    require_untouched(acting, lessons)
    drop_planned(acting, lessons, text)
    if since > entry.starts_on:
        entry.ends_on = min(entry.ends_on, last_day)
    else:
        entry.withdrawn_at, entry.withdrawn_reason = acting.now, text
    acting.session.flush()


def withdraw_entries(acting: Acting, entries: Sequence[TimetableEntry], reason: str) -> None:
    """Take lines back as if they had not been put in; their planned lessons are cancelled.

    Raises E_CLOSED with the list when a lesson of theirs was conducted or has entries, E_CLOSED when a change of a day
    stands on one. The number of queries does not grow with the lines.
    """
    ids = [entry.id for entry in entries]
    lessons = list(
        acting.session.scalars(
            select(Lesson)
            .where(Lesson.timetable_entry_id.in_(ids), Lesson.state.in_(TAKES_PLACE))
            .options(*WITH_JOURNAL)
        )
    )
    require_untouched(acting, lessons)
    changed = acting.session.scalar(
        select(TimetableChange.id)
        .where(TimetableChange.entry_id.in_(ids), TimetableChange.annulled_at.is_(None))
        .limit(1)
    )
    if changed is not None:
        raise _changed_days()
    drop_planned(acting, lessons, reason)
    for entry in entries:
        entry.withdrawn_at, entry.withdrawn_reason = acting.now, reason
    acting.session.flush()


def _lessons_from(acting: Acting, entry: TimetableEntry, since: date) -> list[Lesson]:
    return list(
        acting.session.scalars(
            select(Lesson)
            .where(Lesson.timetable_entry_id == entry.id, Lesson.date >= since, Lesson.state.in_(TAKES_PLACE))
            .options(*WITH_JOURNAL)
            .order_by(Lesson.date, Lesson.pair)
        )
    )


def _follow(acting: Acting, lessons: Sequence[Lesson], entry: TimetableEntry, since: date) -> None:
    """Planned lessons take the places of the changed line, week by week; what finds none is cancelled."""
    same = [
        one
        for one in lessons
        if (one.journal.group_id, one.journal.subgroup_id, one.journal.discipline_id)
        == (entry.group_id, entry.subgroup_id, entry.discipline_id)
    ]
    by_week: dict[date, list[Lesson]] = defaultdict(list)
    for lesson in same:
        by_week[monday_of(lesson.date)].append(lesson)
    taken = _taken_places(acting, same)
    kept: set[int] = set()
    for one in occurrences(acting, [entry], since, entry.ends_on):
        waiting = by_week.get(monday_of(one.date))
        if not waiting or (waiting[0].journal_id, one.date, one.pair) in taken:
            continue
        lesson = waiting.pop(0)
        kept.add(lesson.id)
        begin_writing(acting, lesson.journal, lesson)
        lesson.date, lesson.pair, lesson.room = one.date, one.pair, one.room
        lesson.teacher_id, lesson.timetable_entry_id = one.teacher_id, entry.id
        acting.session.flush()
        if lesson.kind is not entry.kind:
            change_kind(acting, lesson, entry.kind)
    drop_planned(acting, [one for one in lessons if one.id not in kept], "расписание изменено")


def _taken_places(acting: Acting, lessons: Sequence[Lesson]) -> set[tuple[int, date, int]]:
    """Places of the same journals that other lessons hold."""
    own = [lesson.id for lesson in lessons]
    rows = acting.session.execute(
        select(Lesson.journal_id, Lesson.date, Lesson.pair).where(
            Lesson.journal_id.in_({lesson.journal_id for lesson in lessons}),
            Lesson.id.not_in(own),
            Lesson.state.in_(TAKES_PLACE),
        )
    )
    return {(journal_id, day, pair) for journal_id, day, pair in rows}


def _require_sound(acting: Acting, line: Line) -> None:
    problem = line_problem(line, bell_table(acting.session))
    if problem is not None:
        raise problem
    calendar = work_calendar(acting.session, line.starts_on, line.ends_on, acting.rules.week_days)
    if not days_of(slot_of(entry_of(acting, line)), calendar, acting.rules.week_count):
        raise Refusal(
            "E_HOLIDAY",
            "3.10.1",
            N_(
                "В эти даты нет ни одного рабочего дня с такой неделей. Проверьте день недели, неделю и даты."
            ),
        )


def _require_ahead(acting: Acting, since: date) -> None:
    if since < acting.today:
        raise Refusal(
            "E_CLOSED",
            "3.10.1",
            N_("Прошедшие дни расписания не меняются. Укажите день не раньше %(today)s."),
            today=f"{acting.today:%d.%m.%Y}",
        )


def _require_in_force(entry: TimetableEntry) -> None:
    if entry.withdrawn_at is not None:
        raise Refusal(
            "E_CLOSED", "3.10.1", N_("Эта строка расписания уже снята. Обновите страницу расписания.")
        )


def _require_unchanged_days(acting: Acting, entry: TimetableEntry, since: date) -> None:
    found = acting.session.scalar(
        select(TimetableChange.id)
        .where(
            TimetableChange.entry_id == entry.id,
            TimetableChange.day >= since,
            TimetableChange.annulled_at.is_(None),
        )
        .limit(1)
    )
    if found is not None:
        raise _changed_days()


def _changed_days() -> Refusal:
    return Refusal(
        "E_CLOSED",
        "3.10.1",
        N_("У этой строки есть замены, переносы или отмены на отдельные дни. Сначала отмените их."),
    )


__all__ = [
    "Line", "Planned", "SHOWN", "add_entry", "change_entry", "drop_planned", "end_entry", "entry_of", "line_of",
    "line_problem", "term_of", "touched", "withdraw_entries",
]  # fmt: skip
