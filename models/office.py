"""Offices held by order, unlocks they grant, rule settings they change."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text200, Text500, enum_text, key_to
from models.journal import Journal
from models.order import Order
from models.study_group import StudyGroup
from models.user import User


class Office(StrEnum):
    """Who does what (requirements 3); every one is held by order, from–to."""

    SYSTEM_ADMIN = "system_admin"
    CONTENT_ADMIN = "content_admin"
    SECRETARY = "secretary"
    DISPATCHER = "dispatcher"
    DEPUTY = "deputy"
    DIRECTOR = "director"
    CURATOR = "curator"


def _endless(scope: str) -> dict[str, Any]:
    """A unique index over the offices in force without an end: one of a kind for a person and a scope."""
    where = text(f"{scope} AND revoked_at IS NULL AND ends_on IS NULL")
    return {"unique": True, "sqlite_where": where, "postgresql_where": where}


class Grant(Base):
    """A person holds an office by order from–to inclusive; scope is the institution, a group or a journal (3.3).

    That two intervals of one office and scope do not overlap is the operation's care (journal.grants); that two of
    them are not both without an end is the database's.
    """

    __tablename__ = "grant"
    __table_args__ = (
        CheckConstraint("length(order_number) > 0", name="order_number"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="interval"),
        CheckConstraint("group_id IS NULL OR journal_id IS NULL", name="scope"),
        CheckConstraint("revoked_at IS NOT NULL OR length(revoke_reason) = 0", name="revoked"),
        Index("uq_grant_whole", "user_id", "office", **_endless("group_id IS NULL AND journal_id IS NULL")),
        Index("uq_grant_group", "user_id", "office", "group_id", **_endless("group_id IS NOT NULL")),
        Index("uq_grant_journal", "user_id", "office", "journal_id", **_endless("journal_id IS NOT NULL")),
    )

    id: Mapped[PrimaryKey]
    user_id: Mapped[int] = key_to("user.id", index=True)
    office: Mapped[Office] = mapped_column(enum_text(Office, "office"))
    group_id: Mapped[int | None] = key_to("study_group.id", nullable=True)
    journal_id: Mapped[int | None] = key_to("journal.id", nullable=True)
    order_number: Mapped[Text200]
    order_date: Mapped[date]
    order_id: Mapped[int | None] = key_to("order.id", nullable=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
    revoke_reason: Mapped[Text500] = mapped_column(default="")
    revoke_order_id: Mapped[int | None] = key_to("order.id", nullable=True)
    granted_by_id: Mapped[int | None] = key_to("user.id", nullable=True)

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    granted_by: Mapped[User | None] = relationship(foreign_keys=[granted_by_id])
    order: Mapped[Order | None] = relationship(foreign_keys=[order_id])
    group: Mapped[StudyGroup | None] = relationship()
    journal: Mapped[Journal | None] = relationship()
    revoke_order: Mapped[Order | None] = relationship(foreign_keys=[revoke_order_id])


class UnlockKind(StrEnum):
    """What is unlocked: a lesson after `lock_days`, or the finals after the end of the period."""

    LESSON = "lesson"
    FINALS = "finals"


class Unlock(Base):
    """Lets a locked lesson or the finals be filled until `until` inclusive; reason mandatory (4.1.1, 4.2.1)."""

    __tablename__ = "unlock"
    __table_args__ = (
        CheckConstraint("length(reason) > 0", name="reason"),
        CheckConstraint("(kind = 'lesson') = (lesson_id IS NOT NULL)", name="lesson_of_unlock"),
    )

    id: Mapped[PrimaryKey]
    journal_id: Mapped[int] = key_to("journal.id", index=True)
    kind: Mapped[UnlockKind] = mapped_column(enum_text(UnlockKind, "kind"))
    lesson_id: Mapped[int | None] = key_to("lesson.id", nullable=True)
    reason: Mapped[Text500]
    until: Mapped[date]
    granted_by_id: Mapped[int] = key_to("user.id")
    granted_at: Mapped[datetime]


class UnlockRequest(Base):
    """A teacher asks for an unlock; somebody who may grant it answers."""

    __tablename__ = "unlock_request"

    id: Mapped[PrimaryKey]
    journal_id: Mapped[int] = key_to("journal.id", index=True)
    kind: Mapped[UnlockKind] = mapped_column(enum_text(UnlockKind, "kind"))
    lesson_id: Mapped[int | None] = key_to("lesson.id", nullable=True)
    reason: Mapped[Text500]
    asked_by_id: Mapped[int] = key_to("user.id")
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    unlock_id: Mapped[int | None] = key_to("unlock.id", nullable=True)
    refusal: Mapped[Text500] = mapped_column(default="")


class RuleSetting(Base):
    """A setting of the regulation's readings, changed only by order (7.2); the newest valid row counts."""

    __tablename__ = "rule_setting"
    __table_args__ = (UniqueConstraint("name", "valid_from"),)

    id: Mapped[PrimaryKey]
    name: Mapped[str] = mapped_column(String(60))
    value: Mapped[str] = mapped_column(String(500))
    valid_from: Mapped[date]
    order_number: Mapped[Text200]
    order_date: Mapped[date]
    order_id: Mapped[int | None] = key_to("order.id", nullable=True)
    set_by_id: Mapped[int | None] = key_to("user.id", nullable=True)


class Institution(Base):
    """The institution's requisites printed on forms; one row."""

    __tablename__ = "institution"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[PrimaryKey]
    founder: Mapped[str] = mapped_column(String(500), default="")
    full_name: Mapped[str] = mapped_column(String(500), default="")
    short_name: Mapped[Text200] = mapped_column(default="")
    city: Mapped[Text200] = mapped_column(default="")
    director: Mapped[Text200] = mapped_column(default="")
    deputy: Mapped[Text200] = mapped_column(default="")
    contact: Mapped[Text500] = mapped_column(default="")
