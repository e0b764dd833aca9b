"""The clock of the application: injected, so that time in tests is a value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask import current_app

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """The application's present moment, aware, UTC."""
    clock: Clock = current_app.extensions["clock"]
    return clock()
