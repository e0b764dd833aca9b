"""How often one address may come to the pages that strangers reach: login, launch, registration."""

from __future__ import annotations

from flask import Flask, current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=False)


def init_limits(app: Flask) -> None:
    """Count in the memory of this process: each worker lets through its own share."""
    limiter.init_app(app)


def launch_rate() -> str:
    """The limit of the settings, as the limiter writes it."""
    return f"{current_app.extensions['settings'].launch_rate}/minute"
