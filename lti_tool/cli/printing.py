"""`flask printing …`: whether PDF can be made on this machine."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from lti_tool.printing.pango import check as find_complaint

group = AppGroup("printing", help="Печать документов.")


@group.command("check")
def check() -> None:
    """Проверить, что на сервере есть всё для печати."""
    complaint = find_complaint()
    if complaint:
        raise click.ClickException(complaint)
    click.echo("Печать работает: библиотеки на месте.")
