"""КТП: the calendar-thematic plan of a journal (4.1.3)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, BigId, PrimaryKey, Text500, enum_text, key_to
from regulation.kinds import LessonKind


class PlanState(StrEnum):
    """Topics are offered from an approved plan; a draft is offered with a remark."""

    DRAFT = "draft"
    APPROVED = "approved"


class ThematicPlan(Base):
    """The plan of one journal, approved by the deputy director («РАССМОТРЕНО / УТВЕРЖДАЮ», F-19)."""

    __tablename__ = "thematic_plan"

    id: Mapped[PrimaryKey]
    journal_id: Mapped[int] = mapped_column(BigId, ForeignKey("journal.id", ondelete="RESTRICT"), unique=True)
    state: Mapped[PlanState] = mapped_column(enum_text(PlanState, "state"), default=PlanState.DRAFT)
    source_name: Mapped[str] = mapped_column(String(300), default="")
    imported_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
    considered: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column(default=1)

    items: Mapped[list[PlanItem]] = relationship(back_populates="plan", order_by="PlanItem.position")

    __mapper_args__ = {"version_id_col": version}


class PlanItem(Base):
    """A line of the plan: a section heading (hours 0) or a lesson with its topic, kind, date and homework."""

    __tablename__ = "plan_item"
    __table_args__ = (
        UniqueConstraint("plan_id", "position"),
        CheckConstraint("hours BETWEEN 0 AND 12", name="hours"),
        CheckConstraint("is_section = (kind IS NULL)", name="kind_of_lesson"),
    )

    id: Mapped[PrimaryKey]
    plan_id: Mapped[int] = key_to("thematic_plan.id")
    position: Mapped[int] = mapped_column(SmallInteger)
    is_section: Mapped[bool] = mapped_column(default=False)
    topic: Mapped[Text500]
    hours: Mapped[int] = mapped_column(SmallInteger, default=0)
    kind: Mapped[LessonKind | None] = mapped_column(enum_text(LessonKind, "kind"))
    planned_on: Mapped[date | None]
    homework: Mapped[Text500] = mapped_column(default="")
    means: Mapped[Text500] = mapped_column(default="")
    literature: Mapped[Text500] = mapped_column(default="")
    control_form: Mapped[Text500] = mapped_column(default="")
    note: Mapped[Text500] = mapped_column(default="")

    plan: Mapped[ThematicPlan] = relationship(back_populates="items")
