"""How long the application itself takes, how much it answers, how many statements it sends to the database."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event

from lti_tool.database import db


@dataclass
class Figures:
    """What repeated runs of one operation took; `computing`: the part of it this process itself worked, not waited."""

    milliseconds: list[float] = field(default_factory=list)
    computing: list[float] = field(default_factory=list)
    bytes: int = 0
    queries: int = 0

    @property
    def median(self) -> float:
        """Milliseconds."""
        return median(self.milliseconds)

    @property
    def p95(self) -> float:
        """Milliseconds that 95 of 100 runs stay under."""
        return quantiles(self.milliseconds, n=20)[-1] if len(self.milliseconds) > 1 else self.milliseconds[0]


class Meter:
    """Sits around the application: its time from the request's arrival to the last byte, nothing of the client's."""

    def __init__(self, app: Flask) -> None:
        self._inner = app.wsgi_app
        app.wsgi_app = self  # type: ignore[method-assign]
        self.seconds = 0.0
        self.computing = 0.0
        self.bytes = 0
        self.queries = 0
        with app.app_context():
            self._count(db.engine)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request, whole."""
        started, computed = time.perf_counter(), time.thread_time()
        answer = self._inner(environ, start_response)
        try:
            body = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        self.seconds += time.perf_counter() - started
        self.computing += time.thread_time() - computed
        self.bytes += len(body)
        return [body]

    def measure(self, operation: Callable[[], object], into: Figures) -> None:
        """Run the operation once; the most statements of any run are kept."""
        self.seconds, self.computing, self.bytes, self.queries = 0.0, 0.0, 0, 0
        operation()
        into.milliseconds.append(self.seconds * 1000)
        into.computing.append(self.computing * 1000)
        into.bytes = max(into.bytes, self.bytes)
        into.queries = max(into.queries, self.queries)

    def _count(self, engine: Engine) -> None:
        @event.listens_for(engine, "before_cursor_execute")
        def count(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")):
                self.queries += 1
