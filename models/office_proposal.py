"""Offices and rule settings entered by the content administrator that wait for the director (3.3, 7.2)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text500, enum_text, key_to
from models.journal import Journal
from models.office import Office
from models.order import Order
from models.study_group import StudyGroup
from models.user import User

_DECIDED = "(decided_at IS NULL) = (decided_by_id IS NULL)"
_REFUSED = "length(refusal) = 0 OR decided_at IS NOT NULL"


class GrantProposal(Base):
    """An office on its way: it gives no right before the director approves it, which makes the `Grant`."""

    __tablename__ = "grant_proposal"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="interval"),
        CheckConstraint("group_id IS NULL OR journal_id IS NULL", name="scope"),
        CheckConstraint(_DECIDED, name="decided"),
        CheckConstraint(_REFUSED, name="refused"),
        CheckConstraint(
            "grant_id IS NULL OR (decided_at IS NOT NULL AND length(refusal) = 0)", name="granted"
        ),
    )

    id: Mapped[PrimaryKey]
    user_id: Mapped[int] = key_to("user.id", index=True)
    office: Mapped[Office] = mapped_column(enum_text(Office, "office"))
    group_id: Mapped[int | None] = key_to("study_group.id", nullable=True)
    journal_id: Mapped[int | None] = key_to("journal.id", nullable=True)
    order_id: Mapped[int] = key_to("order.id")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[int] = key_to("user.id")
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    decided_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
    refusal: Mapped[Text500] = mapped_column(default="")
    grant_id: Mapped[int | None] = key_to("grant.id", nullable=True)

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    proposed_by: Mapped[User] = relationship(foreign_keys=[proposed_by_id])
    group: Mapped[StudyGroup | None] = relationship()
    journal: Mapped[Journal | None] = relationship()
    order: Mapped[Order] = relationship()


class RuleProposal(Base):
    """A rule setting on its way: the rules change only when the director approves it (7.2)."""

    __tablename__ = "rule_proposal"
    __table_args__ = (
        CheckConstraint(_DECIDED, name="decided"),
        CheckConstraint(_REFUSED, name="refused"),
    )

    id: Mapped[PrimaryKey]
    name: Mapped[str] = mapped_column(String(60))
    value: Mapped[str] = mapped_column(String(500))
    valid_from: Mapped[date]
    order_id: Mapped[int] = key_to("order.id")
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[int] = key_to("user.id")
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    decided_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
    refusal: Mapped[Text500] = mapped_column(default="")

    proposed_by: Mapped[User] = relationship(foreign_keys=[proposed_by_id])
    order: Mapped[Order] = relationship()
