"""The kinds of jobs and how a running one reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import update

from lti_tool.database import unit_of_work
from models import Job, JobState

Handler = Callable[["Progress", dict[str, Any]], dict[str, Any] | None]
HANDLERS: dict[str, Handler] = {}


class JobFailed(Exception):
    """The job cannot be done; the message is a Russian sentence shown to whoever ordered it."""


class Cancelled(Exception):
    """Whoever ordered the job cancelled it."""


def job(kind: str) -> Callable[[Handler], Handler]:
    """Register the handler of a kind of job. It gets Progress and the job's params and returns the job's result."""

    def keep(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return keep


@dataclass
class Progress:
    """What a running job says of itself; every report is committed at once and keeps the job alive."""

    job_id: int
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    def report(self, done: int, total: int, message: str = "") -> None:
        """Say how far it is. Raises Cancelled when it was cancelled meanwhile."""
        with unit_of_work() as session:
            changed = session.execute(
                update(Job)
                .where(Job.id == self.job_id, Job.state == JobState.RUNNING)
                .values(done=done, total=total, message=message[:500], heartbeat_at=self.clock())
            )
            if changed.rowcount == 0:  # type: ignore[attr-defined]
                raise Cancelled
