"""«Ознакомлен(а)» with the functions of one's office (3.2)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, key_to
from models.user import User


class FunctionMark(Base):
    """A person has read the function list of `office` (a role of the matrix) in this edition; said once, for good."""

    __tablename__ = "function_mark"
    __table_args__ = (
        UniqueConstraint("user_id", "office", "edition"),
        CheckConstraint("edition >= 1", name="edition"),
    )

    id: Mapped[PrimaryKey]
    user_id: Mapped[int] = key_to("user.id")
    office: Mapped[str] = mapped_column(String(32))
    edition: Mapped[int]
    marked_at: Mapped[datetime]

    user: Mapped[User] = relationship()
