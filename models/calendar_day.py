"""Days of the institution's calendar that differ from the usual week (3.8.6, 3.9.2)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, PrimaryKey, Text200


class CalendarDay(Base):
    """A day off (`is_working` false: a holiday, a break) or a working weekend (true). Other days follow the week."""

    __tablename__ = "calendar_day"

    id: Mapped[PrimaryKey]
    day: Mapped[date] = mapped_column(unique=True)
    is_working: Mapped[bool]
    title: Mapped[Text200] = mapped_column(default="")
