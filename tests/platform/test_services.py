"""Tokens, roster and grade book of the test platform, with what was seen in a running Moodle."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit, urlunsplit

import jwt
import pytest
import requests

from demo.lms.protocol.gradebook import CONTAINER, LINEITEM, RESULTS, SCORE
from demo.lms.tools import AGS, SCOPES
from tests.platform import TestPlatform
from tests.platform.change import stranger_key
from tests.platform.platform import ASSISTANT, COURSE, LANGUAGES, PARENT, SPORT, STUDENT, TEACHER
from tests.platform.tool import PlainTool


def roster_url(platform: TestPlatform, course: str = COURSE, kind: str = "CourseSection") -> str:
    return f"{platform.issuer}/mod/lti/services.php/{kind}/{course}/bindings/1/memberships"


def lineitems_url(platform: TestPlatform) -> str:
    return f"{platform.issuer}/mod/lti/services.php/{COURSE}/lineitems?type_id=1"


def below(lineitem: str, name: str) -> str:
    """The scores or results address of a line item: the name goes onto the path, before the query."""
    parts = urlsplit(lineitem)
    return urlunsplit(parts._replace(path=f"{parts.path}/{name}"))


def score(**changes: Any) -> dict[str, Any]:
    return {
        "userId": STUDENT,
        "timestamp": "2026-11-01T10:00:00.000+03:00",
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "scoreGiven": 4,
        "scoreMaximum": 5,
        "comment": "МИУД за октябрь",
        **changes,
    }


@pytest.fixture
def lineitem(platform: TestPlatform, tool: PlainTool) -> str:
    """A column's address."""
    body = {"label": "МИУД октябрь", "scoreMaximum": 5, "resourceId": "miud-10", "tag": "miud"}
    return str(tool.call("POST", lineitems_url(platform), body, LINEITEM).json()["id"])


def test_a_token_has_the_scopes_that_were_asked_for(platform: TestPlatform, tool: PlainTool) -> None:
    answer = requests.post(
        platform.addresses.auth_token_url,
        data=tool.token_form((SCOPES[0], "https://college.example/unknown")),
        timeout=5,
    )

    assert answer.status_code == 200
    assert answer.json()["scope"] == SCOPES[0]
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", 3600)


@pytest.mark.parametrize(
    "changes", [{"iss": "other"}, {"aud": "http://127.0.0.1:1"}, {"exp": 1}, {"sub": "nobody"}, {"jti": ""}]
)
def test_a_wrong_token_request_is_refused(
    platform: TestPlatform, tool: PlainTool, changes: dict[str, Any]
) -> None:
    answer = requests.post(platform.addresses.auth_token_url, data=tool.token_form(**changes), timeout=5)

    assert answer.status_code == 400
    assert answer.json() == {"error": "invalid_client"}


def test_a_token_request_signed_with_another_key_or_sent_twice_is_refused(
    platform: TestPlatform, tool: PlainTool
) -> None:
    form = tool.token_form()
    forged = PlainTool(platform.addresses, stranger_key()).token_form()

    answers = [
        requests.post(platform.addresses.auth_token_url, data=one, timeout=5) for one in (form, form, forged)
    ]

    assert [answer.status_code for answer in answers] == [200, 400, 400]


def test_the_roster_has_moodles_roles_and_no_patronymics(platform: TestPlatform, tool: PlainTool) -> None:
    body = tool.call("GET", roster_url(platform)).json()

    by_id = {member["user_id"]: member for member in body["members"]}
    assert body["context"]["label"] == "МДК.01.01 БУ-23-1"
    assert len(by_id) == 32
    assert by_id[TEACHER]["roles"] == ["Instructor"]
    assert by_id[ASSISTANT]["roles"] == ["Learner"]
    assert by_id[STUDENT]["name"] == "Магомед-Расул Абдуллаев"
    assert {member["status"] for member in by_id.values()} == {"Active"}


def test_roster_pages_are_linked_when_a_limit_is_given(platform: TestPlatform, tool: PlainTool) -> None:
    url: str | None = f"{roster_url(platform)}?limit=10"
    sizes, people = [], set()
    while url:
        answer = tool.call("GET", url)
        sizes.append(len(answer.json()["members"]))
        people |= {member["user_id"] for member in answer.json()["members"]}
        url = answer.links.get("next", {}).get("url")

    assert sizes == [10, 10, 10, 2]
    assert len(people) == 32


def test_rlid_of_a_subgroups_journal_gives_that_subgroup_and_its_teacher(
    platform: TestPlatform, tool: PlainTool
) -> None:
    members = tool.call("GET", f"{roster_url(platform, LANGUAGES)}?rlid=4").json()["members"]

    assert len(members) == 16
    assert all("message" in member for member in members)


def test_rlid_of_another_course_is_an_error(platform: TestPlatform, tool: PlainTool) -> None:
    assert tool.call("GET", f"{roster_url(platform)}?rlid=4").status_code == 502


def test_roster_changes_show_and_an_observer_looks_like_a_student(
    platform: TestPlatform, tool: PlainTool
) -> None:
    platform.suspend(STUDENT, SPORT)
    platform.remove("4", SPORT)
    added = platform.add_student("Новиков", "Пётр", course=SPORT)

    by_id = {one["user_id"]: one for one in tool.call("GET", roster_url(platform, SPORT)).json()["members"]}

    assert STUDENT not in by_id
    assert "4" not in by_id
    assert by_id[added.id]["name"] == "Пётр Новиков"
    assert by_id[PARENT]["roles"] == ["Learner"]


def test_the_front_pages_roster_is_everybody(platform: TestPlatform, tool: PlainTool) -> None:
    assert len(tool.call("GET", roster_url(platform, "1", "Group")).json()["members"]) == 43


def test_services_want_a_token_with_the_right_scope(
    platform: TestPlatform, tool: PlainTool, lineitem: str
) -> None:
    readonly = tool.token((f"{AGS}/lineitem.readonly",))
    forged = jwt.encode(
        {"iss": platform.issuer, "sub": "test-client", "scopes": SCOPES[0]},
        stranger_key().private_pem,
        "RS256",
    )

    refused = [
        tool.call("GET", roster_url(platform), token=readonly),
        tool.call(
            "POST", lineitems_url(platform), {"label": "x", "scoreMaximum": 5}, LINEITEM, token=readonly
        ),
        tool.call("POST", below(lineitem, "scores"), score(), SCORE, token=readonly),
        tool.call("GET", lineitems_url(platform), media_type=CONTAINER, token=forged),
        tool.call("GET", lineitems_url(platform), media_type=CONTAINER, token="nonsense"),
    ]

    assert [answer.status_code for answer in refused] == [401] * 5
    assert len(platform.columns()) == 1


def test_columns_are_made_found_changed_and_removed(
    platform: TestPlatform, tool: PlainTool, lineitem: str
) -> None:
    found = tool.call("GET", f"{lineitems_url(platform)}&resource_id=miud-10", media_type=CONTAINER).json()
    none = tool.call("GET", f"{lineitems_url(platform)}&tag=other", media_type=CONTAINER).json()
    changed = tool.call("PUT", lineitem, {"label": "МИУД: октябрь", "scoreMaximum": 5}, LINEITEM)
    read = tool.call("GET", lineitem, media_type=LINEITEM).json()
    removed = tool.call("DELETE", lineitem)

    assert [one["id"] for one in found] == [lineitem]
    assert none == []
    assert changed.status_code == 200
    assert read["label"] == "МИУД: октябрь"
    assert (removed.status_code, platform.columns()) == (204, [])


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        ({"label": "x", "scoreMaximum": 5}, "application/json", 400),
        ({"scoreMaximum": 5}, LINEITEM, 400),
        ({"label": "x"}, LINEITEM, 400),
        ({"label": "я" * 256, "scoreMaximum": 5}, LINEITEM, 502),
        ({"label": "x", "scoreMaximum": 5, "resourceLinkId": "4"}, LINEITEM, 400),
    ],
)
def test_a_wrong_column_is_refused(
    platform: TestPlatform, tool: PlainTool, body: dict[str, Any], media_type: str, status: int
) -> None:
    assert tool.call("POST", lineitems_url(platform), body, media_type).status_code == status
    assert platform.columns() == []


def test_a_score_is_stored_with_its_comment_and_read_back(
    platform: TestPlatform, tool: PlainTool, lineitem: str
) -> None:
    stored = tool.call("POST", below(lineitem, "scores"), score(), SCORE)
    (result,) = tool.call("GET", below(lineitem, "results"), media_type=RESULTS).json()

    assert (stored.status_code, stored.text) == (200, "")
    assert (result["userId"], result["resultScore"], result["resultMaximum"]) == (STUDENT, 4, 5)
    assert result["timestamp"] == "2026-11-01T14:00:00+07:00"
    assert result["comment"] == "МИУД за октябрь"


@pytest.mark.parametrize(
    "timestamp",
    ["2026-11-01T10:00:00.500+03:00", "2026-11-01T09:59:59.000+03:00", "2026-11-01T07:00:00.900+00:00"],
)
def test_a_score_not_a_whole_second_newer_is_a_conflict(
    platform: TestPlatform, tool: PlainTool, lineitem: str, timestamp: str
) -> None:
    tool.call("POST", below(lineitem, "scores"), score(), SCORE)

    refused = tool.call("POST", below(lineitem, "scores"), score(scoreGiven=2, timestamp=timestamp), SCORE)

    assert refused.status_code == 409
    grade = platform.grade(1)
    assert grade is not None
    assert grade.score == 4


@pytest.mark.parametrize(
    "changes", [{"gradingProgress": "PendingManual"}, {"scoreGiven": None}, {"gradingProgress": "NotReady"}]
)
def test_anything_but_a_full_grade_erases_the_number_with_a_200(
    platform: TestPlatform, tool: PlainTool, lineitem: str, changes: dict[str, Any]
) -> None:
    tool.call("POST", below(lineitem, "scores"), score(), SCORE)

    body = score(timestamp="2026-11-01T10:00:01+03:00", **changes)
    answer = tool.call("POST", below(lineitem, "scores"), body, SCORE)

    assert answer.status_code == 200
    (result,) = tool.call("GET", below(lineitem, "results"), media_type=RESULTS).json()
    assert "resultScore" not in result


def test_a_score_without_comment_erases_it_and_one_over_the_maximum_is_cut(
    platform: TestPlatform, tool: PlainTool, lineitem: str
) -> None:
    tool.call("POST", below(lineitem, "scores"), score(), SCORE)
    body = score(timestamp="2026-11-01T10:00:01+03:00", scoreGiven=7)
    del body["comment"]

    tool.call("POST", below(lineitem, "scores"), body, SCORE)

    grade = platform.grade(1)
    assert grade is not None
    assert (grade.score, grade.comment) == (5, "")


@pytest.mark.parametrize(
    "changes",
    [
        {"userId": TEACHER},
        {"userId": ASSISTANT},
        {"userId": PARENT},
        {"userId": "999999"},
        {"timestamp": None},
        {"timestamp": "yesterday"},
        {"timestamp": "2026-11-01T10:00:00"},
        {"activityProgress": None},
        {"gradingProgress": None},
        {"scoreMaximum": None},
        {"scoreGiven": "4"},
    ],
)
def test_a_wrong_score_is_refused_and_changes_nothing(
    platform: TestPlatform, tool: PlainTool, lineitem: str, changes: dict[str, Any]
) -> None:
    body = {key: value for key, value in score(**changes).items() if value is not None}

    assert tool.call("POST", below(lineitem, "scores"), body, SCORE).status_code == 400
    assert platform.site.grades.of_column(1) == []


def test_a_locked_column_fails_and_an_overridden_grade_stays(
    platform: TestPlatform, tool: PlainTool, lineitem: str
) -> None:
    (column,) = platform.columns()
    platform.site.grades.override(column, STUDENT, 3, "исправлено в LMS", platform.site.now())
    newer = score(timestamp="2099-01-01T00:00:00+00:00")

    overridden = tool.call("POST", below(lineitem, "scores"), newer, SCORE)
    platform.site.columns.lock(column.id, True)
    locked = tool.call("POST", below(lineitem, "scores"), score(userId="4"), SCORE)

    assert (overridden.status_code, locked.status_code) == (200, 500)
    grade = platform.grade(column.id)
    assert grade is not None
    assert grade.score == 3


def test_a_limit_on_results_is_not_found(tool: PlainTool, lineitem: str) -> None:
    assert tool.call("GET", f"{below(lineitem, 'results')}&limit=2", media_type=RESULTS).status_code == 404
