"""`flask db …`: migrations."""

from __future__ import annotations

from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from flask import current_app
from flask.cli import AppGroup

group = AppGroup("db", help="Схема базы данных.")


def alembic_config() -> Config:
    """Alembic's configuration for the configured database."""
    config = Config()
    config.set_main_option("script_location", str(current_app.extensions["project_root"] / "migrations"))
    config.attributes["url"] = current_app.extensions["settings"].database
    return config


@group.command("upgrade")
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Довести схему до последней версии."""
    url: str = current_app.extensions["settings"].database
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(alembic_config(), revision)
    click.echo("Схема базы данных обновлена.")


@group.command("downgrade")
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Вернуть схему к версии REVISION."""
    command.downgrade(alembic_config(), revision)


@group.command("revision")
@click.option("-m", "message", required=True)
def revision(message: str) -> None:
    """Заготовить миграцию по разнице моделей и базы."""
    number = len(list((current_app.extensions["project_root"] / "migrations" / "versions").glob("*.py"))) + 1
    command.revision(alembic_config(), message=message, autogenerate=True, rev_id=f"{number:04d}")
