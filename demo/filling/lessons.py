"""Lessons of the story: planned, filled on their day or late, with absentees and marks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from demo.calendar import LessonDate
from demo.college import PlanLine
from demo.filling.chance import absence_of, draw, mark_of
from demo.filling.journals import Taught
from demo.filling.scene import PAIR_END, Scene
from demo.movement import LATECOMER, LEAVER, joins_on, leaves_on
from journal.absences import put_absence
from journal.acting import Acting
from journal.filling import confirm_absences, fill_lesson
from journal.lessons import add_lesson, change_hours, change_kind
from journal.marks import current_mark, put_mark
from models import Attendance, Lesson, Work
from regulation.attendance import AbsenceReason
from regulation.kinds import LessonKind, WorkKind, lesson_kind_from_text

MARKED_AT_LECTURE = 8
# Course, lesson → days late.
FILLED_LATE = {("МДК.01.01", 5): 1, ("МДК.01.01", 14): 2, ("СГ.04", 4): 3}
OFF_PLAN = ("СГ.02", 6, "Повторение: времена группы Simple, подготовка к деловому письму",
            "группе понадобилось повторить материал прошлых занятий")  # fmt: skip
CORRECTED = ("МДК.01.01", 9)
LATE_ARRIVAL = ("МДК.01.01", 7)
THEORY_ONLY = "12"  # has a certificate for physical education
UNFILLED = "СГ.04"  # its last lesson before today stays empty
HANDED_IN_BY = timedelta(days=7)


@dataclass(frozen=True)
class Held:
    """A lesson of the story: where it stands and when its page is filled."""

    taught: Taught
    day: LessonDate
    line: PlanLine
    filled_at: datetime

    @property
    def facts(self) -> tuple[str, int]:
        """Names the lesson to chance and to the story."""
        return self.taught.course.code, self.day.number

    @property
    def kind(self) -> LessonKind:
        """The kind its plan line gives."""
        return lesson_kind_from_text(self.line.kind) or LessonKind.LECTURE


def plan_lessons(scene: Scene, taught: Taught) -> list[Held]:
    """Everything that happens at the journal's lessons up to today. Returns those that get filled."""
    past = [(day, line) for day, line in taught.lessons if day.day < scene.today]
    empty = (
        past[-1][0]
        if past and taught.course.code == UNFILLED and past[-1][0].day >= scene.today - HANDED_IN_BY
        else None
    )
    held: list[Held] = []
    for day, line in taught.lessons:
        if day.day > scene.today:
            break
        _plan_lesson(scene, taught, day, line)
        if day.day < scene.today and day is not empty:
            held.append(_fill(scene, taught, day, line))
    for number, one in enumerate(held):
        _mark(scene, one, [later.day.day for later in held[number + 1 :]])
    return held


def _plan_lesson(scene: Scene, taught: Taught, day: LessonDate, line: PlanLine) -> None:
    """The timetable put the lesson in; in the morning of its day it gets the kind and hours of its plan line."""
    kind = lesson_kind_from_text(line.kind) or LessonKind.LECTURE

    def deed(acting: Acting) -> None:
        lesson = (
            acting.session.query(Lesson).filter_by(journal_id=taught.journal.id, date=day.day).one_or_none()
        )
        if lesson is None:
            add_lesson(acting, taught.journal, day=day.day, pair=day.pair, kind=kind, hours=line.hours)
            return
        change_kind(acting, lesson, kind)
        if lesson.hours != line.hours:
            change_hours(acting, lesson, line.hours)

    scene.plan(taught.teacher, scene.moment(day.day, time(7, 50)), deed)


def _fill(scene: Scene, taught: Taught, day: LessonDate, line: PlanLine) -> Held:
    """Topic, homework and absentees; on the day unless the story says later."""
    late = timedelta(days=FILLED_LATE.get((taught.course.code, day.number), 0))
    if day.day + late >= scene.today:
        late = timedelta(0)
    held = Held(
        taught, day, line, scene.moment(day.day + late, PAIR_END[day.pair] if not late else time(17, 20))
    )
    topic, reason = line.topic, ""
    if held.facts == OFF_PLAN[:2] and taught.journal.subgroup and taught.journal.subgroup.name == "1":
        topic, reason = OFF_PLAN[2:]

    def deed(acting: Acting) -> None:
        lesson = find(acting, taught, day.day)
        for person in taught.people:
            away = away_reason(scene, held, person)
            if away and is_listed(scene, taught, person, day.day):
                put_absence(acting, lesson, scene.student_id(person), Attendance.ABSENT, 0, away)
        if held.facts == LATE_ARRIVAL:
            _note_late_arrival(scene, acting, lesson, held)
        confirm_absences(acting, lesson)
        fill_lesson(
            acting,
            lesson,
            topic=topic,
            homework=line.homework,
            version=lesson.version,
            off_plan_reason=reason,
        )

    scene.plan(taught.teacher, held.filled_at, deed)
    return held


def _note_late_arrival(scene: Scene, acting: Acting, lesson: Lesson, held: Held) -> None:
    there = [one for one in present(scene, held) if one != LATECOMER]
    put_absence(acting, lesson, scene.student_id(there[3]), Attendance.LATE, 0)


def _mark(scene: Scene, held: Held, later: list[date]) -> None:
    """Marks: a few at a lecture, everybody's at a work; the absent make theirs up at a later lesson."""
    there = present(scene, held)
    code, number = held.facts
    if held.kind.facts.work.facts.obligatory:
        chance = draw("handed in", held.taught.key, number)
        in_time = [person for person in there if chance.random() < 0.93]
        _put_marks(scene, held, in_time, held.filled_at + timedelta(minutes=5))
        handed_in = held.filled_at + timedelta(days=2)
        _put_marks(
            scene, held, [one for one in there if one not in in_time and chance.random() < 0.8], handed_in
        )
        _make_up(scene, held, later)
    elif held.kind is LessonKind.LECTURE:
        asked = draw("asked", held.taught.key, number).sample(there, min(MARKED_AT_LECTURE, len(there)))
        _put_marks(scene, held, sorted(asked, key=there.index), held.filled_at + timedelta(minutes=5))
        if (code, number) == CORRECTED and asked:
            _correct(scene, held, min(asked, key=there.index))


def _put_marks(
    scene: Scene, held: Held, people: list[str], moment: datetime, made_up_on: date | None = None
) -> None:
    def deed(acting: Acting) -> None:
        work = first_work(acting, held)
        theory = next((one for one in work.lesson.works if one.kind is WorkKind.THEORY), work)
        for person in people:
            mark = mark_of(person, held.taught.course.code, held.day.number)
            column = theory if person == THEORY_ONLY else work  # its medical group is marked in «ТЗ» (4.2.4)
            put_mark(acting, column, scene.student_id(person), str(mark), 0, made_up_on=made_up_on)

    if people:
        scene.plan(held.taught.teacher, moment, deed)


def _make_up(scene: Scene, held: Held, later: list[date]) -> None:
    """Most of those who were away hand the work in at the next lesson they come to."""
    chance = draw("made up", held.taught.key, held.day.number)
    for person in held.taught.people:
        if (
            not is_listed(scene, held.taught, person, held.day.day)
            or away_reason(scene, held, person) is None
        ):
            continue
        back = next((day for day in later if not _is_away(scene, held.taught, person, day)), None)
        if back is None or not is_listed(scene, held.taught, person, back) or chance.random() < 0.25:
            continue
        end = PAIR_END[held.day.pair]
        _put_marks(scene, held, [person], scene.moment(back, end) + timedelta(minutes=8), back)


def _correct(scene: Scene, held: Held, person: str) -> None:
    """The next day the teacher mends a slip of the pen, and says why (1.5)."""

    def deed(acting: Acting) -> None:
        work = first_work(acting, held)
        mark = current_mark(acting.session, work.id, scene.student_id(person))
        if mark and mark.value:
            better = mark.value + 1 if mark.value < 5 else 4
            put_mark(acting, work, mark.student_id, str(better), mark.version)

    scene.plan(
        held.taught.teacher,
        held.filled_at + timedelta(days=1),
        deed,
        reason="ошибка при вводе, исправлено по работе",
    )


def find(acting: Acting, taught: Taught, day: date) -> Lesson:
    """The journal's lesson of the day."""
    return acting.session.query(Lesson).filter_by(journal_id=taught.journal.id, date=day).one()


def first_work(acting: Acting, held: Held) -> Work:
    """The column of the lesson's own work."""
    lesson = find(acting, held.taught, held.day.day)
    return next(work for work in lesson.works if work.kind not in (WorkKind.CHECKPOINT, WorkKind.THEORY))


def is_listed(scene: Scene, taught: Taught, person: str, day: date) -> bool:
    """Whether the person is in the group on the day."""
    if person == LATECOMER:
        joined = joins_on(scene.today)
        return taught.semester.number > 1 or (joined is not None and day >= joined)
    left = leaves_on(scene.today) if person == LEAVER else None
    return left is None or day < left


def present(scene: Scene, held: Held) -> list[str]:
    """Who is at the lesson."""
    return [
        person
        for person in held.taught.people
        if is_listed(scene, held.taught, person, held.day.day) and away_reason(scene, held, person) is None
    ]


def away_reason(scene: Scene, held: Held, person: str) -> AbsenceReason | None:
    """Why the person is not at the lesson; nobody is missed where attendance is not kept."""
    if not held.kind.facts.in_attendance:
        return None
    return absence_of(person, held.taught.key, held.day.day, held.taught.semester.first)


def _is_away(scene: Scene, taught: Taught, person: str, day: date) -> bool:
    return absence_of(person, taught.key, day, taught.semester.first) is not None
