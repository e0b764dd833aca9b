"""Sending letters: claim a row, ask for the consent again, send, record the answer. Never in a request.

A crash between the mail server's answer and our record sends that one letter a second time; nothing is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import or_, select, update
from sqlalchemy.orm import joinedload

from journal.notification_consents import channels_of
from lti_tool.clock import now
from lti_tool.database import unit_of_work
from lti_tool.mail.server import Post, Refused, Unreachable
from models import Letter, LetterState, Notification, NotificationState
from regulation.days import local_date
from regulation.refusal import N_

log = structlog.get_logger()

LEASE = timedelta(minutes=3)
BACK_OFF = (
    60,
    300,
    900,
    3600,
    3 * 3600,
    6 * 3600,
    12 * 3600,
)  # seconds; after the last one the letter is given up
SUBJECT = N_("Электронный журнал: извещение")
FOOT = N_(
    "\n\nДневник: %(url)s\nПисьмо отправлено, потому что вы согласились получать извещения по электронной почте. "
    "Отозвать согласие можно у куратора группы."
)


@dataclass(frozen=True)
class Parcel:
    """One letter, read in a short transaction: nothing is locked while the mail server is asked."""

    letter_id: int
    address: str
    text: str
    attempts: int


def send_letters(post: Post, public_url: str, timezone: str, limit: int = 200) -> int:
    """Send what is due; stops when the server does not answer. Returns how many were sent."""
    sent = 0
    try:
        for _turn in range(limit):
            letter_id = claim()
            if letter_id is None:
                break
            parcel = pack(letter_id, timezone)
            if parcel is None:
                continue
            try:
                post.send(parcel.address, SUBJECT, parcel.text + FOOT % {"url": public_url})
            except Refused as error:
                _record(parcel, LetterState.GIVEN_UP, str(error))
            except Unreachable as error:
                log.warning("the mail server does not take letters", error=str(error))
                _put_off(parcel, str(error))
                break
            else:
                _record(parcel, LetterState.SENT, "")
                sent += 1
    finally:
        post.close()
    return sent


def claim() -> int | None:
    """Take one due letter for this worker."""
    moment = now()
    due = (
        Letter.state == LetterState.WAITING,
        Letter.next_attempt_at <= moment,
        or_(Letter.claimed_until.is_(None), Letter.claimed_until < moment),
    )
    while True:
        with unit_of_work() as session:
            found = session.scalar(
                select(Letter.id).where(*due).order_by(Letter.next_attempt_at, Letter.id).limit(1)
            )
            if found is None:
                return None
            taken = session.execute(
                update(Letter).where(Letter.id == found, *due).values(claimed_until=moment + LEASE)
            )
            if taken.rowcount == 1:  # type: ignore[attr-defined]
                return found


def pack(letter_id: int, timezone: str) -> Parcel | None:
    """What is to be sent; None when it is not to be any more: consent withdrawn, the record put right."""
    with unit_of_work() as session:
        letter = session.get_one(
            Letter, letter_id, options=[joinedload(Letter.notification).joinedload(Notification.student)]
        )
        notification = letter.notification
        student = notification.student
        today = local_date(now(), ZoneInfo(timezone))
        ways = channels_of(session, [student.id], today)[student.id]
        why = ""
        if notification.state is not NotificationState.TOLD:
            why = N_("запись исправлена")
        elif letter.address not in ways.addresses:
            why = N_("согласие отозвано")
        if why:
            letter.state, letter.last_error, letter.claimed_until = LetterState.DROPPED, why, None
            return None
        text = f"{student.family_name} {student.given_name}. {notification.text}"
        return Parcel(letter.id, letter.address, text, letter.attempts)


def _record(parcel: Parcel, state: LetterState, error: str) -> None:
    with unit_of_work() as session:
        letter = session.get_one(Letter, parcel.letter_id)
        letter.state, letter.last_error, letter.claimed_until = state, error[:500], None
        letter.attempts = parcel.attempts + 1
        if state is LetterState.SENT:
            letter.sent_at = now()


def _put_off(parcel: Parcel, error: str) -> None:
    with unit_of_work() as session:
        letter = session.get_one(Letter, parcel.letter_id)
        letter.last_error, letter.claimed_until, letter.attempts = error[:500], None, parcel.attempts + 1
        if parcel.attempts >= len(BACK_OFF):
            letter.state = LetterState.GIVEN_UP
        else:
            letter.next_attempt_at = now() + timedelta(seconds=BACK_OFF[parcel.attempts])
