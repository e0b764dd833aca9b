"""The shell commands: `flask --app wsgi …`. Each group lives in its own module under lti_tool/cli/."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

GROUPS = (
    "database",
    "worker",
    "lti",
    "office",
    "demo",
    "printing",
)


def register_commands(app: Flask) -> None:
    """Attach every command group: lti_tool.cli.<name>:group."""
    for name in GROUPS:
        app.cli.add_command(import_module(f"lti_tool.cli.{name}").group)
