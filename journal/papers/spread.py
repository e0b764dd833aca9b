"""F-03 and F-04: the journal's spread, marks on the left page, topics of the same lessons on the right one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from journal.acting import Acting
from journal.final_cells import final_text
from journal.memberships import Member, members_of
from journal.papers.blanks import spread_blanks
from journal.papers.heading import Heading, heading_of, signature
from journal.writing import TAKES_PLACE
from models import Absence, Attendance, FinalMark, FinalScope, Journal, Lesson, LessonState, Mark, Work
from regulation.days import local_date
from regulation.kinds import WorkKind
from regulation.names import full_name
from regulation.refusal import Caution
from regulation.scale import format_result

ABSENT = "н"


@dataclass(frozen=True)
class LessonLine:
    """A lesson: its columns on the left page, its line on the right one.

    `columns`: what stands under the day for each work. `absent`: how many were absent, None when nobody said.
    `entered_on`: the day it was filled when that was late (4.1.1).
    """

    number: int
    day: date
    hours: int
    kind: str
    topic: str
    homework: str
    teacher: str
    entered_on: date | None
    columns: tuple[str, ...]
    absent: int | None


@dataclass(frozen=True)
class StudentRow:
    """A student: for each lesson the texts of its columns; `outside` is true for lessons when not in the list."""

    number: int
    name: str
    record_book: str
    cells: tuple[tuple[str, ...], ...]
    outside: tuple[bool, ...]
    final: str
    study_final: str


@dataclass(frozen=True)
class Spread:
    """The whole spread. `missing`: why only a draft can be printed (3.8.5); hours are academic."""

    heading: Heading
    lessons: tuple[LessonLine, ...]
    rows: tuple[StudentRow, ...]
    has_study_final: bool
    planned_hours: int
    held_hours: int
    missing: tuple[Caution, ...]

    @property
    def is_draft(self) -> bool:
        """Whether something is still missing."""
        return bool(self.missing)


def spread_of(acting: Acting, journal: Journal) -> Spread:
    """The spread as it stands now. A lesson still to come has no column, a lesson not filled has an empty one."""
    session = acting.session
    members = members_of(session, journal)
    lessons = lessons_of(session, journal)
    due = [item for item in lessons if item.state is LessonState.CONDUCTED or item.date <= acting.today]
    finals = _finals(session, journal)
    marks, absences = _marks(session, journal), _absences(session, journal)
    return Spread(
        heading=heading_of(acting, journal),
        lessons=tuple(_line(acting, number, item, absences) for number, item in enumerate(due, start=1)),
        rows=tuple(
            StudentRow(
                number=number,
                name=_name(member),
                record_book=member.student.record_book,
                cells=tuple(_cells(item, member, marks, absences) for item in due),
                outside=tuple(not member.is_in(item.date) for item in due),
                final=final_text(finals.get((member.student.id, FinalScope.TERM))),
                study_final=final_text(finals.get((member.student.id, FinalScope.STUDY))),
            )
            for number, member in enumerate(members, start=1)
        ),
        has_study_final=journal.has_study_final,
        planned_hours=journal.planned_hours,
        held_hours=sum(item.hours for item in due if item.state is LessonState.CONDUCTED),
        missing=spread_blanks(acting, journal, lessons, members, finals),
    )


def spread_missing(acting: Acting, journal: Journal) -> tuple[Caution, ...]:
    """Why the spread can only be printed as a draft now: three queries, whatever its size."""
    session = acting.session
    members = members_of(session, journal)
    return spread_blanks(
        acting, journal, lessons_of(session, journal, bare=True), members, _finals(session, journal)
    )


def lessons_of(session: Session, journal: Journal, *, bare: bool = False) -> list[Lesson]:
    """The lessons that take place, in order, with their works and teachers unless `bare`."""
    wanted = (
        select(Lesson)
        .where(Lesson.journal_id == journal.id, Lesson.state.in_(TAKES_PLACE))
        .order_by(Lesson.date, Lesson.pair, Lesson.id)
    )
    if not bare:
        wanted = wanted.options(selectinload(Lesson.works), selectinload(Lesson.teacher))
    return list(session.scalars(wanted))


def _finals(session: Session, journal: Journal) -> dict[tuple[int, FinalScope], FinalMark]:
    found = session.scalars(select(FinalMark).where(FinalMark.journal_id == journal.id))
    return {(final.student_id, final.scope): final for final in found}


def _marks(session: Session, journal: Journal) -> dict[tuple[int, int], str]:
    """(work, student) → «5» or «н/а»."""
    rows = session.execute(
        select(Mark.work_id, Mark.student_id, Mark.value, Mark.not_assessed).where(
            Mark.journal_id == journal.id
        )
    )
    return {
        (work, student): format_result(value, not_assessed) for work, student, value, not_assessed in rows
    }


def _absences(session: Session, journal: Journal) -> set[tuple[int, int]]:
    """(lesson, student) of every «н»; being late is no absence."""
    rows = session.execute(
        select(Absence.lesson_id, Absence.student_id).where(
            Absence.journal_id == journal.id, Absence.attendance == Attendance.ABSENT
        )
    )
    return {(lesson, student) for lesson, student in rows}


def _line(acting: Acting, number: int, lesson: Lesson, absences: set[tuple[int, int]]) -> LessonLine:
    is_counted = lesson.absence_confirmed and lesson.kind.facts.in_attendance
    return LessonLine(
        number=number,
        day=lesson.date,
        hours=lesson.hours,
        kind=lesson.kind.facts.title,
        topic=lesson.topic,
        homework=lesson.homework,
        teacher=_held_by(lesson),
        entered_on=_entered_on(acting, lesson),
        columns=tuple(_head(lesson, work, first=index == 0) for index, work in enumerate(lesson.works)),
        absent=sum(1 for found, _student in absences if found == lesson.id) if is_counted else None,
    )


def _held_by(lesson: Lesson) -> str:
    """Who held the lesson; «зам.» before a substitute (4.1.1). Nobody for one still empty."""
    if lesson.teacher is None or lesson.state is not LessonState.CONDUCTED:
        return ""
    return f"зам. {signature(lesson.teacher)}" if lesson.substitution_id else signature(lesson.teacher)


def _entered_on(acting: Acting, lesson: Lesson) -> date | None:
    moment: datetime | None = lesson.filled_at or lesson.topic_at
    return local_date(moment, acting.zone) if lesson.late_days and moment else None


def _head(lesson: Lesson, work: Work, *, first: bool) -> str:
    """What stands under the day: the lesson's own kind for its first column, the work's for the others."""
    facts = lesson.kind.facts
    return facts.short if first and work.kind is facts.work else work.kind.facts.short


def _cells(
    lesson: Lesson, member: Member, marks: dict[tuple[int, int], str], absences: set[tuple[int, int]]
) -> tuple[str, ...]:
    """The texts of the lesson's columns: «4», «н», «н/4» for a lesson missed and made up, «н/а» in МИУД."""
    student = member.student.id
    is_absent = (lesson.id, student) in absences
    texts: list[str] = []
    for work in lesson.works:
        mark = marks.get((work.id, student), "")
        if is_absent and work.kind is not WorkKind.CHECKPOINT:
            mark = f"{ABSENT}/{mark}" if mark else ABSENT
        texts.append(mark)
    return tuple(texts)


def _name(member: Member) -> str:
    student = member.student
    return full_name(student.family_name, student.given_name, student.patronymic)
