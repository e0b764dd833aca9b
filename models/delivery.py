"""Results on their way to the LMS's grade book: line items and the outbox."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text500, enum_text, key_to
from models.journal import Journal
from models.student import Student


class LineItemKind(StrEnum):
    """Which result the column carries."""

    CHECKPOINT = "checkpoint"
    FINAL = "final"
    SHEET = "sheet"


class LineItem(Base):
    """A column of ours in the LMS (LTI AGS line item). `url` is empty until the LMS has made it.

    `making_until`: a worker is making it now; the others wait, so that no column is made twice.
    """

    __tablename__ = "line_item"
    __table_args__ = (UniqueConstraint("journal_id", "resource_id"),)

    id: Mapped[PrimaryKey]
    journal_id: Mapped[int] = key_to("journal.id")
    course_id: Mapped[int] = key_to("course.id")
    kind: Mapped[LineItemKind] = mapped_column(enum_text(LineItemKind, "kind"))
    resource_id: Mapped[str] = mapped_column(String(100))
    tag: Mapped[str] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(String(255))
    url: Mapped[str] = mapped_column(String(1000), default="")
    making_until: Mapped[datetime | None]
    read_back_at: Mapped[datetime | None]

    journal: Mapped[Journal] = relationship()


class DeliveryState(StrEnum):
    """pending: to be sent; sent: the LMS said yes; confirmed: read back equal; differs: the LMS shows another value;
    refused: the LMS said no and repeating will not help; off: not to be sent (journal switched off, no account)."""

    PENDING = "pending"
    SENT = "sent"
    CONFIRMED = "confirmed"
    DIFFERS = "differs"
    REFUSED = "refused"
    OFF = "off"


class GradeDelivery(Base):
    """One student's result in one column: what is wanted and what has been delivered.

    Written in the transaction that writes the result. `wanted_version` grows with every change; a worker claims the
    row, sends the newest wanted value and sets `delivered_version`. Nothing is lost by a crash: it is sent again.
    """

    __tablename__ = "grade_delivery"
    __table_args__ = (
        UniqueConstraint("line_item_id", "student_id"),
        CheckConstraint("value IN (2, 3, 4, 5)", name="five_point_scale"),
        CheckConstraint("delivered_version <= wanted_version", name="versions"),
        Index("ix_grade_delivery_state_next_attempt_at", "state", "next_attempt_at"),
    )

    id: Mapped[PrimaryKey]
    line_item_id: Mapped[int] = key_to("line_item.id")
    student_id: Mapped[int] = key_to("student.id")
    value: Mapped[int | None] = mapped_column(SmallInteger)
    comment: Mapped[Text500] = mapped_column(default="")
    state: Mapped[DeliveryState] = mapped_column(
        enum_text(DeliveryState, "state"), default=DeliveryState.PENDING
    )
    wanted_version: Mapped[int] = mapped_column(default=1)
    delivered_version: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    claimed_by: Mapped[str] = mapped_column(String(64), default="")
    claimed_until: Mapped[datetime | None]
    last_timestamp: Mapped[datetime | None]
    last_error: Mapped[Text500] = mapped_column(default="")
    delivered_at: Mapped[datetime | None]
    read_value: Mapped[str] = mapped_column(String(20), default="")

    line_item: Mapped[LineItem] = relationship()
    student: Mapped[Student] = relationship()
