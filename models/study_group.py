"""Study groups, subgroups and the dated membership of students in them (движение контингента)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text200, Text500, key_to
from models.student import Student


class StudyGroup(Base):
    """A study group («БУ-23-1»)."""

    __tablename__ = "study_group"

    id: Mapped[PrimaryKey]
    name: Mapped[str] = mapped_column(String(60), unique=True)
    specialty_code: Mapped[str] = mapped_column(String(20), default="")
    specialty: Mapped[Text200] = mapped_column(default="")
    course_number: Mapped[int | None]
    study_form: Mapped[str] = mapped_column(String(60), default="очная")
    created_at: Mapped[datetime]

    subgroups: Mapped[list[Subgroup]] = relationship(back_populates="group", order_by="Subgroup.name")


class Subgroup(Base):
    """A part of a group with its own teacher and page (4.1.4)."""

    __tablename__ = "subgroup"
    __table_args__ = (UniqueConstraint("group_id", "name"),)

    id: Mapped[PrimaryKey]
    group_id: Mapped[int] = key_to("study_group.id")
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
