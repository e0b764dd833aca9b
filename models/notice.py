"""«Доска объявлений»: notices and who has read them (5.3)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text200, enum_text, key_to
from models.order import Order
from models.study_group import StudyGroup
from models.user import User


class NoticeSection(StrEnum):
    """«Преподавательская» for staff only; for everybody; for one group with its parents."""

    STAFF = "staff"
    EVERYBODY = "everybody"
    GROUP = "group"


class Notice(Base):
    """A notice. `is_check_result`: the result of a check, published for the staff by the director's order (5.3).

    An archived one leaves the board and is never deleted. `key` is what the board is searched by.
    """

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("(section = 'group') = (group_id IS NOT NULL)", name="group"),
        CheckConstraint("length(title) > 0 AND length(text) > 0", name="text"),
        CheckConstraint(
            "NOT is_check_result OR (section = 'staff' AND order_id IS NOT NULL)", name="check_result"
        ),
        Index("ix_notice_section", "section", "archived_at"),
    )

    id: Mapped[PrimaryKey]
    section: Mapped[NoticeSection] = mapped_column(enum_text(NoticeSection, "section"))
    group_id: Mapped[int | None] = key_to("study_group.id", nullable=True, index=True)
    title: Mapped[Text200]
    text: Mapped[str] = mapped_column(String(5000))
    key: Mapped[str] = mapped_column(String(5400), default="")
    is_check_result: Mapped[bool] = mapped_column(default=False)
    order_id: Mapped[int | None] = key_to("order.id", nullable=True)
    published_at: Mapped[datetime]
    author_id: Mapped[int] = key_to("user.id")
    is_pinned: Mapped[bool] = mapped_column(default=False)
    archived_at: Mapped[datetime | None]

    group: Mapped[StudyGroup | None] = relationship()
    order: Mapped[Order | None] = relationship()
    author: Mapped[User] = relationship()


class NoticeRead(Base):
    """Somebody says they have read it."""

    __tablename__ = "notice_read"
    __table_args__ = (UniqueConstraint("notice_id", "user_id"),)

    id: Mapped[PrimaryKey]
    notice_id: Mapped[int] = key_to("notice.id")
    user_id: Mapped[int] = key_to("user.id", index=True)
    read_at: Mapped[datetime]

    user: Mapped[User] = relationship()
