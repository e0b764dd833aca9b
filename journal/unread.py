"""What is new for a person, counted in one statement for the menu of every page."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, func, select

from journal.acting import Acting
from journal.guardianship import in_force
from journal.notification_consents import shown_to
from models import Guardian, Message, Notification, NotificationRead, NotificationState


@dataclass(frozen=True)
class Unread:
    """How many messages and notifications a person has not read; whether they are somebody's parent."""

    messages: int = 0
    notifications: int = 0
    is_parent: bool = False


def unread_of(acting: Acting) -> Unread:
    """What is new for the acting person. One query."""
    user = acting.user
    if user is None:
        return Unread()
    messages = (
        select(func.count())
        .select_from(Message)
        .where(Message.recipient_id == user.id, Message.read_at.is_(None))
    )
    if user.is_staff:
        return Unread(acting.session.scalar(messages) or 0)
    children = select(Guardian.id).where(Guardian.user_id == user.id, in_force(acting.today))
    seen = exists().where(
        NotificationRead.notification_id == Notification.id, NotificationRead.user_id == user.id
    )
    told = (
        select(func.count())
        .select_from(Notification)
        .where(shown_to(user.id, acting.today), Notification.state == NotificationState.TOLD, ~seen)
    )
    row = acting.session.execute(
        select(messages.scalar_subquery(), told.scalar_subquery(), children.exists())
    ).one()
    return Unread(row[0], row[1], row[2])
