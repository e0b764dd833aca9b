"""Consultations: hours of the teacher's load, and how many people came (4.1.5). The lessons are ordinary `Lesson`s."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId, PrimaryKey, key_to


class ConsultationLoad(Base):
    """Academic hours of consultations by the teacher's load, where the КТП has no lines for them."""

    __tablename__ = "consultation_load"
    __table_args__ = (
        UniqueConstraint("journal_id"),
        CheckConstraint("hours BETWEEN 0 AND 500", name="hours"),
    )

    id: Mapped[PrimaryKey]
    journal_id: Mapped[int] = key_to("journal.id")
    hours: Mapped[int] = mapped_column(SmallInteger)
    set_at: Mapped[datetime]
    set_by_id: Mapped[int | None] = key_to("user.id", nullable=True)


class ConsultationVisit(Base):
    """How many people came to a consultation: attendance by name is not kept there (4.1.5)."""

    __tablename__ = "consultation_visit"
    __table_args__ = (
        ForeignKeyConstraint(
            ["lesson_id", "journal_id"], ["lesson.id", "lesson.journal_id"], ondelete="RESTRICT"
        ),
        UniqueConstraint("lesson_id"),
        CheckConstraint("attended BETWEEN 0 AND 500", name="attended"),
    )

    id: Mapped[PrimaryKey]
    journal_id: Mapped[int] = mapped_column(BigId)
    lesson_id: Mapped[int] = mapped_column(BigId)
    attended: Mapped[int] = mapped_column(SmallInteger)
    set_at: Mapped[datetime]
    set_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
