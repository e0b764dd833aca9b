"""The register of access issued: who, in which role, when, how, and whether they signed for it (3.8.2, F-24)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text200, enum_text, key_to
from models.student import Student
from models.user import User


class IssueMethod(StrEnum):
    """How access was handed over."""

    SLIP = "slip"  # a printed one-time code
    LMS = "lms"  # the person comes by the LMS's own sign-in


class Credential(Base):
    """One issue of access. A code issued again is another row. Nothing here is a secret."""

    __tablename__ = "credential"
    __table_args__ = (
        CheckConstraint("length(person_name) > 0", name="person"),
        CheckConstraint("received_on IS NULL OR received_on >= issued_on", name="receipt"),
    )

    id: Mapped[PrimaryKey]
    user_id: Mapped[int | None] = key_to("user.id", nullable=True, index=True)
    person_name: Mapped[Text200]
    person_key: Mapped[Text200] = mapped_column(index=True)
    role: Mapped[str] = mapped_column(String(60))
    student_id: Mapped[int | None] = key_to("student.id", nullable=True)
    consent_id: Mapped[int | None] = key_to("consent.id", nullable=True)
    login: Mapped[str] = mapped_column(String(32), default="")
    method: Mapped[IssueMethod] = mapped_column(enum_text(IssueMethod, "method"))
    is_again: Mapped[bool] = mapped_column(default=False)
    issued_on: Mapped[date]
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
    received_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    issued_by: Mapped[User | None] = relationship(foreign_keys=[issued_by_id])
    student: Mapped[Student | None] = relationship()
