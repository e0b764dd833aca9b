"""Study periods (semesters)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, PrimaryKey


class Term(Base):
    """A semester of an academic year («2026/27», 1). Finals are due by `ends_on` (4.2.1)."""

    __tablename__ = "term"
    __table_args__ = (
        UniqueConstraint("academic_year", "number"),
        CheckConstraint("number IN (1, 2)", name="number"),
        CheckConstraint("ends_on > starts_on", name="interval"),
    )

    id: Mapped[PrimaryKey]
    academic_year: Mapped[str] = mapped_column(String(7))
    number: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
