"""Questions to the content administrator and their answers (3.4)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, key_to
from models.user import User


class Question(Base):
    """Somebody asks, the content administrator answers by `due_on`. `key` is what the list is searched by."""

    __tablename__ = "question"
    __table_args__ = (
        CheckConstraint("length(text) BETWEEN 1 AND 2000", name="text"),
        CheckConstraint("(answered_at IS NULL) = (length(answer) = 0)", name="answer"),
        CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered_by"),
        Index("ix_question_answered_at", "answered_at", "due_on"),
    )

    id: Mapped[PrimaryKey]
    asked_by_id: Mapped[int] = key_to("user.id", index=True)
    asked_at: Mapped[datetime]
    due_on: Mapped[date]
    text: Mapped[str] = mapped_column(String(2000))
    key: Mapped[str] = mapped_column(String(2600), default="")
    answer: Mapped[str] = mapped_column(String(2000), default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
    seen_at: Mapped[datetime | None]

    asked_by: Mapped[User] = relationship(foreign_keys=[asked_by_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])
