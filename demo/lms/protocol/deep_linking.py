"""Receiving what a teacher chose in the tool: the library checks the signature and kinds, then links are
added."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from lti1p3platform.exceptions import LtiDeepLinkingResponseException, LtiException

from demo.college import Course
from demo.lms.activities import Link
from demo.lms.columns import GradeRefusedError
from demo.lms.protocol.platform import Platform
from demo.lms.site import Site, site
from demo.lms.tools import Tool

bp = Blueprint("deep_linking", __name__)
CLAIM = "https://purl.imsglobal.org/spec/lti/claim"
MESSAGE = "https://purl.imsglobal.org/spec/lti-dl/claim/msg"


@bp.post("/mod/lti/contentitem_return.php")
def content_item_return() -> Response:
    """Add the chosen items to the course, or say in Russian why not."""
    lms = site()
    course, tool = lms.course(request.args.get("course", "")), lms.tools.get(request.args.get("id", ""))
    if course is None or tool is None:
        return _done(course, [], error="Курс или инструмент не найден")
    platform = Platform(site=lms, tool=tool)
    try:
        items = platform.set_accepted_deeplinking_types(["ltiResourceLink"]).validate_deeplinking_resp(
            {"JWT": request.form.get("JWT", "")}
        )
        if platform.claims.get(f"{CLAIM}/deployment_id") != tool.deployment_id:
            raise LtiException("deployment_id")
        links = [_added(lms, course, tool, item) for item in items]
    except (LtiException, LtiDeepLinkingResponseException, GradeRefusedError) as error:
        return _done(course, [], error=f"Ответ инструмента не принят: {error}")
    return _done(course, links, message=str(platform.claims.get(MESSAGE, "")))


def _done(course: Course | None, links: list[Link], error: str = "", message: str = "") -> Response:
    body = render_template("deep_linking_done.html", course=course, links=links, error=error, message=message)
    return make_response(body, 400 if error else 200)


def _added(lms: Site, course: Course, tool: Tool, item: dict[str, Any]) -> Link:
    custom = {str(key): str(value) for key, value in (item.get("custom") or {}).items()}
    link = lms.activities.add(
        course.id,
        tool.id,
        name=str(item.get("title") or tool.name)[:255],
        description=str(item.get("text") or ""),
        custom=custom,
        url=str(item.get("url") or ""),
    )
    if isinstance(item.get("lineItem"), dict):
        column = {"label": link.name, **item["lineItem"], "resourceLinkId": link.id}
        lms.columns.create(course.id, tool.id, column)
    return link
