"""When a teacher is needed: by the timetable, by a direction, by own lessons (3.10.1, 4.1.1)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, or_, select

from journal.acting import Acting
from journal.planned_lessons import WITH_JOURNAL
from journal.timetable_slots import clash_sentence, day_slot, standing_slots
from journal.writing import TAKES_PLACE
from models import (
    Course,
    CourseMember,
    CourseRole,
    Journal,
    JournalTeacher,
    Lesson,
    Substitution,
    SubstitutionLesson,
)
from regulation.calendar import WorkCalendar
from regulation.timetable import Clash, Slot, clashes


def teaches(user_id: int) -> ColumnElement[bool]:
    """The condition that a lesson is the person's: by the timetable, else by being the journal's teacher."""
    named = select(JournalTeacher.journal_id).where(JournalTeacher.user_id == user_id)
    courses = (
        select(CourseMember.course_id)
        .join(Course, Course.id == CourseMember.course_id)
        .where(
            CourseMember.user_id == user_id,
            CourseMember.launch_role == CourseRole.INSTRUCTOR,
            or_(CourseMember.roster_role == CourseRole.INSTRUCTOR, Course.roster_url == ""),
        )
    )
    journals = select(Journal.id).where(or_(Journal.id.in_(named), Journal.course_id.in_(courses)))
    return or_(Lesson.teacher_id == user_id, Lesson.teacher_id.is_(None) & Lesson.journal_id.in_(journals))


def busy(
    acting: Acting, user_id: int, lessons: Sequence[Lesson], ignored: Collection[tuple[str, int]] = ()
) -> list[Clash]:
    """Where the person is needed elsewhere at the time of these lessons. Four queries whatever their number."""
    if not lessons:
        return []
    own = {("lesson", lesson.id) for lesson in lessons} | set(ignored)
    wanted = [
        day_slot(
            ("lesson", lesson.id), f"{lesson.date:%d.%m.%Y}, {lesson.pair}-я пара", lesson.date, lesson.pair,
            lesson.journal.group_id, lesson.journal.subgroup_id, lesson.journal.discipline_id, user_id, "",
        )
        for lesson in lessons
    ]  # fmt: skip
    days = {lesson.date for lesson in lessons}
    first, last = min(days), max(days)
    standing = standing_slots(acting.session, first, last)
    standing += _given(acting, user_id, days) + _own(acting, user_id, days)
    # a lesson that stands is held, whatever the calendar says of its day
    calendar = WorkCalendar(frozenset(), frozenset(days), 6)
    found = clashes(
        wanted, [slot for slot in standing if slot.key not in own], calendar, acting.rules.week_count
    )
    lone: dict[tuple[tuple[str, int], str], Clash] = {}
    for clash in found:
        if clash.what == "teacher":
            lone.setdefault((clash.one.key, clash_sentence(clash)), clash)
    return list(lone.values())


def _given(acting: Acting, user_id: int, days: Collection[date]) -> list[Slot]:
    """Lessons of these days that are given to the person: by a direction, still to be approved or in force."""
    rows = acting.session.scalars(
        select(Lesson)
        .join(SubstitutionLesson, SubstitutionLesson.lesson_id == Lesson.id)
        .join(Substitution, Substitution.id == SubstitutionLesson.substitution_id)
        .where(
            Substitution.user_id == user_id,
            Substitution.revoked_at.is_(None),
            Lesson.date.in_(sorted(days)),
            Lesson.state.in_(TAKES_PLACE),
        )
        .options(*WITH_JOURNAL)
    )
    return [_slot(lesson, user_id, "замещение: ") for lesson in rows]


def _own(acting: Acting, user_id: int, days: Collection[date]) -> list[Slot]:
    """Lessons of these days in the person's own journals that no line of the timetable brought there."""
    rows = acting.session.scalars(
        select(Lesson)
        .where(
            teaches(user_id),
            Lesson.timetable_entry_id.is_(None),
            Lesson.date.in_(sorted(days)),
            Lesson.state.in_(TAKES_PLACE),
        )
        .options(*WITH_JOURNAL)
    )
    return [_slot(lesson, user_id, "занятие: ") for lesson in rows]


def _slot(lesson: Lesson, user_id: int, what: str) -> Slot:
    journal = lesson.journal
    title = (
        f"{what}{journal.group.name}, {journal.discipline.index or journal.discipline.name}, "
        f"{lesson.date:%d.%m.%Y}, {lesson.pair}-я пара"
    )
    return day_slot(
        ("lesson", lesson.id), title, lesson.date, lesson.pair, journal.group_id, journal.subgroup_id,
        journal.discipline_id, user_id, lesson.room,
    )  # fmt: skip
