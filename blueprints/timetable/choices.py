"""What the forms of the timetable offer to choose from."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from journal.acting import Acting
from journal.planning import occurrences
from journal.timetable_slots import teacher_name
from lti_tool.database import db
from models import Discipline, Journal, Lesson, LessonState, StudyGroup, TimetableEntry, User
from regulation.kinds import LessonKind
from regulation.timetable import Week

WEEKDAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
MOST_BROUGHT = 30


def entry_choices() -> dict[str, Any]:
    """Groups, disciplines, teachers and the rest as (value, title). Three queries."""
    session = db.session
    groups = session.execute(select(StudyGroup.id, StudyGroup.name).order_by(StudyGroup.name)).all()
    disciplines = session.scalars(select(Discipline).order_by(Discipline.index, Discipline.name)).all()
    people = session.scalars(select(User).where(User.is_staff).order_by(User.sort_key, User.id)).all()
    return {
        "groups": [("", "—"), *((str(one), name) for one, name in groups)],
        "disciplines": [("", "—"), *((str(one.id), one.title) for one in disciplines)],
        "teachers": [("", "—"), *((str(one.id), teacher_name(one) or one.display_name) for one in people)],
        "weekdays": [(str(number), name) for number, name in enumerate(WEEKDAYS)],
        "weeks": [(one.value, one.title) for one in Week],
        "lesson_kinds": [(one.value, one.facts.title) for one in LessonKind],
        "pairs": [(str(number), str(number)) for number in range(1, 13)],
    }


def lesson_days(acting: Acting, entry: TimetableEntry) -> list[date]:
    """The days on which the line holds as it is, changed ones left out."""
    found = occurrences(acting, [entry], entry.starts_on, entry.ends_on)
    return sorted({one.date for one in found if one.date.weekday() == entry.weekday})


def brought_choices(acting: Acting, entry: TimetableEntry) -> list[tuple[str, str]]:
    """Planned lessons of other disciplines of the group that a replacing teacher may bring forward."""
    lessons = acting.session.scalars(
        select(Lesson)
        .join(Journal, Journal.id == Lesson.journal_id)
        .where(
            Journal.group_id == entry.group_id,
            Journal.term_id == entry.term_id,
            Journal.discipline_id != entry.discipline_id,
            Lesson.state == LessonState.PLANNED,
            Lesson.date > acting.today,
        )
        .options(joinedload(Lesson.journal).joinedload(Journal.discipline), joinedload(Lesson.teacher))
        .order_by(Lesson.date, Lesson.pair)
        .limit(MOST_BROUGHT)
    )
    return [
        (
            str(lesson.id),
            f"{lesson.date:%d.%m.%Y}, {lesson.pair}-я пара, {lesson.journal.discipline.index or lesson.journal.discipline.name}"
            f" {teacher_name(lesson.teacher)}".strip(),
        )
        for lesson in lessons
    ]
