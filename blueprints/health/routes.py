"""Alive, ready and metrics, for whoever watches over the tool (3.5, 3.7.3)."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, abort, current_app, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, select, text

from lti_tool.access import settings
from lti_tool.database import db
from lti_tool.printing import pango
from lti_tool.protocol.connector import outgoing
from lti_tool.routing import Open, Route, add_routes
from models import DeliveryState, GradeDelivery, Job, JobState

blueprint = Blueprint("health", __name__)


def healthz() -> Response:
    """The process answers."""
    return jsonify(status="ok")


def readyz() -> tuple[Response, int]:
    """Database, queue and key usable: 200, else 503 naming what is not. Without printing the tool is ready all the same."""
    checks = {
        "database": _database_ready(),
        "queue": current_app.extensions["queue_ready"](),
        "keys": _key_ready(),
    }
    good = all(checks.values())
    checks["printing"] = pango.check() is None
    return jsonify(status="ok" if good else "not ready", checks=checks), 200 if good else 503


def metrics() -> Response:
    """Prometheus text; only for the bearer of the token, or from loopback when no token is set."""
    token = settings().metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    allowed = hmac.compare_digest(given.encode(), token.encode()) if token else _is_local()
    if not allowed:
        abort(404)
    registry = CollectorRegistry()
    jobs = Gauge("journal_jobs", "Jobs by state", ["state"], registry=registry)
    for state, number in db.session.execute(select(Job.state, func.count()).group_by(Job.state)):
        jobs.labels(JobState(state).value).set(number)
    grades = Gauge(
        "journal_grade_deliveries", "Results on their way to the LMS by state", ["state"], registry=registry
    )
    for delivery, number in db.session.execute(
        select(GradeDelivery.state, func.count()).group_by(GradeDelivery.state)
    ):
        grades.labels(DeliveryState(delivery).value).set(number)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _is_local() -> bool:
    """Asked on this machine itself: not through a proxy, whether it was told of (`JOURNAL_PROXIES`) or not."""
    is_forwarded = any(name in request.headers for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded"))
    return request.remote_addr in ("127.0.0.1", "::1") and not is_forwarded


def _key_ready() -> bool:
    """The key that signs is there; the first question makes it."""
    try:
        return bool(outgoing().keys.current().kid)
    except (OSError, ValueError):
        return False


def _database_ready() -> bool:
    try:
        return db.session.scalar(text("SELECT version_num FROM alembic_version")) is not None
    except Exception:
        db.session.rollback()
        return False


add_routes(
    blueprint,
    [
        Route("GET", "/healthz", healthz, Open("for monitoring")),
        Route("GET", "/readyz", readyz, Open("for monitoring")),
        Route("GET", "/metrics", metrics, Open("guarded by a token or loopback")),
    ],
)
