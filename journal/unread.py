"""What is new for a person, counted in one statement for the menu of every page."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, func, select

from journal.acting import Acting
from models import Guardian, Message, Notification, NotificationRead, NotificationState


@dataclass(frozen=True)
class Unread:
    """How many messages and notifications a person has not read; whether they are somebody's parent."""

    messages: int = 0
    notifications: int = 0
    is_parent: bool = False


def unread_of(acting: Acting) -> Unread:
    """What is new for the acting person. One query."""
    children = select(Guardian.student_id).where(Guardian.user_id == acting.user_id, Guardian.until.is_(None))
    seen = exists().where(
        NotificationRead.notification_id == Notification.id, NotificationRead.user_id == acting.user_id
    )
    messages = (
        select(func.count())
        .select_from(Message)
        .where(Message.recipient_id == acting.user_id, Message.read_at.is_(None))
    )
    told = (
        select(func.count())
        .select_from(Notification)
        .where(
            Notification.student_id.in_(children),
            Notification.state == NotificationState.TOLD,
            ~seen,
        )
    )
    row = acting.session.execute(
        select(messages.scalar_subquery(), told.scalar_subquery(), children.exists())
    ).one()
    return Unread(row[0], row[1], row[2])
