"""The bells: when each pair begins and ends."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import CheckConstraint, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, PrimaryKey


class Bell(Base):
    """A pair of a version of the bells. All rows with the same `valid_from` are one version, whole by itself.

    A day goes by the newest version whose `valid_from` it has reached, so that old prints keep old times (3.8.6).
    """

    __tablename__ = "bell"
    __table_args__ = (
        UniqueConstraint("valid_from", "pair"),
        CheckConstraint("pair BETWEEN 1 AND 12", name="pair"),
        CheckConstraint("ends > starts", name="interval"),
    )

    id: Mapped[PrimaryKey]
    pair: Mapped[int] = mapped_column(SmallInteger)
    starts: Mapped[time]
    ends: Mapped[time]
    valid_from: Mapped[date]

    @property
    def title(self) -> str:
        """«08:30–10:00»."""
        return f"{self.starts:%H:%M}–{self.ends:%H:%M}"
