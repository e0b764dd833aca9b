"""Requests to the technical support: asked by anybody who is signed in, answered by the system administrator (3.7)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text200, enum_text, key_to
from models.user import User


class SupportState(StrEnum):
    """open: waits for an answer; answered: waits for the person; closed: done."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class SupportTicket(Base):
    """A request. `page` is where it happened, `incident_code` the number an error page showed."""

    __tablename__ = "support_ticket"
    __table_args__ = (
        CheckConstraint("length(subject) > 0", name="subject"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
    )

    id: Mapped[PrimaryKey]
    state: Mapped[SupportState] = mapped_column(
        enum_text(SupportState, "state"), default=SupportState.OPEN, index=True
    )
    subject: Mapped[Text200]
    search_key: Mapped[Text200] = mapped_column(default="")
    page: Mapped[Text200] = mapped_column(default="")
    incident_code: Mapped[str] = mapped_column(String(20), default="")
    opened_by_id: Mapped[int] = key_to("user.id", index=True)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    opened_by: Mapped[User] = relationship()
    lines: Mapped[list[SupportLine]] = relationship(back_populates="ticket", order_by="SupportLine.id")


class SupportLine(Base):
    """What somebody wrote in a request. `is_answer`: by the support, not by who asked."""

    __tablename__ = "support_line"
    __table_args__ = (CheckConstraint("length(text) > 0", name="text"),)

    id: Mapped[PrimaryKey]
    ticket_id: Mapped[int] = key_to("support_ticket.id", index=True)
    author_id: Mapped[int] = key_to("user.id")
    is_answer: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str] = mapped_column(String(4000))
    written_at: Mapped[datetime]

    ticket: Mapped[SupportTicket] = relationship(back_populates="lines")
    author: Mapped[User] = relationship()
