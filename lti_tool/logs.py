"""Logs: one JSON line per event on standard error; no marks, no names, no tokens."""

from __future__ import annotations

import logging
import secrets
import sys
import time
from traceback import format_tb
from typing import Any

import structlog
from flask import Flask, Response, g, request
from sqlalchemy.exc import DBAPIError

from lti_tool.settings import Settings

log = structlog.get_logger()


def configure_logs(settings: Settings) -> None:
    """Set structlog up for the process."""
    level = getattr(logging, settings.log_level.upper())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(_trace),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _trace(exc_info: Any) -> str:
    """The trace of an error and of those it came of; what a database says of it may quote a row, so only its kind."""
    parts: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None:
        kind = f"{type(error).__module__}.{type(error).__qualname__}"
        parts.insert(0, f"{''.join(format_tb(error.__traceback__))}{kind}: {_told(error)}".rstrip(": "))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\n".join(["Traceback (most recent call last)", *parts])


def _told(error: BaseException) -> str:
    if isinstance(error, DBAPIError):
        return type(error.orig).__name__
    diagnosis = getattr(error, "diag", None)  # PostgreSQL's: its sentences may quote a row
    if diagnosis is None:
        return str(error)
    return " ".join(str(part) for part in (diagnosis.sqlstate, diagnosis.constraint_name) if part)


def init_logs(app: Flask) -> None:
    """Give each request an id and log its end: endpoint, status, milliseconds."""
    app.log_exception = lambda _exc_info: None  # type: ignore[assignment,method-assign]  # errors.py logs it
    app.before_request(_start)
    app.after_request(_finish)


def _start() -> None:
    g.request_id = request.headers.get("X-Request-Id", "")[:64] or secrets.token_hex(8)
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    if request.endpoint not in ("static", "health.healthz"):
        took = (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
        log.info("request", id=g.get("request_id"), endpoint=request.endpoint, method=request.method,
                 status=response.status_code, ms=round(took, 1))  # fmt: skip
    response.headers.setdefault("X-Request-Id", g.get("request_id", ""))
    return response
