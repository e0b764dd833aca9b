"""One-time codes by which an administrator of the LMS becomes the journal's first system administrator (3.1)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, PrimaryKey, key_to


class AdminCode(Base):
    """A code printed at the shell; only its hash is kept. Good once, before `expires_at`, until too many wrong tries."""

    __tablename__ = "admin_code"
    __table_args__ = (
        CheckConstraint("failures >= 0", name="failures"),
        CheckConstraint("(used_at IS NULL) = (used_by_id IS NULL)", name="used"),
    )

    id: Mapped[PrimaryKey]
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
    used_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
