"""The grade service (AGS): columns, scores and results, with Moodle's media types and statuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request
from lti1p3platform.exceptions import LineItemNotFoundException, LtiServiceException
from lti1p3platform.response import Response as LtiResponse
from lti1p3platform.score import UpdateScoreStatus
from lti1p3platform.service_connector import AssignmentsGradesService

from demo.lms.columns import Column, GradeRefusedError
from demo.lms.grades import Grade
from demo.lms.protocol.http import LtiRequest, json_answer, refusal
from demo.lms.protocol.platform import Platform
from demo.lms.protocol.variables import lineitem_url, lineitems_url
from demo.lms.site import Site, site
from demo.lms.tools import AGS, Tool

bp = Blueprint("gradebook_service", __name__)
LINEITEM = "application/vnd.ims.lis.v2.lineitem+json"
CONTAINER = "application/vnd.ims.lis.v2.lineitemcontainer+json"
SCORE = "application/vnd.ims.lis.v1.score+json"
RESULTS = "application/vnd.ims.lis.v2.resultcontainer+json"
WRITE = [f"{AGS}/lineitem"]
READ = [f"{AGS}/lineitem", f"{AGS}/lineitem.readonly"]


class GradeService(AssignmentsGradesService):
    """The library checks token and method and dispatches; the grade book is ours. `scopes`: any one
    suffices."""

    def __init__(self, lms: Site, tool: Tool, course_id: str, scopes: list[str]) -> None:
        course = lms.course(course_id)
        if course is None:
            raise LtiServiceException("Not Found", 404)
        self._lms, self._tool, self._course_id, self._scopes = lms, tool, course_id, scopes
        filters = ("resource_id", "resource_link_id", "tag", "user_id")
        query = {name: request.args[name] for name in filters if request.args.get(name)}
        super().__init__(
            LtiRequest(request, query), Platform(site=lms, tool=tool), lineitems_url(lms, tool, course)
        )

    @property
    def allowed_scopes(self) -> list[str]:
        return self._scopes

    def find_lineitems(self, **filters: Any) -> Any:
        found = self._lms.columns.find(self._course_id, self._tool.id, filters)
        return {"content": [self.lineitem(one) for one in found], "has_next": False}

    def find_lineitem(self, line_item_id: str) -> Any:
        return self.lineitem(self._column(line_item_id))

    def create_lineitem(self, creation_data: Any) -> Any:
        link_id = str(creation_data.get("resourceLinkId") or "")
        link = self._lms.activities.get(link_id) if link_id else None
        if link_id and (link is None or link.course_id != self._course_id):
            raise GradeRefusedError(400, "Resource link not found")
        column = self._lms.columns.create(self._course_id, self._tool.id, creation_data)
        return {**creation_data, "id": self._url(column)}

    def update_lineitem(self, update_data: Any) -> Any:
        column = self._lms.columns.update(self._column(update_data.pop("id")), update_data)
        return {**update_data, "id": self._url(column)}

    def delete_lineitem(self, line_item_id: str) -> None:
        self._lms.columns.delete(self._column(line_item_id).id)

    def update_score(self, line_item_id: str, score: Any) -> UpdateScoreStatus:
        try:
            self._lms.grades.put_score(self._column(line_item_id), score if isinstance(score, dict) else {})
        except GradeRefusedError as refused:
            if refused.status == 409:
                return UpdateScoreStatus.OLD_TIMESTAMP
            raise
        return UpdateScoreStatus.SUCCESS

    def get_results(self, line_item_id: str, **query: Any) -> Any:
        column = self._column(line_item_id)
        grades = self._lms.grades.of_column(column.id)
        wanted = query.get("user_id")
        return {
            "content": [self._result(column, one) for one in grades if wanted in (None, one.person_id)],
            "has_next": False,
        }

    def lineitem(self, column: Column) -> dict[str, Any]:
        item = {
            "id": self._url(column),
            "label": column.label,
            "scoreMaximum": _number(column.score_maximum),
            "resourceId": column.resource_id,
            "tag": column.tag,
        }
        linked = {"resourceLinkId": column.activity_id, "ltiLinkId": column.activity_id}
        return item | linked if column.activity_id else item

    def _result(self, column: Column, grade: Grade) -> dict[str, Any]:
        address, query = self._url(column).split("?", 1)
        result: dict[str, Any] = {
            "id": f"{address}/results?{query}&user_id={grade.person_id}",
            "userId": grade.person_id,
        }
        if grade.score is None:
            return result
        result |= {
            "resultScore": _number(grade.score),
            "resultMaximum": _number(column.score_maximum),
            "scoreOf": self._url(column),
            "timestamp": grade.graded_at.astimezone(self._lms.settings.zone).isoformat(timespec="seconds"),
        }
        return result | ({"comment": grade.comment} if grade.comment else {})

    def _column(self, column_id: str) -> Column:
        is_number = str(column_id).isascii() and str(column_id).isdigit()
        column = self._lms.columns.get(int(column_id)) if is_number else None
        if column is None or (column.course_id, column.tool_id) != (self._course_id, self._tool.id):
            raise LineItemNotFoundException("Line item not found")
        return column

    def _url(self, column: Column) -> str:
        return lineitem_url(self._lms, column.tool_id, column.course_id, column.id)


@bp.route("/mod/lti/services.php/<course_id>/lineitems", methods=["GET", "POST"])
def lineitems(course_id: str) -> Response:
    """The tool's columns in a course, and new ones."""
    if request.method == "POST":
        return _answer(course_id, WRITE, LINEITEM, lambda service: service.handle_create_lineitem())
    return _answer(course_id, READ, CONTAINER, lambda service: service.handle_get_lineitems())


@bp.route("/mod/lti/services.php/<course_id>/lineitems/<item>/lineitem", methods=["GET", "PUT", "DELETE"])
def lineitem(course_id: str, item: str) -> Response:
    """One column."""
    if request.method == "PUT":
        return _answer(course_id, WRITE, LINEITEM, lambda service: service.handle_update_lineitem(item))
    if request.method == "DELETE":
        return _answer(course_id, WRITE, "", lambda service: service.handle_delete_lineitem(item))
    return _answer(course_id, READ, LINEITEM, lambda service: service.handle_get_lineitem(item))


@bp.post("/mod/lti/services.php/<course_id>/lineitems/<item>/lineitem/scores")
def scores(course_id: str, item: str) -> Response:
    """A score for one person: an empty 200, whatever it did."""
    return _answer(course_id, [f"{AGS}/score"], SCORE, lambda service: service.handle_update_score(item))


@bp.get("/mod/lti/services.php/<course_id>/lineitems/<item>/lineitem/results")
def results(course_id: str, item: str) -> Response:
    """What the grade book holds now. `limit` is a 404, as in Moodle."""
    if "limit" in request.args:
        return refusal(404, "Not Found")
    return _answer(
        course_id, [f"{AGS}/result.readonly"], RESULTS, lambda service: service.handle_get_results(item)
    )


def _answer(
    course_id: str, scopes: list[str], media_type: str, handle: Callable[[GradeService], LtiResponse]
) -> Response:
    lms = site()
    tool = lms.tools.get(request.args.get("type_id", ""))
    if lms.flag("outage"):
        return refusal(503, "Service Unavailable")
    if tool is None:
        return refusal(404, "Not Found")
    if media_type and not _has_media_type(media_type):
        return refusal(400, f"No handler found for {request.path} {request.content_type or ''}".strip())
    try:
        service = GradeService(lms, tool, course_id, scopes)
        answer = service.handle_resp(handle, service=service)
    except LtiServiceException as refused:
        return refusal(refused.status_code, refused.message)
    except GradeRefusedError as refused:
        return _refused(media_type, refused.status, refused.reason)
    if answer.code == 409:
        return _refused(media_type, 409, "Refusing score with an earlier timestamp")
    if answer.code >= 400:
        return refusal(answer.code, "Unauthorized" if answer.code == 401 else answer.message)
    return _success(answer, media_type)


def _success(answer: LtiResponse, media_type: str) -> Response:
    if answer.result is None:
        return Response(b"", answer.code, content_type=f"{media_type or 'text/html'}; charset=utf-8")
    is_page = isinstance(answer.result, dict) and "content" in answer.result
    return json_answer(answer.result["content"] if is_page else answer.result, answer.code, media_type)


def _refused(media_type: str, status: int, reason: str) -> Response:
    if status == 502:
        return Response("<html><title>502 Bad Gateway</title></html>", 502, content_type="text/html")
    answer = json_answer([], status, media_type) if media_type == SCORE else refusal(status, reason)
    answer.status = f"{status} {reason}"
    return answer


def _has_media_type(media_type: str) -> bool:
    name = "Accept" if request.method == "GET" else "Content-Type"
    return media_type in request.headers.get(name, "")


def _number(value: float) -> float | int:
    return int(value) if value == int(value) else value
