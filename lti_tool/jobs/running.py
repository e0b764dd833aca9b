"""Taking jobs from the table and running them; any number of workers may do it at once."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from importlib import import_module

import structlog
from flask_babel import gettext as _
from sqlalchemy import or_, select, update

from lti_tool.clock import now
from lti_tool.database import unit_of_work
from lti_tool.jobs.registry import HANDLERS, Cancelled, JobFailed, Progress
from models import Job, JobState

log = structlog.get_logger()

# A running job that has not reported for this long lost its worker and is queued again.
HEARTBEAT = timedelta(minutes=3)
ATTEMPTS = 3
# The modules that register handlers.
HANDLER_MODULES = ("lti_tool.jobs.kinds",)


def run_due(limit: int = 20) -> int:
    """Run the jobs that are due, one after another; returns how many."""
    for module in HANDLER_MODULES:
        import_module(module)
    _revive()
    count = 0
    while count < limit and (job_id := claim()) is not None:
        run(job_id)
        count += 1
    return count


def claim() -> int | None:
    """Take one due job for this worker. None when there is none."""
    moment = now()
    while True:
        with unit_of_work() as session:
            job_id = session.scalar(
                select(Job.id)
                .where(Job.state == JobState.QUEUED, Job.run_after <= moment)
                .order_by(Job.run_after, Job.id)
                .limit(1)
            )
            if job_id is None:
                return None
            taken = session.execute(
                update(Job)
                .where(Job.id == job_id, Job.state == JobState.QUEUED)
                .values(
                    state=JobState.RUNNING,
                    claimed_by=secrets.token_hex(8),
                    started_at=moment,
                    heartbeat_at=moment,
                    attempts=Job.attempts + 1,
                )
            )
            if taken.rowcount == 1:  # type: ignore[attr-defined]
                return job_id


def run(job_id: int) -> None:
    """Run a claimed job and record how it ended."""
    with unit_of_work() as session:
        job = session.get_one(Job, job_id)
        kind, params = job.kind, dict(job.params)
    try:
        result = HANDLERS[kind](Progress(job_id, now), params)
    except Cancelled:
        _finish(job_id, JobState.CANCELLED, None, _("Отменено."))
    except JobFailed as error:
        _finish(job_id, JobState.FAILED, None, str(error))
    except Exception as error:
        incident = secrets.token_hex(4).upper()
        log.error("job failed", incident=incident, kind=kind, job=job_id, exc_info=error)
        _finish(
            job_id,
            JobState.FAILED,
            None,
            _("Не получилось. Сообщите системному администратору номер %(incident)s.", incident=incident),
        )
    else:
        _finish(job_id, JobState.DONE, result, _("Готово."))


def _finish(job_id: int, state: JobState, result: dict[str, object] | None, message: str) -> None:
    with unit_of_work() as session:
        session.execute(
            update(Job)
            .where(Job.id == job_id)
            .values(state=state, result=result, message=message[:500], finished_at=now())
        )


def _revive() -> None:
    """Queue again the jobs whose worker is gone; after three attempts say that it failed."""
    stale: datetime = now() - HEARTBEAT
    lost = (Job.state == JobState.RUNNING, or_(Job.heartbeat_at.is_(None), Job.heartbeat_at < stale))
    with unit_of_work() as session:
        if session.scalar(select(Job.id).where(*lost).limit(1)) is None:
            return
        session.execute(
            update(Job)
            .where(*lost, Job.attempts >= ATTEMPTS)
            .values(state=JobState.FAILED, message=_("Не получилось за три попытки."), finished_at=now())
        )
        session.execute(update(Job).where(*lost, Job.attempts < ATTEMPTS).values(state=JobState.QUEUED))
