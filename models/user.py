"""Who came through a launch."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text200, key_to
from models.registration import Registration
from models.student import Student


class User(Base):
    """A person as one LMS knows them, keyed by (registration, sub) and never by e-mail.

    `is_staff` turns on with the first launch or roster as staff and stays: a teacher «switched to student» keeps the
    same sub and must never become a student. `college_number` is `lis.person_sourcedid` (custom `idnumber`), the
    join key to the contingent.
    """

    __tablename__ = "user"
    __table_args__ = (UniqueConstraint("registration_id", "sub"),)

    id: Mapped[PrimaryKey]
    registration_id: Mapped[int] = key_to("registration.id")
    sub: Mapped[str] = mapped_column(String(255))
    family_name: Mapped[Text200] = mapped_column(default="")
    given_name: Mapped[Text200] = mapped_column(default="")
    patronymic: Mapped[Text200] = mapped_column(default="")
    display_name: Mapped[Text200] = mapped_column(default="")
    sort_key: Mapped[Text200] = mapped_column(default="", index=True)
    email: Mapped[Text200] = mapped_column(default="")
    college_number: Mapped[str] = mapped_column(String(100), default="", index=True)
    is_staff: Mapped[bool] = mapped_column(default=False)
    is_lms_admin: Mapped[bool] = mapped_column(default=False)
    student_id: Mapped[int | None] = key_to("student.id", nullable=True, index=True)
    created_at: Mapped[datetime]
    last_visit_at: Mapped[datetime | None]

    registration: Mapped[Registration] = relationship()
    student: Mapped[Student | None] = relationship(back_populates="users")


class BrowserSession(Base):
    """A signed-in browser. The cookie holds a random code, this row holds its hash and ends it at will."""

    __tablename__ = "browser_session"

    id: Mapped[PrimaryKey]
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = key_to("user.id", index=True)
    launch_id: Mapped[int | None] = key_to("launch.id", nullable=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(45), default="")

    user: Mapped[User] = relationship()
