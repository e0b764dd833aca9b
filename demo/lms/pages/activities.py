"""Pages that show the tool: an activity, choosing content, a student's work; and what the frames inside
them load."""

from __future__ import annotations

import re

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from demo.lms.activities import Link
from demo.lms.pages.session import can_edit, course_here, is_staff, needs_person, person_here
from demo.lms.protocol.login import send_to_tool
from demo.lms.site import DEEP_LINKING, RESOURCE_LINK, SUBMISSION_REVIEW, Site, site
from demo.lms.tools import Tool

bp = Blueprint("activities", __name__)
NO_TOOL = "Внешний инструмент не подключён. Администратор подключает его на странице «Внешние инструменты»."
PHONE = re.compile(r"Mobi|Android|iPhone|iPad", re.IGNORECASE)


@bp.get("/activity/<activity_id>")
@needs_person
def show(activity_id: str) -> str | Response:
    """An activity with the tool in a frame; phones go to the tool itself, as in Moodle."""
    link = _link(activity_id)
    course = course_here(link.course_id)
    if PHONE.search(request.user_agent.string):
        return redirect(url_for("activities.launch", activity_id=activity_id, target="frame"))
    return render_template(
        "activity.html",
        course=course,
        link=link,
        sections=site().activities.sections(course.id),
        here=link.id,
        title=link.name,
        frame=url_for("activities.launch", activity_id=link.id),
        whole=url_for("activities.launch", activity_id=link.id, target="frame"),
        tool=site().tool_of(link),
    )


@bp.get("/launch/<activity_id>")
@needs_person
def launch(activity_id: str) -> Response:
    """Begin a launch of an activity: in the frame, or with `target=frame` on the whole window."""
    lms, link = site(), _link(activity_id)
    course_here(link.course_id)
    tool = _active(lms.tool_of(link))
    column = next((one for one in lms.columns.of_course(link.course_id) if one.activity_id == link.id), None)
    begun = lms.begin_launch(
        person_id=person_here().id,
        course_id=link.course_id,
        tool_id=tool.id,
        message_type=RESOURCE_LINK,
        link=link,
        column_id=column.id if column else None,
        target="frame" if request.args.get("target") == "frame" else "iframe",
    )
    return send_to_tool(lms, begun, tool)


@bp.get("/course/<course_id>/choose")
@needs_person
def choose(course_id: str) -> str:
    """«Выбрать содержимое»: the tool's selection page in a frame."""
    course = course_here(course_id)
    if not can_edit(course):
        abort(403)
    return render_template(
        "activity.html",
        course=course,
        link=None,
        sections=site().activities.sections(course_id),
        here="choose",
        title="Выбрать содержимое",
        frame=url_for("activities.launch_choice", course_id=course_id),
        whole="",
        tool=site().tools.default(),
    )


@bp.get("/launch/choose/<course_id>")
@needs_person
def launch_choice(course_id: str) -> Response:
    """Begin a deep linking launch."""
    if not can_edit(course_here(course_id)):
        abort(403)
    lms = site()
    tool = _active(lms.tools.default())
    begun = lms.begin_launch(
        person_id=person_here().id, course_id=course_id, tool_id=tool.id, message_type=DEEP_LINKING
    )
    return send_to_tool(lms, begun, tool)


@bp.get("/course/<course_id>/grades/<int:column_id>/<person_id>")
@needs_person
def review(course_id: str, column_id: int, person_id: str) -> str:
    """A student's work behind a grade: the tool opens that student's card."""
    course = course_here(course_id)
    student = site().people.get(person_id)
    if not is_staff(course) or student is None:
        abort(403)
    return render_template(
        "activity.html",
        course=course,
        link=None,
        sections=site().activities.sections(course_id),
        here="grades",
        title=f"Работа: {student.full_name}",
        whole="",
        tool=site().tools.default(),
        frame=url_for(
            "activities.launch_review", course_id=course_id, column_id=column_id, person_id=person_id
        ),
    )


@bp.get("/launch/review/<course_id>/<int:column_id>/<person_id>")
@needs_person
def launch_review(course_id: str, column_id: int, person_id: str) -> Response:
    """Begin a submission review launch from a cell of the grade book."""
    lms, course = site(), course_here(course_id)
    column = lms.columns.get(column_id)
    if not is_staff(course) or column is None or column.course_id != course_id:
        abort(403)
    tool = _active(lms.tools.get(column.tool_id))
    begun = lms.begin_launch(
        person_id=person_here().id,
        course_id=course_id,
        tool_id=tool.id,
        message_type=SUBMISSION_REVIEW,
        link=_link_of_column(lms, course_id, column.activity_id),
        for_user=person_id,
        column_id=column_id,
    )
    return send_to_tool(lms, begun, tool)


@bp.get("/mod/lti/return.php")
def returned() -> Response:
    """Where the tool sends people back to, with its message or error."""
    lms = site()
    course = lms.course(request.args.get("course", ""))
    return make_response(
        render_template(
            "returned.html",
            course=course,
            message=request.args.get("lti_msg", ""),
            error=request.args.get("lti_errormsg", ""),
        )
    )


def _link(activity_id: str) -> Link:
    return site().activities.get(activity_id) or abort(404)


def _link_of_column(lms: Site, course_id: str, activity_id: str) -> Link | None:
    links = lms.activities.of_course(course_id)
    return next((one for one in links if one.id == activity_id), links[0] if links else None)


def _active(tool: Tool | None) -> Tool:
    if tool is None or not tool.is_active:
        abort(409, NO_TOOL)
    return tool
