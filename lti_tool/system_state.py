"""What the system administrator looks at: the queue, results on their way, disk, versions (3.7). No name, no mark."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Sequence
from configparser import ConfigParser
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlalchemy import func, inspect, select, text
from sqlalchemy.orm import Session

from journal.system_desk import LOW_DISK, SILENT, UNDELIVERED
from lti_tool.settings import Settings
from models import DeliveryState, GradeDelivery, Job, JobState, PeriodicRun

PACKAGES = ("Flask", "SQLAlchemy", "alembic", "pylti1p3next", "huey", "gunicorn", "weasyprint", "openpyxl")


@dataclass(frozen=True)
class QueueState:
    """Jobs by state, when the oldest waiting one was due, when a worker last looked."""

    counts: dict[JobState, int]
    oldest: datetime | None
    worker_at: datetime | None
    is_silent: bool


@dataclass(frozen=True)
class OutboxState:
    """Results by state, and what the LMS says to those that do not get through, the commonest first."""

    counts: dict[DeliveryState, int]
    faults: list[tuple[str, int]]


@dataclass(frozen=True)
class DiskState:
    """Bytes of the partition with the files, of the database, of the files made."""

    total: int
    free: int
    database: int | None
    files: int

    @property
    def free_percent(self) -> int:
        """Whole per cent of the partition that are free."""
        return self.free * 100 // self.total if self.total else 0

    @property
    def is_low(self) -> bool:
        """Whether space is running out."""
        return self.free_percent < LOW_DISK


def queue_state(session: Session, moment: datetime) -> QueueState:
    """The job queue. Three queries."""
    by_state = select(Job.state, func.count()).group_by(Job.state)
    counts = dict(session.execute(by_state).all())
    oldest = session.scalar(select(func.min(Job.run_after)).where(Job.state == JobState.QUEUED))
    worker_at = session.scalar(select(func.max(PeriodicRun.at)).where(PeriodicRun.job == "sweep"))
    return QueueState(counts, oldest, worker_at, worker_at is None or moment - worker_at > SILENT)


def failed_jobs(session: Session, limit: int = 20) -> Sequence[Job]:
    """The jobs that failed lately."""
    return session.scalars(
        select(Job).where(Job.state == JobState.FAILED).order_by(Job.finished_at.desc()).limit(limit)
    ).all()


def outbox_state(session: Session) -> OutboxState:
    """Results on their way to the LMS. Two queries."""
    by_state = select(GradeDelivery.state, func.count()).group_by(GradeDelivery.state)
    counts = dict(session.execute(by_state).all())
    faults = session.execute(
        select(GradeDelivery.last_error, func.count())
        .where(GradeDelivery.last_error != "", GradeDelivery.state.in_((*UNDELIVERED, DeliveryState.PENDING)))
        .group_by(GradeDelivery.last_error)
        .order_by(func.count().desc())
        .limit(5)
    )
    return OutboxState(counts, [(message, number) for message, number in faults])


def disk_state(session: Session, settings: Settings) -> DiskState:
    """Space on the disk. At most one query."""
    place = settings.instance_dir if settings.instance_dir.exists() else Path(".")
    usage = shutil.disk_usage(place)
    return DiskState(
        usage.total, usage.free, _database_size(session, settings), _folder_size(place / "files")
    )


def versions(session: Session, root: Path) -> list[tuple[str, str]]:
    """Names and versions of the program, Python, the database, its schema, the libraries. Two queries."""
    dialect = session.get_bind().dialect.name
    asked = "SELECT sqlite_version()" if dialect == "sqlite" else "SHOW server_version"
    schema = session.scalar(text("SELECT version_num FROM alembic_version")) if _has_schema(session) else None
    found = [
        ("Журнал", own_version(root)),
        ("Python", platform.python_version()),
        ("SQLite" if dialect == "sqlite" else "PostgreSQL", str(session.scalar(text(asked)))),
        ("Схема базы", str(schema or "—")),
        ("Система", f"{platform.system()} {platform.release()}"),
    ]
    return found + [(name, _version(name)) for name in PACKAGES]


def own_version(root: Path) -> str:
    """The program's version, as its metadata says."""
    metadata = ConfigParser()
    metadata.read(root / "setup.cfg", encoding="utf-8")
    return metadata.get("metadata", "version", fallback="—")


def _has_schema(session: Session) -> bool:
    return inspect(session.connection()).has_table("alembic_version")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "—"


def _database_size(session: Session, settings: Settings) -> int | None:
    if session.get_bind().dialect.name == "postgresql":
        return int(session.scalar(text("SELECT pg_database_size(current_database())")) or 0) or None
    path = Path(settings.database.removeprefix("sqlite:///"))
    parts = [path, path.with_name(path.name + "-wal")]
    return sum(part.stat().st_size for part in parts if part.is_file()) or None


def _folder_size(folder: Path) -> int:
    if not folder.is_dir():
        return 0
    return sum(found.stat().st_size for found in folder.iterdir() if found.is_file())
