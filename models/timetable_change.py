"""Changes of the timetable on a day: замена, перенос, отмена (F-20)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text200, Text500, enum_text, key_to
from models.discipline import Discipline
from models.lesson import Lesson
from models.study_group import StudyGroup, Subgroup
from models.substitution import Substitution
from models.timetable_entry import TimetableEntry
from models.user import User


class ChangeKind(StrEnum):
    """What is changed: another teacher, discipline or room; another day or pair; not held."""

    REPLACE = "replace"
    MOVE = "move"
    CANCEL = "cancel"

    @property
    def title(self) -> str:  # type: ignore[override]
        """As F-20 writes it."""
        return {"replace": "замена", "move": "перенос", "cancel": "отмена"}[self.value]


class TimetableChange(Base):
    """One lesson of one day is held otherwise than the timetable says, with reason and basis (3.10.1).

    `day`, `pair`, `discipline`, `teacher`, `room`: as the timetable had it. `new_…`: as it is held instead, None or
    empty where nothing changes. An annulled change counts no more.
    """

    __tablename__ = "timetable_change"
    __table_args__ = (
        CheckConstraint("pair BETWEEN 1 AND 12", name="pair"),
        CheckConstraint("new_pair IS NULL OR new_pair BETWEEN 1 AND 12", name="new_pair"),
        CheckConstraint("(kind = 'move') = (new_day IS NOT NULL AND new_pair IS NOT NULL)", name="move"),
        CheckConstraint("length(reason) > 0", name="reason"),
        CheckConstraint("length(basis_number) > 0", name="basis_number"),
        Index(
            "uq_timetable_change_entry_day",
            "entry_id",
            "day",
            unique=True,
            sqlite_where=text("annulled_at IS NULL"),
            postgresql_where=text("annulled_at IS NULL"),
        ),
        Index("ix_timetable_change_day", "day"),
    )

    id: Mapped[PrimaryKey]
    kind: Mapped[ChangeKind] = mapped_column(enum_text(ChangeKind, "kind"))
    entry_id: Mapped[int | None] = key_to("timetable_entry.id", nullable=True)
    lesson_id: Mapped[int | None] = key_to("lesson.id", nullable=True, index=True)
    group_id: Mapped[int] = key_to("study_group.id", index=True)
    subgroup_id: Mapped[int | None] = key_to("subgroup.id", nullable=True)
    day: Mapped[date]
    pair: Mapped[int] = mapped_column(SmallInteger)
    discipline_id: Mapped[int] = key_to("discipline.id")
    teacher_id: Mapped[int | None] = key_to("user.id", nullable=True, index=True)
    room: Mapped[str] = mapped_column(String(60), default="")
    new_day: Mapped[date | None] = mapped_column(index=True)
    new_pair: Mapped[int | None] = mapped_column(SmallInteger)
    new_discipline_id: Mapped[int | None] = key_to("discipline.id", nullable=True)
    new_teacher_id: Mapped[int | None] = key_to("user.id", nullable=True, index=True)
    new_room: Mapped[str] = mapped_column(String(60), default="")
    new_lesson_id: Mapped[int | None] = key_to("lesson.id", nullable=True)
    substitution_id: Mapped[int | None] = key_to("substitution.id", nullable=True, index=True)
    reason: Mapped[Text500]
    basis_number: Mapped[Text200]
    basis_dated: Mapped[date]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
    annulled_at: Mapped[datetime | None]

    entry: Mapped[TimetableEntry | None] = relationship()
    group: Mapped[StudyGroup] = relationship()
    subgroup: Mapped[Subgroup | None] = relationship()
    discipline: Mapped[Discipline] = relationship(foreign_keys=[discipline_id])
    teacher: Mapped[User | None] = relationship(foreign_keys=[teacher_id])
    new_discipline: Mapped[Discipline | None] = relationship(foreign_keys=[new_discipline_id])
    new_teacher: Mapped[User | None] = relationship(foreign_keys=[new_teacher_id])
    lesson: Mapped[Lesson | None] = relationship(foreign_keys=[lesson_id])
    new_lesson: Mapped[Lesson | None] = relationship(foreign_keys=[new_lesson_id])
    substitution: Mapped[Substitution | None] = relationship()

    @property
    def basis(self) -> str:
        """«№ 12-р от 01.09.2026»."""
        return f"№ {self.basis_number} от {self.basis_dated:%d.%m.%Y}"
