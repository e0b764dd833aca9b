"""Parents are told of «н» the same day, a «2», «н/а», МИУД and the week (2.5): found in the record of changes, told once.

A periodic job looks through what was recorded since it last looked; saving a mark costs nothing more. What is put
right within the delay is never told; what is put right later is shown as taken back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.notification_consents import Channels, channels_of, shown_to
from journal.notification_events import Key, News, Standing, standing_of
from models import (
    AuditEntry,
    Letter,
    Notification,
    NotificationCursor,
    NotificationEvent,
    NotificationRead,
    NotificationState,
)  # fmt: skip

ENTITIES = ("absence", "mark", "final_mark")
AT_ONCE = 2000  # entries looked through in one go
OLD_NEWS = timedelta(days=14)  # what happened before is no news: an import, a journal filled in afterwards
NO_CONSENT = "нет согласия на извещения"
DIGEST_WEEKDAY, DIGEST_HOUR = 5, 17  # Saturday, five in the afternoon


def look_for_news(acting: Acting, delay: timedelta, *, by_mail: bool = False) -> int:
    """Go through what was recorded until `delay` ago; returns how many notifications were made, withheld ones too.

    Whatever runs twice tells nothing twice. The first time it only remembers where the record stands.
    """
    session = acting.session
    cursor = cursor_of(session)
    if cursor is None:
        session.add(NotificationCursor(id=1, entry_id=session.scalar(select(func.max(AuditEntry.id))) or 0))
        session.flush()
        return 0
    things: dict[str, set[int]] = {}
    for number, at, entity, entity_id in session.execute(
        select(AuditEntry.id, AuditEntry.at, AuditEntry.entity, AuditEntry.entity_id)
        .where(AuditEntry.id > cursor.entry_id)
        .order_by(AuditEntry.id)
        .limit(AT_ONCE)
    ):
        if at > acting.now - delay:
            break
        cursor.entry_id = number
        if entity in ENTITIES and entity_id is not None:
            things.setdefault(entity, set()).add(entity_id)
    made = sum(_tell(acting, standing_of(session, entity, ids), by_mail) for entity, ids in things.items())
    session.flush()
    return made


def tell_news(acting: Acting, news: Iterable[News], by_mail: bool) -> int:
    """Make the notifications, or log that they were withheld. Two or three queries for all of them."""
    found = list(news)
    ways = channels_of(acting.session, {one.student_id for one in found}, acting.today)
    for one in found:
        _make(acting, one, ways[one.student_id], by_mail)
    acting.session.flush()
    return len(found)


def mark_all_read(acting: Acting) -> int:
    """The parent has read what is shown to them. Returns how many were new."""
    assert acting.user_id is not None
    read = select(NotificationRead.notification_id).where(NotificationRead.user_id == acting.user_id)
    fresh = acting.session.scalars(
        select(Notification.id).where(shown_to(acting.user_id, acting.today), Notification.id.not_in(read))
    ).all()
    acting.session.add_all(
        NotificationRead(notification_id=number, user_id=acting.user_id, read_at=acting.now)
        for number in fresh
    )
    acting.session.flush()
    return len(fresh)


def cursor_of(session: Session) -> NotificationCursor | None:
    """How far the record was looked through; locked until the transaction ends."""
    return session.scalar(select(NotificationCursor).with_for_update())


def is_digest_due(acting: Acting) -> bool:
    """Whether it is Saturday evening or Sunday in the institution's zone."""
    local = acting.now.astimezone(acting.zone)
    begins = datetime.combine(_saturday(local.date()), time(DIGEST_HOUR), acting.zone)
    return local >= begins


def _saturday(day: date) -> date:
    return day + timedelta(days=DIGEST_WEEKDAY - day.weekday())


def _tell(acting: Acting, standing: Standing, by_mail: bool) -> int:
    known = _known(acting.session, standing.looked_at)
    for key, notification in known.items():
        _bring_up_to_date(acting, notification, standing.news.get(key))
    oldest = acting.today - OLD_NEWS
    return tell_news(
        acting,
        [one for key, one in standing.news.items() if key not in known and one.happened_on >= oldest],
        by_mail,
    )


def _known(session: Session, keys: set[Key]) -> dict[Key, Notification]:
    found = session.scalars(
        select(Notification).where(
            Notification.event.in_({event for event, _number in keys}),
            Notification.thing_id.in_({number for _event, number in keys}),
        )
    )
    return {(one.event, one.thing_id): one for one in found}


def _bring_up_to_date(acting: Acting, notification: Notification, now: News | None) -> None:
    """A told one that is no longer so is taken back; one that is so again, or differently, says so."""
    if notification.state is NotificationState.WITHHELD:
        return
    if now is None:
        if notification.state is NotificationState.TOLD:
            notification.state, notification.taken_back_at = NotificationState.TAKEN_BACK, acting.now
        return
    notification.state, notification.taken_back_at, notification.text = (
        NotificationState.TOLD,
        None,
        now.text[:2000],
    )


def _make(acting: Acting, news: News, ways: Channels, by_mail: bool) -> None:
    is_told = ways.page or (by_mail and bool(ways.addresses))
    notification = Notification(
        event=news.event, student_id=news.student_id, thing_id=news.thing_id, happened_on=news.happened_on,
        text=news.text[:2000] if is_told else "", why="" if is_told else NO_CONSENT, made_at=acting.now,
        state=NotificationState.TOLD if is_told else NotificationState.WITHHELD,
    )  # fmt: skip
    acting.session.add(notification)
    if is_told and by_mail:
        for address in ways.addresses:
            acting.session.add(Letter(notification=notification, address=address, next_attempt_at=acting.now))


__all__ = ["NotificationEvent", "cursor_of", "is_digest_due", "look_for_news", "mark_all_read", "tell_news"]
