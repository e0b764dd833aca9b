"""Marks: 5, 4, 3 and 2 in the works of a lesson; МИУД takes «н/а» too (4.1.1, 4.1.8, 3.13.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.cells import Cell, read_cell
from journal.conflicts import Conflict, recorded_by
from journal.coverage import refuse_substitute
from journal.deliveries import want_result
from journal.medical_groups import require_allowed_work
from journal.memberships import require_member
from journal.reasons import require_reason
from journal.writing import begin_writing, require_open, require_takes_place
from models import Attendance, Lesson, LineItemKind, Mark, Work
from regulation.attendance import check_absence_with_mark
from regulation.calendar import MONTHS
from regulation.kinds import WorkKind
from regulation.refusal import N_, Refusal
from regulation.scale import format_result, parse_mark, parse_result


@dataclass(frozen=True)
class Result:
    """What a cell holds: a mark, «н/а», or nothing; and the day of an «отработка»."""

    value: int | None = None
    not_assessed: bool = False
    made_up_on: date | None = None

    @property
    def text(self) -> str:
        """As the cell shows it."""
        return format_result(self.value, self.not_assessed)


def put_mark(
    acting: Acting, work: Work, student_id: int, text: str, version: int, *, made_up_on: date | None = None
) -> Mark:
    """Write, change or clear («») a student's mark in a work; `version` is the cell's as the person saw it, 0 for none.

    The value that already stands changes nothing. `made_up_on`: the day of an «отработка» of somebody absent; lateness
    then counts from it. Clearing keeps the row; an empty cell cleared is a Mark of version 0 that is not stored.
    Raises E_MARK, E_FUTURE, E_CLOSED, E_NOT_MEMBER, E_ABSENT, E_REASON, Conflict.
    """
    lesson = work.lesson
    begin_writing(acting, lesson.journal, lesson, work)
    wanted = _parse(acting, work, text, made_up_on)
    cell = read_cell(acting.session, work, student_id)
    mark = cell.mark
    stands = result_of(mark)
    if wanted == stands or (wanted.text == stands.text and made_up_on is None):
        return mark or _empty(work, student_id)
    late_days = _check(acting, work, student_id, cell, wanted)
    if version != (mark.version if mark else 0):
        current = {"value": stands.text, "version": mark.version if mark else 0}
        raise Conflict(current, wanted.text, recorded_by(acting, mark))
    if mark and stands.text:
        require_reason(acting, mark.set_at)
    mark = _write(acting, mark or _empty(work, student_id), wanted, late_days)
    if work.kind is WorkKind.CHECKPOINT:
        _deliver(acting, work, student_id, wanted)
    return mark


def current_mark(session: Session, work_id: int, student_id: int) -> Mark | None:
    """The stored mark of the cell as it is now."""
    wanted = select(Mark).where(Mark.work_id == work_id, Mark.student_id == student_id)
    return session.scalar(wanted.execution_options(populate_existing=True))


def result_of(mark: Mark | None) -> Result:
    """What the stored mark says; nothing for none."""
    return Result(mark.value, mark.not_assessed, mark.made_up_on) if mark else Result()


def _parse(acting: Acting, work: Work, text: str, made_up_on: date | None) -> Result:
    if not text.strip():
        return Result()
    if work.kind is not WorkKind.CHECKPOINT:
        return Result(parse_mark(text, acting.rules), made_up_on=made_up_on)
    value = parse_result(text, acting.rules)
    return Result(value, not_assessed=value is None)


def _check(acting: Acting, work: Work, student_id: int, cell: Cell, wanted: Result) -> int:
    """All that may forbid the entry; returns by how many days it is late, 0 when it is not flagged."""
    lesson = work.lesson
    require_takes_place(lesson)
    if work.kind is WorkKind.CHECKPOINT:
        refuse_substitute(acting)
    if wanted.made_up_on is None:
        verdict = require_open(acting, lesson, work.kind.facts.written)
        late_days = verdict.late_days if verdict.is_flagged else 0
    else:
        late_days = _check_made_up(acting, work, lesson, wanted.made_up_on)
    require_member(acting.session, lesson.journal, student_id, lesson.date, cell.intervals)
    if wanted.text:
        require_allowed_work(acting.session, work, student_id)
    if work.kind is not WorkKind.CHECKPOINT:
        _check_absence(cell.attendance, lesson, wanted)
    return late_days


def _check_made_up(acting: Acting, work: Work, lesson: Lesson, made_up_on: date) -> int:
    """An «отработка» is written by the same rule of days, counted from its own day."""
    if made_up_on > acting.today:
        raise Refusal(
            "E_FUTURE",
            "4.1.1",
            N_("День отработки %(day)s ещё не наступил. Внесите отметку, когда работа сдана."),
            day=made_up_on.strftime("%d.%m.%Y"),
        )
    held = max(made_up_on, lesson.date)
    verdict = require_open(acting, lesson, work.kind.facts.written, on=held)
    return verdict.late_days if verdict.is_flagged else 0


def _check_absence(attendance: Attendance | None, lesson: Lesson, wanted: Result) -> None:
    is_absent = attendance is Attendance.ABSENT
    check_absence_with_mark(
        is_absent=is_absent, has_mark=bool(wanted.text), made_up_on=wanted.made_up_on, lesson_date=lesson.date
    )
    if wanted.made_up_on is not None and not is_absent:
        raise Refusal(
            "E_ABSENT",
            "4.1.8",
            N_("Отработка бывает у того, кто отсутствовал, а на занятии %(day)s обучающийся был. "
               "Внесите отметку без даты отработки."),
            day=lesson.date.strftime("%d.%m.%Y"),
        )  # fmt: skip


def _empty(work: Work, student_id: int) -> Mark:
    return Mark(
        journal_id=work.journal_id, work_id=work.id, work_kind=work.kind.value, student_id=student_id, value=None,
        not_assessed=False, made_up_on=None, late_days=0, version=0,
    )  # fmt: skip


def _write(acting: Acting, mark: Mark, wanted: Result, late_days: int) -> Mark:
    mark.value, mark.not_assessed, mark.made_up_on = wanted.value, wanted.not_assessed, wanted.made_up_on
    mark.late_days = late_days
    mark.set_at, mark.set_by_id = acting.now, acting.user_id
    acting.session.add(mark)
    acting.session.flush()
    return mark


def _deliver(acting: Acting, work: Work, student_id: int, wanted: Result) -> None:
    assert work.month is not None
    want_result(
        acting,
        work.lesson.journal,
        student_id,
        kind=LineItemKind.CHECKPOINT,
        resource_id=f"checkpoint-{work.month:%Y-%m}",
        label=f"МИУД, {MONTHS[work.month.month - 1]} {work.month.year}",
        value=wanted.value,
        not_assessed=wanted.not_assessed,
    )
