"""Substitution: somebody fills exactly the lessons a direction names (4.1.1)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text200, Text500, enum_text, key_to
from models.journal import Journal
from models.user import User


class SubstitutionBasis(StrEnum):
    """What it rests on: an order of the director or a direction of the study office."""

    ORDER = "order"
    DIRECTION = "direction"


class Substitution(Base):
    """`user` fills the lessons of the journal held from–to, both days included; with `lessons` named, those only.

    An order of the director holds at once, a direction once the deputy director approved it (4.1.1).
    """

    __tablename__ = "substitution"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="interval"),
        CheckConstraint("length(number) > 0", name="number"),
    )

    id: Mapped[PrimaryKey]
    journal_id: Mapped[int] = key_to("journal.id", index=True)
    user_id: Mapped[int] = key_to("user.id", index=True)
    absent_id: Mapped[int | None] = key_to("user.id", nullable=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    basis: Mapped[SubstitutionBasis] = mapped_column(enum_text(SubstitutionBasis, "basis"))
    number: Mapped[Text200]
    dated: Mapped[date]
    reason: Mapped[Text500] = mapped_column(default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[Text500] = mapped_column(default="")

    journal: Mapped[Journal] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    absent: Mapped[User | None] = relationship(foreign_keys=[absent_id])
    lessons: Mapped[list[SubstitutionLesson]] = relationship(back_populates="substitution")


class SubstitutionLesson(Base):
    """One lesson named in a direction; a substitution without any covers every lesson of its days."""

    __tablename__ = "substitution_lesson"
    __table_args__ = (UniqueConstraint("substitution_id", "lesson_id"),)

    id: Mapped[PrimaryKey]
    substitution_id: Mapped[int] = key_to("substitution.id")
    lesson_id: Mapped[int] = key_to("lesson.id", index=True)

    substitution: Mapped[Substitution] = relationship(back_populates="lessons")
