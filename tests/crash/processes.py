"""An installation in a temporary directory: its web processes, its workers, and browsers that talk to it."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from lti_tool.security import COOKIE
from lti_tool.settings import Settings

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60  # seconds until something that must happen has not happened
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
_pause = threading.Event()


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Look again and again, as one does with processes."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, f"{what} did not happen in {PATIENCE} s"
        _pause.wait(0.02)


def environment(settings: Settings) -> dict[str, str]:
    """The settings as variables, beside what the machine needs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JOURNAL_")}
    return kept | {
        "JOURNAL_DATABASE_URL": settings.database_url,
        "JOURNAL_PUBLIC_URL": settings.public_url,
        "JOURNAL_SECRET_KEY": settings.secret_key,
        "JOURNAL_KEYS_DIR": str(settings.keys_dir),
        "JOURNAL_INSTANCE_DIR": str(settings.instance_dir),
        "PYTHONUNBUFFERED": "1",
    }


class Started:
    """A started command; its output goes into a file."""

    def __init__(self, settings: Settings, arguments: list[str], log: Path) -> None:
        self.log = log
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                cwd=ROOT,
                env=environment(settings),
                stdout=file,
                stderr=file,
            )

    @property
    def output(self) -> str:
        """All it said until now."""
        return self.log.read_text(errors="replace")

    def children(self) -> list[psutil.Process]:
        """The processes it started."""
        return psutil.Process(self.process.pid).children()

    def kill(self) -> None:
        """SIGKILL to it and to its children: no handler runs, nothing is flushed."""
        for process in (*self.children(), psutil.Process(self.process.pid)):
            process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=PATIENCE)

    def stop(self) -> None:
        """End it as a service manager does."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()


class Web(Started):
    """gunicorn as in production, on a port of its own."""

    def __init__(self, settings: Settings, folder: Path, *, workers: int = 2, port: int = 0) -> None:
        self.port = port or free_port()
        arguments = [
            "gunicorn",
            "--workers",
            str(workers),
            "--threads",
            "4",
            "--bind",
            f"127.0.0.1:{self.port}",
            "wsgi:app",
        ]
        super().__init__(settings, arguments, folder / f"web-{self.port}.log")
        wait_until(self.answers, "the web process's answer")

    def answers(self) -> bool:
        """Whether somebody takes requests."""
        assert self.process.poll() is None, self.output
        try:
            return self.ask("GET", "/healthz")[0] == 200
        except OSError:
            return False

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, str, str]:
        """One exchange on a connection of its own: status, text, the session cookie set."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            text = answer.read().decode()
            cookies = answer.headers.get_all("Set-Cookie") or []
        except http.client.HTTPException as error:
            raise ConnectionError from error
        finally:
            connection.close()
        found = next(
            (one.split(";")[0].partition("=")[2] for one in cookies if one.startswith(f"{COOKIE}=")), ""
        )
        return answer.status, text, found


class WorkerProcess(Started):
    """`flask worker`."""

    def __init__(self, settings: Settings, folder: Path, name: str) -> None:
        super().__init__(settings, ["flask", "--app", "wsgi", "worker"], folder / f"worker-{name}.log")


class Browser:
    """A signed-in browser on the journal's page: keeps its cookie and token, sends changes, resends what got no answer."""

    def __init__(self, web: Web, cookie: str, page: str) -> None:
        self.web = web
        self.page = page
        status, text, renewed = web.ask("GET", page, headers={"Cookie": f"{COOKIE}={cookie}"})
        assert status == 200, text
        self.cookie = renewed or cookie
        found = TOKEN.search(text)
        assert found
        self.token = found[1]

    def send(self, change: dict[str, Any], web: Web | None = None) -> dict[str, Any]:
        """Send one change and return its result. Raises OSError when no answer came."""
        headers = {
            "Cookie": f"{COOKIE}={self.cookie}",
            "X-CSRFToken": self.token,
            "Content-Type": "application/json",
        }
        body = json.dumps({"changes": [change]}).encode()
        status, text, _ = (web or self.web).ask("POST", f"{self.page}/changes", body, headers)
        assert status == 200, text
        result: dict[str, Any] = json.loads(text)["results"][0]
        return result

    def send_until_answered(self, change: dict[str, Any]) -> dict[str, Any]:
        """As the page's queue does: the same change with the same id until there is an answer."""
        results: list[dict[str, Any]] = []

        def answered() -> bool:
            try:
                results.append(self.send(change))
            except OSError:
                return False
            return True

        wait_until(answered, "an answer")
        return results[0]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
