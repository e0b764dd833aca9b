"""Messages between two related people (2.2, 3.12.3): text only, kept as written."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, enum_text, key_to
from models.student import Student
from models.user import User


class Conversation(Base):
    """Two people, in order of their numbers, and perhaps the student they speak about."""

    __tablename__ = "conversation"
    __table_args__ = (
        CheckConstraint("first_id < second_id", name="order_of_people"),
        Index(
            "uq_conversation_people",
            "first_id",
            "second_id",
            unique=True,
            sqlite_where=text("student_id IS NULL"),
            postgresql_where=text("student_id IS NULL"),
        ),
        Index(
            "uq_conversation_people_student",
            "first_id",
            "second_id",
            "student_id",
            unique=True,
            sqlite_where=text("student_id IS NOT NULL"),
            postgresql_where=text("student_id IS NOT NULL"),
        ),
        Index("ix_conversation_second_id", "second_id"),
    )

    id: Mapped[PrimaryKey]
    first_id: Mapped[int] = key_to("user.id")
    second_id: Mapped[int] = key_to("user.id")
    student_id: Mapped[int | None] = key_to("student.id", nullable=True)
    begun_at: Mapped[datetime]
    last_at: Mapped[datetime]
    last_text: Mapped[str] = mapped_column(String(200), default="")

    first: Mapped[User] = relationship(foreign_keys=[first_id])
    second: Mapped[User] = relationship(foreign_keys=[second_id])
    student: Mapped[Student | None] = relationship()

    def other(self, user_id: int) -> User:
        """The person on the other end."""
        return self.second if self.first_id == user_id else self.first


class MessageTopic(StrEnum):
    """What a message is about (3.12.3)."""

    OTHER = "other"
    BEHAVIOUR = "behaviour"
    SUCCESS = "success"
    ATTENDANCE = "attendance"


class Message(Base):
    """One message. `read_at`: when the recipient opened the conversation with it."""

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("length(text) BETWEEN 1 AND 2000", name="text"),
        CheckConstraint("sender_id <> recipient_id", name="two_people"),
        Index("ix_message_conversation_id", "conversation_id", "id"),
        Index("ix_message_sender_id", "sender_id", "sent_at"),
        Index(
            "ix_message_unread",
            "recipient_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    id: Mapped[PrimaryKey]
    conversation_id: Mapped[int] = key_to("conversation.id")
    sender_id: Mapped[int] = key_to("user.id")
    recipient_id: Mapped[int] = key_to("user.id")
    topic: Mapped[MessageTopic] = mapped_column(enum_text(MessageTopic, "topic"), default=MessageTopic.OTHER)
    text: Mapped[str] = mapped_column(String(2000))
    sent_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
