"""Work done outside the page: rosters, PDFs, deliveries; kept here, only woken by the queue."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId, PrimaryKey, Text500, enum_text


class JobState(StrEnum):
    """queued → running → done | failed | cancelled; a running job whose heartbeat stopped is queued again."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(Base):
    """A job with visible progress. `result` names the file made, if any (name, media type, path, SHA-256, pages)."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_state_run_after", "state", "run_after"),)

    id: Mapped[PrimaryKey]
    public_id: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    params: Mapped[dict[str, Any]]
    state: Mapped[JobState] = mapped_column(enum_text(JobState, "state"), default=JobState.QUEUED)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    message: Mapped[Text500] = mapped_column(default="")
    result: Mapped[dict[str, Any] | None]
    journal_id: Mapped[int | None] = mapped_column(BigId, index=True)
    requested_by_id: Mapped[int | None] = mapped_column(BigId)
    created_at: Mapped[datetime]
    run_after: Mapped[datetime]
    started_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str] = mapped_column(String(64), default="")


class PeriodicRun(Base):
    """A periodic job ran for this slot: the unique row lets only one of several workers do it."""

    __tablename__ = "periodic_run"
    __table_args__ = (UniqueConstraint("job", "slot"),)

    id: Mapped[PrimaryKey]
    job: Mapped[str] = mapped_column(String(40))
    slot: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
