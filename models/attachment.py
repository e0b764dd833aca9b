"""Links and LMS activities attached to a lesson's topic or homework (2.1)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, PrimaryKey, Text200, Url, enum_text, key_to


class AttachmentPlace(StrEnum):
    """What it belongs to."""

    TOPIC = "topic"
    HOMEWORK = "homework"


HERE = text("removed_at IS NULL")


class Attachment(Base):
    """A link, never fetched by the journal. `is_activity`: it leads into the LMS of the journal's own course."""

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint("substr(url, 1, 7) = 'http://' OR substr(url, 1, 8) = 'https://'", name="url"),
        CheckConstraint("length(title) > 0", name="title"),
        Index(
            "uq_attachment_here",
            "lesson_id",
            "place",
            "url",
            unique=True,
            sqlite_where=HERE,
            postgresql_where=HERE,
        ),
    )

    id: Mapped[PrimaryKey]
    journal_id: Mapped[int] = key_to("journal.id", index=True)
    lesson_id: Mapped[int] = key_to("lesson.id", index=True)
    place: Mapped[AttachmentPlace] = mapped_column(enum_text(AttachmentPlace, "place"))
    title: Mapped[Text200]
    url: Mapped[Url]
    is_activity: Mapped[bool] = mapped_column(default=False)
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = key_to("user.id")
    removed_at: Mapped[datetime | None]
