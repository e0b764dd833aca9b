"""The database session: engines tuned for each database, one transaction per request, committed at the edge."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import Flask, Response, current_app, request
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from journal import auditing
from lti_tool.routing import route_of
from lti_tool.settings import Settings

db = SQLAlchemy(require_default_engine=False)

# Whether the current unit of work means to write: SQLite then takes its write lock at the start (BEGIN IMMEDIATE),
# waiting for its turn, instead of failing half-way when a second writer got in between.
_writing: ContextVar[bool] = ContextVar("writing", default=True)


def engine_options(settings: Settings) -> dict[str, Any]:
    """The engine of the configured database: WAL and full synchronisation on SQLite, pre-ping on PostgreSQL."""
    common = {
        "url": settings.database,
        "hide_parameters": True,
    }  # marks and names stay out of errors and logs
    if settings.database_url.startswith("sqlite"):
        return common | {"connect_args": {"timeout": 5.0, "check_same_thread": False}}
    return common | {"pool_pre_ping": True, "pool_size": 4, "max_overflow": 4}


def init_database(app: Flask, settings: Settings) -> None:
    """Bind the session to the application; opens no connection."""
    app.config["SQLALCHEMY_ENGINES"] = {"default": engine_options(settings)}
    db.init_app(app)
    # The journal has no asynchronous sessions, and closing none costs a thread and a millisecond a request.
    functions = app.teardown_appcontext_funcs
    functions[:] = [close for close in functions if close.__name__ != "_close_async_sessions"]
    with app.app_context():
        tune_engine(db.engine)
        auditing.install(db.sessionmaker)
    app.before_request(_begin)
    app.after_request(_commit)


def tune_engine(engine: Engine) -> None:
    """SQLite pragmas and transaction mode; nothing to do for PostgreSQL."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _sqlite_connect)
    event.listen(engine, "begin", _sqlite_begin)


def _sqlite_connect(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=5000",
        "cache_size=-16000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


@contextmanager
def reading() -> Iterator[None]:
    """A unit of work that only reads: it takes no write lock."""
    token = _writing.set(False)
    try:
        yield
    finally:
        _writing.reset(token)


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """A short transaction of its own (jobs, commands): committed at the end, rolled back when something is raised."""
    token = _writing.set(True)
    try:
        with db.sessionmaker() as session, session.begin():
            yield session
    finally:
        _writing.reset(token)


def begin_anew() -> None:
    """Give up what this request did; what follows writes (an error handler that records something)."""
    db.session.rollback()
    _writing.set(True)


def _begin() -> None:
    route = route_of(current_app, request.endpoint)
    declared = route.writes if route else None
    _writing.set(request.method not in ("GET", "HEAD", "OPTIONS") if declared is None else declared)


def _commit(response: Response) -> Response:
    """Return commits; whoever raised was rolled back by its error handler before this."""
    session = db.session
    session.commit()
    if session.info.pop("wake", False):
        current_app.extensions["wake"]()
    return response
