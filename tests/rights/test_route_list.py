"""The route list is agreed on, and nothing answers without a line in a URL table."""

from __future__ import annotations

from flask import Flask

from lti_tool.routing import Needs, Open
from tests.rights.route_list import ASSETS, described, golden, route_table


def test_the_routes_are_those_agreed_on(app: Flask) -> None:
    found, agreed = described(app), golden()

    new = [line for line in found if line not in agreed]
    gone = [line for line in agreed if line not in found]
    hint = "if it is meant so: python -m tests.rights.route_list"
    assert (new, gone) == ([], []), hint


def test_every_endpoint_stands_in_a_url_table(app: Flask) -> None:
    listed = set(route_table(app))

    assert {rule.endpoint for rule in app.url_map.iter_rules()} - ASSETS == listed


def test_every_open_route_says_why(app: Flask) -> None:
    reasons = {
        name: route.right.why for name, route in route_table(app).items() if isinstance(route.right, Open)
    }

    assert reasons
    assert all(len(why) > 5 for why in reasons.values()), reasons


def test_only_what_comes_from_elsewhere_is_free_of_csrf(app: Flask) -> None:
    free = {name for name, route in route_table(app).items() if not route.csrf}

    assert free == {"lti.login", "lti.launch", "lti.put", "windows.enter"}
    assert not any(isinstance(route_table(app)[name].right, Needs) for name in free)
