"""Disciplines, interdisciplinary courses, practices."""

from __future__ import annotations

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, PrimaryKey, enum_text
from regulation.kinds import DisciplineKind


class Discipline(Base):
    """«МДК.01.01 Учёт активов»: index of the study plan, name, kind."""

    __tablename__ = "discipline"
    __table_args__ = (UniqueConstraint("index", "name"),)

    id: Mapped[PrimaryKey]
    index: Mapped[str] = mapped_column(String(40), default="")
    name: Mapped[str] = mapped_column(String(300))
    kind: Mapped[DisciplineKind] = mapped_column(enum_text(DisciplineKind, "kind"))

    @property
    def title(self) -> str:
        """Index and name together."""
        return f"{self.index} {self.name}".strip()
