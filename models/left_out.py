"""Learners of a course whom a person left out of its journals: they are not «new in the course» any more (3.9.2)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, PrimaryKey, key_to
from models.user import User


class LeftOut(Base):
    """Somebody of the course is no student of the groups kept there, as decided when a journal was opened."""

    __tablename__ = "left_out"
    __table_args__ = (UniqueConstraint("course_id", "user_id"),)

    id: Mapped[PrimaryKey]
    course_id: Mapped[int] = key_to("course.id")
    user_id: Mapped[int] = key_to("user.id", index=True)
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = key_to("user.id", nullable=True)

    user: Mapped[User] = relationship(foreign_keys=[user_id])
