"""Files read in as a whole: what was found in them, what was made of them, whether it was taken back (1.6)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text200, enum_text, key_to
from models.user import User


class ImportState(StrEnum):
    """previewed → applied → undone; previewed → dropped."""

    PREVIEWED = "previewed"
    APPLIED = "applied"
    UNDONE = "undone"
    DROPPED = "dropped"


class ImportBatch(Base):
    """One file: its rows as read, the verdict on each, and after applying what each row made or changed."""

    __tablename__ = "import_batch"
    __table_args__ = (
        CheckConstraint("(state IN ('applied', 'undone')) = (applied_at IS NOT NULL)", name="applied"),
        CheckConstraint("(state = 'undone') = (undone_at IS NOT NULL)", name="undone"),
    )

    id: Mapped[PrimaryKey]
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(40), index=True)
    file_name: Mapped[Text200]
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[ImportState] = mapped_column(enum_text(ImportState, "state"), default=ImportState.PREVIEWED)
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    rows: Mapped[list[Any]]
    trace: Mapped[list[Any]] = mapped_column(default=list)
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int] = key_to("user.id", index=True)
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    uploaded_by: Mapped[User] = relationship()
