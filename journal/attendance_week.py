"""The attendance of a group over a week: who missed which lesson and why, in hours (3.12.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from journal.memberships import Interval, covers
from models import (
    Absence,
    AbsenceDocument,
    Attendance,
    DocumentState,
    Journal,
    Lesson,
    LessonState,
    Membership,
    Student,
    StudyGroup,
    SubgroupMembership,
)  # fmt: skip
from regulation.attendance import AbsenceReason
from regulation.statistics import attendance
from regulation.weeks import IsoWeek

SHOWN = (LessonState.PLANNED, LessonState.CONDUCTED)


@dataclass(frozen=True)
class Slot:
    """A column: one pair of a day; several lessons when subgroups are taught at once."""

    date: date
    pair: int
    lessons: list[Lesson]

    @property
    def is_open(self) -> bool:
        """Whether somebody has not said yet who was absent."""
        return any(not one.absence_confirmed for one in self.lessons)

    @property
    def titles(self) -> str:
        """The disciplines taught."""
        return ", ".join(dict.fromkeys(one.journal.discipline.title for one in self.lessons))


@dataclass
class Missed:
    """Academic hours missed by reason."""

    ill: int = 0
    excused: int = 0
    unexcused: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.ill + self.excused + self.unexcused

    def add(self, reason: AbsenceReason, hours: int) -> None:
        """Count the hours of one «н»."""
        setattr(self, reason.value, getattr(self, reason.value) + hours)


@dataclass(frozen=True)
class WeekCell:
    """A student's place in a slot. `sign`: «н», «оп» or «»; `is_expected`: whether the student was to be there."""

    is_expected: bool
    sign: str = ""
    reason: AbsenceReason | None = None


@dataclass
class WeekRow:
    """A student of the week."""

    student: Student
    cells: list[WeekCell] = field(default_factory=list)
    missed: Missed = field(default_factory=Missed)
    planned: int = 0
    documents: list[AbsenceDocument] = field(default_factory=list)

    @property
    def attendance(self) -> Decimal | None:
        """Посещаемость in percent."""
        return attendance(self.planned, self.missed.ill, self.missed.excused, self.missed.unexcused)


@dataclass(frozen=True)
class AttendanceWeek:
    """The table. Hours are academic; lessons whose absentees nobody named yet count in no total."""

    group: StudyGroup
    week: IsoWeek
    slots: list[Slot]
    rows: list[WeekRow]
    missed: Missed
    planned: int

    @property
    def days(self) -> list[tuple[date, int]]:
        """The days with the number of their columns."""
        found: dict[date, int] = {}
        for slot in self.slots:
            found[slot.date] = found.get(slot.date, 0) + 1
        return list(found.items())

    @property
    def open_slots(self) -> list[Slot]:
        """Lessons of which nobody has said who was absent."""
        return [slot for slot in self.slots if slot.is_open]

    @property
    def attendance(self) -> Decimal | None:
        """Посещаемость of the group in percent."""
        return attendance(self.planned, self.missed.ill, self.missed.excused, self.missed.unexcused)


def attendance_week(session: Session, group: StudyGroup, week: IsoWeek, today: date) -> AttendanceWeek:
    """The group's week up to today: lessons that count in attendance. Five queries, whatever the group."""
    slots = _slots(session, group.id, week, min(week.sunday, today))
    members = _members(session, group.id, week)
    parts = _parts(session, slots)
    absences = _absences(session, slots)
    documents = _documents(session, [student.id for student, _intervals in members], week)
    total, planned = Missed(), 0
    rows = []
    for student, intervals in members:
        row = WeekRow(student, documents=documents.get(student.id, []))
        for slot in slots:
            _fill(row, slot, intervals, parts, absences)
        planned += row.planned
        for reason in AbsenceReason:
            total.add(reason, getattr(row.missed, reason.value))
        rows.append(row)
    return AttendanceWeek(group, week, slots, rows, total, planned)


def _fill(
    row: WeekRow,
    slot: Slot,
    intervals: Iterable[Interval],
    parts: dict[tuple[int, int], list[Interval]],
    absences: dict[tuple[int, int], tuple[Attendance, AbsenceReason]],
) -> None:
    cell = WeekCell(False)
    if covers(intervals, slot.date):
        for lesson in slot.lessons:
            subgroup = lesson.journal.subgroup_id
            if subgroup is not None and not covers(parts.get((subgroup, row.student.id), ()), slot.date):
                continue
            attendance_, reason = absences.get((lesson.id, row.student.id), (Attendance.PRESENT, None))
            is_absent = attendance_ is Attendance.ABSENT
            if lesson.absence_confirmed or is_absent:
                row.planned += lesson.hours
            if is_absent and reason is not None:
                row.missed.add(reason, lesson.hours)
            if not cell.sign:
                sign = {Attendance.ABSENT: "н", Attendance.LATE: "оп"}.get(attendance_, "")
                cell = WeekCell(True, sign, reason if is_absent else None)
    row.cells.append(cell)


def _slots(session: Session, group_id: int, week: IsoWeek, last: date) -> list[Slot]:
    lessons = session.scalars(
        select(Lesson)
        .join(Journal, Lesson.journal_id == Journal.id)
        .where(
            Journal.group_id == group_id,
            Lesson.date.between(week.monday, last),
            Lesson.state.in_(SHOWN),
        )
        .options(joinedload(Lesson.journal).joinedload(Journal.discipline))
        .order_by(Lesson.date, Lesson.pair, Lesson.id)
    )
    found: dict[tuple[date, int], Slot] = {}
    for lesson in lessons:
        if lesson.kind.facts.in_attendance:
            found.setdefault((lesson.date, lesson.pair), Slot(lesson.date, lesson.pair, [])).lessons.append(
                lesson
            )
    return list(found.values())


def _members(session: Session, group_id: int, week: IsoWeek) -> list[tuple[Student, list[Interval]]]:
    rows = session.execute(
        select(Student, Membership.starts_on, Membership.ends_on)
        .join(Membership, Membership.student_id == Student.id)
        .where(
            Membership.group_id == group_id,
            Membership.starts_on <= week.sunday,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= week.monday),
        )
        .order_by(Student.sort_key, Student.id, Membership.starts_on)
    )
    found: dict[int, tuple[Student, list[Interval]]] = {}
    for student, starts, ends in rows:
        found.setdefault(student.id, (student, []))[1].append((starts, ends))
    return list(found.values())


def _parts(session: Session, slots: list[Slot]) -> dict[tuple[int, int], list[Interval]]:
    """(subgroup, student) → intervals."""
    ids = {lesson.journal.subgroup_id for slot in slots for lesson in slot.lessons} - {None}
    found: dict[tuple[int, int], list[Interval]] = {}
    for subgroup, student, starts, ends in session.execute(
        select(
            SubgroupMembership.subgroup_id,
            SubgroupMembership.student_id,
            SubgroupMembership.starts_on,
            SubgroupMembership.ends_on,
        ).where(SubgroupMembership.subgroup_id.in_(ids))
    ):
        found.setdefault((subgroup, student), []).append((starts, ends))
    return found


def _absences(session: Session, slots: list[Slot]) -> dict[tuple[int, int], tuple[Attendance, AbsenceReason]]:
    ids = [lesson.id for slot in slots for lesson in slot.lessons]
    return {
        (lesson_id, student_id): (kept, reason)
        for lesson_id, student_id, kept, reason in session.execute(
            select(Absence.lesson_id, Absence.student_id, Absence.attendance, Absence.reason).where(
                Absence.lesson_id.in_(ids)
            )
        )
    }


def _documents(session: Session, students: list[int], week: IsoWeek) -> dict[int, list[AbsenceDocument]]:
    found: dict[int, list[AbsenceDocument]] = {}
    for document in session.scalars(
        select(AbsenceDocument)
        .where(
            AbsenceDocument.student_id.in_(students),
            AbsenceDocument.starts_on <= week.sunday,
            AbsenceDocument.ends_on >= week.monday,
            AbsenceDocument.state.in_((DocumentState.ACCEPTED, DocumentState.REQUESTED)),
        )
        .order_by(AbsenceDocument.starts_on, AbsenceDocument.id)
    ):
        found.setdefault(document.student_id, []).append(document)
    return found
