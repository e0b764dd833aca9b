"""The LMS's grade book as the tool speaks to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from lti_tool.database import db
from lti_tool.protocol.connector import Outgoing
from lti_tool.protocol.faults import BadAnswer, PlatformFault, TokenRefused, Unreachable
from lti_tool.protocol.grades import GradeService, ScoreOutcome
from models import Registration
from tests.platform import TestPlatform
from tests.platform.server import Fault

NOON = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)


@pytest.fixture
def service(app: Flask, registration: int, ways: Outgoing) -> GradeService:
    with app.app_context():
        return GradeService(db.session.get_one(Registration, registration), ways)


@pytest.fixture
def columns_url(platform: TestPlatform) -> str:
    return f"{platform.issuer}/mod/lti/services.php/2/lineitems?type_id=1"


@pytest.fixture
def column(service: GradeService, columns_url: str) -> str:
    return service.create_line_item(columns_url, "МИУД — ноябрь 2026", "checkpoint", "journal-1-2026-11", 5)


def test_a_mark_with_its_comment_arrives_in_the_grade_book(
    service: GradeService, column: str, platform: TestPlatform
) -> None:
    answer = service.post_score(column, "3", 4, "МИУД за ноябрь", NOON)
    assert answer.is_ok
    shown = service.read_results(column)
    assert [(one.user_sub, one.score, one.maximum, one.comment) for one in shown] == [
        ("3", 4.0, 5.0, "МИУД за ноябрь")
    ]
    posted = platform.calls("/scores", "POST")[-1]
    assert posted.path.endswith("/lineitem/scores")
    assert posted.query == {"type_id": ["1"]}
    assert posted.headers["Content-Type"] == "application/vnd.ims.lis.v1.score+json"


def test_a_column_is_made_once_with_its_tag_and_resource_and_found_again(
    service: GradeService, column: str, columns_url: str, platform: TestPlatform
) -> None:
    assert service.find_line_item(columns_url, "journal-1-2026-11") == column
    assert service.find_line_item(columns_url, "another") is None
    made = [one for one in platform.columns() if one.resource_id == "journal-1-2026-11"]
    assert [(one.label, one.tag, one.score_maximum) for one in made] == [
        ("МИУД — ноябрь 2026", "checkpoint", 5)
    ]


def test_a_long_label_is_cut_to_what_the_lms_takes(service: GradeService, columns_url: str) -> None:
    service.create_line_item(columns_url, "Я" * 400, "final", "long", 5)
    labels = [item["label"] for item in service.list_line_items(columns_url)]
    assert "Я" * 255 in labels


def test_not_assessed_clears_the_number_and_keeps_its_comment(service: GradeService, column: str) -> None:
    service.post_score(column, "3", 4, "", NOON)
    answer = service.post_score(column, "3", None, "н/а: болел", NOON + timedelta(seconds=1))
    assert answer.is_ok
    assert all(one.score is None for one in service.read_results(column))


def test_a_score_that_is_not_newer_is_stale_and_the_grade_stands(service: GradeService, column: str) -> None:
    service.post_score(column, "3", 4, "", NOON)
    answer = service.post_score(column, "3", 2, "", NOON + timedelta(milliseconds=500))
    assert (answer.outcome, answer.status) == (ScoreOutcome.STALE, 409)
    assert service.read_results(column)[0].score == 4


def test_a_person_who_is_not_enrolled_is_refused(service: GradeService, column: str) -> None:
    answer = service.post_score(column, "999999", 4, "", NOON)
    assert (answer.outcome, answer.status) == (ScoreOutcome.REFUSED, 400)
    assert answer.reason
    assert service.read_results(column) == []


def test_a_deleted_column_is_missing(service: GradeService, column: str) -> None:
    gone = column.replace("/lineitems/", "/lineitems/9")
    assert service.post_score(gone, "3", 4, "", NOON).outcome is ScoreOutcome.MISSING
    with pytest.raises(BadAnswer) as caught:
        service.read_results(gone)
    assert caught.value.status == 404


def test_an_lms_that_is_down_is_unavailable_and_says_so_in_russian(
    service: GradeService, column: str, platform: TestPlatform
) -> None:
    platform.go_down()
    answer = service.post_score(column, "3", 4, "", NOON)
    assert (answer.outcome, answer.status) == (ScoreOutcome.UNAVAILABLE, None)
    assert "не отвечает" in answer.reason
    with pytest.raises(Unreachable):
        service.read_results(column)


def test_a_score_is_sent_once_even_when_the_lms_stumbles(
    service: GradeService, column: str, platform: TestPlatform
) -> None:
    platform.fail("/scores", 503)
    answer = service.post_score(column, "3", 4, "", NOON)
    assert (answer.outcome, answer.status) == (ScoreOutcome.UNAVAILABLE, 503)
    assert len(platform.calls("/scores")) == 1


def test_reading_is_repeated_when_the_lms_stumbles(
    service: GradeService, column: str, platform: TestPlatform
) -> None:
    platform.fail("/results", 502, times=2)
    assert service.read_results(column) == []
    assert len(platform.calls("/results")) == 3


def test_a_token_the_lms_forgot_is_fetched_again_once(
    service: GradeService, column: str, platform: TestPlatform
) -> None:
    service.post_score(column, "3", 4, "", NOON)
    platform.fail("/scores", 401, times=1)
    assert service.post_score(column, "3", 5, "", NOON + timedelta(seconds=2)).is_ok
    platform.fail("/scores", 401)
    assert (
        service.post_score(column, "3", 3, "", NOON + timedelta(seconds=4)).outcome
        is ScoreOutcome.UNAVAILABLE
    )
    assert service.read_results(column)[0].score == 5


def test_no_token_means_unavailable_not_refused(
    service: GradeService, column: str, platform: TestPlatform
) -> None:
    platform.fail("token.php", 400)
    answer = service.post_score(column, "3", 4, "", NOON)
    assert (answer.outcome, answer.status) == (ScoreOutcome.UNAVAILABLE, 400)
    assert "ключ доступа" in answer.reason


def test_a_token_answer_without_a_token_is_a_readable_fault(
    service: GradeService, columns_url: str, platform: TestPlatform
) -> None:
    platform.faults.append(Fault("token.php", 200, body=b"{}"))
    with pytest.raises(PlatformFault) as caught:
        service.create_line_item(columns_url, "x", "t", "r", 5)
    assert not isinstance(caught.value, TokenRefused)
    assert "не тем, что ожидалось" in caught.value.message
