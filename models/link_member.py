"""Who may open an activity of the course: the group behind a group-restricted link of the LMS (`rlid`)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text500, key_to
from models.course import ResourceLink
from models.user import User


class LinkRoster(Base):
    """The last reading of the people of a link. `error` is what the LMS said instead, «» when it answered."""

    __tablename__ = "link_roster"
    __table_args__ = (UniqueConstraint("link_id"),)

    id: Mapped[PrimaryKey]
    link_id: Mapped[int] = key_to("resource_link.id")
    read_at: Mapped[datetime]
    is_restricted: Mapped[bool] = mapped_column(default=False)
    error: Mapped[Text500] = mapped_column(default="")

    link: Mapped[ResourceLink] = relationship()


class LinkMember(Base):
    """A learner whom the LMS lets open the link; replaced by every reading."""

    __tablename__ = "link_member"
    __table_args__ = (UniqueConstraint("link_id", "user_id"),)

    id: Mapped[PrimaryKey]
    link_id: Mapped[int] = key_to("resource_link.id")
    user_id: Mapped[int] = key_to("user.id", index=True)

    user: Mapped[User] = relationship()
