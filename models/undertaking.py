"""Undertakings not to disclose personal data (6.1)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text500, key_to
from models.user import User

IN_FORCE = text("annulled_at IS NULL")


class Undertaking(Base):
    """A signed paper of one person; one in force at a time. A mistaken entry is annulled with a reason."""

    __tablename__ = "undertaking"
    __table_args__ = (
        CheckConstraint("length(number) > 0", name="number"),
        CheckConstraint("(annulled_at IS NULL) = (length(annulled_reason) = 0)", name="annulled"),
        Index(
            "uq_undertaking_person", "user_id", unique=True, sqlite_where=IN_FORCE, postgresql_where=IN_FORCE
        ),
        Index(
            "uq_undertaking_number", "number", unique=True, sqlite_where=IN_FORCE, postgresql_where=IN_FORCE
        ),
    )

    id: Mapped[PrimaryKey]
    user_id: Mapped[int] = key_to("user.id")
    number: Mapped[str] = mapped_column(String(60))
    signed_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
    annulled_at: Mapped[datetime | None]
    annulled_reason: Mapped[Text500] = mapped_column(default="")

    user: Mapped[User] = relationship(foreign_keys=[user_id])
