"""Movement of the contingent by order: entered for many students at once, annulled with a reason (3.9.2).

Journals follow the intervals: outside of them a cell is shaded and refuses; what was recorded before stays where it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from journal.acting import Acting
from journal.calendar import work_calendar
from journal.movement_rules import CLAUSE, INTO_GROUP, TITLES, Draft, check_draft, check_place
from journal.places import Place, places_of
from models import Membership, Movement, MovementKind, Order, Student, StudyGroup
from regulation.calendar import WorkCalendar
from regulation.movements import LONGEST_TERM, entry_due, entry_late
from regulation.refusal import N_, Refusal

_ONE_DAY = timedelta(days=1)


def enter_movement(acting: Acting, draft: Draft, student_ids: Sequence[int]) -> list[Movement]:
    """Enter the movement for every student, or for none. Returns the movements in the order of the ids.

    Raises the first student's refusal (E_PERIOD, E_GROUP, E_LATER, E_ENROLLED, E_NOT_MEMBER, E_MOVEMENT), E_PEOPLE
    when nobody is chosen. A constant number of queries for each 500 students.
    """
    if not student_ids:
        raise Refusal("E_PEOPLE", CLAUSE, N_("Отметьте хотя бы одного обучающегося."))
    check_draft(draft)
    places = places_of(acting.session, student_ids)
    ended = [(place, check_place(draft, place)) for place in places.values()]
    due_on, late_days = due_of(acting, draft.order)
    made = [_movement(acting, draft, place, inside, due_on, late_days) for place, inside in ended]
    acting.session.add_all(made)
    begun: list[Membership | None] = []
    for movement, (place, inside) in zip(made, ended, strict=True):
        trace = [] if draft.kind is MovementKind.PROMOTION else _end(acting, draft, place, inside)
        movement.trace = trace
        begun.append(_begin(acting, draft, place))
    acting.session.flush()
    for movement, membership in zip(made, begun, strict=True):
        if membership is not None:
            movement.trace = [*movement.trace, ["begun", membership.id]]
    acting.session.flush()
    return made


def refusals_of(acting: Acting, draft: Draft, student_ids: Sequence[int]) -> dict[int, Refusal]:
    """Student id → why this student cannot be moved so; for a preview, nothing is changed."""
    found: dict[int, Refusal] = {}
    for student_id, place in places_of(acting.session, student_ids).items():
        try:
            check_place(draft, place)
        except Refusal as refusal:
            found[student_id] = refusal
    return found


def due_of(acting: Acting, order: Order) -> tuple[date, int]:
    """The last day to enter a movement of this order, and how many working days late today is (3.9.2)."""
    calendar = _calendar(acting, order.dated)
    due_on = entry_due(calendar, order.dated, acting.rules.movement_days)
    return due_on, entry_late(calendar, due_on, acting.today)


def _calendar(acting: Acting, first: date) -> WorkCalendar:
    last = max(acting.today, first) + timedelta(days=LONGEST_TERM)
    return work_calendar(acting.session, first, last, acting.rules.week_days)


def _movement(
    acting: Acting, draft: Draft, place: Place, inside: Sequence[Membership], due_on: date, late_days: int
) -> Movement:
    from_group = inside[0].group_id if inside else None
    to_group = draft.to_group.id if draft.to_group and draft.kind in INTO_GROUP else None
    return Movement(
        student_id=place.student.id, kind=draft.kind, from_group_id=from_group,
        to_group_id=from_group if draft.kind is MovementKind.PROMOTION else to_group,
        effective_on=draft.effective_on, order_id=draft.order.id, due_on=due_on, late_days=late_days,
        entered_at=acting.now, entered_by_id=acting.user_id, note=draft.note.strip()[:500], trace=[],
    )  # fmt: skip


def basis_of(draft: Draft) -> str:
    """What stands as the basis of an interval: «отчисление, приказ № 84-с от 14.11.2025»."""
    return f"{TITLES[draft.kind]}, приказ {draft.order.name}"


def _end(acting: Acting, draft: Draft, place: Place, inside: Sequence[Membership]) -> list[list[object]]:
    """End the groups and their subgroups the day before; returns what was changed, for annulment."""
    trace: list[list[object]] = []
    last = draft.effective_on - _ONE_DAY
    groups = {one.group_id for one in inside}
    for membership in inside:
        trace.append(["ended", membership.id, _iso(membership.ends_on), membership.end_basis])
        membership.ends_on, membership.end_basis = last, basis_of(draft)
    for part, group_id in place.parts:
        if group_id not in groups or (part.ends_on is not None and part.ends_on <= last):
            continue
        if part.starts_on > last:
            trace.append(["dropped", part.subgroup_id, _iso(part.starts_on), _iso(part.ends_on)])
            acting.session.delete(part)
        else:
            trace.append(["part", part.id, _iso(part.ends_on)])
            part.ends_on = last
    return trace


def _begin(acting: Acting, draft: Draft, place: Place) -> Membership | None:
    if draft.to_group is None or draft.kind not in INTO_GROUP:
        return None
    made = Membership(
        group_id=draft.to_group.id,
        student_id=place.student.id,
        starts_on=draft.effective_on,
        basis=basis_of(draft),
    )
    acting.session.add(made)
    return made


def distribute(acting: Acting, movements: Sequence[Movement], group: StudyGroup, starts_on: date) -> None:
    """Put newcomers, admitted without a group, into one from the day on (3.9.1).

    Raises E_GROUP, E_ENROLLED for somebody who has a group already, E_PERIOD for a day before the admission.
    """
    places = places_of(acting.session, [one.student_id for one in movements])
    for movement in movements:
        place = places[movement.student_id]
        if (
            place.last is not movement
            or not place.is_newcomer
            or place.on(starts_on)
            or place.after(starts_on)
        ):
            raise Refusal(
                "E_ENROLLED",
                "3.9.1",
                N_("%(name)s уже распределён в группу. Обновите страницу."),
                name=place.name,
            )
        draft = Draft(MovementKind.ADMISSION, starts_on, movement.order, group)
        check_draft(draft)
        if starts_on < movement.effective_on:
            raise Refusal(
                "E_PERIOD", "3.9.1",
                N_("%(name)s зачислен с %(day)s: в группу можно включить не раньше этого дня."),
                name=place.name, day=f"{movement.effective_on:%d.%m.%Y}",
            )  # fmt: skip
        movement.to_group_id = group.id
        membership = _begin(acting, draft, place)
        acting.session.flush()
        assert membership is not None
        movement.trace = [*movement.trace, ["begun", membership.id]]
    acting.session.flush()


def newcomers(acting: Acting) -> list[Movement]:
    """The admissions in force of people not put into a group yet, as Russians sort."""
    return list(
        acting.session.scalars(
            select(Movement)
            .join(Movement.student)
            .where(
                Movement.kind == MovementKind.ADMISSION, Movement.to_group_id.is_(None), Movement.annulled_at.is_(None),
                ~_has_newer(), ~Student.is_archived,
                ~select(Membership.id).where(Membership.student_id == Movement.student_id).exists(),
            )
            .order_by(Student.sort_key, Student.id)
        )
    )  # fmt: skip


def _has_newer() -> ColumnElement[bool]:
    newer = aliased(Movement)
    return (
        select(newer.id)
        .where(newer.student_id == Movement.student_id, newer.annulled_at.is_(None), newer.id > Movement.id)
        .exists()
    )


def movements_on(acting: Acting, order: Order) -> int:
    """How many movements in force rest on the order."""
    return (
        acting.session.scalar(
            select(func.count(Movement.id)).where(
                Movement.order_id == order.id, Movement.annulled_at.is_(None)
            )
        )
        or 0
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
