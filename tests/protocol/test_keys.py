"""The tool's keys: made once, private, published, rotated."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jwt
from flask.testing import FlaskClient

from lti_tool.protocol.connector import Outgoing
from lti_tool.protocol.keys import KeyStore
from tests.protocol.conftest import MovedClock


def test_the_first_use_makes_a_private_key_file(tmp_path: Path) -> None:
    store = KeyStore(tmp_path / "keys")
    key = store.current()
    file = tmp_path / "keys" / f"{key.kid}.pem"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert KeyStore(tmp_path / "keys").current() == key


def test_processes_starting_together_agree_on_one_key(tmp_path: Path) -> None:
    stores = [KeyStore(tmp_path / "keys") for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        kids = {key.kid for key in pool.map(lambda store: store.current(), stores)}
    assert len(kids) == 1
    assert len(list((tmp_path / "keys").glob("*.pem"))) == 1


def test_the_published_key_checks_what_the_private_one_signed(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)
    token = jwt.encode({"sub": "x"}, store.current().private_pem, "RS256")
    published = store.key_set()["keys"]
    assert jwt.decode(token, jwt.PyJWK(published[0], "RS256").key, algorithms=["RS256"]) == {"sub": "x"}
    assert {"kid", "kty", "n", "e", "alg", "use"} == set(published[0])


def test_a_retired_key_stays_published_for_two_weeks(tmp_path: Path, clock: MovedClock) -> None:
    store = KeyStore(tmp_path, clock)
    old = store.current()
    clock.move(days=300)
    new = store.rotate()
    assert store.current().kid == new.kid
    assert [key.kid for key in store.published()] == [new.kid, old.kid]
    clock.move(days=13, hours=23)
    assert len(store.published()) == 2
    clock.move(hours=2)
    assert [key.kid for key in store.published()] == [new.kid]
    assert (tmp_path / f"{old.kid}.pem").exists()


def test_another_process_sees_the_rotation_at_once(tmp_path: Path, clock: MovedClock) -> None:
    one, other = KeyStore(tmp_path, clock), KeyStore(tmp_path, clock)
    assert one.current() == other.current()
    made = other.rotate()
    assert one.current().kid == made.kid


def test_two_rotations_within_one_moment_keep_their_order(tmp_path: Path) -> None:
    frozen = MovedClock()()
    store = KeyStore(tmp_path, lambda: frozen)
    first = store.current()
    kids = [store.rotate().kid for _ in range(3)]
    assert store.current().kid == kids[-1]
    assert [key.kid for key in store.published()] == [*reversed(kids), first.kid]


def test_the_address_serves_every_published_key_and_nothing_private(
    client: FlaskClient, ways: Outgoing
) -> None:
    ways.keys.rotate()
    ways.keys.rotate()
    answer = client.get("/lti/jwks.json")
    assert answer.status_code == 200
    keys = answer.get_json()["keys"]
    assert len(keys) == 3
    assert all(not {"d", "p", "q", "dp", "dq", "qi"} & set(key) for key in keys)
    assert answer.headers["Cache-Control"] == "public, max-age=300"


def test_a_fresh_tool_is_ready_as_far_as_its_key_goes(client: FlaskClient) -> None:
    assert client.get("/readyz").get_json()["checks"]["keys"] is True
