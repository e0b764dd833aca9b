"""The directory of specialties: a used one is never renamed, its successor follows it (3.8.6)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from models.base import Base, PrimaryKey, Text200, key_to
from regulation.names import search_key


class Specialty(Base):
    """«38.02.01 Экономика и бухгалтерский учёт (по отраслям)» with its qualification.

    `replaced_by_id` and `replaced_on`: the new name counts from that day; what is dated before prints the old one.
    """

    __tablename__ = "specialty"
    __table_args__ = (
        Index(
            "uq_specialty_in_force", "code", "name", unique=True,
            sqlite_where=text("is_archived = 0"), postgresql_where=text("NOT is_archived"),
        ),
        CheckConstraint("length(code) > 0 AND length(name) > 0", name="named"),
        CheckConstraint("(replaced_by_id IS NULL) = (replaced_on IS NULL)", name="replaced"),
        CheckConstraint("replaced_by_id IS NULL OR is_archived", name="archived"),
    )  # fmt: skip

    id: Mapped[PrimaryKey]
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[Text200]
    qualification: Mapped[Text200] = mapped_column(default="")
    key: Mapped[str] = mapped_column(String(240), default="")
    is_archived: Mapped[bool] = mapped_column(default=False)
    replaced_by_id: Mapped[int | None] = key_to("specialty.id", nullable=True)
    replaced_on: Mapped[date | None]
    created_at: Mapped[datetime]

    @property
    def title(self) -> str:
        """«38.02.01 Экономика и бухгалтерский учёт (по отраслям)»."""
        return f"{self.code} {self.name}"

    @validates("code", "name")
    def _folded(self, field: str, value: str) -> str:
        parts = {"code": self.code or "", "name": self.name or "", field: value}
        self.key = search_key(f"{parts['code']} {parts['name']}")[:240]
        return value
