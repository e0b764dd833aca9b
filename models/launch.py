"""What the LTI launch leaves behind: login attempts, consumed nonces, launches, one-time tickets."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text200, Text500, Url, key_to
from models.registration import Deployment, Registration
from models.user import User


class LoginAttempt(Base):
    """A third-party login initiation waiting for its launch (OpenID Connect `state` and `nonce`)."""

    __tablename__ = "login_attempt"

    id: Mapped[PrimaryKey]
    state: Mapped[str] = mapped_column(String(64), unique=True)
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    browser_hash: Mapped[str | None] = mapped_column(String(64))
    registration_id: Mapped[int] = key_to("registration.id")
    target_link_uri: Mapped[Url]
    storage_target: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    consumed_at: Mapped[datetime | None]


class UsedNonce(Base):
    """A nonce that was accepted once: the unique row is what makes a replay impossible for two workers at once."""

    __tablename__ = "used_nonce"
    __table_args__ = (UniqueConstraint("registration_id", "nonce"),)

    id: Mapped[PrimaryKey]
    registration_id: Mapped[int] = key_to("registration.id")
    nonce: Mapped[Text200]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Launch(Base):
    """An accepted launch: who came, from where, with which claims; claims are dropped when `expires_at` passes."""

    __tablename__ = "launch"

    id: Mapped[PrimaryKey]
    public_id: Mapped[str] = mapped_column(String(64), unique=True)
    registration_id: Mapped[int] = key_to("registration.id")
    deployment_id: Mapped[int] = key_to("deployment.id")
    user_id: Mapped[int] = key_to("user.id", index=True)
    course_id: Mapped[int | None] = key_to("course.id", nullable=True)
    message_type: Mapped[str] = mapped_column(String(60))
    claims: Mapped[dict[str, Any] | None]
    at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(String(45), default="")

    registration: Mapped[Registration] = relationship()
    deployment: Mapped[Deployment] = relationship()
    user: Mapped[User] = relationship()


class Ticket(Base):
    """A one-time pass from the LMS's frame into a window of its own (no third-party cookie needed)."""

    __tablename__ = "ticket"

    id: Mapped[PrimaryKey]
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = key_to("user.id")
    launch_id: Mapped[int | None] = key_to("launch.id", nullable=True)
    mark_hash: Mapped[str] = mapped_column(String(64), default="")
    next_path: Mapped[Text500]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
