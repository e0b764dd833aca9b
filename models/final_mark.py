"""Final marks: the semester's and the whole study's, with «н/а», its deadline and its resolution (4.2)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text500, enum_text, key_to
from models.journal import Journal
from models.student import Student


class FinalScope(StrEnum):
    """What the final is for."""

    TERM = "term"
    STUDY = "study"
    EXAM = "exam"


class FinalMark(Base):
    """A final result. «н/а» needs reason, deadline and form (4.2.3); made good, it stays beside the new mark.

    Shown result: `value`; else «н/а» when `not_assessed`; else empty. `resolved_on` is set when an «н/а» was made good.
    """

    __tablename__ = "final_mark"
    __table_args__ = (
        UniqueConstraint("journal_id", "student_id", "scope"),
        CheckConstraint("value IN (2, 3, 4, 5)", name="five_point_scale"),
        CheckConstraint(
            "NOT not_assessed OR (length(na_reason) > 0 AND na_deadline IS NOT NULL AND length(na_form) > 0)",
            name="not_assessed_terms",
        ),
        CheckConstraint("NOT not_assessed OR value IS NULL OR resolved_on IS NOT NULL", name="resolution"),
        CheckConstraint("attempt BETWEEN 0 AND 2", name="attempt"),
    )

    id: Mapped[PrimaryKey]
    journal_id: Mapped[int] = key_to("journal.id")
    student_id: Mapped[int] = key_to("student.id", index=True)
    scope: Mapped[FinalScope] = mapped_column(enum_text(FinalScope, "scope"), default=FinalScope.TERM)
    value: Mapped[int | None] = mapped_column(SmallInteger)
    not_assessed: Mapped[bool] = mapped_column(default=False)
    na_reason: Mapped[Text500] = mapped_column(default="")
    na_deadline: Mapped[date | None]
    na_form: Mapped[str] = mapped_column(String(60), default="")
    attempt: Mapped[int] = mapped_column(SmallInteger, default=0)
    resolved_on: Mapped[date | None]
    resolution_basis: Mapped[Text500] = mapped_column(default="")
    sheet_entry_id: Mapped[int | None] = key_to("sheet_entry.id", nullable=True)
    is_late: Mapped[bool] = mapped_column(default=False)
    set_at: Mapped[datetime]
    set_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
    version: Mapped[int] = mapped_column(default=1)

    journal: Mapped[Journal] = relationship()
    student: Mapped[Student] = relationship()

    __mapper_args__ = {"version_id_col": version}
