"""Choosing what to put into a course."""

from __future__ import annotations

import re
from typing import Any

import jwt
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lti_tool.protocol.connector import Outgoing
from models import LinkPurpose, ResourceLink
from tests.platform import TestPlatform
from tests.protocol.conftest import MovedClock, Opener
from tests.protocol.launches import LTI, PUBLIC_URL, Moodle, go, recorded, stand_in

ITEMS = "https://purl.imsglobal.org/spec/lti-dl/claim/content_items"
CHOICE = {"purpose": ["journal", "gradebook"], "title_journal": "Журнал БУ-23-1", "title_gradebook": ""}


def chosen(page: str, ways: Outgoing, audience: str) -> dict[str, Any]:
    found = re.search(r'name="JWT" value="([^"]+)"', page)
    assert found, page
    key = jwt.PyJWK(ways.keys.key_set()["keys"][0], "RS256").key
    header = jwt.get_unverified_header(found[1])
    assert header["kid"] == ways.keys.current().kid
    claims: dict[str, Any] = jwt.decode(found[1], key, algorithms=["RS256"], audience=audience)
    return claims


@pytest.fixture
def address(moodle: Moodle) -> str:
    return moodle.launch(recorded("deep_linking_multi")).location


def test_the_page_offers_three_things_with_titles(client: FlaskClient, address: str) -> None:
    page = client.get(address, base_url=PUBLIC_URL).get_data(as_text=True)
    for title in ("Журнал", "Дневник", "Ведомость"):
        assert f'value="{title}"' in page
    assert page.count('type="checkbox"') == 3


def test_the_chosen_items_go_back_signed_with_their_titles(
    client: FlaskClient, address: str, ways: Outgoing
) -> None:
    answer = client.post(address, data=CHOICE, base_url=PUBLIC_URL)
    page = answer.get_data(as_text=True)
    assert 'action="https://moodle.test/mod/lti/contentitem_return.php?course=2' in page
    assert "form-action 'self' https://moodle.test;" in answer.headers["Content-Security-Policy"]
    claims = chosen(page, ways, "https://moodle.test")
    assert claims["iss"] == "Qq23IYSH1oOShzF"
    assert claims[f"{LTI}message_type"] == "LtiDeepLinkingResponse"
    assert claims[f"{LTI}deployment_id"] == "1"
    assert "https://purl.imsglobal.org/spec/lti-dl/claim/data" not in claims
    assert [(item["type"], item["title"], item["custom"], item["url"]) for item in claims[ITEMS]] == [
        ("ltiResourceLink", "Журнал БУ-23-1", {"purpose": "journal"}, f"{PUBLIC_URL}/lti/launch"),
        ("ltiResourceLink", "Дневник", {"purpose": "gradebook"}, f"{PUBLIC_URL}/lti/launch"),
    ]


def test_an_lms_that_takes_one_gets_one(client: FlaskClient, moodle: Moodle, ways: Outgoing) -> None:
    claims = recorded("deep_linking_single")
    settings = claims["https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"]
    settings |= {"accept_multiple": False, "data": "kept by the LMS"}
    address = moodle.launch(claims).location
    assert 'type="radio"' in client.get(address, base_url=PUBLIC_URL).get_data(as_text=True)
    page = client.post(address, data=CHOICE, base_url=PUBLIC_URL).get_data(as_text=True)
    answer = chosen(page, ways, "https://moodle.test")
    assert len(answer[ITEMS]) == 1
    assert answer["https://purl.imsglobal.org/spec/lti-dl/claim/data"] == "kept by the LMS"


def test_cancelling_sends_nothing_back(client: FlaskClient, address: str, ways: Outgoing) -> None:
    page = client.post(address, data={**CHOICE, "cancel": "1"}, base_url=PUBLIC_URL).get_data(as_text=True)
    assert chosen(page, ways, "https://moodle.test")[ITEMS] == []


def test_choosing_nothing_is_told(client: FlaskClient, address: str) -> None:
    answer = client.post(address, data={}, base_url=PUBLIC_URL)
    assert answer.status_code == 422
    assert "Отметьте, что добавить" in answer.get_data(as_text=True)


def test_the_lms_of_the_tests_takes_the_answer(
    client: FlaskClient, platform: TestPlatform, registration: int, ways: Outgoing, app: Any
) -> None:
    stand_in(app)
    address = go(client, platform.launch_choice()).location
    page = client.post(address, data=CHOICE, base_url=PUBLIC_URL).get_data(as_text=True)
    action = re.search(r'action="([^"]+)"', page)
    token = re.search(r'name="JWT" value="([^"]+)"', page)
    assert action
    assert token
    status, text = platform.answer_deep_linking(action[1].replace("&amp;", "&"), token[1])
    assert status in (200, 302, 303), text
    titles = [one.name for one in platform.site.activities.of_course("2")]
    assert "Журнал БУ-23-1" in titles


def test_a_stranger_a_learner_and_a_late_comer_choose_nothing(
    client: FlaskClient, moodle: Moodle, address: str, clock: MovedClock
) -> None:
    assert client.get("/lti/choose/guessed", base_url=PUBLIC_URL).status_code == 400
    learner = recorded("deep_linking_multi") | {f"{LTI}roles": ["Learner"]}
    refused = client.get(moodle.launch(learner).location, base_url=PUBLIC_URL)
    assert refused.status_code == 403
    assert 'data-code="L_NOT_STAFF"' in refused.get_data(as_text=True)
    clock.move(hours=13)
    assert client.post(address, data=CHOICE, base_url=PUBLIC_URL).status_code == 400


def test_an_unsafe_return_address_is_refused(client: FlaskClient, moodle: Moodle) -> None:
    claims = recorded("deep_linking_multi")
    claims["https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"]["deep_link_return_url"] = (
        "javascript:x"
    )
    assert client.get(moodle.launch(claims).location, base_url=PUBLIC_URL).status_code == 400


@pytest.mark.parametrize("purpose", list(LinkPurpose))
def test_what_was_chosen_is_remembered_when_the_activity_is_opened(
    moodle: Moodle, database: Opener, purpose: LinkPurpose
) -> None:
    claims = recorded("student")
    claims[f"{LTI}custom"]["purpose"] = purpose.value
    moodle.launch(claims)
    with database() as session:
        assert session.scalars(select(ResourceLink)).one().purpose is purpose
