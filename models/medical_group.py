"""The medical group of a student for physical education (4.2.4): a certificate's number and dates, never a diagnosis."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text500, enum_text, key_to
from models.student import Student
from models.user import User
from regulation.physical import HealthGroup


class MedicalGroup(Base):
    """What a certificate says: the group and its days, both included. A mistaken one is annulled with a reason.

    There is no column in which an illness could be written; the number holds a digit and 30 characters at most.
    """

    __tablename__ = "medical_group"
    __table_args__ = (
        Index("ix_medical_group_student_id_starts_on", "student_id", "starts_on"),
        CheckConstraint("ends_on >= starts_on", name="interval"),
        CheckConstraint("length(certificate) BETWEEN 1 AND 30", name="certificate"),
        CheckConstraint("(annulled_at IS NULL) = (length(annulled_reason) = 0)", name="annulled"),
    )

    id: Mapped[PrimaryKey]
    student_id: Mapped[int] = key_to("student.id")
    health_group: Mapped[HealthGroup] = mapped_column(enum_text(HealthGroup, "health_group"))
    certificate: Mapped[str] = mapped_column(String(30))
    issued_on: Mapped[date]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
    annulled_at: Mapped[datetime | None]
    annulled_reason: Mapped[Text500] = mapped_column(default="")

    student: Mapped[Student] = relationship()
    entered_by: Mapped[User | None] = relationship()
