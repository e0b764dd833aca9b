"""The LMS's grade book (Assignment and Grade Services): columns, scores, results.

What Moodle does with a score, seen on a running one: only a fully graded score with a number is stored,
anything else erases the grade; a score without a comment erases the comment; a timestamp must be at least a
whole second newer than the stored grade. `/scores` and `/results` go onto the path, before the query.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from pylti1p3.assignments_grades import AssignmentsGradesService
from pylti1p3.exception import LtiException
from pylti1p3.grade import Grade
from pylti1p3.lineitem import LineItem

from lti_tool.protocol.addresses import host_of
from lti_tool.protocol.connector import Connector, Outgoing
from lti_tool.protocol.faults import PlatformFault, TokenRefused, not_json
from lti_tool.protocol.vocabulary import (
    LABEL_LENGTH,
    MEDIA_LINE_ITEMS,
    SCOPE_LINE_ITEM,
    SCOPE_RESULT,
    SCOPE_SCORE,
)
from models import Registration


class ScoreOutcome(StrEnum):
    """What became of a score.

    ok: taken. stale: the LMS holds a grade that is not older, send with a later timestamp. refused: this
    person or value is not accepted (in Moodle: not enrolled, unknown, staff), repeating will not help.
    missing: the column is not there. gone: the LMS says it never comes back. unavailable: no answer, an
    error of the LMS, or no access now.
    """

    OK = "ok"
    STALE = "stale"
    REFUSED = "refused"
    MISSING = "missing"
    GONE = "gone"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class ScoreAnswer:
    """The LMS's answer to a score. `status` is None when there was no answer; `reason` is a Russian
    sentence or ''.
    """

    outcome: ScoreOutcome
    status: int | None = None
    reason: str = ""

    @property
    def is_ok(self) -> bool:
        """The LMS took it."""
        return self.outcome is ScoreOutcome.OK


@dataclass(frozen=True)
class Result:
    """What the LMS shows for a person. `score` is None for an empty cell; `maximum` is the column's."""

    user_sub: str
    score: float | None
    maximum: float | None
    comment: str = ""


_BY_STATUS = {
    400: ScoreOutcome.REFUSED,
    403: ScoreOutcome.REFUSED,
    404: ScoreOutcome.MISSING,
    409: ScoreOutcome.STALE,
    410: ScoreOutcome.GONE,
    422: ScoreOutcome.REFUSED,
}


class GradeService:
    """One LMS's grade book. Raises PlatformFault unless it says otherwise; holds no database object."""

    def __init__(self, registration: Registration, http: Outgoing) -> None:
        self._connector = Connector(registration, http)

    def create_line_item(
        self, lineitems_url: str, label: str, tag: str, resource_id: str, score_maximum: float
    ) -> str:
        """Make a column and return its address. `label` is cut to 255 characters, more the LMS does not
        take.
        """
        item = LineItem()
        item.set_label(label[:LABEL_LENGTH]).set_tag(tag).set_resource_id(resource_id).set_score_maximum(
            score_maximum
        )
        service = AssignmentsGradesService(
            self._connector, {"scope": [SCOPE_LINE_ITEM], "lineitems": lineitems_url}
        )
        try:
            made = service.create_lineitem(item).get_id()
        except LtiException as error:
            raise not_json(host_of(lineitems_url)) from error
        if not isinstance(made, str) or not made:
            raise not_json(host_of(lineitems_url))
        return made

    def find_line_item(self, lineitems_url: str, resource_id: str, tag: str = "") -> str | None:
        """The address of our column with this resource id, made earlier; None when there is none."""
        mark = "&" if "?" in lineitems_url else "?"
        url = f"{lineitems_url}{mark}{urlencode({'resource_id': resource_id})}"
        for page in self._connector.get_paginated_data([SCOPE_LINE_ITEM], url, accept=MEDIA_LINE_ITEMS):
            for item in _items(page["body"], url):
                if item.get("resourceId") == resource_id and tag in ("", item.get("tag")) and item.get("id"):
                    return str(item["id"])
        return None

    def list_line_items(self, lineitems_url: str) -> list[dict[str, Any]]:
        """Every column of ours, as the LMS describes it; for the self-check."""
        pages = self._connector.get_paginated_data([SCOPE_LINE_ITEM], lineitems_url, accept=MEDIA_LINE_ITEMS)
        return [item for page in pages for item in _items(page["body"], lineitems_url)]

    def post_score(
        self, line_item_url: str, user_sub: str, value: float | None, comment: str, timestamp: datetime,
        score_maximum: float = 5,
    ) -> ScoreAnswer:  # fmt: skip
        """Put a number (or, with None, clear the cell and keep the comment). `timestamp` is aware. Never
        raises.
        """
        grade = Grade()
        grade.set_user_id(user_sub).set_timestamp(timestamp.isoformat(timespec="milliseconds")).set_comment(
            comment
        )
        if value is None:
            grade.set_activity_progress("Initialized").set_grading_progress("NotReady")
        else:
            grade.set_activity_progress("Completed").set_grading_progress("FullyGraded")
            grade.set_score_given(value).set_score_maximum(score_maximum)
        service = AssignmentsGradesService(self._connector, {"scope": [SCOPE_SCORE]})
        try:
            service.put_grade(grade, LineItem({"id": line_item_url}))
        except TokenRefused as fault:
            return ScoreAnswer(ScoreOutcome.UNAVAILABLE, fault.status, fault.message)
        except PlatformFault as fault:
            return ScoreAnswer(
                _BY_STATUS.get(fault.status or 0, ScoreOutcome.UNAVAILABLE), fault.status, fault.message
            )
        return ScoreAnswer(ScoreOutcome.OK, 200)

    def read_results(self, line_item_url: str) -> list[Result]:
        """What the LMS shows in a column, every page of it; no `limit` is asked for, Moodle answers 404 to
        one.
        """
        service = AssignmentsGradesService(self._connector, {"scope": [SCOPE_RESULT]})
        try:
            rows = list(service.get_grades(LineItem({"id": line_item_url})))
        except LtiException as error:
            raise not_json(host_of(line_item_url)) from error
        return [_result(row) for row in rows if isinstance(row, dict) and row.get("userId") is not None]


def _result(row: dict[str, Any]) -> Result:
    return Result(
        str(row["userId"]),
        _number(row.get("resultScore")),
        _number(row.get("resultMaximum")),
        str(row.get("comment") or ""),
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _items(body: object, url: str) -> list[dict[str, Any]]:
    if not isinstance(body, list):
        raise not_json(host_of(url))
    return [item for item in body if isinstance(item, dict)]
