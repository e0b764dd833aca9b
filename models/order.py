"""Orders and directions of the institution: what rights, movement and rule settings rest on."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text200, Text500, enum_text, key_to
from models.user import User


class OrderKind(StrEnum):
    """What an order is about: one template of F-22 each."""

    APPOINTMENT = "appointment"  # 3.1
    RIGHTS = "rights"  # 3.3
    SUBSTITUTION = "substitution"  # 4.1.1
    MOVEMENT = "movement"  # 3.9.2
    SHEET_CORRECTION = "sheet_correction"  # 4.2.5
    INSPECTION = "inspection"  # 5.3
    RULES = "rules"  # 7.2
    OTHER = "other"


class Order(Base):
    """A registered order. A mistaken one is withdrawn with a reason; its number stays taken."""

    __tablename__ = "order"
    __table_args__ = (
        UniqueConstraint("number", "dated"),
        CheckConstraint("length(number) > 0", name="number"),
        CheckConstraint("(withdrawn_at IS NULL) = (length(withdrawn_reason) = 0)", name="withdrawn"),
    )

    id: Mapped[PrimaryKey]
    kind: Mapped[OrderKind] = mapped_column(enum_text(OrderKind, "kind"))
    number: Mapped[str] = mapped_column(String(60))
    dated: Mapped[date]
    title: Mapped[Text500]
    text: Mapped[str] = mapped_column(String(10_000), default="")
    signed_by: Mapped[Text200] = mapped_column(default="")
    key: Mapped[str] = mapped_column(String(600), default="")  # number and title, folded for search
    registered_at: Mapped[datetime]
    registered_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[Text500] = mapped_column(default="")

    registered_by: Mapped[User | None] = relationship()

    @property
    def name(self) -> str:
        """«№ 12-к от 01.09.2026»."""
        return f"№ {self.number} от {self.dated:%d.%m.%Y}"
