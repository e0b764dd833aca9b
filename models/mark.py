"""A mark: one student's result of one work."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, BigId, PrimaryKey, key_to
from models.lesson import Work
from models.student import Student


class Mark(Base):
    """5, 4, 3 or 2 and nothing else (4.1.8); «н/а» only in a checkpoint. An emptied cell keeps its row and version.

    `journal_id` and `work_kind` repeat the work's, held equal by the composite foreign key. `late_days`: days after
    the lesson's day (4.1.1), 0 for on time. `made_up_on`: the date of an «отработка» when the student was absent.
    """

    __tablename__ = "mark"
    __table_args__ = (
        ForeignKeyConstraint(
            ["work_id", "journal_id", "work_kind"],
            ["work.id", "work.journal_id", "work.kind"],
            ondelete="RESTRICT",
            onupdate="CASCADE",
        ),
        UniqueConstraint("work_id", "student_id"),
        CheckConstraint("value IN (2, 3, 4, 5)", name="five_point_scale"),
        CheckConstraint("NOT (not_assessed AND value IS NOT NULL)", name="one_result"),
        CheckConstraint("NOT not_assessed OR work_kind = 'checkpoint'", name="not_assessed_in_checkpoint"),
        CheckConstraint("late_days >= 0", name="late_days"),
        Index("ix_mark_journal_id", "journal_id"),
        Index("ix_mark_student_id", "student_id"),
    )

    id: Mapped[PrimaryKey]
    journal_id: Mapped[int] = mapped_column(BigId)
    work_id: Mapped[int] = mapped_column(BigId)
    work_kind: Mapped[str] = mapped_column(String(32))
    student_id: Mapped[int] = key_to("student.id")
    value: Mapped[int | None] = mapped_column(SmallInteger)
    not_assessed: Mapped[bool] = mapped_column(default=False)
    made_up_on: Mapped[date | None]
    late_days: Mapped[int] = mapped_column(SmallInteger, default=0)
    set_at: Mapped[datetime]
    set_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
    version: Mapped[int] = mapped_column(default=1)

    work: Mapped[Work] = relationship()
    student: Mapped[Student] = relationship()

    __mapper_args__ = {"version_id_col": version}
