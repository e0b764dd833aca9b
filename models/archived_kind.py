"""Kinds of works, lessons and reasons that the institution does not offer (3.8.6)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, PrimaryKey, enum_text, key_to


class KindDirectory(StrEnum):
    """Which directory of kinds. The kinds themselves belong to the program: rules rest on them."""

    WORK = "work"
    LESSON = "lesson"


class ArchivedKind(Base):
    """The kind `key` is not offered while `is_archived`; what was recorded with it keeps it."""

    __tablename__ = "archived_kind"
    __table_args__ = (UniqueConstraint("directory", "key"),)

    id: Mapped[PrimaryKey]
    directory: Mapped[KindDirectory] = mapped_column(enum_text(KindDirectory, "directory"))
    key: Mapped[str] = mapped_column(String(40))
    is_archived: Mapped[bool] = mapped_column(default=True)
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
