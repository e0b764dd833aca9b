"""`flask demo …`: demo data and the demo LMS; refused in production. The only place that imports `demo`."""

from __future__ import annotations

import os
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

group = AppGroup("demo", help="Учебные данные и учебная LMS.")


def _require_demo() -> None:
    if not current_app.extensions["settings"].is_demo:
        raise click.ClickException(
            "Учебные данные доступны только при JOURNAL_ENV=demo; в рабочей установке их нет."
        )


@group.command("seed")
def seed() -> None:
    """Наполнить базу учебными данными: группа БУ-23-1, три курса, занятия с 1 сентября по сегодня."""
    _require_demo()
    from demo.seed import seed_journal

    click.echo(seed_journal(os.environ.get("DEMO_LMS_URL", "http://127.0.0.1:8001")))


@group.command("serve")
@click.option("--port", default=8001, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
def serve(port: int, host: str) -> None:
    """Запустить учебную LMS."""
    _require_demo()
    from demo.lms import serve as serve_lms

    settings = current_app.extensions["settings"]
    serve_lms(host, port, tool_url=settings.public_url, data_dir=Path(settings.instance_dir) / "demo-lms")
