"""Cards and LMS accounts that a person tied, told apart or joined (3.9.2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text500, key_to
from models.student import Student
from models.user import User


class NotSamePerson(Base):
    """Somebody decided that this account is not this student; without a student: that it is no student at all."""

    __tablename__ = "not_same_person"
    __table_args__ = (
        UniqueConstraint("user_id", "student_id"),
        Index(
            "uq_not_same_person_no_student", "user_id", unique=True,
            sqlite_where=text("student_id IS NULL"), postgresql_where=text("student_id IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[PrimaryKey]
    user_id: Mapped[int] = key_to("user.id")
    student_id: Mapped[int | None] = key_to("student.id", nullable=True, index=True)
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = key_to("user.id", nullable=True)


class StudentMerge(Base):
    """Two cards of one person joined into `kept`. `moved` names every row that changed its student, so that it can
    be undone."""

    __tablename__ = "student_merge"
    __table_args__ = (
        CheckConstraint("kept_id <> gone_id", name="two_cards"),
        CheckConstraint("length(reason) > 0", name="reason"),
    )

    id: Mapped[PrimaryKey]
    kept_id: Mapped[int] = key_to("student.id", index=True)
    gone_id: Mapped[int] = key_to("student.id", index=True)
    moved: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reason: Mapped[Text500]
    merged_at: Mapped[datetime]
    merged_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = key_to("user.id", nullable=True)

    kept: Mapped[Student] = relationship(foreign_keys=[kept_id])
    gone: Mapped[Student] = relationship(foreign_keys=[gone_id])
    merged_by: Mapped[User | None] = relationship(foreign_keys=[merged_by_id])
