"""Who came through a launch, or by a login of their own; and the browsers they are signed in with."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text200, enum_text, key_to
from models.registration import Registration
from models.student import Student


class User(Base):
    """A person as one LMS knows them, keyed by (registration, sub) and never by e-mail.

    A local person (a parent with a login of their own) belongs to no registration.

    `is_staff` turns on with the first launch or roster as staff and stays: a teacher «switched to student» keeps the
    same sub and must never become a student. `college_number` is `lis.person_sourcedid` (custom `idnumber`), the
    join key to the contingent.
    """

    __tablename__ = "user"
    __table_args__ = (
        UniqueConstraint("registration_id", "sub"),
        CheckConstraint("(registration_id IS NULL) = is_local", name="registration"),
        CheckConstraint("NOT (is_local AND (is_staff OR is_lms_admin))", name="local_is_no_staff"),
    )

    id: Mapped[PrimaryKey]
    registration_id: Mapped[int | None] = key_to("registration.id", nullable=True)
    is_local: Mapped[bool] = mapped_column(default=False)
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

    registration: Mapped[Registration | None] = relationship()
    student: Mapped[Student | None] = relationship(back_populates="users")


class EndReason(StrEnum):
    """Why a browser session was ended before its time."""

    LEFT = "left"
    REPLACED = "replaced"  # the same member of staff signed in elsewhere (4.1.7)
    ENDED = "ended"  # from the page of one's sessions
    ENDED_BY_OFFICE = "ended_by_office"
    PASSWORD = "password"  # noqa: S105 (the password was changed)
    CONSENT = "consent"  # the consent was withdrawn


class BrowserSession(Base):
    """A signed-in browser. The cookie holds a random code, this row holds its hash and ends it at will.

    `mark_hash` tells one browser from another, whoever is signed in; `previous_*` is the visit before this one.
    """

    __tablename__ = "browser_session"
    __table_args__ = (Index("ix_browser_session_mark_hash_seen_at", "mark_hash", "seen_at"),)

    id: Mapped[PrimaryKey]
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = key_to("user.id", index=True)
    launch_id: Mapped[int | None] = key_to("launch.id", nullable=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[EndReason | None] = mapped_column(enum_text(EndReason, "end_reason"))
    ended_from: Mapped[str] = mapped_column(String(45), default="")
    address: Mapped[str] = mapped_column(String(45), default="")
    mark_hash: Mapped[str] = mapped_column(String(64), default="")
    device: Mapped[str] = mapped_column(String(60), default="")
    previous_at: Mapped[datetime | None]
    previous_address: Mapped[str] = mapped_column(String(45), default="")

    user: Mapped[User] = relationship()
