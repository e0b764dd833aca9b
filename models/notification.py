"""What parents are told of their child (2.5): notifications, who has read them, letters on their way."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, BigId, PrimaryKey, Text500, enum_text, key_to
from models.student import Student


class NotificationEvent(StrEnum):
    """What happened: «н», a «2», «н/а», МИУД, the week's digest."""

    ABSENCE = "absence"
    TWO = "two"
    NOT_ASSESSED = "not_assessed"
    CHECKPOINT = "checkpoint"
    DIGEST = "digest"


class NotificationState(StrEnum):
    """told: on the parent's page; withheld: not told, `why` says why; taken_back: the record was corrected after."""

    TOLD = "told"
    WITHHELD = "withheld"
    TAKEN_BACK = "taken_back"


class Notification(Base):
    """One event of one student, told once whatever runs twice. A withheld one holds no text: it is only the log.

    `thing_id`: the absence, the mark, the final; of a digest the ISO year and week as 202541.
    """

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("event", "student_id", "thing_id"),
        CheckConstraint("(state = 'withheld') = (length(text) = 0)", name="text"),
        CheckConstraint("(state = 'withheld') = (length(why) > 0)", name="why"),
        Index("ix_notification_student_id", "student_id", "id"),
    )

    id: Mapped[PrimaryKey]
    event: Mapped[NotificationEvent] = mapped_column(enum_text(NotificationEvent, "event"))
    student_id: Mapped[int] = key_to("student.id")
    thing_id: Mapped[int] = mapped_column(BigId)
    happened_on: Mapped[date]
    text: Mapped[str] = mapped_column(String(2000), default="")
    state: Mapped[NotificationState] = mapped_column(enum_text(NotificationState, "state"))
    why: Mapped[Text500] = mapped_column(default="")
    made_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]

    student: Mapped[Student] = relationship()


class NotificationRead(Base):
    """A parent has read it."""

    __tablename__ = "notification_read"
    __table_args__ = (UniqueConstraint("notification_id", "user_id"),)

    id: Mapped[PrimaryKey]
    notification_id: Mapped[int] = key_to("notification.id")
    user_id: Mapped[int] = key_to("user.id", index=True)
    read_at: Mapped[datetime]


class NotificationCursor(Base):
    """How far the record of changes has been looked through, and the week of the last digest (202541); one row."""

    __tablename__ = "notification_cursor"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[PrimaryKey]
    entry_id: Mapped[int] = mapped_column(BigId, default=0)
    digest_week: Mapped[int] = mapped_column(default=0)


class LetterState(StrEnum):
    """waiting → sent | given_up after the attempts; dropped: the consent was withdrawn before it was sent."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"
    DROPPED = "dropped"


class Letter(Base):
    """A notification on its way to one e-mail address; a worker claims it, sends it, records the answer."""

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("notification_id", "address"),
        Index("ix_letter_state_next_attempt_at", "state", "next_attempt_at"),
    )

    id: Mapped[PrimaryKey]
    notification_id: Mapped[int] = key_to("notification.id")
    address: Mapped[str] = mapped_column(String(200))
    state: Mapped[LetterState] = mapped_column(enum_text(LetterState, "state"), default=LetterState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    last_error: Mapped[Text500] = mapped_column(default="")
    sent_at: Mapped[datetime | None]

    notification: Mapped[Notification] = relationship()
