"""Where made files lie: instance_dir/files under random names, readable by the tool only, swept after seven days."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from pathlib import Path

from lti_tool.jobs.orders import KEEP_RESULT

FOLDER = "files"


def files_dir(instance_dir: Path) -> Path:
    """The directory of made files, there after the call."""
    path = instance_dir / FOLDER
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def new_file(instance_dir: Path, suffix: str) -> Path:
    """A name nobody can guess for a file that is not there yet."""
    return files_dir(instance_dir) / f"{secrets.token_urlsafe(24)}{suffix}"


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while block := source.read(1 << 16):
            digest.update(block)
    return digest.hexdigest()


def sweep_files(instance_dir: Path, now: datetime) -> int:
    """Remove files that were made more than seven days before `now`; returns how many."""
    oldest = (now - KEEP_RESULT).timestamp()
    old = [
        path for path in files_dir(instance_dir).iterdir() if path.is_file() and path.stat().st_mtime < oldest
    ]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
