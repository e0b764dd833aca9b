"""Starting the process that makes a PDF, following it, and ending it when it must end."""

from __future__ import annotations

import os
import secrets
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import structlog
from flask_babel import gettext as _

from lti_tool.jobs.registry import JobFailed
from lti_tool.printing.child import NO_MEMORY
from regulation.refusal import N_

log = structlog.get_logger()

ROOT = Path(__file__).resolve().parents[2]
MODULE = "lti_tool.printing.child"
TICK = 0.5
# What of the environment the process needs; no setting, no secret of the tool among them.
ENVIRONMENT = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "FONTCONFIG_FILE",
    "FONTCONFIG_PATH",
)

TOO_LONG = N_("Документ не получился за отведённое время: сервер занят. Повторите печать позже.")
TOO_BIG = N_(
    "Документ слишком велик: на него не хватило памяти. "
    "Печатайте его частями или сообщите системному администратору."
)
BROKEN = N_(
    "Документ не получился: печать прервалась. Повторите, "
    "а если не поможет, сообщите системному администратору номер %(incident)s."
)

# How Python and the C libraries say that memory is out.
SIGNS_OF_NO_MEMORY = ("MemoryError", "allocate", "Error creating thread")

# Called with the page being laid out, None while no page is; may raise to stop the rendering.
Follower = Callable[[int | None], None]


@dataclass(frozen=True)
class Limits:
    """What a rendering may take: megabytes of memory, seconds of processor time and of waiting."""

    memory_mb: int = 300
    cpu_seconds: int = 120
    seconds: float = 240.0

    @classmethod
    def for_cells(cls, cells: int) -> Limits:
        """300 MB up to eight thousand cells (30 students × 250 lessons), more for more, 600 MB at most."""
        beyond = max(0, cells - 8000)
        return cls(memory_mb=min(600, 300 + beyond // 30), cpu_seconds=min(300, 120 + beyond // 100))


def render(html: str, output: Path, follow: Follower, limits: Limits = Limits()) -> int:
    """Make the PDF of `html` at `output` in a process of its own; returns the number of its pages.

    Raises JobFailed with a sentence for whoever ordered it; whatever `follow` raises ends the process too.
    """
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as complaints:
        source.write(html.encode())
        source.seek(0)
        process = _start(source, complaints, output, limits)
        try:
            pages = _follow(process, follow, limits)
            code = process.wait(timeout=10)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            assert process.stdout is not None
            process.stdout.close()
        if code == 0 and pages and output.exists():
            return pages
        complaints.seek(0)
        raise _failure(code, complaints.read().decode(errors="replace"))


def _start(source: IO[bytes], complaints: IO[bytes], output: Path, limits: Limits) -> subprocess.Popen[bytes]:
    command = [
        sys.executable, "-m", MODULE, str(output.absolute()), str(limits.memory_mb), str(limits.cpu_seconds),
    ]  # fmt: skip
    environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    return subprocess.Popen(  # noqa: S603 (our own module, no shell)
        command, stdin=source, stdout=subprocess.PIPE, stderr=complaints, cwd=ROOT, env=environment
    )


@dataclass
class Voice:
    """What the process has said so far: the page it is at, None before the first; the number of pages at the end."""

    page: int | None = None
    pages: int = 0
    rest: bytes = b""

    def hear(self, chunk: bytes) -> None:
        """Take in what came; a line may come in pieces."""
        *lines, self.rest = (self.rest + chunk).split(b"\n")
        for line in lines:
            word, _, number = line.decode(errors="replace").partition(" ")
            if word == "page":
                self.page = int(number)
            elif word == "done":
                self.pages = int(number)


def _follow(process: subprocess.Popen[bytes], follow: Follower, limits: Limits) -> int:
    """Listen to the process until it ends; returns the number of pages it named, 0 when it did not."""
    assert process.stdout is not None
    os.set_blocking(process.stdout.fileno(), False)
    ends_at, told, voice = time.monotonic() + limits.seconds, 0.0, Voice()
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            if time.monotonic() > ends_at:
                raise JobFailed(_(TOO_LONG))
            if selector.select(TICK):
                chunk = process.stdout.read()
                if chunk == b"":
                    return voice.pages
                voice.hear(chunk or b"")
            if time.monotonic() - told >= TICK:
                follow(voice.page)
                told = time.monotonic()


def _failure(code: int, complaints: str) -> JobFailed:
    if code == NO_MEMORY or any(sign in complaints for sign in SIGNS_OF_NO_MEMORY):
        return JobFailed(_(TOO_BIG))
    incident = secrets.token_hex(4).upper()
    log.error("printing process failed", incident=incident, code=code, where=complaints[-2000:])
    return JobFailed(_(BROKEN, incident=incident))
