"""Sending results to the LMS: claim a row, send the newest wanted value, record what the LMS said.

Several workers may drain at once: a row is claimed with a lease, a value that changed while it was being sent is sent
again, and a crash at any point only means that the same value is sent once more with a newer timestamp.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, joinedload

from lti_tool.clock import now
from lti_tool.database import unit_of_work
from lti_tool.delivery.answers import Answer, Verdict
from lti_tool.delivery.lms import GradeBook, grade_book_of
from models import Course, DeliveryState, GradeDelivery, Journal, LineItem, User
from models.registration import Deployment

LEASE = timedelta(seconds=60)
BACK_OFF = (15, 30, 60, 120, 300, 600, 900, 1800)  # seconds; the last one repeats for as long as it takes
ARRIVED = (DeliveryState.SENT, DeliveryState.CONFIRMED, DeliveryState.DIFFERS)
BookOf = Callable[[int], GradeBook]


@dataclass(frozen=True)
class Parcel:
    """Everything one sending needs, read in one short transaction; nothing is locked while the LMS is asked."""

    delivery_id: int
    version: int
    line_item_id: int
    line_item_url: str
    line_items_url: str
    label: str
    tag: str
    resource_id: str
    registration_id: int
    course_id: int
    account: str | None
    value: int | None
    comment: str
    timestamp: datetime
    attempts: int


def drain(limit: int = 500, book_of: BookOf = grade_book_of) -> int:
    """Send what is due, then read back what was sent. Returns how many results were sent."""
    count = 0
    for _turn in range(limit):
        delivery_id = claim()
        if delivery_id is None:
            break
        parcel = pack(delivery_id)
        if parcel is not None:
            count += deliver(parcel, book_of)
    read_back(book_of)
    return count


def claim() -> int | None:
    """Take one due delivery for this worker; None when nothing is due."""
    moment = now()
    due = (
        GradeDelivery.state == DeliveryState.PENDING,
        GradeDelivery.next_attempt_at <= moment,
        or_(GradeDelivery.claimed_until.is_(None), GradeDelivery.claimed_until < moment),
    )
    while True:
        with unit_of_work() as session:
            found = session.scalar(
                select(GradeDelivery.id)
                .where(*due)
                .order_by(GradeDelivery.next_attempt_at, GradeDelivery.id)
                .limit(1)
            )
            if found is None:
                return None
            taken = session.execute(
                update(GradeDelivery)
                .where(GradeDelivery.id == found, *due)
                .values(claimed_by=secrets.token_hex(8), claimed_until=moment + LEASE)
            )
            if taken.rowcount == 1:  # type: ignore[attr-defined]
                return found


def pack(delivery_id: int) -> Parcel | None:
    """Read what is to be sent; a delivery that has nowhere to go is put aside with the reason."""
    with unit_of_work() as session:
        row = session.get_one(
            GradeDelivery,
            delivery_id,
            options=[joinedload(GradeDelivery.line_item).joinedload(LineItem.journal)],
        )
        journal: Journal = row.line_item.journal
        course = session.get_one(Course, row.line_item.course_id, options=[joinedload(Course.deployment)])
        account = _account(session, course, row.student_id)
        reason = _reason_to_stay(journal, course, account)
        if reason:
            row.state, row.last_error, row.claimed_until = DeliveryState.OFF, reason, None
            return None
        earliest = row.last_timestamp + timedelta(seconds=1) if row.last_timestamp else now()
        timestamp = max(now(), earliest).replace(microsecond=0)
        row.last_timestamp = timestamp
        item = row.line_item
        return Parcel(
            row.id, row.wanted_version, item.id, item.url, course.line_items_url, item.label, item.tag, item.resource_id,
            course.deployment.registration_id, course.id, account, row.value, row.comment, timestamp, row.attempts,
        )  # fmt: skip


def deliver(parcel: Parcel, book_of: BookOf) -> bool:
    """Make the column if there is none yet, send the score, record the answer. True when the LMS took it."""
    book = book_of(parcel.registration_id)
    url = parcel.line_item_url or _make_column(parcel, book)
    if not url:
        return False
    answer = book.send(url, parcel.account or "", parcel.value, parcel.comment, parcel.timestamp)
    _record(parcel, answer)
    return answer.verdict is Verdict.TAKEN


def _make_column(parcel: Parcel, book: GradeBook) -> str:
    """The address of the column, found by its resource id or made now; '' when it has to wait."""
    moment = now()
    with unit_of_work() as session:
        item = session.get_one(LineItem, parcel.line_item_id)
        if item.url:
            return item.url
        taken = session.execute(
            update(LineItem)
            .where(
                LineItem.id == item.id, or_(LineItem.making_until.is_(None), LineItem.making_until < moment)
            )
            .values(making_until=moment + LEASE)
        )
        if taken.rowcount != 1:  # type: ignore[attr-defined]
            _postpone(session, parcel.delivery_id, moment + timedelta(seconds=2))
            return ""
    answer, url = book.column(parcel.line_items_url, parcel.label, parcel.tag, parcel.resource_id)
    with unit_of_work() as session:
        session.execute(
            update(LineItem)
            .where(LineItem.id == parcel.line_item_id)
            .values(making_until=None, **({"url": url} if url else {}))
        )
        if url:  # those put off while it was being made need not wait for the next sweep
            session.execute(
                update(GradeDelivery)
                .where(
                    GradeDelivery.line_item_id == parcel.line_item_id,
                    GradeDelivery.state == DeliveryState.PENDING,
                    GradeDelivery.claimed_until.is_(None),
                )
                .values(next_attempt_at=now())
            )
    if not url:
        _record(parcel, answer)
    return url


def _record(parcel: Parcel, answer: Answer) -> None:
    moment = now()
    with unit_of_work() as session:
        mine = update(GradeDelivery).where(GradeDelivery.id == parcel.delivery_id)
        unchanged = GradeDelivery.wanted_version == parcel.version
        if answer.verdict is Verdict.TAKEN:
            session.execute(
                mine.values(
                    delivered_version=parcel.version,
                    delivered_at=moment,
                    attempts=0,
                    last_error="",
                    claimed_until=None,
                )
            )
            session.execute(mine.where(unchanged).values(state=DeliveryState.SENT))
        elif answer.verdict is Verdict.REFUSED:
            session.execute(mine.values(claimed_until=None, last_error=answer.sentence))
            session.execute(mine.where(unchanged).values(state=DeliveryState.REFUSED))
        else:
            if answer.verdict is Verdict.NO_COLUMN:
                _lose_column(session, parcel.line_item_id, moment)
            wait = 2 if answer.verdict is Verdict.STALE else BACK_OFF[min(parcel.attempts, len(BACK_OFF) - 1)]
            session.execute(
                mine.values(
                    attempts=parcel.attempts + 1,
                    last_error=answer.sentence,
                    next_attempt_at=moment + timedelta(seconds=wait),
                    claimed_until=None,
                )
            )
            if answer.verdict is Verdict.UNAVAILABLE:
                _spare(session, parcel.course_id, moment + timedelta(seconds=wait))


def _lose_column(session: Session, line_item_id: int, moment: datetime) -> None:
    """The column was deleted in the LMS with everything in it: all its results go out again, into a new one."""
    session.execute(update(LineItem).where(LineItem.id == line_item_id).values(url=""))
    session.execute(
        update(GradeDelivery)
        .where(GradeDelivery.line_item_id == line_item_id, GradeDelivery.state.in_(ARRIVED))
        .values(state=DeliveryState.PENDING, next_attempt_at=moment, attempts=0)
    )


def _spare(session: Session, course_id: int, until: datetime) -> None:
    """The LMS does not answer: its other results of this course need not try before `until`."""
    items = select(LineItem.id).where(LineItem.course_id == course_id)
    session.execute(
        update(GradeDelivery)
        .where(
            GradeDelivery.line_item_id.in_(items),
            GradeDelivery.state == DeliveryState.PENDING,
            GradeDelivery.next_attempt_at < until,
        )
        .values(next_attempt_at=until)
    )


def _postpone(session: Session, delivery_id: int, until: datetime) -> None:
    session.execute(
        update(GradeDelivery)
        .where(GradeDelivery.id == delivery_id)
        .values(next_attempt_at=until, claimed_until=None)
    )


def read_back(book_of: BookOf = grade_book_of) -> None:
    """Compare what the LMS shows with what was sent: a column overridden by hand says 200 and keeps its own value."""
    with unit_of_work() as session:
        columns = session.execute(
            select(LineItem.id, LineItem.url, Deployment.registration_id)
            .join(GradeDelivery, GradeDelivery.line_item_id == LineItem.id)
            .join(Course, Course.id == LineItem.course_id)
            .join(Deployment, Deployment.id == Course.deployment_id)
            .where(GradeDelivery.state == DeliveryState.SENT, LineItem.url != "")
            .distinct()
        ).all()
    for item_id, url, registration_id in columns:
        shown = book_of(registration_id).results(url)
        if shown is not None:
            _compare(item_id, shown)


def _compare(item_id: int, shown: dict[str, str]) -> None:
    """Note what the LMS shows for every result that arrived in the column."""
    moment = now()
    with unit_of_work() as session:
        item = session.get_one(LineItem, item_id)
        item.read_back_at = moment
        course = session.get_one(Course, item.course_id, options=[joinedload(Course.deployment)])
        for row in session.scalars(
            select(GradeDelivery).where(
                GradeDelivery.line_item_id == item_id, GradeDelivery.state.in_(ARRIVED)
            )
        ):
            value = shown.get(_account(session, course, row.student_id) or "", "")
            row.read_value = value
            wanted = str(row.value) if row.value is not None else ""
            row.state = DeliveryState.CONFIRMED if value == wanted else DeliveryState.DIFFERS


def _account(session: Session, course: Course, student_id: int) -> str | None:
    return session.scalar(
        select(User.sub)
        .where(
            User.registration_id == course.deployment.registration_id,
            User.student_id == student_id,
            User.is_staff.is_(False),
        )
        .order_by(User.id)
        .limit(1)
    )


def _reason_to_stay(journal: Journal, course: Course, account: str | None) -> str:
    why: str = ""
    if not journal.grades_to_lms:
        why = _("передача оценок этого журнала выключена")
    elif not course.line_items_url:
        why = _(
            "LMS не дала этому курсу службу оценок: в настройках инструмента включите «Службы оценок (AGS)»"
        )
    elif account is None:
        why = _("у обучающегося нет учётной записи в этой LMS")
    return why
