"""The URL table of a blueprint: each line names method, address, view and the right it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask
from werkzeug.routing import IntegerConverter, ValidationError

from journal.rights import Act, Thing

LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Needs:
    """The right a route needs. The view must ask for exactly it through a getter of `lti_tool.access`."""

    thing: Thing
    act: Act


@dataclass(frozen=True)
class Open:
    """A route without a right of the matrix: `why` says why; `visitor` whether somebody must be signed in."""

    why: str
    visitor: bool = False


@dataclass(frozen=True)
class Route:
    """One line of the table. `writes`: a GET that records something (SQLite then takes its write lock first)."""

    methods: str
    rule: str
    view: Callable[..., Any]
    right: Needs | Open
    endpoint: str = ""
    writes: bool | None = None
    csrf: bool = True


class RowNumber(IntegerConverter):
    """A row's number in an address; one that no database can hold is no address of ours."""

    def to_python(self, value: str) -> int:
        """The number. Raises ValidationError, which makes the address unknown."""
        number = int(super().to_python(value))
        if number > LARGEST:
            raise ValidationError
        return number


def add_routes(blueprint: Blueprint, routes: Iterable[Route]) -> None:
    """Put the table into effect."""

    def register(state: Any) -> None:
        app: Flask = state.app
        table = app.extensions.setdefault("route_rights", {})
        for route in routes:
            endpoint = f"{blueprint.name}.{route.endpoint or route.view.__name__}"
            table[endpoint] = route
            if not route.csrf:
                app.extensions["csrf"].exempt(route.view)

    for route in routes:
        blueprint.add_url_rule(
            route.rule, route.endpoint or route.view.__name__, route.view, methods=route.methods.split()
        )
    blueprint.record(register)


def route_of(app: Flask, endpoint: str | None) -> Route | None:
    """The table line of an endpoint; None for static files and unknown addresses."""
    table: dict[str, Route] = app.extensions.get("route_rights", {})
    return table.get(endpoint or "")
