"""The golden list of routes: what the application answers to, and the right each line needs.

A new or changed route shows up as a difference; once it is meant so, write the list anew:
`python -m tests.rights.route_list`.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from flask import Flask

from lti_tool.app import create_app
from lti_tool.routing import Needs, Open, Route
from lti_tool.settings import Settings

GOLDEN = Path(__file__).parent / "routes.json"
ASSETS = {"static"}  # files of the tool's own, the same for everybody
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def route_table(app: Flask) -> dict[str, Route]:
    """Endpoint → its line in a URL table."""
    found: dict[str, Route] = app.extensions["route_rights"]
    return found


def described(app: Flask) -> list[dict[str, Any]]:
    """Every route but the assets, as the golden list has it."""
    table = route_table(app)
    lines = [
        {
            "methods": " ".join(method for method in METHODS if method in (rule.methods or ())),
            "rule": rule.rule,
            "endpoint": rule.endpoint,
            "right": right_of(table[rule.endpoint]) if rule.endpoint in table else "NOT IN A URL TABLE",
        }
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in ASSETS
    ]
    return sorted(lines, key=lambda line: (line["rule"], line["methods"]))


def right_of(route: Route) -> str:
    """«record V», or «open: why», «open to visitors: why».

    «without CSRF» when the form comes from elsewhere, «writes» for a GET that may record something.
    """
    match route.right:
        case Needs(thing, act):
            text = f"{thing.value} {act.value}"
        case Open(why, visitor):
            text = f"open to visitors: {why}" if visitor else f"open: {why}"
    notes = ["without CSRF"] * (not route.csrf) + ["writes"] * bool(route.writes)
    return f"{text} ({', '.join(notes)})" if notes else text


def golden() -> list[dict[str, Any]]:
    """The list as agreed."""
    found: list[dict[str, Any]] = json.loads(GOLDEN.read_text())
    return found


def write() -> None:
    """Write the list anew from the application."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        app = create_app(
            Settings(
                database_url=f"sqlite:///{folder}/none.sqlite",
                keys_dir=place,
                instance_dir=place,
                secret_key="x" * 32,
            )
        )
    lines = ",\n".join(f" {json.dumps(line, ensure_ascii=False)}" for line in described(app))
    GOLDEN.write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    write()
