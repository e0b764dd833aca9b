"""Ordering a job: a row in the current transaction; the queue is woken after the commit."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from journal.acting import Acting
from models import Job, JobState

KEEP_RESULT = timedelta(days=7)


def order(
    acting: Acting,
    kind: str,
    params: dict[str, Any],
    *,
    journal_id: int | None = None,
    run_after: datetime | None = None,
    is_shared: bool = False,
) -> Job:
    """Order a job for the acting person. With `is_shared`, an equal job still waiting or running is joined."""
    if is_shared and (waiting := _same(acting, kind, params)):
        return waiting
    job = Job(
        public_id=secrets.token_urlsafe(16),
        kind=kind,
        params=params,
        journal_id=journal_id,
        requested_by_id=acting.user_id,
        created_at=acting.now,
        run_after=run_after or acting.now,
    )
    acting.session.add(job)
    acting.session.flush()
    acting.session.info["wake"] = True
    return job


def _same(acting: Acting, kind: str, params: dict[str, Any]) -> Job | None:
    waiting = acting.session.scalars(
        select(Job).where(
            Job.kind == kind,
            Job.requested_by_id == acting.user_id,
            Job.state.in_([JobState.QUEUED, JobState.RUNNING]),
        )
    )
    return next((found for found in waiting if found.params == params), None)
