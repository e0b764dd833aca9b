"""Courses of the LMS (LTI contexts), their links to this tool and their people."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text200, enum_text, key_to
from models.registration import Deployment
from models.user import User


class CourseRole(StrEnum):
    """A person's part in a course as the LMS says it; `none` means not (any more) there."""

    INSTRUCTOR = "instructor"
    LEARNER = "learner"
    MENTOR = "mentor"
    ADMINISTRATOR = "administrator"
    NONE = "none"


class LinkPurpose(StrEnum):
    """What an activity in the course opens: «Журнал», «Дневник», «Ведомость»."""

    JOURNAL = "journal"
    GRADEBOOK = "gradebook"
    SHEET = "sheet"


class Course(Base):
    """One LTI context of one deployment. `is_front_page`: the site's front page, never a journal."""

    __tablename__ = "course"
    __table_args__ = (UniqueConstraint("deployment_id", "context_id"),)

    id: Mapped[PrimaryKey]
    deployment_id: Mapped[int] = key_to("deployment.id")
    context_id: Mapped[str] = mapped_column(String(255))
    label: Mapped[Text200] = mapped_column(default="")
    title: Mapped[str] = mapped_column(String(500), default="")
    is_front_page: Mapped[bool] = mapped_column(default=False)
    period_from: Mapped[str] = mapped_column(String(40), default="")
    period_to: Mapped[str] = mapped_column(String(40), default="")
    history: Mapped[str] = mapped_column(String(1000), default="")
    roster_url: Mapped[str] = mapped_column(String(1000), default="")
    line_items_url: Mapped[str] = mapped_column(String(1000), default="")
    grade_scopes: Mapped[str] = mapped_column(String(1000), default="")
    roster_read_at: Mapped[datetime | None]
    roster_error: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime]

    deployment: Mapped[Deployment] = relationship()
    members: Mapped[list[CourseMember]] = relationship(back_populates="course")


class ResourceLink(Base):
    """An activity in the course that launches this tool."""

    __tablename__ = "resource_link"
    __table_args__ = (UniqueConstraint("course_id", "resource_link_id"),)

    id: Mapped[PrimaryKey]
    course_id: Mapped[int] = key_to("course.id")
    resource_link_id: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(String(500), default="")
    purpose: Mapped[LinkPurpose] = mapped_column(
        enum_text(LinkPurpose, "purpose"), default=LinkPurpose.JOURNAL
    )
    line_item_url: Mapped[str] = mapped_column(String(1000), default="")

    course: Mapped[Course] = relationship()


class CourseMember(Base):
    """A person in a course: the role of the last launch and the role in the last roster, apart.

    Absence from a roster turns `roster_role` to `none` and touches nothing else: nobody is ever deleted or expelled.
    """

    __tablename__ = "course_member"
    __table_args__ = (UniqueConstraint("course_id", "user_id"),)

    id: Mapped[PrimaryKey]
    course_id: Mapped[int] = key_to("course.id")
    user_id: Mapped[int] = key_to("user.id", index=True)
    launch_role: Mapped[CourseRole] = mapped_column(
        enum_text(CourseRole, "launch_role"), default=CourseRole.NONE
    )
    roster_role: Mapped[CourseRole] = mapped_column(
        enum_text(CourseRole, "roster_role"), default=CourseRole.NONE
    )
    launched_at: Mapped[datetime | None]
    roster_seen_at: Mapped[datetime | None]
    group_hint: Mapped[str] = mapped_column(String(200), default="")

    course: Mapped[Course] = relationship(back_populates="members")
    user: Mapped[User] = relationship()
