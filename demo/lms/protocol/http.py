"""Between Flask and the library: its request object, and answers in Moodle's manner."""

from __future__ import annotations

import json
from typing import Any

from flask import Request as FlaskRequest
from flask import Response, current_app, request
from lti1p3platform.request import Request
from werkzeug.exceptions import BadRequest


class LtiRequest(Request):
    """The current Flask request as the library wants it. `query` replaces the query parameters."""

    def __init__(self, flask_request: FlaskRequest, query: dict[str, Any] | None = None) -> None:
        self._query = query
        super().__init__(flask_request)

    def build_metadata(self, request: FlaskRequest) -> Any:
        return {
            "method": request.method,
            "form_data": request.form.to_dict(),
            "get_data": request.args.to_dict() if self._query is None else self._query,
            "headers": request.headers,
            "content_type": request.content_type,
            "path": request.path,
            "json": _json_body(request),
        }


def _json_body(flask_request: FlaskRequest) -> Any:
    if not flask_request.mimetype.endswith("json"):
        return None
    try:
        return json.loads(flask_request.get_data())
    except ValueError as error:
        raise BadRequest("The body is not JSON") from error


def json_answer(body: Any, status: int = 200, media_type: str = "application/json") -> Response:
    text = json.dumps(body, ensure_ascii=False)
    return current_app.response_class(text, status, content_type=f"{media_type}; charset=utf-8")


def refusal(status: int, reason: str) -> Response:
    """A service's error the way Moodle writes it: status, reason and the request in JSON, the reason in
    the status."""
    body = {
        "status": status,
        "reason": reason,
        "request": {
            "method": request.method,
            "url": request.full_path.rstrip("?"),
            "accept": request.headers.get("Accept", ""),
            "contentType": request.headers.get("Content-Type", ""),
        },
    }
    answer = json_answer(body, status)
    answer.status = f"{status} {reason}"
    return answer
