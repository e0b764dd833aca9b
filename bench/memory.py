"""How large a web process has grown after many journal pages: gunicorn as in production, with one worker."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from bench.college import College
from bench.visits import settings_of, signed_in
from lti_tool.app import create_app
from lti_tool.database import db
from lti_tool.security import COOKIE
from lti_tool.settings import Settings

START_SECONDS = 60


def megabytes_after(pages: int, database_url: str, college: College, folder: Path) -> float:
    """The resident memory of the process that answered so many journal pages, short and long in turn."""
    settings = settings_of(database_url, folder)
    cookie = _cookie(settings, college.teacher)
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "--workers", "1", "--threads", "4", "--bind", f"127.0.0.1:{port}",
               "--log-level", "error", "wsgi:app"]  # fmt: skip
    server = subprocess.Popen(command, env=_environment(settings))
    try:
        _wait(server, port)
        connection = HTTPConnection("127.0.0.1", port)
        for number in range(pages):
            journal = college.long_journal if number % 2 else college.journal
            connection.request("GET", f"/journals/{journal}", headers={"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, answer.status
        (worker,) = psutil.Process(server.pid).children()
        return float(worker.memory_info().rss) / 1_000_000
    finally:
        server.terminate()
        server.wait(timeout=30)


def _cookie(settings: Settings, user: int) -> str:
    app = create_app(settings)
    client = signed_in(app, user, datetime.now(UTC))
    with app.app_context():
        db.engine.dispose()
    found = client.get_cookie(COOKIE)
    assert found is not None
    return f"{COOKIE}={found.value}"


def _environment(settings: Settings) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("JOURNAL_")}
    return inherited | {
        "JOURNAL_DATABASE_URL": settings.database_url,
        "JOURNAL_SECRET_KEY": settings.secret_key,
        "JOURNAL_KEYS_DIR": str(settings.keys_dir),
        "JOURNAL_INSTANCE_DIR": str(settings.instance_dir),
        "JOURNAL_LOG_LEVEL": "error",
    }


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    last = time.monotonic() + START_SECONDS
    while time.monotonic() < last and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the web process did not start")
