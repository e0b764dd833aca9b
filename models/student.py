"""The student's card and whoever may see it besides the college: guardians."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text200, key_to

if TYPE_CHECKING:
    from models.user import User


class Student(Base):
    """A student of the college. `sort_key` orders as Russians sort (ё as е); namesakes are allowed.

    `is_archived`: the card was made by mistake or joined to another; nobody is ever deleted.
    """

    __tablename__ = "student"

    id: Mapped[PrimaryKey]
    family_name: Mapped[Text200]
    given_name: Mapped[Text200] = mapped_column(default="")
    patronymic: Mapped[Text200] = mapped_column(default="")
    sort_key: Mapped[Text200] = mapped_column(index=True)
    birth_date: Mapped[date | None]
    record_book: Mapped[str] = mapped_column(String(60), default="", index=True)
    college_number: Mapped[str] = mapped_column(String(100), default="", index=True)
    is_archived: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    users: Mapped[list[User]] = relationship(back_populates="student")


class Guardian(Base):
    """A parent or representative: this user may see this student (LTI `role_scope_mentor`, or a consent on paper).

    `stopped_at`: the consent was withdrawn; the tie stays, nothing is shown until another is given.
    """

    __tablename__ = "guardian"
    __table_args__ = (UniqueConstraint("user_id", "student_id"),)

    id: Mapped[PrimaryKey]
    user_id: Mapped[int] = key_to("user.id")
    student_id: Mapped[int] = key_to("student.id", index=True)
    source: Mapped[str] = mapped_column(String(20), default="lti")
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    consent_id: Mapped[int | None] = key_to("consent.id", nullable=True)
