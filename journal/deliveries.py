"""Results on their way to the LMS's grade book: what is wanted, written with the result itself.

An operation that gives a МИУД, a final or a sheet's result says here what the LMS should show; the worker delivers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from journal.acting import Acting
from models import DeliveryState, GradeDelivery, Journal, LineItem, LineItemKind, Student
from regulation.refusal import N_

COMMENT_LENGTH = 500
LABEL_LENGTH = 255
SWITCHED_OFF = N_("передача оценок этого журнала выключена")


def want_result(
    acting: Acting,
    journal: Journal,
    student_id: int,
    *,
    kind: LineItemKind,
    resource_id: str,
    label: str,
    value: int | None,
    not_assessed: bool,
    comment: str = "",
) -> GradeDelivery | None:
    """Note that the LMS should show this result of this student in the column `resource_id` of the journal.

    `value` 5–2, or None with `not_assessed` for «н/а», or None for an emptied cell: both empty the LMS's cell, «н/а»
    keeps its comment. None is returned when the journal has no course to deliver to. While the journal's delivery is
    switched off the wanted value is kept and waits for the switch.
    """
    if journal.course_id is None:
        return None
    item = _line_item(acting, journal, kind, resource_id, label)
    delivery = acting.session.scalar(
        select(GradeDelivery).where(
            GradeDelivery.line_item_id == item.id, GradeDelivery.student_id == student_id
        )
    )
    text = (comment or ("н/а — не аттестован" if not_assessed else ""))[:COMMENT_LENGTH]
    if delivery is None:
        if value is None and not not_assessed:
            return None
        delivery = GradeDelivery(line_item_id=item.id, student_id=student_id, next_attempt_at=acting.now)
        acting.session.add(delivery)
        delivery.wanted_version = 0
        delivery.delivered_version = 0
    delivery.value = value
    delivery.comment = text
    delivery.wanted_version += 1
    _renew(delivery, acting.now)
    if not journal.grades_to_lms:
        delivery.state, delivery.last_error = DeliveryState.OFF, SWITCHED_OFF
    acting.session.flush()
    acting.session.info["wake"] = True
    return delivery


def send_again(acting: Acting, journal: Journal, *, everything: bool = False) -> int:
    """Queue the journal's results once more: those not confirmed, or all of them. Returns how many."""
    count = 0
    for delivery in acting.session.scalars(
        select(GradeDelivery).join(LineItem).where(LineItem.journal_id == journal.id)
    ):
        if everything or delivery.state is not DeliveryState.CONFIRMED:
            delivery.wanted_version += 1
            _renew(delivery, acting.now)
            count += 1
    acting.session.flush()
    acting.session.info["wake"] = count > 0 or acting.session.info.get("wake", False)
    return count


def deliver_to_course(acting: Acting, journal: Journal) -> None:
    """The journal is kept in another course now: its columns are made there, every result is sent there."""
    acting.session.execute(
        update(LineItem)
        .where(LineItem.journal_id == journal.id)
        .values(course_id=journal.course_id, url="", making_until=None)
    )
    if journal.grades_to_lms:
        send_again(acting, journal, everything=True)


def switch_delivery(acting: Acting, journal: Journal, is_on: bool) -> None:
    """Switch the journal's delivery on or off; what the LMS already shows stays there."""
    journal.grades_to_lms = is_on
    items = select(LineItem.id).where(LineItem.journal_id == journal.id)
    waiting = GradeDelivery.line_item_id.in_(items)
    if is_on:
        acting.session.execute(
            update(GradeDelivery)
            .where(waiting, GradeDelivery.state == DeliveryState.OFF)
            .values(state=DeliveryState.PENDING, next_attempt_at=acting.now, attempts=0)
        )
        acting.session.info["wake"] = True
    else:
        acting.session.execute(
            update(GradeDelivery)
            .where(waiting, GradeDelivery.state == DeliveryState.PENDING)
            .values(state=DeliveryState.OFF, last_error=SWITCHED_OFF)
        )
    acting.session.flush()


@dataclass(frozen=True)
class DeliveryLine:
    """One student in one column, as the status page shows it."""

    student: Student
    label: str
    kind: LineItemKind
    value: int | None
    comment: str
    state: DeliveryState
    attempts: int
    error: str
    next_attempt_at: datetime
    delivered_at: datetime | None
    read_value: str


def delivery_lines(acting: Acting, journal: Journal) -> list[DeliveryLine]:
    """The state of every result of the journal, by column and name: one query."""
    rows = acting.session.execute(
        select(GradeDelivery, LineItem, Student)
        .join(LineItem, GradeDelivery.line_item_id == LineItem.id)
        .join(Student, GradeDelivery.student_id == Student.id)
        .where(LineItem.journal_id == journal.id)
        .order_by(LineItem.id, Student.sort_key, Student.id)
    )
    return [
        DeliveryLine(
            student, item.label, item.kind, delivery.value, delivery.comment, delivery.state, delivery.attempts,
            delivery.last_error, delivery.next_attempt_at, delivery.delivered_at, delivery.read_value,
        )
        for delivery, item, student in rows
    ]  # fmt: skip


def delivery_counts(acting: Acting, journal: Journal) -> dict[DeliveryState, int]:
    """How many results of the journal are in which state."""
    rows = acting.session.execute(
        select(GradeDelivery.state, func.count())
        .join(LineItem)
        .where(LineItem.journal_id == journal.id)
        .group_by(GradeDelivery.state)
    )
    return dict(rows.all())


def _renew(delivery: GradeDelivery, moment: datetime) -> None:
    delivery.state = DeliveryState.PENDING
    delivery.next_attempt_at = moment
    delivery.attempts = 0
    delivery.last_error = ""


def _line_item(
    acting: Acting, journal: Journal, kind: LineItemKind, resource_id: str, label: str
) -> LineItem:
    assert journal.course_id is not None
    wanted = select(LineItem).where(LineItem.journal_id == journal.id, LineItem.resource_id == resource_id)
    item = acting.session.scalar(wanted)
    if item is not None:
        return item
    item = LineItem(
        journal_id=journal.id, course_id=journal.course_id, kind=kind, resource_id=resource_id, tag=kind.value,
        label=label[:LABEL_LENGTH],
    )  # fmt: skip
    try:
        with acting.session.begin_nested():
            acting.session.add(item)
    except IntegrityError:  # another process made the same column meanwhile
        return acting.session.scalars(wanted).one()
    return item
