"""A lesson of one day is cancelled, moved or replaced, with reason and basis (3.10.1, F-20); taken back while unheld."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from journal.acting import Acting
from journal.bells import bell_table
from journal.calendar import named_days, why_free
from journal.lessons import add_lesson, cancel_lesson, move_lesson
from journal.orders import check_particulars
from journal.planned_lessons import WITH_JOURNAL, require_untouched
from journal.planning import occurrences
from journal.timetable_journals import journals_for
from journal.timetable_slots import day_slot, find_clashes, require_no_clashes
from journal.writing import TAKES_PLACE
from models import ChangeKind, Discipline, Journal, Lesson, LessonState, TimetableChange, TimetableEntry, User
from regulation.kinds import LessonKind
from regulation.refusal import N_, Refusal
from regulation.topics import check_remark


@dataclass(frozen=True)
class Wanted:
    """How the lesson is held instead. A move has `new_day` and `new_pair`; a replacement room, teacher or discipline.

    `brought`: the replacing teacher's own planned lesson that takes the place, moved from its own day.
    """

    kind: ChangeKind
    reason: str
    basis_number: str
    basis_dated: date | None
    new_day: date | None = None
    new_pair: int | None = None
    new_room: str = ""
    new_teacher: User | None = None
    new_discipline: Discipline | None = None
    brought: Lesson | None = None


def change_day(acting: Acting, entry: TimetableEntry, day: date, wanted: Wanted) -> TimetableChange:
    """Hold the entry's lesson of the day otherwise; the planned lesson follows and keeps reason and basis.

    Raises E_DAY when the timetable has no such lesson, E_CLOSED when it was conducted, has entries or is changed
    already, E_HOLIDAY for a move onto a free day, E_SLOT, E_PERIOD, E_CLASH with the list, E_ORDER, E_TOPIC_*.
    """
    reason = check_remark(wanted.reason, acting.rules.latin_terms)
    number, dated = check_particulars(acting, wanted.basis_number, wanted.basis_dated, "3.10.1")
    _require_changeable(acting, entry, day)
    lesson = lesson_at(acting, entry, day)
    if lesson is not None:
        require_untouched(acting, [lesson])
    change = TimetableChange(
        kind=wanted.kind, entry_id=entry.id, lesson=lesson, lesson_id=lesson.id if lesson else None, group=entry.group,
        group_id=entry.group_id, subgroup=entry.subgroup, subgroup_id=entry.subgroup_id, day=day, pair=entry.pair,
        discipline=entry.discipline, discipline_id=entry.discipline_id, teacher=entry.teacher,
        teacher_id=entry.teacher_id, room=entry.room, new_day=wanted.new_day, new_pair=wanted.new_pair,
        new_room=" ".join(wanted.new_room.split())[:60], new_teacher=wanted.new_teacher,
        new_discipline=wanted.new_discipline, reason=reason, basis_number=number, basis_dated=dated,
        created_at=acting.now, created_by_id=acting.user_id,
    )  # fmt: skip
    _require_sound(acting, entry, change, wanted)
    acting.session.add(change)
    acting.session.flush()
    _follow(acting, entry, change, lesson, wanted)
    acting.session.flush()
    return change


def lesson_at(acting: Acting, entry: TimetableEntry, day: date) -> Lesson | None:
    """The entry's lesson in the journal on the day."""
    return acting.session.scalar(
        select(Lesson)
        .where(Lesson.timetable_entry_id == entry.id, Lesson.date == day, Lesson.state.in_(TAKES_PLACE))
        .options(*WITH_JOURNAL)
    )


def require_working(acting: Acting, day: date) -> None:
    """Raise E_HOLIDAY with the day's name when nobody works on it."""
    why = why_free(day, named_days(acting.session, day, day), acting.rules.week_days)
    if why:
        raise Refusal(
            "E_HOLIDAY",
            "3.10.1",
            N_("%(day)s занятий нет: %(why)s. Выберите рабочий день."),
            day=f"{day:%d.%m.%Y}",
            why=why,
        )


def _require_changeable(acting: Acting, entry: TimetableEntry, day: date) -> None:
    standing = acting.session.scalar(
        select(TimetableChange.id).where(
            TimetableChange.entry_id == entry.id,
            TimetableChange.day == day,
            TimetableChange.annulled_at.is_(None),
        )
    )
    if standing is not None:
        raise Refusal(
            "E_CLOSED",
            "3.10.1",
            N_("У занятия этого дня уже есть изменение. Сначала отмените его в списке изменений."),
        )
    held = occurrences(acting, [entry], day, day) if entry.withdrawn_at is None else []
    if not held:
        raise Refusal(
            "E_DAY",
            "3.10.1",
            N_("%(day)s по этой строке занятия нет. Откройте неделю, в которой оно есть."),
            day=f"{day:%d.%m.%Y}",
        )


def _require_sound(acting: Acting, entry: TimetableEntry, change: TimetableChange, wanted: Wanted) -> None:
    if wanted.kind is ChangeKind.CANCEL:
        return
    if wanted.kind is ChangeKind.MOVE:
        if wanted.new_day is None or wanted.new_pair is None:
            raise Refusal("E_SLOT", "3.10.1", N_("Укажите день и пару, куда переносится занятие."))
        require_working(acting, wanted.new_day)
        if not entry.term.starts_on <= wanted.new_day <= entry.term.ends_on:
            raise Refusal(
                "E_PERIOD",
                "3.10.1",
                N_("Перенести занятие можно только внутри семестра. Выберите другой день."),
            )
        if not bell_table(acting.session).has_pair(wanted.new_day, wanted.new_pair):
            raise Refusal(
                "E_SLOT", "3.8.6", N_("%(pair)s-й пары нет в звонках. Выберите другую."), pair=wanted.new_pair
            )
        if (wanted.new_day, wanted.new_pair) == (change.day, entry.pair):
            raise Refusal("E_SLOT", "3.10.1", N_("Это то же место. Укажите другой день или пару."))
    elif not (change.new_room or wanted.new_teacher or wanted.new_discipline):
        raise Refusal(
            "E_REPLACE", "3.10.1", N_("Укажите, что меняется: аудитория, преподаватель или дисциплина.")
        )
    if wanted.brought is not None:
        _require_own(entry, wanted, wanted.brought)
    _require_free(acting, entry, change)


def _require_own(entry: TimetableEntry, wanted: Wanted, brought: Lesson) -> None:
    """The brought lesson is of the same group and of the replacing discipline, still planned."""
    journal = brought.journal
    fits = (
        journal.group_id == entry.group_id
        and wanted.new_discipline is not None
        and journal.discipline_id == wanted.new_discipline.id
        and brought.state is LessonState.PLANNED
    )
    if not fits:
        raise Refusal(
            "E_LESSON",
            "3.10.1",
            N_("Переносится занятие другой группы или дисциплины. Выберите занятие из списка."),
        )


def _require_free(acting: Acting, entry: TimetableEntry, change: TimetableChange) -> None:
    """Raise E_CLASH when group, teacher or room are taken at the new place; a replaced lesson leaves its own."""
    teacher = change.new_teacher or entry.teacher
    discipline = change.new_discipline or entry.discipline
    what = "moved" if change.kind is ChangeKind.MOVE else "entry"
    slot = day_slot(
        (what, entry.id), "", change.new_day or change.day, change.new_pair or entry.pair, entry.group_id,
        entry.subgroup_id, discipline.id, teacher.id, change.new_room or entry.room,
    )  # fmt: skip
    with acting.session.no_autoflush:
        require_no_clashes(find_clashes(acting, [slot]))


def _follow(
    acting: Acting, entry: TimetableEntry, change: TimetableChange, lesson: Lesson | None, wanted: Wanted
) -> None:
    """The journals follow the change."""
    why = f"{change.reason} (основание: {change.basis})"
    if change.kind is ChangeKind.CANCEL:
        if lesson is not None:
            cancel_lesson(acting, lesson, change.reason)
            lesson.cancel_reason = why[:500]
    elif change.kind is ChangeKind.MOVE:
        if lesson is not None:
            assert change.new_day is not None and change.new_pair is not None
            moved = move_lesson(acting, lesson, change.new_day, change.new_pair, change.reason)
            lesson.cancel_reason = why[:500]
            moved.timetable_entry_id = entry.id
            moved.room = change.new_room or lesson.room
            change.new_lesson_id = moved.id
    elif change.new_discipline is not None and change.new_discipline.id != entry.discipline_id:
        if lesson is not None:
            cancel_lesson(acting, lesson, change.reason)
            lesson.cancel_reason = f"замена: {change.new_discipline.title}; {why}"[:500]
        _hold_own(acting, entry, change, wanted)
    elif lesson is not None:
        lesson.room = change.new_room or lesson.room
        if change.new_teacher is not None:
            lesson.teacher_id = change.new_teacher.id


def _hold_own(acting: Acting, entry: TimetableEntry, change: TimetableChange, wanted: Wanted) -> None:
    """The replacing discipline's journal gets the lesson: the brought one moved here, else one more."""
    if wanted.brought is not None:
        lesson = move_lesson(acting, wanted.brought, change.day, change.pair, change.reason)
        wanted.brought.cancel_reason = f"{change.reason} (основание: {change.basis})"[:500]
        _note_brought(acting, change, wanted.brought, lesson)
    else:
        journal = _journal_of(acting, entry, change)
        if journal is None:
            return
        lesson = add_lesson(acting, journal, day=change.day, pair=change.pair, kind=LessonKind.LECTURE)
    lesson.room = change.new_room or entry.room
    lesson.teacher_id = change.new_teacher.id if change.new_teacher else None
    change.new_lesson_id = lesson.id


def _note_brought(acting: Acting, change: TimetableChange, brought: Lesson, lesson: Lesson) -> None:
    """The brought lesson leaves its own day in the timetable too."""
    entry = acting.session.get(TimetableEntry, brought.timetable_entry_id or 0)
    if entry is None:
        return
    lesson.timetable_entry_id = entry.id
    acting.session.add(
        TimetableChange(
            kind=ChangeKind.MOVE, entry_id=entry.id, lesson_id=brought.id, group_id=entry.group_id,
            subgroup_id=entry.subgroup_id, day=brought.date, pair=brought.pair, discipline_id=entry.discipline_id,
            teacher_id=entry.teacher_id, room=entry.room, new_day=lesson.date, new_pair=lesson.pair,
            new_lesson_id=lesson.id, reason=change.reason, basis_number=change.basis_number,
            basis_dated=change.basis_dated, created_at=acting.now, created_by_id=acting.user_id,
        )
    )  # fmt: skip


def _journal_of(acting: Acting, entry: TimetableEntry, change: TimetableChange) -> Journal | None:
    """The journal of the replacing discipline: of the same subgroup, else of the whole group."""
    assert change.new_discipline is not None
    for subgroup_id in dict.fromkeys((entry.subgroup_id, None)):
        like = TimetableEntry(
            id=-1, group_id=entry.group_id, subgroup_id=subgroup_id, term_id=entry.term_id,
            discipline_id=change.new_discipline.id, discipline=change.new_discipline,
        )  # fmt: skip
        found = journals_for(acting.session, [like]).get(-1)
        if found is not None:
            return found
    return None
