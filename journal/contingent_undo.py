"""A loaded contingent file taken back: admissions annulled, cards restored or archived (1.6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.imports import Trace
from journal.places import Place, in_parts, places_of
from models import (
    Absence,
    ExamSheet,
    FinalMark,
    Journal,
    Mark,
    Membership,
    Movement,
    SheetEntry,
    Student,
    User,
)  # fmt: skip
from regulation.names import sort_key
from regulation.refusal import N_, Refusal

REASON = "отменена загрузка файла"


def undo_contingent(acting: Acting, trace: Sequence[Trace]) -> None:
    """Take everything the file did back. Raises E_RESTS, naming people, when something since then rests on it."""
    session = acting.session
    places = places_of(session, [one["student"] for one in trace])
    movements = _movements(session, trace)
    _refuse_resting(session, trace, places, movements)
    for one in trace:
        place = places[one["student"]]
        movement = movements.get(one.get("movement", 0))
        if movement is not None:
            _annul(acting, movement, place)
        _restore(place.student, one)
    _untie(session, trace)
    session.flush()


def _movements(session: Session, trace: Sequence[Trace]) -> dict[int, Movement]:
    found: dict[int, Movement] = {}
    for part in in_parts([one["movement"] for one in trace if "movement" in one]):
        for movement in session.scalars(select(Movement).where(Movement.id.in_(part))):
            found[movement.id] = movement
    return found


def _refuse_resting(
    session: Session, trace: Sequence[Trace], places: dict[int, Place], movements: dict[int, Movement]
) -> None:
    resting = [places[one["student"]] for one in trace if _is_changed(one, places[one["student"]], movements)]
    begun = [fact[1] for movement in movements.values() for fact in movement.trace if fact[0] == "begun"]
    recorded = with_records(session, begun)
    tied = _tied_since(session, trace)
    resting += [
        place
        for place in places.values()
        if place.student.id in tied or recorded & {one.id for one in place.memberships}
    ]
    if resting:
        names = ", ".join(dict.fromkeys(place.name for place in resting[:5]))
        raise Refusal(
            "E_RESTS", "1.6",
            N_("Загрузку уже нельзя отменить целиком: у части обучающихся с тех пор есть записи, движение или учётная "
               "запись LMS (%(names)s%(more)s). Исправьте отдельные карточки."),
            names=names, more=" и другие" if len(resting) > 5 else "",
        )  # fmt: skip


def _is_changed(one: Trace, place: Place, movements: dict[int, Movement]) -> bool:
    """Whether the movement is not the newest any more, or its interval is not as it was made."""
    movement = movements.get(one.get("movement", 0))
    if movement is None:
        return False
    begun = {fact[1] for fact in movement.trace if fact[0] == "begun"}
    open_ones = {membership.id for membership in place.memberships if membership.ends_on is None}
    return place.last is not movement or not begun <= open_ones


def _tied_since(session: Session, trace: Sequence[Trace]) -> set[int]:
    """The students made by the file whose accounts were tied by something else."""
    made = [one["student"] for one in trace if one.get("created")]
    own = {user_id for one in trace for user_id in one.get("tied", [])}
    found: set[int] = set()
    for part in in_parts(made):
        for user_id, student_id in session.execute(
            select(User.id, User.student_id).where(User.student_id.in_(part))
        ):
            if user_id not in own and student_id is not None:
                found.add(student_id)
    return found


def with_records(session: Session, membership_ids: Iterable[int]) -> set[int]:
    """Those of the memberships whose students have marks, absences, finals or sheet lines in the group's journals."""
    found: set[int] = set()
    for part in in_parts(list(membership_ids)):
        for model, extra in _recording():
            query = (
                select(Membership.id)
                .join(Journal, Journal.group_id == Membership.group_id)
                .join(model, (model.student_id == Membership.student_id) & (model.journal_id == Journal.id))
                .where(Membership.id.in_(part), *extra)
            )
            found |= set(session.scalars(query))
        sheets = (
            select(Membership.id)
            .join(SheetEntry, SheetEntry.student_id == Membership.student_id)
            .join(ExamSheet, SheetEntry.sheet_id == ExamSheet.id)
            .join(Journal, (ExamSheet.journal_id == Journal.id) & (Journal.group_id == Membership.group_id))
            .where(Membership.id.in_(part))
        )
        found |= set(session.scalars(sheets))
    return found


def _recording() -> list[tuple[Any, list[Any]]]:
    return [
        (Mark, [Mark.value.is_not(None)]),
        (Absence, []),
        (FinalMark, [or_(FinalMark.value.is_not(None), FinalMark.not_assessed)]),
    ]


def _annul(acting: Acting, movement: Movement, place: Place) -> None:
    for membership in place.memberships:
        if any(fact == ["begun", membership.id] for fact in movement.trace):
            for part, group_id in place.parts:
                if group_id == membership.group_id and part.starts_on >= membership.starts_on:
                    acting.session.delete(part)
            acting.session.delete(membership)
    movement.annulled_at, movement.annulled_by_id, movement.annulled_reason = (
        acting.now,
        acting.user_id,
        REASON,
    )


def _restore(student: Student, one: Trace) -> None:
    for key, old in one.get("changed", {}).items():
        setattr(student, key, date.fromisoformat(old) if key == "birth_date" and old else old)
    student.sort_key = sort_key(student.family_name, student.given_name, student.patronymic)
    if one.get("created"):
        student.is_archived = True


def _untie(session: Session, trace: Sequence[Trace]) -> None:
    own = [user_id for one in trace for user_id in one.get("tied", [])]
    for part in in_parts(own):
        for user in session.scalars(select(User).where(User.id.in_(part))):
            user.student_id = None
