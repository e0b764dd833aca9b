"""Practice: dates, base, heads, and the schedule of consultations and visits to its places (4.1.3, F-07)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text200, Text500, enum_text, key_to
from models.journal import Journal
from models.student import Student
from models.user import User


class PracticeKind(StrEnum):
    """УП, ПП, ПДП."""

    TRAINING = "training"
    PROFESSIONAL = "professional"
    PRE_DIPLOMA = "pre_diploma"


class VisitKind(StrEnum):
    """A consultation, or a visit of the place where students practise."""

    CONSULTATION = "consultation"
    VISIT = "visit"


class Practice(Base):
    """The particulars of the practice a journal is kept for; hours are academic, both dates included."""

    __tablename__ = "practice"
    __table_args__ = (
        UniqueConstraint("journal_id"),
        CheckConstraint("ends_on >= starts_on", name="interval"),
        CheckConstraint("hours BETWEEN 1 AND 2000", name="hours"),
    )

    id: Mapped[PrimaryKey]
    journal_id: Mapped[int] = key_to("journal.id")
    kind: Mapped[PracticeKind] = mapped_column(enum_text(PracticeKind, "kind"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    hours: Mapped[int] = mapped_column(SmallInteger)
    base: Mapped[Text500] = mapped_column(default="")
    college_head: Mapped[Text200] = mapped_column(default="")
    base_head: Mapped[Text200] = mapped_column(default="")

    journal: Mapped[Journal] = relationship()
    visits: Mapped[list[PracticeVisit]] = relationship(
        back_populates="practice", order_by="PracticeVisit.date, PracticeVisit.id"
    )


class PracticeVisit(Base):
    """A line of the schedule: planned until it is `held_at`; a mistaken one is annulled with a reason."""

    __tablename__ = "practice_visit"
    __table_args__ = (
        Index("ix_practice_visit_practice_id_date", "practice_id", "date"),
        CheckConstraint("hours BETWEEN 1 AND 12", name="hours"),
        CheckConstraint("held_at IS NULL OR length(content) > 0", name="content_when_held"),
        CheckConstraint("(annulled_at IS NULL) = (length(annulled_reason) = 0)", name="annulled"),
    )

    id: Mapped[PrimaryKey]
    practice_id: Mapped[int] = key_to("practice.id")
    kind: Mapped[VisitKind] = mapped_column(enum_text(VisitKind, "kind"))
    date: Mapped[date]
    organisation: Mapped[Text200] = mapped_column(default="")
    hours: Mapped[int] = mapped_column(SmallInteger, default=2)
    content: Mapped[Text500] = mapped_column(default="")
    remarks: Mapped[Text500] = mapped_column(default="")
    held_at: Mapped[datetime | None]
    held_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
    annulled_at: Mapped[datetime | None]
    annulled_reason: Mapped[Text500] = mapped_column(default="")

    practice: Mapped[Practice] = relationship(back_populates="visits")
    held_by: Mapped[User | None] = relationship()
    people: Mapped[list[VisitedStudent]] = relationship(back_populates="visit")


class VisitedStudent(Base):
    """Whom a line of the schedule concerns; without any it is the whole list. `is_in`: taken off again when false."""

    __tablename__ = "visited_student"
    __table_args__ = (UniqueConstraint("visit_id", "student_id"),)

    id: Mapped[PrimaryKey]
    visit_id: Mapped[int] = key_to("practice_visit.id")
    student_id: Mapped[int] = key_to("student.id", index=True)
    is_in: Mapped[bool] = mapped_column(default=True)

    visit: Mapped[PracticeVisit] = relationship(back_populates="people")
    student: Mapped[Student] = relationship()
