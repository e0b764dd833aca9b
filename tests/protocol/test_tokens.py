"""Access tokens are reused by whom they belong to, and by nobody else."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask

from lti_tool.database import db
from lti_tool.protocol.connector import Connector, Outgoing
from lti_tool.protocol.tokens import TokenCache
from lti_tool.protocol.vocabulary import SCOPE_LINE_ITEM, SCOPE_ROSTER
from models import Registration
from tests.platform import TestPlatform
from tests.protocol.conftest import MovedClock, Opener, register


def connector(app: Flask, registration: int, ways: Outgoing) -> Connector:
    with app.app_context():
        return Connector(db.session.get_one(Registration, registration), ways)


def test_a_token_serves_until_shortly_before_it_expires(
    app: Flask, platform: TestPlatform, registration: int, ways: Outgoing, clock: MovedClock
) -> None:
    first = connector(app, registration, ways).get_access_token([SCOPE_ROSTER])
    assert connector(app, registration, ways).get_access_token([SCOPE_ROSTER]) == first
    assert len(platform.calls("token.php")) == 1
    clock.move(seconds=3545)
    connector(app, registration, ways).get_access_token([SCOPE_ROSTER])
    connector(app, registration, ways).get_access_token([SCOPE_LINE_ITEM])
    assert len(platform.calls("token.php")) == 3


def test_two_colleges_on_one_issuer_never_share_a_token(
    app: Flask, platform: TestPlatform, registration: int, ways: Outgoing, database: Opener, clock: MovedClock
) -> None:
    platform.add_client("second-client", "77")
    other = register(
        database, clock, **vars(replace(platform.addresses, client_id="second-client", deployment_id="77"))
    )
    first = connector(app, registration, ways).get_access_token([SCOPE_ROSTER])
    second = connector(app, other, ways).get_access_token([SCOPE_ROSTER])
    assert first != second
    assert len(platform.calls("token.php")) == 2


def test_a_token_without_a_lifetime_is_not_kept(clock: MovedClock) -> None:
    cache = TokenCache(clock)
    name = ("client", "https://lms.example/token", ("scope",))
    cache.put(name, "x", 0)
    assert cache.get(name) is None
    cache.put(name, "y", 3600)
    assert cache.get(name) == "y"
    cache.forget(name)
    assert cache.get(name) is None
