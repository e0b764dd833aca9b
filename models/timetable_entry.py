"""Lines of the timetable (F-20)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text500, enum_text, key_to
from models.discipline import Discipline
from models.study_group import StudyGroup, Subgroup
from models.term import Term
from models.user import User
from regulation.kinds import LessonKind
from regulation.timetable import Week


class TimetableEntry(Base):
    """A discipline of a group (or subgroup) held weekly by a teacher in a room, from–to inclusive, inside one term.

    `weekday` 0 is Monday. `is_joint`: a stream, several groups sit together. A line that was a mistake is withdrawn
    with a reason, one that changes ends and another begins: lines of the past stay as they were (3.10.1).
    """

    __tablename__ = "timetable_entry"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("pair BETWEEN 1 AND 12", name="pair"),
        CheckConstraint("ends_on >= starts_on", name="interval"),
        CheckConstraint("(withdrawn_at IS NULL) = (length(withdrawn_reason) = 0)", name="withdrawn"),
        Index("ix_timetable_entry_term_id_group_id", "term_id", "group_id"),
        Index("ix_timetable_entry_term_id_teacher_id", "term_id", "teacher_id"),
    )

    id: Mapped[PrimaryKey]
    term_id: Mapped[int] = key_to("term.id")
    group_id: Mapped[int] = key_to("study_group.id", index=True)
    subgroup_id: Mapped[int | None] = key_to("subgroup.id", nullable=True)
    weekday: Mapped[int] = mapped_column(SmallInteger)
    pair: Mapped[int] = mapped_column(SmallInteger)
    week: Mapped[Week] = mapped_column(enum_text(Week, "week"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    discipline_id: Mapped[int] = key_to("discipline.id")
    kind: Mapped[LessonKind] = mapped_column(enum_text(LessonKind, "kind"))
    teacher_id: Mapped[int] = key_to("user.id", index=True)
    room: Mapped[str] = mapped_column(String(60), default="")
    is_joint: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[Text500] = mapped_column(default="")

    term: Mapped[Term] = relationship()
    group: Mapped[StudyGroup] = relationship()
    subgroup: Mapped[Subgroup | None] = relationship()
    discipline: Mapped[Discipline] = relationship()
    teacher: Mapped[User] = relationship()
