"""A student's absence from a lesson: a field of its own, never a mark (4.1.8)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, BigId, PrimaryKey, enum_text, key_to
from models.student import Student
from regulation.attendance import AbsenceReason


class Attendance(StrEnum):
    """present: an absence taken back (the row stays); absent: «н»; late: опоздал, which is no miss."""

    PRESENT = "present"
    ABSENT = "absent"
    LATE = "late"


class Absence(Base):
    """Who was not there and why; an «н» taken back keeps its row as `present` with a higher version."""

    __tablename__ = "absence"
    __table_args__ = (
        ForeignKeyConstraint(
            ["lesson_id", "journal_id"], ["lesson.id", "lesson.journal_id"], ondelete="RESTRICT"
        ),
        UniqueConstraint("lesson_id", "student_id"),
        CheckConstraint("late_days >= 0", name="late_days"),
        Index("ix_absence_journal_id", "journal_id"),
        Index("ix_absence_student_id", "student_id"),
    )

    id: Mapped[PrimaryKey]
    journal_id: Mapped[int] = mapped_column(BigId)
    lesson_id: Mapped[int] = mapped_column(BigId)
    student_id: Mapped[int] = key_to("student.id")
    attendance: Mapped[Attendance] = mapped_column(enum_text(Attendance, "attendance"))
    reason: Mapped[AbsenceReason] = mapped_column(enum_text(AbsenceReason, "reason"))
    late_days: Mapped[int] = mapped_column(SmallInteger, default=0)
    set_at: Mapped[datetime]
    set_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
    version: Mapped[int] = mapped_column(default=1)

    student: Mapped[Student] = relationship()

    __mapper_args__ = {"version_id_col": version}
