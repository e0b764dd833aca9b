"""Maintenance announced beforehand (3.5)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, PrimaryKey, Text500, key_to


class Maintenance(Base):
    """From `starts_at` until `ends_at` the journal may not answer; shown on every page until it is over."""

    __tablename__ = "maintenance"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="interval"),
        CheckConstraint("length(text) > 0", name="text"),
    )

    id: Mapped[PrimaryKey]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    text: Mapped[Text500]
    announced_at: Mapped[datetime]
    announced_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
    cancelled_at: Mapped[datetime | None]
