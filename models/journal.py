"""The journal: a discipline of a group (or subgroup) in one period, and who keeps it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, enum_text, key_to
from models.course import Course
from models.discipline import Discipline
from models.study_group import StudyGroup, Subgroup
from models.term import Term
from models.user import User


class JournalState(StrEnum):
    """Where a journal stands (requirements, States)."""

    OPEN = "open"
    ON_CHECK = "on_check"
    REMARKS = "remarks"
    CHECKED = "checked"
    CLOSED = "closed"
    ARCHIVED = "archived"


class TeacherSource(StrEnum):
    """Why a person keeps the journal."""

    OPENED = "opened"
    NAMED = "named"
    ORDER = "order"


class Journal(Base):
    """Discipline × group (or subgroup) × term. Unique, so that a course copy can never make a second one."""

    __tablename__ = "journal"
    __table_args__ = (
        Index(
            "uq_journal_whole_group",
            "discipline_id",
            "group_id",
            "term_id",
            unique=True,
            sqlite_where=text("subgroup_id IS NULL"),
            postgresql_where=text("subgroup_id IS NULL"),
        ),
        UniqueConstraint("discipline_id", "group_id", "subgroup_id", "term_id"),
        CheckConstraint("planned_hours BETWEEN 0 AND 2000", name="planned_hours"),
    )

    id: Mapped[PrimaryKey]
    course_id: Mapped[int | None] = key_to("course.id", nullable=True, index=True)
    discipline_id: Mapped[int] = key_to("discipline.id")
    group_id: Mapped[int] = key_to("study_group.id", index=True)
    subgroup_id: Mapped[int | None] = key_to("subgroup.id", nullable=True)
    term_id: Mapped[int] = key_to("term.id")
    planned_hours: Mapped[int] = mapped_column(default=0)
    state: Mapped[JournalState] = mapped_column(enum_text(JournalState, "state"), default=JournalState.OPEN)
    has_study_final: Mapped[bool] = mapped_column(default=False)
    grades_to_lms: Mapped[bool] = mapped_column(default=True)
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int] = key_to("user.id")

    course: Mapped[Course | None] = relationship()
    discipline: Mapped[Discipline] = relationship()
    group: Mapped[StudyGroup] = relationship()
    subgroup: Mapped[Subgroup | None] = relationship()
    term: Mapped[Term] = relationship()
    teachers: Mapped[list[JournalTeacher]] = relationship(back_populates="journal")


class JournalTeacher(Base):
    """Names a person as this journal's teacher: they fill it whatever role the roster gives them."""

    __tablename__ = "journal_teacher"
    __table_args__ = (UniqueConstraint("journal_id", "user_id"),)

    id: Mapped[PrimaryKey]
    journal_id: Mapped[int] = key_to("journal.id")
    user_id: Mapped[int] = key_to("user.id", index=True)
    source: Mapped[TeacherSource] = mapped_column(enum_text(TeacherSource, "source"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    journal: Mapped[Journal] = relationship(back_populates="teachers")
    user: Mapped[User] = relationship()
