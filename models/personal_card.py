"""How to reach a student and the student's representatives; every opening is logged (3.8.1, 152-ФЗ)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text200, Text500, key_to
from models.student import Student


class PersonalCard(Base):
    """A student's telephone, e-mail and address; one card a student."""

    __tablename__ = "personal_card"
    __table_args__ = (UniqueConstraint("student_id"),)

    id: Mapped[PrimaryKey]
    student_id: Mapped[int] = key_to("student.id")
    phone: Mapped[str] = mapped_column(String(60), default="")
    email: Mapped[Text200] = mapped_column(default="")
    address: Mapped[Text500] = mapped_column(default="")
    changed_at: Mapped[datetime]

    student: Mapped[Student] = relationship()


class Representative(Base):
    """A parent or another lawful representative of a student. One no longer in charge is archived."""

    __tablename__ = "representative"
    __table_args__ = (CheckConstraint("length(family_name) > 0 AND length(kinship) > 0", name="named"),)

    id: Mapped[PrimaryKey]
    student_id: Mapped[int] = key_to("student.id", index=True)
    kinship: Mapped[str] = mapped_column(String(60))
    family_name: Mapped[Text200]
    given_name: Mapped[Text200] = mapped_column(default="")
    patronymic: Mapped[Text200] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    email: Mapped[Text200] = mapped_column(default="")
    is_archived: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    student: Mapped[Student] = relationship()
