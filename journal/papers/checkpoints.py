"""F-18: the МИУД of one month by disciplines, with mean and missed hours; the missing ones outlined (3.13.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.checkpoints import CheckpointMonth, months_of
from journal.memberships import Member, members_of
from journal.papers.blanks import checkpoint_blank, checkpoint_not_due, member_name
from journal.papers.heading import Heading, heading_of, signature, teachers_of
from journal.standing import IN_ATTENDANCE
from journal.writing import TAKES_PLACE
from models import Absence, Attendance, Journal, Lesson, Mark
from regulation.checkpoints import month_of
from regulation.names import full_name
from regulation.refusal import Caution
from regulation.scale import format_result
from regulation.statistics import results, rounded_mean


@dataclass(frozen=True)
class CheckpointColumn:
    """A discipline: the day of its МИУД (None: no lessons that month) and the bottom of its column."""

    title: str
    teacher: str
    day: date | None
    n5: int
    n4: int
    n3: int
    n2: int
    na: int
    blank: int
    success: Decimal | None
    quality: Decimal | None
    mean: Decimal | None


@dataclass(frozen=True)
class CheckpointText:
    """What a cell says; `is_missing`: it is time and there is none; `outside`: not in the list that day."""

    text: str
    is_missing: bool = False
    outside: bool = False


@dataclass(frozen=True)
class CheckpointRow:
    """A student: МИУД by discipline, their mean to 0.01, academic hours missed in the month."""

    number: int
    name: str
    cells: tuple[CheckpointText, ...]
    mean: Decimal | None
    missed: int


@dataclass(frozen=True)
class CheckpointPaper:
    """The sheet of a month (its first day). `mean`: of all marks of all columns."""

    heading: Heading
    month: date
    columns: tuple[CheckpointColumn, ...]
    rows: tuple[CheckpointRow, ...]
    mean: Decimal | None
    missed: int
    missing: tuple[Caution, ...]

    @property
    def is_draft(self) -> bool:
        """Whether a МИУД is missing or still ahead."""
        return bool(self.missing)


@dataclass
class _Part:
    """One journal's month: its МИУД (None without lessons), list, results «5» or «н/а», hours missed."""

    journal: Journal
    month: CheckpointMonth | None
    members: dict[int, Member]
    texts: dict[int, str]
    missed: dict[int, int]

    @property
    def listed(self) -> list[int]:
        """The students in the list on the day of the МИУД."""
        return self.month.members if self.month else []


def checkpoints_of(acting: Acting, journal: Journal, journals: Sequence[Journal], month: date) -> CheckpointPaper:
    """The sheet of the month for these journals of one group; `journal` among them gives the head."""
    parts = [_part(acting, item, month) for item in journals]
    people = {member.student.id: member for part in parts for member in part.members.values()}
    ordered = sorted(people.values(), key=lambda member: (member.student.sort_key, member.student.id))
    rows = tuple(_row(number, member, parts) for number, member in enumerate(ordered, start=1))
    return CheckpointPaper(
        heading=heading_of(acting, journal),
        month=month_of(month),
        columns=tuple(_column(acting, part) for part in parts),
        rows=rows,
        mean=rounded_mean([int(text) for part in parts for text in _counted(part) if text.isdigit()]),
        missed=sum(row.missed for row in rows),
        missing=tuple(_missing(parts)),
    )


def printed_months(acting: Acting, journal: Journal) -> list[date]:
    """The months of the journal that have lessons, oldest first."""
    return [found.month for found in months_of(acting.session, journal, acting.today)]


def _part(acting: Acting, journal: Journal, month: date) -> _Part:
    session = acting.session
    members = members_of(session, journal)
    found = next((m for m in months_of(session, journal, acting.today, members) if m.month == month_of(month)), None)
    here = {member.student.id: member for member in members if _overlaps(member, month_of(month))}
    work_id = found.work_id if found else None
    return _Part(journal, found, here, _texts(session, work_id), _missed(session, journal.id, month_of(month)))


def _overlaps(member: Member, month: date) -> bool:
    """Whether the student was in the list on some day of the month."""
    following = next_month(month)
    return any(starts < following and (ends is None or ends >= month) for starts, ends in member.intervals)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _texts(session: Session, work_id: int | None) -> dict[int, str]:
    if work_id is None:
        return {}
    rows = session.execute(select(Mark.student_id, Mark.value, Mark.not_assessed).where(Mark.work_id == work_id))
    texts = {student: format_result(value, not_assessed) for student, value, not_assessed in rows}
    return {student: text for student, text in texts.items() if text}


def _missed(session: Session, journal_id: int, month: date) -> dict[int, int]:
    rows = session.execute(
        select(Absence.student_id, func.sum(Lesson.hours))
        .join(Lesson, Absence.lesson_id == Lesson.id)
        .where(
            Absence.journal_id == journal_id,
            Absence.attendance == Attendance.ABSENT,
            Lesson.date >= month,
            Lesson.date < next_month(month),
            Lesson.kind.in_(IN_ATTENDANCE),
            Lesson.state.in_(TAKES_PLACE),
        )
        .group_by(Absence.student_id)
    )
    return {student: int(hours) for student, hours in rows}


def _row(number: int, member: Member, parts: Sequence[_Part]) -> CheckpointRow:
    student = member.student
    cells = tuple(_cell(part, student.id) for part in parts)
    return CheckpointRow(
        number=number,
        name=full_name(student.family_name, student.given_name, student.patronymic),
        cells=cells,
        mean=rounded_mean([int(cell.text) for cell in cells if cell.text.isdigit()]),
        missed=sum(part.missed.get(student.id, 0) for part in parts),
    )


def _cell(part: _Part, student_id: int) -> CheckpointText:
    text = part.texts.get(student_id, "")
    is_listed = student_id in part.listed
    if text or part.month is None:
        return CheckpointText(text)
    return CheckpointText("", is_missing=is_listed and part.month.is_due, outside=not is_listed)


def _counted(part: _Part) -> list[str]:
    """The results of the listed, «» for none."""
    return [part.texts.get(student, "") for student in part.listed]


def _column(acting: Acting, part: _Part) -> CheckpointColumn:
    texts = _counted(part)
    n5, n4, n3, n2, na = (texts.count(value) for value in ("5", "4", "3", "2", "н/а"))
    shares = results(n5, n4, n3, n2, na, acting.rules)
    people = teachers_of(acting.session, part.journal)
    return CheckpointColumn(
        title=part.journal.discipline.title,
        teacher=", ".join(signature(user) for user in people),
        day=part.month.lesson.day if part.month and part.month.lesson else None,
        n5=n5,
        n4=n4,
        n3=n3,
        n2=n2,
        na=na,
        blank=texts.count(""),
        success=shares.success,
        quality=shares.quality,
        mean=shares.mean,
    )


def _missing(parts: Sequence[_Part]) -> list[Caution]:
    found: list[Caution] = []
    for part in parts:
        blank = [student for student in part.listed if student not in part.texts]
        title = part.journal.discipline.title
        if part.month is not None and blank and not part.month.is_due:
            found.append(checkpoint_not_due(title))
        elif blank and (caution := checkpoint_blank(title, [member_name(part.members[s]) for s in blank])):
            found.append(caution)
    return found
