"""The LMSs this tool is registered with (LTI 1.3 platforms) and their deployments."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text200, Url, enum_text, key_to


class DeploymentState(StrEnum):
    """`pending`: seen in a launch, not yet accepted by an administrator."""

    PENDING = "pending"
    ACTIVE = "active"
    REFUSED = "refused"


class Registration(Base):
    """One registration of the tool in an LMS: issuer and client id together name it.

    `key_set` is the platform's key set as fetched last; launches read it and refetch it once on an unknown `kid`.
    """

    __tablename__ = "registration"
    __table_args__ = (UniqueConstraint("issuer", "client_id"),)

    id: Mapped[PrimaryKey]
    name: Mapped[Text200]
    issuer: Mapped[Url]
    client_id: Mapped[Text200]
    auth_login_url: Mapped[Url]
    auth_token_url: Mapped[Url]
    key_set_url: Mapped[Url]
    auth_audience: Mapped[str | None] = mapped_column(String(1000))
    product: Mapped[str] = mapped_column(String(60), default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    key_set: Mapped[dict[str, Any] | None]
    key_set_fetched_at: Mapped[datetime | None]
    self_check: Mapped[dict[str, Any] | None]
    self_checked_at: Mapped[datetime | None]

    deployments: Mapped[list[Deployment]] = relationship(
        back_populates="registration", order_by="Deployment.id"
    )


class Deployment(Base):
    """A deployment of a registration; launches from one that is not `active` are refused."""

    __tablename__ = "deployment"
    __table_args__ = (UniqueConstraint("registration_id", "deployment_id"),)

    id: Mapped[PrimaryKey]
    registration_id: Mapped[int] = key_to("registration.id")
    deployment_id: Mapped[Text200]
    state: Mapped[DeploymentState] = mapped_column(
        enum_text(DeploymentState, "state"), default=DeploymentState.PENDING
    )
    first_seen_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]

    registration: Mapped[Registration] = relationship(back_populates="deployments")
