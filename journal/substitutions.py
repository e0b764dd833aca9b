"""Somebody holds an absent teacher's lessons by an order or a direction: given, approved, taken back (4.1.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from journal.acting import Acting
from journal.busy import busy, teaches
from journal.coverage import names
from journal.orders import check_particulars, require_order
from journal.planned_lessons import WITH_JOURNAL
from journal.timetable_slots import (
    require_no_clashes,
    teacher_name,
)
from journal.writing import TAKES_PLACE
from models import (
    ChangeKind,
    JournalTeacher,
    Lesson,
    LessonState,
    OrderKind,
    Substitution,
    SubstitutionBasis,
    SubstitutionLesson,
    TimetableChange,
    User,
)  # fmt: skip
from regulation.refusal import N_, Refusal
from regulation.topics import check_remark

APPROVERS = frozenset({"deputy"})
MOST_LESSONS = 200


@dataclass(frozen=True)
class Basis:
    """What the substitution rests on: an order of the director or a direction, its number and date, the reason."""

    kind: SubstitutionBasis
    number: str
    dated: date | None
    reason: str


def lessons_of_teacher(acting: Acting, user_id: int, first: date, last: date) -> list[Lesson]:
    """The planned lessons the person would hold between first and last. One query."""
    return list(
        acting.session.scalars(
            select(Lesson)
            .where(
                teaches(user_id),
                Lesson.date.between(first, last),
                Lesson.state == LessonState.PLANNED,
            )
            .options(*WITH_JOURNAL, joinedload(Lesson.teacher))
            .order_by(Lesson.date, Lesson.pair, Lesson.id)
            .limit(MOST_LESSONS)
        )
    )


def assign_substitute(
    acting: Acting, lessons: Sequence[Lesson], substitute: User, basis: Basis, absent: User | None = None
) -> list[Substitution]:
    """The person holds these planned lessons; one substitution for each of their journals.

    An order is in force at once, a direction once the deputy director approved it; one the deputy gives is approved.
    Raises E_LESSON for none or one that isn't planned any more, E_TEACHER for somebody not of the staff or the
    lessons' own teacher, E_ORDER for the basis, E_TAKEN for a lesson given to somebody already, E_CLASH with the list
    when the person is busy then. Nothing is given when one lesson is refused.
    """
    reason = check_remark(basis.reason, acting.rules.latin_terms)
    number, dated = check_particulars(acting, basis.number, basis.dated, "4.1.1")
    _check_lessons(acting, lessons)
    _check_person(acting, lessons, substitute, absent)
    _require_not_taken(acting, lessons)
    require_no_clashes(busy(acting, substitute.id, lessons))
    if basis.kind is SubstitutionBasis.ORDER:
        require_order(acting, number, dated, "4.1.1", OrderKind.SUBSTITUTION, "О замещении")
    is_approved = basis.kind is SubstitutionBasis.ORDER or acting.office in APPROVERS
    by_journal: dict[int, list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        by_journal[lesson.journal_id].append(lesson)
    made: list[Substitution] = []
    for journal_id, theirs in by_journal.items():
        one = Substitution(
            journal_id=journal_id, user=substitute, absent=absent, starts_on=min(lesson.date for lesson in theirs),
            ends_on=max(lesson.date for lesson in theirs), basis=basis.kind, number=number, dated=dated, reason=reason,
            created_at=acting.now, created_by_id=acting.user_id,
        )  # fmt: skip
        one.lessons = [SubstitutionLesson(lesson_id=lesson.id) for lesson in theirs]
        acting.session.add(one)
        made.append(one)
    acting.session.flush()
    if is_approved:
        for one in made:
            approve(acting, one)
    return made


def approve(acting: Acting, substitution: Substitution) -> None:
    """Put it in force: its lessons are marked «зам.» and the timetable shows the change. Raises E_CLOSED, E_CLASH."""
    _require_standing(substitution)
    if substitution.approved_at is not None:
        return
    lessons = _lessons_of(acting, substitution)
    require_no_clashes(busy(acting, substitution.user_id, lessons))
    substitution.approved_at, substitution.approved_by_id = acting.now, acting.user_id
    changed = _changes_of(acting, lessons)
    for lesson in lessons:
        if lesson.state is LessonState.PLANNED:
            lesson.substitution_id = substitution.id
            _note_change(acting, lesson, substitution, changed)
            lesson.teacher_id = substitution.user_id
    acting.session.flush()


def revoke(acting: Acting, substitution: Substitution, reason: str) -> None:
    """Take it back at once: lessons not yet held return to their teacher, held ones keep «зам.». Raises E_CLOSED."""
    text = check_remark(reason, acting.rules.latin_terms)
    _require_standing(substitution)
    substitution.revoked_at, substitution.revoked_reason = acting.now, text
    changes = acting.session.scalars(
        select(TimetableChange).where(
            TimetableChange.substitution_id == substitution.id, TimetableChange.annulled_at.is_(None)
        )
    ).all()
    before = {change.lesson_id: change for change in changes}
    for lesson in _lessons_of(acting, substitution):
        if lesson.substitution_id != substitution.id or lesson.state is not LessonState.PLANNED:
            continue
        lesson.substitution_id = None
        change = before.get(lesson.id)
        lesson.teacher_id = change.teacher_id if change else substitution.absent_id
        if change is not None and change.kind is ChangeKind.REPLACE:
            change.annulled_at = acting.now
        elif change is not None:  # a lesson moved before: it stays moved, with its own teacher
            change.new_teacher_id = change.substitution_id = None
    acting.session.flush()


def _note_change(
    acting: Acting,
    lesson: Lesson,
    substitution: Substitution,
    changed: dict[tuple[int, date], TimetableChange],
) -> None:
    """The timetable's change of that day: a new one, or the one that moved the lesson there."""
    standing = changed.get((lesson.timetable_entry_id or 0, lesson.date))
    if standing is not None:
        standing.new_teacher_id, standing.substitution_id = substitution.user_id, substitution.id
        standing.lesson_id = lesson.id
        return
    journal = lesson.journal
    acting.session.add(
        TimetableChange(
            kind=ChangeKind.REPLACE, entry_id=lesson.timetable_entry_id, lesson_id=lesson.id,
            group_id=journal.group_id, subgroup_id=journal.subgroup_id, day=lesson.date, pair=lesson.pair,
            discipline_id=journal.discipline_id, teacher_id=lesson.teacher_id or substitution.absent_id,
            room=lesson.room, new_teacher_id=substitution.user_id, substitution_id=substitution.id,
            reason=substitution.reason, basis_number=substitution.number, basis_dated=substitution.dated,
            created_at=acting.now, created_by_id=acting.user_id,
        )
    )  # fmt: skip


def _changes_of(acting: Acting, lessons: Sequence[Lesson]) -> dict[tuple[int, date], TimetableChange]:
    """The changes in force of these lessons, by entry and the day on which the lesson is held."""
    entries = {lesson.timetable_entry_id for lesson in lessons if lesson.timetable_entry_id}
    rows = acting.session.scalars(
        select(TimetableChange).where(
            TimetableChange.entry_id.in_(entries), TimetableChange.annulled_at.is_(None)
        )
    )
    return {(change.entry_id or 0, change.new_day or change.day): change for change in rows}


def _lessons_of(acting: Acting, substitution: Substitution) -> list[Lesson]:
    """The lessons it is about that take place."""
    found = acting.session.scalars(
        select(Lesson)
        .where(
            Lesson.journal_id == substitution.journal_id,
            Lesson.date.between(substitution.starts_on, substitution.ends_on),
            Lesson.state.in_(TAKES_PLACE),
        )
        .options(*WITH_JOURNAL)
        .order_by(Lesson.date, Lesson.pair)
    )
    return [lesson for lesson in found if names(substitution, lesson.id, lesson.date)]


def _check_lessons(acting: Acting, lessons: Sequence[Lesson]) -> None:
    if not lessons:
        raise Refusal("E_LESSON", "4.1.1", N_("Отметьте хотя бы одно занятие."))
    for lesson in lessons:
        if lesson.state is not LessonState.PLANNED:
            raise Refusal(
                "E_LESSON",
                "4.1.1",
                N_(
                    "Занятие %(day)s, %(pair)s-я пара, уже проведено, отменено или перенесено: замещать его нечего."
                ),
                day=f"{lesson.date:%d.%m.%Y}",
                pair=lesson.pair,
            )


def _check_person(acting: Acting, lessons: Sequence[Lesson], substitute: User, absent: User | None) -> None:
    if not substitute.is_staff:
        raise Refusal("E_TEACHER", "4.1.1", N_("Замещает сотрудник. Выберите преподавателя из списка."))
    if absent is not None and absent.id == substitute.id:
        raise Refusal("E_TEACHER", "4.1.1", N_("Преподаватель не замещает сам себя. Выберите другого."))
    named = acting.session.scalar(
        select(JournalTeacher.id).where(
            JournalTeacher.user_id == substitute.id,
            JournalTeacher.journal_id.in_({lesson.journal_id for lesson in lessons}),
            JournalTeacher.starts_on <= max(lesson.date for lesson in lessons),
            or_(
                JournalTeacher.ends_on.is_(None),
                JournalTeacher.ends_on >= min(lesson.date for lesson in lessons),
            ),
        )
    )
    if named is not None:
        raise Refusal(
            "E_TEACHER",
            "4.1.1",
            N_("%(name)s и так ведёт этот журнал: замещение не нужно."),
            name=teacher_name(substitute),
        )


def _require_not_taken(acting: Acting, lessons: Sequence[Lesson]) -> None:
    """Raise E_TAKEN when one of the lessons is given to somebody already."""
    others = acting.session.scalars(
        select(Substitution)
        .where(
            Substitution.journal_id.in_({lesson.journal_id for lesson in lessons}),
            Substitution.revoked_at.is_(None),
            Substitution.starts_on <= max(lesson.date for lesson in lessons),
            Substitution.ends_on >= min(lesson.date for lesson in lessons),
        )
        .options(selectinload(Substitution.lessons), joinedload(Substitution.user))
    ).all()
    taken = [
        f"{lesson.date:%d.%m.%Y}, {lesson.pair}-я пара — {teacher_name(other.user)}"
        for lesson in lessons
        for other in others
        if other.journal_id == lesson.journal_id and names(other, lesson.id, lesson.date)
    ]
    if taken:
        raise Refusal(
            "E_TAKEN",
            "4.1.1",
            N_("Эти занятия уже поручены: %(list)s. Сначала отмените прежнее замещение."),
            list="; ".join(taken[:10]),
        )


def _require_standing(substitution: Substitution) -> None:
    if substitution.revoked_at is not None:
        raise Refusal("E_CLOSED", "4.1.1", N_("Это замещение уже отменено. Обновите страницу."))
