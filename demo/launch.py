"""`make run`: the journal, its worker and the demo LMS together, until Ctrl+C.

The three are separate processes, as in production. Everything is kept in instance/ and keys/; the second start finds
it there and takes seconds.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

TOOL_PORT = int(os.environ.get("TOOL_PORT", "8000"))
LMS_PORT = int(os.environ.get("LMS_PORT", "8001"))
START_SECONDS = 180  # of a busy or small machine


def main() -> int:
    """Prepare the data, start the three processes, print the address. Returns the exit status."""
    root = Path(__file__).resolve().parent.parent
    os.chdir(root)
    environment = dict(os.environ)
    environment.setdefault("JOURNAL_ENV", "demo")
    environment.setdefault("JOURNAL_PUBLIC_URL", f"http://localhost:{TOOL_PORT}")
    environment.setdefault("JOURNAL_LOG_LEVEL", "warning")
    environment["DEMO_LMS_URL"] = f"http://127.0.0.1:{LMS_PORT}"
    python = sys.executable
    flask = [python, "-m", "flask", "--app", "wsgi"]
    for step in (["db", "upgrade"], ["demo", "seed"]):
        done = subprocess.run([*flask, *step], env=environment, check=False)
        if done.returncode:
            return done.returncode
    commands = [
        [python, "-m", "gunicorn", "--bind", f"127.0.0.1:{TOOL_PORT}", "--workers", "2", "--threads", "4",
         "--log-level", "warning", "wsgi:app"],
        [*flask, "worker"],
        [*flask, "demo", "serve", "--port", str(LMS_PORT)],
    ]  # fmt: skip
    return run_all(commands, environment)


def run_all(commands: list[list[str]], environment: dict[str, str]) -> int:
    """Run the processes until one ends or the person stops them; then stop them all."""
    processes = [subprocess.Popen(command, env=environment) for command in commands]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        if not answers(f"http://127.0.0.1:{LMS_PORT}/", processes) or not answers(
            f"http://127.0.0.1:{TOOL_PORT}/healthz", processes
        ):
            print(_complaint(processes), file=sys.stderr)
            return 1
        print(
            f"\n  Откройте http://127.0.0.1:{LMS_PORT}/ — учебная LMS с журналом. Остановить: Ctrl+C\n",
            flush=True,
        )
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _complaint(processes: list[subprocess.Popen[bytes]]) -> str:
    """Why there is no address to open."""
    if any(process.poll() is not None for process in processes):
        return (
            f"Не запустилось: заняты порты {TOOL_PORT} и {LMS_PORT} или см. сообщения выше. "
            "Другие порты: make run TOOL_PORT=8010 LMS_PORT=8011"
        )
    return f"Не запустилось за {START_SECONDS} с: машина занята. Повторите make run: данные уже готовы."


def answers(url: str, processes: list[subprocess.Popen[bytes]]) -> bool:
    """Whether the address answers before the time is up and no process has ended."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if any(process.poll() is not None for process in processes):
            return False
        try:
            with urlopen(url, timeout=2):
                return True
        except (URLError, OSError):
            time.sleep(0.2)
    return False


if __name__ == "__main__":
    sys.exit(main())
