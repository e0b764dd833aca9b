"""Open edX's platform code launches, gives tokens and reads deep linking responses."""

from __future__ import annotations

import jwt
import pytest

from demo.lms.protocol.roles import INSTRUCTOR
from tests.platform.change import CLAIM, stranger_key
from tests.platform.test_deep_linking import ITEM, response
from tests.platform.tool import PlainTool
from tests.platform.xblock import CONTEXT_ID, EDX_STUDENT, OpenEdxPlatform


@pytest.fixture
def tool(open_edx: OpenEdxPlatform) -> PlainTool:
    plain = PlainTool(open_edx.addresses)
    open_edx.tool_public_key = plain.key.public_pem
    return plain


def test_open_edx_launches_with_its_own_shapes(open_edx: OpenEdxPlatform, tool: PlainTool) -> None:
    claims = tool.open(open_edx.launch())

    assert INSTRUCTOR in claims[CLAIM + "roles"]
    assert claims["azp"] == claims["aud"] == "edx-client"
    assert claims[CLAIM + "context"]["id"] == CONTEXT_ID
    assert claims[CLAIM + "context"]["type"] == [
        "http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering"
    ]
    assert "given_name" not in claims


def test_two_launches_at_once_do_not_mix(open_edx: OpenEdxPlatform, tool: PlainTool) -> None:
    teacher, student = open_edx.launch(), open_edx.launch(EDX_STUDENT)

    assert tool.open(student)["sub"] == EDX_STUDENT.id
    assert tool.open(teacher)["sub"] == "33"


def test_open_edx_gives_a_token_for_a_signed_request(open_edx: OpenEdxPlatform, tool: PlainTool) -> None:
    assert tool.token()
    assert open_edx.access_token(tool.token_form())["expires_in"] == 3600


def test_open_edx_refuses_a_request_signed_by_another_key(open_edx: OpenEdxPlatform, tool: PlainTool) -> None:
    with pytest.raises(jwt.InvalidSignatureError):
        open_edx.access_token(PlainTool(open_edx.addresses, stranger_key()).token_form())


def test_open_edx_reads_a_deep_linking_response(open_edx: OpenEdxPlatform, tool: PlainTool) -> None:
    claims = tool.open(open_edx.launch_choice())

    assert claims[CLAIM + "message_type"] == "LtiDeepLinkingRequest"
    assert open_edx.content_items(response(tool, [ITEM])) == [ITEM]
