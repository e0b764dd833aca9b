"""The directory of normative acts (1.2)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from models.base import Base, PrimaryKey, Text500, enum_text, key_to
from regulation.names import search_key


class ActStatus(StrEnum):
    """В силе or утратил силу."""

    IN_FORCE = "in_force"
    REPEALED = "repealed"


class NormativeAct(Base):
    """«Постановление Правительства РФ № 1119 от 01.11.2012»; a repealed one may name what stands instead of it.

    `in_regulation`: the regulation's clause 1.2 names it.
    """

    __tablename__ = "normative_act"
    __table_args__ = (
        UniqueConstraint("kind", "number", "dated"),
        CheckConstraint("length(title) > 0", name="title"),
        CheckConstraint(
            "status = 'repealed' OR (repealed_on IS NULL AND replaced_by_id IS NULL)", name="repealed"
        ),
        CheckConstraint("replaced_by_id IS NULL OR replaced_by_id <> id", name="replaced_by_another"),
    )

    id: Mapped[PrimaryKey]
    kind: Mapped[str] = mapped_column(String(120))
    number: Mapped[str] = mapped_column(String(60))
    dated: Mapped[date]
    title: Mapped[Text500]
    status: Mapped[ActStatus] = mapped_column(enum_text(ActStatus, "status"), default=ActStatus.IN_FORCE)
    repealed_on: Mapped[date | None]
    replaced_by_id: Mapped[int | None] = key_to("normative_act.id", nullable=True)
    in_regulation: Mapped[bool] = mapped_column(default=False)
    note: Mapped[Text500] = mapped_column(default="")
    search_key: Mapped[str] = mapped_column(String(700), default="")

    replaced_by: Mapped[NormativeAct | None] = relationship(remote_side="NormativeAct.id")

    @validates("kind", "number", "title")
    def _find_by(self, name: str, value: str) -> str:
        texts = {"kind": self.kind, "number": self.number, "title": self.title} | {name: value}
        self.search_key = search_key(" ".join(text or "" for text in texts.values()))[:700]
        return value

    @property
    def name(self) -> str:
        """«Постановление Правительства РФ от 01.11.2012 № 1119»."""
        return f"{self.kind} от {self.dated:%d.%m.%Y} № {self.number}"
