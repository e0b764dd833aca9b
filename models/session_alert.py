"""A staff and a learner identity came from one browser within minutes of each other (4.1.7)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text500, key_to
from models.user import User


class SessionAlert(Base):
    """Kept longer than the sessions it speaks of; somebody looks into it and says what it was."""

    __tablename__ = "session_alert"
    __table_args__ = (
        CheckConstraint("staff_id <> learner_id", name="two_people"),
        CheckConstraint("(settled_at IS NULL) = (length(finding) = 0)", name="settled"),
    )

    id: Mapped[PrimaryKey]
    staff_id: Mapped[int] = key_to("user.id", index=True)
    learner_id: Mapped[int] = key_to("user.id")
    staff_seen_at: Mapped[datetime]
    learner_seen_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(String(45), default="")
    at: Mapped[datetime] = mapped_column(index=True)
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
    finding: Mapped[Text500] = mapped_column(default="")

    staff: Mapped[User] = relationship(foreign_keys=[staff_id])
    learner: Mapped[User] = relationship(foreign_keys=[learner_id])
