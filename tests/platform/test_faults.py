"""The test platform fails when told to, and remembers what it was asked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.platform import TestPlatform
from tests.platform.tool import PlainTool


def test_a_fault_answers_as_often_as_it_was_told(platform: TestPlatform) -> None:
    platform.fail("certs.php", 503, times=2, retry_after="1")
    url = platform.addresses.key_set_url

    answers = [requests.get(url, timeout=5) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert answers[0].headers["Retry-After"] == "1"
    assert len(platform.calls("certs.php", "GET")) == 3


def test_a_platform_that_is_down_refuses_connections_and_comes_back_on_its_port(
    platform: TestPlatform,
) -> None:
    url = platform.addresses.key_set_url
    platform.go_down()
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=5)

    platform.come_up()

    assert requests.get(url, timeout=5).status_code == 200


def test_a_held_request_waits_until_it_is_let_go(platform: TestPlatform) -> None:
    gate = platform.hold("certs.php")
    with pytest.raises(requests.ReadTimeout):
        requests.get(platform.addresses.key_set_url, timeout=(1, 0.05))

    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(requests.get, platform.addresses.key_set_url, timeout=5)
        gate.set()
        assert waiting.result().status_code == 200


def test_an_outage_of_the_lms_stops_tokens_rosters_and_grades(
    platform: TestPlatform, tool: PlainTool
) -> None:
    token = tool.token()
    platform.site.set_flag("outage", True)
    services = f"{platform.issuer}/mod/lti/services.php"

    statuses = [
        requests.post(platform.addresses.auth_token_url, data=tool.token_form(), timeout=5).status_code,
        tool.call("GET", f"{services}/CourseSection/2/bindings/1/memberships", token=token).status_code,
        tool.call("GET", f"{services}/2/lineitems?type_id=1", token=token).status_code,
    ]

    assert statuses == [503, 503, 503]
    assert tool.open(platform.launch())["sub"]


def test_requests_are_recorded_with_their_bodies(platform: TestPlatform, tool: PlainTool) -> None:
    tool.token()

    (call,) = platform.calls("token.php")

    assert call.form["grant_type"] == "client_credentials"
