"""The institution's requisites and the regulation's own particulars, each version with its first day (7.1, 7.2)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, PrimaryKey, Text200, Text500, key_to


class Particulars(Base):
    """What is printed on forms from `valid_from` until the next version. The version itself is never rewritten.

    `order_number`, `order_date`: the order this version rests on. `regulation_order` is the order which put the
    regulation into effect; `council_protocol` the protocol of the council that considered it.
    """

    __tablename__ = "particulars"
    __table_args__ = (
        UniqueConstraint("valid_from"),
        CheckConstraint("length(full_name) > 0", name="full_name"),
        CheckConstraint("length(order_number) > 0", name="order_number"),
    )

    id: Mapped[PrimaryKey]
    valid_from: Mapped[date]
    founder: Mapped[Text500] = mapped_column(default="")
    full_name: Mapped[Text500]
    short_name: Mapped[Text200] = mapped_column(default="")
    city: Mapped[Text200] = mapped_column(default="")
    director: Mapped[Text200] = mapped_column(default="")
    deputy: Mapped[Text200] = mapped_column(default="")
    regulation_title: Mapped[Text500] = mapped_column(default="")
    council_protocol: Mapped[Text200] = mapped_column(default="")
    regulation_order: Mapped[Text200] = mapped_column(default="")
    order_number: Mapped[str] = mapped_column(String(60))
    order_date: Mapped[date]
    order_id: Mapped[int | None] = key_to("order.id", nullable=True)
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
