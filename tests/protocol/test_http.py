"""The way out to an LMS: patient, bounded, and never into a private network."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from requests import Response

from lti_tool.protocol import http
from lti_tool.protocol.addresses import is_allowed_ip, is_platform_address, origin_of
from lti_tool.protocol.faults import BadAnswer, ForbiddenAddress, Unreachable
from lti_tool.protocol.http import GuardedSession, make_session
from lti_tool.settings import Settings
from tests.platform.server import Fault, FaultyServer


def answers(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """/large?n, /to?address redirects there, anything else says its path."""
    path, query = environ["PATH_INFO"], environ["QUERY_STRING"]
    if path == "/to":
        start_response("302 Found", [("Location", query)])
        return [b""]
    start_response("200 OK", [("Content-Type", "application/json"), ("Set-Cookie", "tracking=1")])
    if path == "/large":
        return (b"x" * 65536 for _ in range(int(query)))
    return [f'{{"path": "{path}", "cookie": "{environ.get("HTTP_COOKIE", "")}"}}'.encode()]


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    running = FaultyServer()
    running.app = answers
    running.come_up()
    yield running
    running.go_down()


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def session(pauses: list[float]) -> Iterator[GuardedSession]:
    with GuardedSession(private=False, loopback=True, sleep=pauses.append) as made:
        yield made


def test_it_works(session: GuardedSession, server: FaultyServer) -> None:
    assert session.get(f"{server.url}/x").json()["path"] == "/x"


def test_the_lms_leaves_no_cookie(session: GuardedSession, server: FaultyServer) -> None:
    session.get(f"{server.url}/x")
    assert session.get(f"{server.url}/y").json()["cookie"] == ""


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_get_is_tried_three_times(
    session: GuardedSession, server: FaultyServer, pauses: list[float], status: int
) -> None:
    server.fail("/x", status, times=2)
    assert session.get(f"{server.url}/x").status_code == 200
    assert pauses == [0.5, 1.5]
    server.fail("/x", status)
    assert session.get(f"{server.url}/x").status_code == status
    assert len(server.calls("/x")) == 6


def test_the_lms_may_ask_for_a_longer_pause_but_not_too_long(
    session: GuardedSession, server: FaultyServer, pauses: list[float]
) -> None:
    server.fail("/x", 429, times=1, Retry_After="3")
    session.get(f"{server.url}/x")
    server.fail("/x", 429, times=1, Retry_After="3600")
    session.get(f"{server.url}/x")
    assert pauses == [3.0, 5.0]


@pytest.mark.parametrize("asked", ["²", "soon", "-1", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_a_pause_that_is_no_number_of_seconds_is_our_own(asked: str) -> None:
    answer = Response()
    answer.headers["Retry-After"] = asked
    assert http._asked_pause(answer, 0.5) == 0.5


def test_a_post_is_never_repeated(session: GuardedSession, server: FaultyServer, pauses: list[float]) -> None:
    server.fail("/x", 503)
    assert session.post(f"{server.url}/x", data={"a": "1"}).status_code == 503
    assert (len(server.calls("/x")), pauses) == (1, [])


def test_an_error_of_the_client_is_not_repeated(session: GuardedSession, server: FaultyServer) -> None:
    server.fail("/x", 404)
    assert session.get(f"{server.url}/x").status_code == 404
    assert len(server.calls("/x")) == 1


def test_redirects_stay_in_the_house(session: GuardedSession, server: FaultyServer) -> None:
    assert session.get(f"{server.url}/to?/here").json()["path"] == "/here"
    for elsewhere in ("https://other.test/", "//other.test/x", "http://127.0.0.1:1/x", "file:///etc/passwd"):
        with pytest.raises(ForbiddenAddress):
            session.get(f"{server.url}/to?{elsewhere}")


def test_redirects_in_a_circle_end(session: GuardedSession, server: FaultyServer) -> None:
    with pytest.raises(ForbiddenAddress):
        session.get(f"{server.url}/to?/to?/to?/to?/to?/x")


def test_a_post_is_not_redirected(session: GuardedSession, server: FaultyServer) -> None:
    assert session.post(f"{server.url}/to?/here").status_code == 302
    assert server.calls("/here") == []


def test_an_answer_without_end_is_cut_off(session: GuardedSession, server: FaultyServer) -> None:
    assert len(session.get(f"{server.url}/large?100").content) == 100 * 65536
    with pytest.raises(BadAnswer) as caught:
        session.get(f"{server.url}/large?1000")
    assert "слишком велик" in caught.value.message


def test_a_slow_lms_is_given_up(
    session: GuardedSession, server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "READ_SECONDS", 0.1)
    held = server.hold("/slow")
    with pytest.raises(Unreachable) as caught:
        session.get(f"{server.url}/slow")
    held.set()
    assert "истекло время ожидания" in caught.value.message


def test_nobody_there_is_a_readable_fault(session: GuardedSession, server: FaultyServer) -> None:
    address = server.url
    server.go_down()
    with pytest.raises(Unreachable) as caught:
        session.get(f"{address}/x")
    assert "не отвечает" in caught.value.message
    with pytest.raises(Unreachable):
        session.get("https://no-such-host.invalid/x")


@pytest.mark.parametrize(
    "address",
    [
        "http://lms.example/x",
        "ftp://lms.example/",
        "file:///etc/passwd",
        "https://user:pass@lms.example/",
        "https:///x",
        "x",
        "https://a b/",
    ],
)
def test_addresses_that_no_lms_has_are_refused(session: GuardedSession, address: str) -> None:
    with pytest.raises(ForbiddenAddress):
        session.get(address)


@pytest.mark.parametrize(
    "found", ["10.0.0.5", "192.168.1.1", "172.16.0.1", "169.254.169.254", "127.0.0.1", "::1", "fd00::1", "fe80::1", "0.0.0.0", "100.64.0.1",
              "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1", "224.0.0.1", "240.0.0.1"],
)  # fmt: skip
def test_a_name_that_leads_into_a_private_network_is_refused(
    found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = socket.AF_INET6 if ":" in found else socket.AF_INET
    resolved = [(socket.AF_INET, 1, 6, "", ("93.184.216.34", 443)), (family, 1, 6, "", (found, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: resolved)
    with GuardedSession(private=False, loopback=False) as session, pytest.raises(ForbiddenAddress) as caught:
        session.get("https://lms.example/x")
    assert "JOURNAL_ALLOW_PRIVATE_ADDRESSES" in caught.value.message


def test_loopback_is_reached_only_by_a_tool_on_loopback(server: FaultyServer, settings: Settings) -> None:
    with make_session(settings) as at_home:
        assert at_home.get(f"{server.url}/x").ok
    with (
        make_session(replace(settings, public_url="https://journal.example")) as outside,
        pytest.raises(ForbiddenAddress),
    ):
        outside.get(f"{server.url}/x")
    inside = replace(settings, public_url="https://journal.example", allow_private_addresses=True)
    with make_session(inside) as allowed:
        assert allowed.get(f"{server.url}/x").ok


def test_the_college_network_is_open_by_setting_only() -> None:
    assert not is_allowed_ip("10.1.2.3", private=False, loopback=True)
    assert is_allowed_ip("10.1.2.3", private=True, loopback=False)
    assert not is_allowed_ip("169.254.169.254", private=True, loopback=True)
    assert is_allowed_ip("93.184.216.34", private=False, loopback=False)
    assert is_allowed_ip("2606:2800:220:1:248:1893:25c8:1946", private=False, loopback=False)


def test_platform_addresses_are_https_or_loopback() -> None:
    good = (
        "https://lms.example",
        "https://lms.example:8443/mod/lti/auth.php?a=1",
        "http://localhost:8001/x",
        "http://127.0.0.1/x",
    )
    bad = (
        "http://lms.example",
        "https://lms.example/#x",
        "https://u@lms.example",
        "https://lms.example:99999/",
        "",
        "https://",
        "//lms.example",
    )
    assert all(is_platform_address(one) for one in good)
    assert not any(is_platform_address(one) for one in bad)
    assert origin_of("https://LMS.example:8443/x?y") == "https://lms.example:8443"
    assert origin_of("https://lms.example;x") == ""


def test_a_fault_of_the_server_object_is_mended(server: FaultyServer, session: GuardedSession) -> None:
    server.faults.append(Fault("/x", 200, body=b"[]"))
    assert session.get(f"{server.url}/x").json() == []
