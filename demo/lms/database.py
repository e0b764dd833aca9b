"""The small SQLite file behind the demo LMS: its schema and one shared connection."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DATABASE_FILE = "lms.sqlite3"

SCHEMA = """
CREATE TABLE IF NOT EXISTS person (
  id TEXT PRIMARY KEY, username TEXT NOT NULL UNIQUE, family_name TEXT NOT NULL, given_name TEXT NOT NULL,
  patronymic TEXT NOT NULL, idnumber TEXT NOT NULL, site_role TEXT NOT NULL DEFAULT 'user');
CREATE TABLE IF NOT EXISTS enrolment (
  course_id TEXT NOT NULL, person_id TEXT NOT NULL REFERENCES person(id), role TEXT NOT NULL,
  is_suspended INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (course_id, person_id));
CREATE TABLE IF NOT EXISTS tool (
  id INTEGER PRIMARY KEY, client_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '', deployment_id TEXT NOT NULL, login_url TEXT NOT NULL,
  launch_url TEXT NOT NULL, deep_link_url TEXT NOT NULL, jwks_url TEXT NOT NULL, redirect_uris TEXT NOT NULL,
  logo_url TEXT NOT NULL DEFAULT '', scopes TEXT NOT NULL, claims TEXT NOT NULL, custom TEXT NOT NULL,
  is_active INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS activity (
  id INTEGER PRIMARY KEY, course_id TEXT NOT NULL, section TEXT NOT NULL, name TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '', group_id TEXT NOT NULL DEFAULT '', custom TEXT NOT NULL DEFAULT '{}',
  url TEXT NOT NULL DEFAULT '', tool_id INTEGER REFERENCES tool(id));
CREATE TABLE IF NOT EXISTS grade_column (
  id INTEGER PRIMARY KEY, course_id TEXT NOT NULL, tool_id INTEGER NOT NULL, label TEXT NOT NULL,
  score_maximum REAL NOT NULL, resource_id TEXT NOT NULL DEFAULT '', tag TEXT NOT NULL DEFAULT '',
  activity_id TEXT NOT NULL DEFAULT '', is_locked INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS grade (
  column_id INTEGER NOT NULL REFERENCES grade_column(id) ON DELETE CASCADE, person_id TEXT NOT NULL,
  score REAL, comment TEXT NOT NULL DEFAULT '', graded_at INTEGER NOT NULL,
  is_overridden INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (column_id, person_id));
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Database:
    """One SQLite connection shared by the server's threads, one writer at a time."""

    def __init__(self, directory: Path | None) -> None:
        if directory is not None:
            directory.mkdir(parents=True, exist_ok=True)
        target = ":memory:" if directory is None else str(directory / DATABASE_FILE)
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(target, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA foreign_keys = ON")
        self._connection.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The connection for one unit of work: committed at the end, rolled back when an exception leaves
        it."""
        with self._lock, self._connection:
            yield self._connection

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def row(self, query: str, *values: object) -> sqlite3.Row | None:
        found = self.rows(query, *values)
        return found[0] if found else None

    def close(self) -> None:
        with self._lock:
            self._connection.close()
