"""Deep linking and submission review of the test platform."""

from __future__ import annotations

from typing import Any

import pytest

from tests.platform import TestPlatform
from tests.platform.change import CLAIM
from tests.platform.platform import COURSE, STUDENT
from tests.platform.tool import PlainTool

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
ITEM = {
    "type": "ltiResourceLink",
    "title": "Дневник группы",
    "custom": {"purpose": "gradebook"},
    "lineItem": {"scoreMaximum": 5},
}


def response(tool: PlainTool, items: list[dict[str, Any]], **changes: Any) -> str:
    """A tool's deep linking response."""
    return tool.sign(
        {
            "iss": tool.addresses.client_id,
            "aud": [tool.addresses.issuer],
            CLAIM + "deployment_id": "1",
            CLAIM + "message_type": "LtiDeepLinkingResponse",
            CLAIM + "version": "1.3.0",
            DL + "content_items": items,
            **changes,
        }
    )


def test_chosen_items_appear_in_the_course(platform: TestPlatform, tool: PlainTool) -> None:
    claims = tool.open(platform.launch_choice())
    settings = claims[DL + "deep_linking_settings"]

    status, page = platform.answer_deep_linking(settings["deep_link_return_url"], response(tool, [ITEM]))

    assert claims[CLAIM + "message_type"] == "LtiDeepLinkingRequest"
    assert settings["accept_types"] == ["ltiResourceLink"]
    assert CLAIM + "resource_link" not in claims
    assert status == 200
    assert "Дневник группы" in page
    added = platform.site.activities.of_course(COURSE)[-1]
    assert (added.name, added.custom) == ("Дневник группы", {"purpose": "gradebook"})
    assert [column.activity_id for column in platform.columns()] == [added.id]
    assert tool.open(platform.launch(activity=added.id))[CLAIM + "resource_link"]["title"] == "Дневник группы"


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": ["http://127.0.0.1:1"]},
        {"iss": "somebody"},
        {CLAIM + "deployment_id": "7"},
        {CLAIM + "message_type": "LtiResourceLinkRequest"},
        {DL + "content_items": [{"type": "html", "html": "<b>x</b>"}]},
        {"exp": 1},
    ],
)
def test_a_wrong_response_is_refused_and_adds_nothing(
    platform: TestPlatform, tool: PlainTool, changes: dict[str, Any]
) -> None:
    settings = tool.open(platform.launch_choice())[DL + "deep_linking_settings"]
    before = platform.site.activities.of_course(COURSE)

    status, page = platform.answer_deep_linking(
        settings["deep_link_return_url"], response(tool, [ITEM], **changes)
    )

    assert status == 400
    assert "Ничего не добавлено" in page
    assert platform.site.activities.of_course(COURSE) == before


def test_a_response_cannot_be_sent_twice(platform: TestPlatform, tool: PlainTool) -> None:
    url = tool.open(platform.launch_choice())[DL + "deep_linking_settings"]["deep_link_return_url"]
    token = response(tool, [ITEM])
    platform.answer_deep_linking(url, token)
    before = platform.site.activities.of_course(COURSE)

    status, _ = platform.answer_deep_linking(url, token)

    assert status == 400
    assert platform.site.activities.of_course(COURSE) == before


def test_a_review_names_the_student_and_the_column(platform: TestPlatform, tool: PlainTool) -> None:
    column = platform.site.columns.create(COURSE, 1, {"label": "МИУД", "scoreMaximum": 5})

    claims = tool.open(platform.launch_review(column.id, STUDENT))

    assert claims[CLAIM + "message_type"] == "LtiSubmissionReviewRequest"
    assert claims[CLAIM + "for_user"] == {"user_id": STUDENT}
    endpoint = claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"]
    assert endpoint["lineitem"].endswith(f"/2/lineitems/{column.id}/lineitem?type_id=1")
