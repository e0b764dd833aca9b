"""One-time invitations to register the tool (LTI Dynamic Registration)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, PrimaryKey, Text200, key_to


class Invitation(Base):
    """Lets one stranger's configuration address be fetched once before `expires_at`; only the code's hash is kept."""

    __tablename__ = "invitation"

    id: Mapped[PrimaryKey]
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    note: Mapped[Text200]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    registration_id: Mapped[int | None] = key_to("registration.id", nullable=True)
