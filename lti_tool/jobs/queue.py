"""The wake-up queue (huey): SQLite by default, PostgreSQL or Redis by one setting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from flask import Flask
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from sqlalchemy.exc import IntegrityError

from lti_tool.clock import now
from lti_tool.database import unit_of_work
from lti_tool.jobs.housekeeping import keep_house
from lti_tool.settings import Settings
from models import PeriodicRun

log = structlog.get_logger()


def make_queue(settings: Settings) -> Huey:
    """The queue of the settings. Results are not kept: the job rows say how things ended."""
    if settings.queue_url.startswith("redis"):
        return RedisHuey("journal", url=settings.queue_url, results=False)
    if settings.queue_url.startswith("postgresql"):
        return PostgresHuey("journal", dsn=settings.queue_url, results=False)
    settings.instance_dir.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("journal", filename=str(settings.instance_dir / "queue.sqlite"), results=False)


def init_queue(app: Flask, settings: Settings) -> None:
    """Give the application a way to wake the workers and to ask whether it could; opened at the first use."""
    holder: dict[str, Tasks] = {}

    def tasks() -> Tasks:
        if "tasks" not in holder:
            holder["tasks"] = Tasks(app, make_queue(settings))
        return holder["tasks"]

    def wake() -> None:
        """Tell a worker to look. A queue out of order is only logged: the sweep looks within a minute."""
        try:
            tasks().look()
        except Exception as error:
            log.warning("the queue cannot be woken", error=type(error).__name__)

    def is_ready() -> bool:
        """Whether the queue answers."""
        try:
            return int(tasks().queue.pending_count()) >= 0
        except Exception as error:
            log.warning("the queue does not answer", error=type(error).__name__)
            return False

    def close() -> None:
        """Let the queue's connection go when the application is done with."""
        close_storage = getattr(holder["tasks"].queue.storage, "close", None) if "tasks" in holder else None
        if close_storage is not None:
            close_storage()

    app.extensions["wake"] = wake
    app.extensions["queue_close"] = close
    app.extensions["queue_ready"] = is_ready


class Tasks:
    """The tasks of the queue, bound to an application."""

    def __init__(self, app: Flask, queue: Huey) -> None:
        self.app = app
        self.queue = queue
        self.look: Callable[[], Any] = queue.task(name="look")(self._look)
        queue.periodic_task(crontab(minute="*"), name="sweep")(self._sweep)

    def _look(self) -> None:
        from lti_tool.delivery.outbox import drain
        from lti_tool.jobs.running import run_due

        with self.app.app_context():
            run_due()
        with self.app.app_context():
            drain()

    def _sweep(self) -> None:
        """Each minute, by one of the workers: look, and take up what a crash left behind; daily: sweep old files."""
        from lti_tool.mail.telling import tell_parents
        from lti_tool.printing.files import sweep_files

        with self.app.app_context():
            if claim_slot("sweep", now().strftime("%Y-%m-%dT%H:%M")):
                self._look()
            if claim_slot("housekeeping", now().strftime("%Y-%m-%dT%H")):
                keep_house()
            if claim_slot("files", now().strftime("%Y-%m-%d")):
                sweep_files(self.app.extensions["settings"].instance_dir, now())
            if claim_slot("parents", now().strftime("%Y-%m-%dT%H:%M")):
                tell_parents()


def claim_slot(job: str, slot: str) -> bool:
    """Whether this worker is the one that runs the periodic job for this slot."""
    try:
        with unit_of_work() as session:
            session.add(PeriodicRun(job=job, slot=slot, at=now()))
            old = now() - timedelta(days=2)
            session.query(PeriodicRun).filter(PeriodicRun.at < old).delete()
    except IntegrityError:
        return False
    return True
