"""Changes the journal page sends by itself: each recorded once, in order, each standing or falling alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from journal.absences import confirm_absences, parse_attendance, put_absence, sign_of
from journal.acting import Acting
from journal.change_reading import MOST, Change, read_changes
from journal.conflicts import Conflict
from journal.filling import fill_lesson, is_filled, lesson_cautions
from journal.marks import put_mark, result_of
from journal.standing import standings
from journal.writing import begin_writing
from models import ChangeRequest, Journal, Lesson, Work
from regulation.refusal import N_, Refusal
from regulation.statistics import format_mean

__all__ = ["MOST", "Change", "ChangeResult", "apply_changes", "read_changes"]


@dataclass(frozen=True)
class ChangeResult:
    """What became of a change. `answer` is what the page is told; `student_id` whose mean and hours may be new."""

    id: str
    ok: bool
    answer: dict[str, Any] = field(default_factory=dict)
    student_id: int | None = None
    moved: bool = False

    def as_json(self) -> dict[str, Any]:
        """The result in the page's terms."""
        moved = {"moved": self.moved} if self.ok else {}
        return {"id": self.id, "ok": self.ok, **self.answer, **moved}


def apply_changes(acting: Acting, journal: Journal, changes: Sequence[Change]) -> list[ChangeResult]:
    """Record the changes in their order; a refused one leaves the others standing.

    A change is known by the id its browser gave it: the same id again from the same person gets the stored answer
    and nothing is written. Each result says how the student stands after all of them. Raises E_CLOSED for the whole
    when the journal takes no entries.
    """
    begin_writing(acting, journal)
    batch = _Batch(acting, journal, changes)
    results = [batch.apply(change) for change in changes]
    acting.session.info["acting"] = acting
    students = {result.student_id for result in results if result.ok and result.student_id is not None}
    now = standings(acting.session, journal.id, students)
    return [_with_standing(result, now) for result in results]


def _with_standing(result: ChangeResult, now: dict[int, Any]) -> ChangeResult:
    standing = now.get(result.student_id or 0)
    if standing is None:
        return result
    student = {"id": result.student_id, "mean": format_mean(standing.mean), "missed": standing.missed}
    return replace(result, answer={**result.answer, "student": student})


class _Batch:
    """The changes of one request with the lessons and works they speak of, read once."""

    def __init__(self, acting: Acting, journal: Journal, changes: Sequence[Change]) -> None:
        self.acting = acting
        self.session = acting.session
        self.journal = journal
        # What is typed comes one by one and is hardly ever a resend: one alone is looked for when refused or its id taken.
        self.answered = self._answered([change.id for change in changes]) if len(changes) > 1 else {}
        self.works = self._works({change.work for change in changes if change.work})
        self.lessons = self._lessons({change.lesson for change in changes if change.lesson})

    def apply(self, change: Change) -> ChangeResult:
        """Record one change in a savepoint of its own."""
        known = self.answered.get(change.id)
        if known is not None:
            return self._again(change, known)
        try:
            with self.session.begin_nested():
                result = self._record(change)
        except Refusal as refusal:
            known = self._answered([change.id]).get(change.id)
            return self._again(change, known) if known else _refused(change, refusal)
        except IntegrityError:  # the same id was recorded before, here or by a request for another journal
            known = self._answered([change.id]).get(change.id)
            if known is None:
                raise
            return self._again(change, known)
        return result

    def _record(self, change: Change) -> ChangeResult:
        acting = self.acting.because(change.reason or self.acting.reason)
        self.session.info.pop("columns_changed", None)
        answer = _KINDS[change.kind](self, acting, change)
        moved = bool(self.session.info.pop("columns_changed", False))
        self.answered[change.id] = ChangeRequest(
            client_id=change.id,
            user_id=acting.user_id or 0,
            at=acting.now,
            answer={**answer, "student_id": change.student},
        )
        self.session.add(self.answered[change.id])
        try:
            self.session.flush()
        except IntegrityError:
            del self.answered[change.id]
            raise
        return ChangeResult(change.id, True, answer, change.student, moved)

    def _again(self, change: Change, known: ChangeRequest) -> ChangeResult:
        if known.user_id != (self.acting.user_id or 0):
            return _refused(
                change,
                Refusal("E_CHANGE", "4.1.7", N_("Эту запись прислал другой человек. Обновите страницу.")),
            )
        answer = dict(known.answer)
        return ChangeResult(change.id, True, answer, answer.pop("student_id", None))

    def _answered(self, ids: list[str]) -> dict[str, ChangeRequest]:
        found = self.session.scalars(select(ChangeRequest).where(ChangeRequest.client_id.in_(ids)))
        return {request.client_id: request for request in found}

    def _works(self, ids: set[int]) -> dict[int, Work]:
        if not ids:
            return {}
        wanted = select(Work).where(Work.id.in_(ids), Work.journal_id == self.journal.id)
        return {work.id: work for work in self.session.scalars(wanted.options(joinedload(Work.lesson)))}

    def _lessons(self, ids: set[int]) -> dict[int, Lesson]:
        if not ids:
            return {}
        wanted = select(Lesson).where(Lesson.id.in_(ids), Lesson.journal_id == self.journal.id)
        return {lesson.id: lesson for lesson in self.session.scalars(wanted)}

    def work(self, change: Change) -> Work:
        """The column the change speaks of. Raises E_CHANGE when the journal has none such."""
        if change.work not in self.works:
            raise _not_here()
        return self.works[change.work]

    def lesson(self, change: Change) -> Lesson:
        """The lesson the change speaks of. Raises E_CHANGE when the journal has none such."""
        if change.lesson not in self.lessons:
            raise _not_here()
        return self.lessons[change.lesson]


def _mark(batch: _Batch, acting: Acting, change: Change) -> dict[str, Any]:
    work = batch.work(change)
    assert change.student is not None
    mark = put_mark(acting, work, change.student, change.value, change.version, made_up_on=change.made_up_on)
    made_up = mark.made_up_on.isoformat() if mark.made_up_on else None
    text = result_of(mark).text
    return {
        "cell": {"value": text, "version": mark.version, "late_days": mark.late_days, "made_up_on": made_up},
    }


def _absence(batch: _Batch, acting: Acting, change: Change) -> dict[str, Any]:
    lesson = batch.lesson(change)
    assert change.student is not None
    absence = put_absence(acting, lesson, change.student, parse_attendance(change.value), change.version)
    sign = sign_of(absence.attendance)
    return {
        "cell": {
            "value": sign,
            "version": absence.version,
            "late_days": absence.late_days,
            "reason": absence.reason.letter if sign == "н" else "",
        },
        "lesson": _lesson_answer(lesson),
    }


def _lesson(batch: _Batch, acting: Acting, change: Change) -> dict[str, Any]:
    lesson = fill_lesson(
        acting,
        batch.lesson(change),
        topic=change.topic,
        homework=change.homework,
        version=change.version,
        plan_item_id=change.plan_item,
        off_plan_reason=change.off_plan_reason,
    )
    return _filled(lesson)


def _present(batch: _Batch, acting: Acting, change: Change) -> dict[str, Any]:
    return _filled(confirm_absences(acting, batch.lesson(change)))


def _filled(lesson: Lesson) -> dict[str, Any]:
    cautions = [
        {"code": caution.code, "message": caution.message, "clause": caution.clause}
        for caution in lesson_cautions(lesson)
    ]
    shown = _lesson_answer(lesson)
    cell = {"value": lesson.topic, "version": lesson.version, "late_days": lesson.late_days}
    return {"cell": cell, "lesson": shown, "cautions": cautions}


def _lesson_answer(lesson: Lesson) -> dict[str, Any]:
    return {
        "id": lesson.id,
        "version": lesson.version,
        "topic": lesson.topic,
        "homework": lesson.homework,
        "conducted": lesson.state.value == "conducted",
        "absence_confirmed": lesson.absence_confirmed,
        "filled": is_filled(lesson),
        "late_days": lesson.late_days,
    }


_KINDS: dict[str, Callable[[_Batch, Acting, Change], dict[str, Any]]] = {
    "mark": _mark,
    "absence": _absence,
    "lesson": _lesson,
    "present": _present,
}


def _refused(change: Change, refusal: Refusal) -> ChangeResult:
    answer: dict[str, Any] = {"code": refusal.code, "message": refusal.message, "clause": refusal.clause}
    if isinstance(refusal, Conflict):
        answer |= {"current": refusal.current, "wanted": refusal.wanted, "recorded": refusal.recorded}
    return ChangeResult(change.id, False, answer, change.student)


def _not_here() -> Refusal:
    return Refusal("E_CHANGE", "1.5", N_("Такого занятия или столбца в журнале нет. Обновите страницу."))
