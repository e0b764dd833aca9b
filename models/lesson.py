"""A lesson and the works done at it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, BigId, PrimaryKey, Text500, enum_text, key_to
from models.journal import Journal
from models.thematic_plan import PlanItem
from models.user import User
from regulation.kinds import LessonKind, WorkKind


class LessonState(StrEnum):
    """planned → conducted; planned → cancelled | moved (requirements, States)."""

    PLANNED = "planned"
    CONDUCTED = "conducted"
    CANCELLED = "cancelled"
    MOVED = "moved"


class Lesson(Base):
    """One lesson of a journal. `hours` are academic hours; `version` guards concurrent edits.

    `absence_confirmed`: somebody said who was absent («отсутствующих нет» counts). `filled_at`: the moment the
    lesson first had topic, homework where required and confirmed absence; `late_days` as of that moment (4.1.1).
    `teacher_id`: who is to hold it by the timetable, and once conducted who held it; `substitution_id`: the direction
    by which that was somebody else than the journal's teacher («зам.»).
    """

    __tablename__ = "lesson"
    __table_args__ = (
        UniqueConstraint("id", "journal_id"),
        Index("ix_lesson_journal_id_date", "journal_id", "date"),
        Index(
            "uq_lesson_slot",
            "journal_id",
            "date",
            "pair",
            unique=True,
            sqlite_where=text("state IN ('planned', 'conducted')"),
            postgresql_where=text("state IN ('planned', 'conducted')"),
        ),
        CheckConstraint("pair BETWEEN 1 AND 12", name="pair"),
        CheckConstraint("hours BETWEEN 1 AND 12", name="hours"),
        CheckConstraint("state <> 'conducted' OR length(topic) > 0", name="topic_when_conducted"),
        CheckConstraint("late_days >= 0", name="late_days"),
    )

    id: Mapped[PrimaryKey]
    journal_id: Mapped[int] = key_to("journal.id")
    date: Mapped[date]
    pair: Mapped[int] = mapped_column(SmallInteger)
    hours: Mapped[int] = mapped_column(SmallInteger, default=2)
    kind: Mapped[LessonKind] = mapped_column(enum_text(LessonKind, "kind"))
    state: Mapped[LessonState] = mapped_column(enum_text(LessonState, "state"), default=LessonState.PLANNED)
    topic: Mapped[Text500] = mapped_column(default="")
    homework: Mapped[Text500] = mapped_column(default="")
    plan_item_id: Mapped[int | None] = key_to("plan_item.id", nullable=True, index=True)
    off_plan_reason: Mapped[Text500] = mapped_column(default="")
    absence_confirmed: Mapped[bool] = mapped_column(default=False)
    cancel_reason: Mapped[Text500] = mapped_column(default="")
    teacher_id: Mapped[int | None] = key_to("user.id", nullable=True, index=True)
    room: Mapped[str] = mapped_column(String(60), default="")
    timetable_entry_id: Mapped[int | None] = key_to("timetable_entry.id", nullable=True, index=True)
    substitution_id: Mapped[int | None] = key_to("substitution.id", nullable=True, index=True)
    topic_at: Mapped[datetime | None]
    filled_at: Mapped[datetime | None]
    late_days: Mapped[int] = mapped_column(SmallInteger, default=0)
    version: Mapped[int] = mapped_column(default=1)

    journal: Mapped[Journal] = relationship()
    teacher: Mapped[User | None] = relationship()
    plan_item: Mapped[PlanItem | None] = relationship()
    works: Mapped[list[Work]] = relationship(back_populates="lesson", order_by="Work.position, Work.id")

    __mapper_args__ = {"version_id_col": version}


class Work(Base):
    """What is marked at a lesson: one column of the grid. МИУД (`checkpoint`) is a work that belongs to a month."""

    __tablename__ = "work"
    __table_args__ = (
        ForeignKeyConstraint(
            ["lesson_id", "journal_id"], ["lesson.id", "lesson.journal_id"], ondelete="RESTRICT"
        ),
        UniqueConstraint("id", "journal_id", "kind"),
        UniqueConstraint("journal_id", "month"),
        CheckConstraint("(kind = 'checkpoint') = (month IS NOT NULL)", name="month_of_checkpoint"),
        Index("ix_work_lesson_id", "lesson_id"),
    )

    id: Mapped[PrimaryKey]
    journal_id: Mapped[int] = mapped_column(BigId)
    lesson_id: Mapped[int] = mapped_column(BigId)
    kind: Mapped[WorkKind] = mapped_column(enum_text(WorkKind, "kind"))
    title: Mapped[str] = mapped_column(String(300), default="")
    position: Mapped[int] = mapped_column(SmallInteger, default=0)
    number: Mapped[int | None] = mapped_column(SmallInteger)
    month: Mapped[date | None]

    lesson: Mapped[Lesson] = relationship(back_populates="works")
