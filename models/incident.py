"""Incidents: when the journal could not be used, and whose fault it was (3.7)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text500, key_to
from models.user import User


class Incident(Base):
    """The journal was out of order from `started_at` until `ended_at` (None: it still is).

    `is_external`: power, network, the LMS; not the institution's own server or program.
    """

    __tablename__ = "incident"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at > started_at", name="interval"),
        CheckConstraint("length(description) > 0", name="description"),
    )

    id: Mapped[PrimaryKey]
    started_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    is_external: Mapped[bool] = mapped_column(default=False)
    description: Mapped[str] = mapped_column(String(2000))
    measures: Mapped[Text500] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = key_to("user.id", nullable=True)

    recorded_by: Mapped[User | None] = relationship()
