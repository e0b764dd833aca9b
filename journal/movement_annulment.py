"""A movement entered by mistake is annulled with a reason; the intervals are put back as they were (1.5, 3.9.2)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.movement_rules import CLAUSE, TITLES, written
from journal.places import Place, places_of
from models import (
    Absence,
    ExamSheet,
    FinalMark,
    Journal,
    Lesson,
    Mark,
    Membership,
    Movement,
    SheetEntry,
    SubgroupMembership,
    Term,
    Work,
)  # fmt: skip
from regulation.refusal import N_, Refusal
from regulation.topics import check_remark


def annul_movement(acting: Acting, movement: Movement, reason: str) -> None:
    """Take the newest movement of a student back.

    Raises E_TOPIC_* for an empty reason, E_CLOSED when it is annulled already, E_LATER when something newer rests on
    it, E_RECORDS when marks or absences stand in the interval that would go: those are closed by a movement of their
    own, not taken away.
    """
    if movement.annulled_at is not None:
        raise Refusal("E_CLOSED", CLAUSE, N_("Эта запись уже аннулирована."))
    text = check_remark(reason, acting.rules.latin_terms)
    place = places_of(acting.session, [movement.student_id])[movement.student_id]
    _require_newest(movement, place)
    _take_back(acting, movement, place)
    movement.annulled_at, movement.annulled_by_id, movement.annulled_reason = acting.now, acting.user_id, text
    acting.session.flush()


def _require_newest(movement: Movement, place: Place) -> None:
    last = place.last
    if last is not None and last.id != movement.id:
        raise Refusal(
            "E_LATER", CLAUSE,
            N_("После этой записи внесено: %(kind)s с %(day)s. Сначала аннулируйте более позднюю запись."),
            kind=TITLES[last.kind], day=written(last.effective_on),
        )  # fmt: skip


def _take_back(acting: Acting, movement: Movement, place: Place) -> None:
    session = acting.session
    begun = [fact for fact in movement.trace if fact[0] == "begun"]
    for fact in begun:
        membership = next((one for one in place.memberships if one.id == fact[1]), None)
        if membership is None or membership.ends_on is not None:
            raise _changed(place)
        refuse_records(session, place, membership)
        for part, group_id in place.parts:
            if group_id == membership.group_id and part.starts_on >= membership.starts_on:
                session.delete(part)
        session.delete(membership)
    session.flush()
    for fact in movement.trace:
        _restore(session, movement, fact)


def _restore(session: Session, movement: Movement, fact: list[Any]) -> None:
    if fact[0] == "ended":
        membership = session.get_one(Membership, fact[1])
        membership.ends_on, membership.end_basis = _day(fact[2]), fact[3]
    elif fact[0] == "part":
        session.get_one(SubgroupMembership, fact[1]).ends_on = _day(fact[2])
    elif fact[0] == "dropped":
        starts_on = _day(fact[2])
        assert starts_on is not None
        session.add(
            SubgroupMembership(
                subgroup_id=fact[1],
                student_id=movement.student_id,
                starts_on=starts_on,
                ends_on=_day(fact[3]),
            )
        )


def refuse_records(session: Session, place: Place, membership: Membership) -> None:
    """Raise E_RECORDS when the journals of the group hold something of the student within the interval."""
    count = records_within(session, membership)
    if count:
        raise Refusal(
            "E_RECORDS", CLAUSE,
            N_("%(name)s: за время в группе %(group)s в журналах уже есть записи (%(count)s). Они не исчезают: "
               "внесите отчисление или перевод нужным днём."),
            name=place.name, group=membership.group.name, count=count,
        )  # fmt: skip


def records_within(session: Session, membership: Membership) -> int:
    """How many marks, absences, finals and sheet lines the student has in the group's journals in the interval."""
    journals = (
        select(Journal.id)
        .join(Journal.term)
        .where(Journal.group_id == membership.group_id, Term.ends_on >= membership.starts_on)
    )
    in_time = [Lesson.date >= membership.starts_on]
    if membership.ends_on is not None:
        in_time.append(Lesson.date <= membership.ends_on)
    student_id = membership.student_id
    marks = (
        select(func.count(Mark.id))
        .join(Work, Mark.work_id == Work.id)
        .join(Lesson, Work.lesson_id == Lesson.id)
        .where(
            Mark.journal_id.in_(journals), Mark.student_id == student_id, Mark.value.is_not(None), *in_time
        )
    )
    absences = (
        select(func.count(Absence.id))
        .join(Lesson, Absence.lesson_id == Lesson.id)
        .where(Absence.journal_id.in_(journals), Absence.student_id == student_id, *in_time)
    )
    finals = select(func.count(FinalMark.id)).where(
        FinalMark.journal_id.in_(journals), FinalMark.student_id == student_id,
        or_(FinalMark.value.is_not(None), FinalMark.not_assessed),
    )  # fmt: skip
    sheets = (
        select(func.count(SheetEntry.id))
        .join(ExamSheet, SheetEntry.sheet_id == ExamSheet.id)
        .where(ExamSheet.journal_id.in_(journals), SheetEntry.student_id == student_id)
    )
    return sum(session.scalar(query) or 0 for query in (marks, absences, finals, sheets))


def _changed(place: Place) -> Refusal:
    return Refusal(
        "E_LATER", CLAUSE,
        N_("%(name)s: запись о группе с тех пор изменена. Внесите новое движение по приказу."), name=place.name,
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
