"""Study groups, subgroups and the dated membership of students in them (движение контингента)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from models.base import Base, PrimaryKey, Text500, key_to
from models.specialty import Specialty
from models.student import Student
from regulation.courses import course_number
from regulation.names import search_key


class StudyGroup(Base):
    """A study group («БУ-23-1»): admitted in September of `admission_year`, taught for so many `courses` (years).

    The number of its course follows from the academic year of what is shown: a journal of last year prints last
    year's.
    """

    __tablename__ = "study_group"
    __table_args__ = (
        CheckConstraint("admission_year BETWEEN 1990 AND 2100", name="admission_year"),
        CheckConstraint("courses BETWEEN 1 AND 6", name="courses"),
    )

    id: Mapped[PrimaryKey]
    name: Mapped[str] = mapped_column(String(60), unique=True)
    key: Mapped[str] = mapped_column(String(60), default="")
    specialty_id: Mapped[int | None] = key_to("specialty.id", nullable=True, index=True)
    admission_year: Mapped[int | None]
    courses: Mapped[int | None]
    study_form: Mapped[str] = mapped_column(String(60), default="очная")
    is_archived: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    specialty: Mapped[Specialty | None] = relationship()
    subgroups: Mapped[list[Subgroup]] = relationship(back_populates="group", order_by="Subgroup.name")

    def course_in(self, academic_year: str) -> int | None:
        """The group's course in the academic year «2026/27»; None when it is unknown or the group is not taught then."""
        return course_number(self.admission_year, academic_year, self.courses)

    @validates("name")
    def _folded(self, _field: str, value: str) -> str:
        self.key = search_key(value)[:60]
        return value


class Subgroup(Base):
    """A part of a group with its own teacher and page (4.1.4).

    `division`: which way of dividing the group it belongs to, «» for the usual one; of the parts of a division
    everybody is in one at most.
    """

    __tablename__ = "subgroup"
    __table_args__ = (UniqueConstraint("group_id", "name"),)

    id: Mapped[PrimaryKey]
    group_id: Mapped[int] = key_to("study_group.id")
    division: Mapped[str] = mapped_column(String(60), default="", server_default="")
    name: Mapped[str] = mapped_column(String(60))

    group: Mapped[StudyGroup] = relationship(back_populates="subgroups")


class Membership(Base):
    """A student is in a group from `starts_on` to `ends_on` inclusive (open when None), with the basis of both."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="interval"),
        Index("ix_membership_group_id_student_id", "group_id", "student_id"),
        UniqueConstraint("group_id", "student_id", "starts_on"),
    )

    id: Mapped[PrimaryKey]
    group_id: Mapped[int] = key_to("study_group.id")
    student_id: Mapped[int] = key_to("student.id", index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    basis: Mapped[Text500] = mapped_column(default="")
    end_basis: Mapped[Text500] = mapped_column(default="")

    student: Mapped[Student] = relationship()
    group: Mapped[StudyGroup] = relationship()


class SubgroupMembership(Base):
    """A member of the group belongs to a subgroup for a dated interval."""

    __tablename__ = "subgroup_membership"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="interval"),
        UniqueConstraint("subgroup_id", "student_id", "starts_on"),
    )

    id: Mapped[PrimaryKey]
    subgroup_id: Mapped[int] = key_to("subgroup.id")
    student_id: Mapped[int] = key_to("student.id", index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    student: Mapped[Student] = relationship()
    subgroup: Mapped[Subgroup] = relationship()
