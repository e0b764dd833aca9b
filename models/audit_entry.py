"""The append-only record of who changed what (1.5)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId, PrimaryKey, Text500


class AuditEntry(Base):
    """Who, acting in which office, when, which object, old → new, why, from where. Never updated, never deleted.

    Ids are plain numbers without foreign keys: the record outlives what it speaks of.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_entity_entity_id", "entity", "entity_id"),
        Index("ix_audit_entry_journal_id_at", "journal_id", "at"),
    )

    id: Mapped[PrimaryKey]
    at: Mapped[datetime]
    local_time: Mapped[str] = mapped_column(String(32))
    user_id: Mapped[int | None] = mapped_column(BigId, index=True)
    user_name: Mapped[str] = mapped_column(String(300), default="")
    office: Mapped[str] = mapped_column(String(32), default="")
    action: Mapped[str] = mapped_column(String(32))
    entity: Mapped[str] = mapped_column(String(40))
    entity_id: Mapped[int | None] = mapped_column(BigId)
    journal_id: Mapped[int | None] = mapped_column(BigId)
    student_id: Mapped[int | None] = mapped_column(BigId)
    old: Mapped[dict[str, Any] | None]
    new: Mapped[dict[str, Any] | None]
    reason: Mapped[Text500] = mapped_column(default="")
    address: Mapped[str] = mapped_column(String(45), default="")
    launch_id: Mapped[int | None] = mapped_column(BigId)
    request_id: Mapped[str] = mapped_column(String(64), default="")


class ChangeRequest(Base):
    """A change the browser named itself: a resend of the same id is answered with the stored answer, once recorded."""

    __tablename__ = "change_request"

    id: Mapped[PrimaryKey]
    client_id: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(BigId)
    at: Mapped[datetime] = mapped_column(index=True)
    answer: Mapped[dict[str, Any]]
