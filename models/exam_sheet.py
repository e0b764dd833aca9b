"""Examination and credit sheets (4.2.5, F-14, F-15)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text200, Text500, enum_text, key_to
from models.journal import Journal
from models.student import Student
from regulation.sheets import Outcome, SheetState


class SheetKind(StrEnum):
    """Экзаменационная (with tickets) or зачётная."""

    EXAM = "exam"
    CREDIT = "credit"


class SheetForm(StrEnum):
    """How the examination is held."""

    ORAL = "oral"
    WRITTEN = "written"


class SheetCounter(Base):
    """The last serial given in an academic year; taken under a row lock, so numbers have no gaps."""

    __tablename__ = "sheet_counter"

    academic_year: Mapped[str] = mapped_column(String(7), primary_key=True)
    last_serial: Mapped[int] = mapped_column(default=0)


class ExamSheet(Base):
    """A sheet. Number, list and date are fixed when it is opened; closed, it changes only by order, version +1."""

    __tablename__ = "exam_sheet"
    __table_args__ = (
        Index(
            "uq_exam_sheet_serial",
            "academic_year",
            "serial",
            unique=True,
            sqlite_where=text("suffix = '' AND serial IS NOT NULL"),
            postgresql_where=text("suffix = '' AND serial IS NOT NULL"),
        ),
        CheckConstraint(
            "(state <> 'draft' OR number IS NULL) AND (state IN ('draft', 'annulled') OR number IS NOT NULL)",
            name="number_from_opening",
        ),
        CheckConstraint("state <> 'annulled' OR length(annul_reason) > 0", name="annulment"),
        CheckConstraint("edition = 1 OR length(order_number) > 0", name="correction_order"),
    )

    id: Mapped[PrimaryKey]
    journal_id: Mapped[int] = key_to("journal.id", index=True)
    kind: Mapped[SheetKind] = mapped_column(enum_text(SheetKind, "kind"))
    form: Mapped[SheetForm] = mapped_column(enum_text(SheetForm, "form"), default=SheetForm.ORAL)
    state: Mapped[SheetState] = mapped_column(enum_text(SheetState, "state"), default=SheetState.DRAFT)
    academic_year: Mapped[str] = mapped_column(String(7))
    serial: Mapped[int | None]
    suffix: Mapped[str] = mapped_column(String(4), default="")
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    retake_of_id: Mapped[int | None] = key_to("exam_sheet.id", nullable=True)
    held_on: Mapped[date]
    held_at: Mapped[str] = mapped_column(String(5), default="")
    room: Mapped[str] = mapped_column(String(40), default="")
    examiners: Mapped[Text500]
    writes_scope: Mapped[str] = mapped_column(String(10), default="term")
    edition: Mapped[int] = mapped_column(SmallInteger, default=1)
    order_number: Mapped[Text200] = mapped_column(default="")
    order_date: Mapped[date | None]
    annul_reason: Mapped[Text500] = mapped_column(default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = key_to("user.id")
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    journal: Mapped[Journal] = relationship()
    entries: Mapped[list[SheetEntry]] = relationship(back_populates="sheet", order_by="SheetEntry.position")

    __mapper_args__ = {"version_id_col": version}


class SheetEntry(Base):
    """A line of a sheet: the person as written at the opening, ticket, outcome (digits, не явился, не допущен)."""

    __tablename__ = "sheet_entry"
    __table_args__ = (
        UniqueConstraint("sheet_id", "student_id"),
        UniqueConstraint("sheet_id", "position"),
        CheckConstraint("length(ticket) <= 10", name="ticket"),
    )

    id: Mapped[PrimaryKey]
    sheet_id: Mapped[int] = key_to("exam_sheet.id")
    student_id: Mapped[int] = key_to("student.id", index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    full_name: Mapped[str] = mapped_column(String(300))
    record_book: Mapped[str] = mapped_column(String(60), default="")
    ticket: Mapped[str] = mapped_column(String(10), default="")
    outcome: Mapped[Outcome | None] = mapped_column(enum_text(Outcome, "outcome"))
    version: Mapped[int] = mapped_column(default=1)

    sheet: Mapped[ExamSheet] = relationship(back_populates="entries")
    student: Mapped[Student] = relationship()

    __mapper_args__ = {"version_id_col": version}


class SheetCorrection(Base):
    """A correction of a closed sheet: the old outcome stays visible beside the order that changed it."""

    __tablename__ = "sheet_correction"
    __table_args__ = (CheckConstraint("length(order_number) > 0", name="order_number"),)

    id: Mapped[PrimaryKey]
    entry_id: Mapped[int] = key_to("sheet_entry.id", index=True)
    edition: Mapped[int] = mapped_column(SmallInteger)
    old_outcome: Mapped[Outcome | None] = mapped_column(enum_text(Outcome, "old_outcome"))
    new_outcome: Mapped[Outcome] = mapped_column(enum_text(Outcome, "new_outcome"))
    order_number: Mapped[Text200]
    order_date: Mapped[date]
    reason: Mapped[Text500]
    at: Mapped[datetime]
    by_id: Mapped[int] = key_to("user.id")
