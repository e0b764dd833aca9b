"""The dispatcher's part of the story: bells, calendar, the semester's timetable, changes and substitutions."""

from __future__ import annotations

from datetime import date, time, timedelta

from sqlalchemy import select

from demo.calendar import Semester, academic_year_start, is_working_day
from demo.filling.journals import Taught
from demo.filling.scene import DISPATCHER, LANGUAGE_TEACHER, SUBSTITUTE, Scene
from journal.bells import put_bells
from journal.calendar import named_days, set_day
from journal.calendar_days import put_public_holidays
from journal.substitutions import Basis, assign_substitute
from journal.timetable import Line, add_entry
from journal.timetable_changes import Wanted, change_day
from models import ChangeKind, Lesson, LessonState, SubstitutionBasis, TimetableEntry
from regulation.calendar import academic_year_of
from regulation.kinds import LessonKind
from regulation.timetable import Week

BELLS = ((1, time(8, 30), time(10)), (2, time(10, 10), time(11, 40)), (3, time(12, 10), time(13, 40)),
         (4, time(13, 50), time(15, 20)), (5, time(15, 30), time(17)))  # fmt: skip
ROOMS = {"МДК.01.01": "312", "СГ.04": "спортзал"}
SUBGROUP_ROOMS = {"1": "205", "2": "207"}
KINDS = {"СГ.02": LessonKind.PRACTICAL, "СГ.04": LessonKind.PRACTICAL}


def lay_calendar(scene: Scene) -> None:
    """The year's bells and days off, entered before 1 September."""
    first = academic_year_start(scene.today)
    acting = scene.acting(DISPATCHER, scene.moment(first, time(7, 20)), office="dispatcher")
    put_bells(acting, first, BELLS)
    put_public_holidays(acting, academic_year_of(first))
    days = [first + timedelta(days=number) for number in range(365)]
    named = named_days(acting.session, days[0], days[-1])
    for day in days:
        if day.weekday() < 6 and not is_working_day(day) and day not in named:
            set_day(acting, day, False, "нерабочий день по производственному календарю")


def lay_timetable(scene: Scene, taught: list[Taught], semester: Semester) -> None:
    """The lines of the semester for every journal; their lessons stand in the journals from its first morning."""
    acting = scene.acting(DISPATCHER, scene.moment(semester.first, time(8, 25)), office="dispatcher")
    for one in taught:
        journal = one.journal
        days = [day for day, _line in one.lessons]
        subgroup = journal.subgroup
        room = SUBGROUP_ROOMS.get(subgroup.name, "") if subgroup else ROOMS.get(one.course.code, "")
        for weekday in one.course.weekdays:
            held = [day.day for day in days if day.day.weekday() == weekday]
            if not held:
                continue
            add_entry(
                acting,
                Line(
                    term=journal.term, group=journal.group, subgroup=subgroup, weekday=weekday, pair=days[0].pair,
                    week=Week.ALL, starts_on=held[0], ends_on=held[-1], discipline=journal.discipline,
                    kind=KINDS.get(one.course.code, LessonKind.LECTURE), teacher=scene.users[one.teacher], room=room,
                ),
            )  # fmt: skip


def plan_changes(scene: Scene) -> None:
    """Of the coming days: a lesson moved, one given by order, one by a direction that waits for the deputy."""
    acting = scene.acting(DISPATCHER, scene.now, office="dispatcher")
    ahead = acting.session.scalars(
        select(Lesson)
        .where(
            Lesson.date > scene.today,
            Lesson.state == LessonState.PLANNED,
            Lesson.timetable_entry_id.is_not(None),
        )
        .order_by(Lesson.date, Lesson.pair, Lesson.id)
    ).all()
    language = [one for one in ahead if one.teacher_id == scene.users[LANGUAGE_TEACHER].id]
    ordered = scene.today - timedelta(days=1)
    absent, substitute = scene.users[LANGUAGE_TEACHER], scene.users[SUBSTITUTE]
    for lessons, kind, number in (
        (language[:1], SubstitutionBasis.ORDER, "131-к"), (language[2:3], SubstitutionBasis.DIRECTION, "27-р"),
    ):  # fmt: skip
        if lessons:
            basis = Basis(kind, number, ordered, "командировка преподавателя")
            assign_substitute(acting, lessons, substitute, basis, absent)
    _move_one(scene, [one for one in ahead if one not in language][1:], ordered)


def _move_one(scene: Scene, lessons: list[Lesson], ordered: date) -> None:
    acting = scene.acting(DISPATCHER, scene.now, office="dispatcher")
    for lesson in lessons:
        day = lesson.date + timedelta(days=1)
        if not is_working_day(day) or day > lesson.journal.term.ends_on:
            continue
        entry = acting.session.get_one(TimetableEntry, lesson.timetable_entry_id)
        wanted = Wanted(
            ChangeKind.MOVE, "аудитория занята под олимпиаду", "26-р", ordered, new_day=day, new_pair=5,
        )  # fmt: skip
        change_day(acting, entry, lesson.date, wanted)
        return
