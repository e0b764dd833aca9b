"""Movement of the contingent: what an order did to a student's place in the groups (3.9.2)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text500, enum_text, key_to
from models.order import Order
from models.student import Student
from models.study_group import StudyGroup
from models.user import User


class MovementKind(StrEnum):
    """What happened to the student."""

    ADMISSION = "admission"  # зачисление
    TRANSFER = "transfer"  # перевод в другую группу
    PROMOTION = "promotion"  # перевод на следующий курс, the group stays
    LEAVE = "leave"  # академический отпуск
    EXPULSION = "expulsion"  # отчисление
    REINSTATEMENT = "reinstatement"  # восстановление, выход из отпуска
    GRADUATION = "graduation"  # выпуск


class Movement(Base):
    """One student's movement by order. `effective_on` is the first day of the new place (or of none).

    `due_on`: the last day to enter it on time; `late_days`: working days it was entered after that. `trace` says which
    intervals it began and ended, so that annulling it puts them back.
    """

    __tablename__ = "movement"
    __table_args__ = (
        CheckConstraint("late_days >= 0", name="late_days"),
        CheckConstraint("(annulled_at IS NULL) = (length(annulled_reason) = 0)", name="annulled"),
        CheckConstraint(
            "kind NOT IN ('transfer', 'reinstatement') OR to_group_id IS NOT NULL", name="to_group"
        ),
        CheckConstraint(
            "kind NOT IN ('leave', 'expulsion', 'graduation') OR to_group_id IS NULL", name="out_of_group"
        ),
        CheckConstraint("kind <> 'transfer' OR from_group_id <> to_group_id", name="another_group"),
        Index("ix_movement_student_id_effective_on", "student_id", "effective_on"),
        Index("ix_movement_entered_at", "entered_at"),
    )

    id: Mapped[PrimaryKey]
    student_id: Mapped[int] = key_to("student.id")
    kind: Mapped[MovementKind] = mapped_column(enum_text(MovementKind, "kind"))
    from_group_id: Mapped[int | None] = key_to("study_group.id", nullable=True, index=True)
    to_group_id: Mapped[int | None] = key_to("study_group.id", nullable=True, index=True)
    effective_on: Mapped[date]
    order_id: Mapped[int] = key_to("order.id", index=True)
    due_on: Mapped[date]
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
    late_days: Mapped[int] = mapped_column(default=0)
    note: Mapped[Text500] = mapped_column(default="")
    trace: Mapped[list[Any]] = mapped_column(default=list)
    annulled_at: Mapped[datetime | None]
    annulled_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
    annulled_reason: Mapped[Text500] = mapped_column(default="")

    student: Mapped[Student] = relationship()
    order: Mapped[Order] = relationship()
    from_group: Mapped[StudyGroup | None] = relationship(foreign_keys=[from_group_id])
    to_group: Mapped[StudyGroup | None] = relationship(foreign_keys=[to_group_id])
    entered_by: Mapped[User | None] = relationship(foreign_keys=[entered_by_id])
