"""The curator's mark that a week's attendance of the group was looked through (3.12.2)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text500, key_to
from models.study_group import StudyGroup
from models.user import User


class WeekCheck(Base):
    """«Проверено куратором»: the group, the ISO year and week, who and when. Once set it stands."""

    __tablename__ = "week_check"
    __table_args__ = (
        UniqueConstraint("group_id", "year", "week"),
        CheckConstraint("week BETWEEN 1 AND 53", name="week"),
        CheckConstraint("year BETWEEN 2000 AND 2200", name="year"),
    )

    id: Mapped[PrimaryKey]
    group_id: Mapped[int] = key_to("study_group.id")
    year: Mapped[int] = mapped_column(SmallInteger)
    week: Mapped[int] = mapped_column(SmallInteger)
    note: Mapped[Text500] = mapped_column(default="")
    checked_at: Mapped[datetime]
    checked_by_id: Mapped[int] = key_to("user.id")

    group: Mapped[StudyGroup] = relationship()
    checked_by: Mapped[User] = relationship()
