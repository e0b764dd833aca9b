"""Logs: one JSON line per event on standard error; no marks, no names, no tokens."""

from __future__ import annotations

import logging
import secrets
import sys
import time

import structlog
from flask import Flask, Response, g, request

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
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def init_logs(app: Flask) -> None:
    """Give each request an id and log its end: endpoint, status, milliseconds."""
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
