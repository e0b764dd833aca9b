"""Disciplines, interdisciplinary courses, practices."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from models.base import Base, PrimaryKey, enum_text, key_to
from regulation.kinds import DisciplineKind
from regulation.names import search_key


class Discipline(Base):
    """«МДК.01.01 Учёт активов»: index of the study plan, name, kind.

    One in use is never renamed: it is archived and `replaced_by` is the new one (3.8.6).
    """

    __tablename__ = "discipline"
    __table_args__ = (UniqueConstraint("index", "name"),)

    id: Mapped[PrimaryKey]
    index: Mapped[str] = mapped_column(String(40), default="")
    name: Mapped[str] = mapped_column(String(300))
    kind: Mapped[DisciplineKind] = mapped_column(enum_text(DisciplineKind, "kind"))
    search_key: Mapped[str] = mapped_column(String(400), default="")
    archived_at: Mapped[datetime | None]
    replaced_by_id: Mapped[int | None] = key_to("discipline.id", nullable=True)

    replaced_by: Mapped[Discipline | None] = relationship(remote_side="Discipline.id")

    @validates("index", "name")
    def _find_by(self, name: str, value: str) -> str:
        texts = {"index": self.index, "name": self.name} | {name: value}
        self.search_key = search_key(" ".join(text or "" for text in texts.values()))[:400]
        return value

    @property
    def title(self) -> str:
        """Index and name together."""
        return f"{self.index} {self.name}".strip()
