"""Asks for every route as somebody: addresses filled in from a scene, answers by endpoint and method."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import Flask, url_for
from flask.testing import FlaskClient

from lti_tool.routing import Needs, Route
from tests.rights.route_list import METHODS, route_table

REFUSED = 403


@dataclass(frozen=True)
class Call:
    """One request to one route."""

    endpoint: str
    method: str
    address: str
    route: Route

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint}"


def calls(app: Flask, values: dict[str, object]) -> list[Call]:
    """A request for every line of every URL table, in a fixed order; GET before POST, so that pages are seen first."""
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
    found: list[Call] = []
    with app.test_request_context():
        for endpoint, route in sorted(route_table(app).items()):
            known = {name: values[name] for name in rules[endpoint].arguments}
            address = url_for(endpoint, **known)  # type: ignore[arg-type]
            methods = [method for method in METHODS if method in (rules[endpoint].methods or ())]
            found += [Call(endpoint, method, address, route) for method in methods]
    return sorted(found, key=lambda call: METHODS.index(call.method))


def needing(found: Iterable[Call]) -> Iterator[tuple[Call, Needs]]:
    """Those that need a right of the matrix."""
    for call in found:
        if isinstance(call.route.right, Needs):
            yield call, call.route.right


def status(client: FlaskClient, call: Call, **options: object) -> int:
    """What the request is answered with; the form is empty, only the right is asked."""
    return client.open(call.address, method=call.method, **options).status_code  # type: ignore[arg-type]
