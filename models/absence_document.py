"""What excuses a student's absences over some days: a certificate, an application, a parent's request (3.12.2)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text500, enum_text, key_to
from models.student import Student
from models.user import User
from regulation.attendance import AbsenceReason


class DocumentState(StrEnum):
    """requested (by a parent) → accepted | refused; accepted → annulled. Entered by the curator: accepted at once."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    ANNULLED = "annulled"


class AbsenceDocument(Base):
    """The student is excused from `starts_on` to `ends_on` inclusive. A number, never a diagnosis.

    `note` says in the entering person's words what for; `answer` why it was refused or annulled.
    """

    __tablename__ = "absence_document"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="interval"),
        CheckConstraint("reason <> 'unexcused'", name="excuses"),
        CheckConstraint("(state = 'requested') = (answered_at IS NULL)", name="answered"),
        CheckConstraint("state NOT IN ('refused', 'annulled') OR length(answer) > 0", name="answer"),
        Index("ix_absence_document_student_id", "student_id", "starts_on"),
        Index("ix_absence_document_state", "state"),
    )

    id: Mapped[PrimaryKey]
    student_id: Mapped[int] = key_to("student.id")
    reason: Mapped[AbsenceReason] = mapped_column(enum_text(AbsenceReason, "reason"))
    number: Mapped[str] = mapped_column(String(60), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    note: Mapped[Text500] = mapped_column(default="")
    state: Mapped[DocumentState] = mapped_column(enum_text(DocumentState, "state"))
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int] = key_to("user.id")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
    answer: Mapped[Text500] = mapped_column(default="")

    student: Mapped[Student] = relationship()
    entered_by: Mapped[User] = relationship(foreign_keys=[entered_by_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])
