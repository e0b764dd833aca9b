"""The roster of a course (Names and Role Provisioning), with Moodle's habits."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from lti1p3platform.membership import Context
from lti1p3platform.service_connector import NamesRoleProvisioningService

from demo.college import Course
from demo.lms.people import Participant
from demo.lms.protocol.http import LtiRequest, json_answer, refusal
from demo.lms.protocol.platform import Platform
from demo.lms.protocol.roles import roster_roles
from demo.lms.protocol.variables import memberships_url
from demo.lms.site import Site, site
from demo.lms.tools import Tool

bp = Blueprint("roster", __name__)
MEDIA_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"


class Roster(NamesRoleProvisioningService):
    """The library checks the token and wraps the members; who they are is ours."""

    def __init__(self, lms: Site, tool: Tool, course: Course) -> None:
        query = {name: request.args[name] for name in ("rlid", "role") if request.args.get(name)}
        self._lms, self._tool, self._course = lms, tool, course
        platform = Platform(site=lms, tool=tool)
        super().__init__(LtiRequest(request, query), platform, memberships_url(lms, tool, course))

    def get_context_by_id(self) -> Context:
        return Context(self._course.id, self._course.label, self._course.title)

    def is_resource_link_valid(self, context_id: str, resource_link_id: str) -> bool:
        link = self._lms.activities.get(resource_link_id)
        return link is not None and link.course_id == context_id

    def get_member_data_page(self, **query: Any) -> Any:
        """Active enrolments; with `rlid` of an activity for one subgroup, that subgroup and the teachers."""
        shown = [one for one in _participants(self._lms, self._course) if not one.is_suspended]
        members = [self._member(one) for one in shown if self._is_in_group(one, query.get("rlid"))]
        if query.get("rlid"):
            kind = "https://purl.imsglobal.org/spec/lti/claim/message_type"
            members = [{**one, "message": [{kind: "LtiResourceLinkRequest"}]} for one in members]
        if query.get("role"):
            members = [one for one in members if query["role"].rsplit("#", 1)[-1] in one["roles"]]
        return {"content": members, "has_next": False}

    def _is_in_group(self, one: Participant, link_id: str | None) -> bool:
        link = self._lms.activities.get(link_id) if link_id else None
        if link is None or not link.group_id or one.role != "student":
            return True
        groups = self._lms.groups_of(self._course, one.person.id)
        return link.group_id in {group.id for group in groups}

    def _member(self, one: Participant) -> dict[str, Any]:
        person = one.person
        member: dict[str, Any] = {
            "status": "Active",
            "roles": roster_roles(one.role),
            "user_id": person.id,
            "lis_person_sourcedid": person.idnumber,
        }
        if self._lms.flag("privacy"):
            return member
        names = {
            "name": person.short_name,
            "given_name": person.given_name,
            "family_name": person.family_name,
            "email": person.email,
        }
        member |= {key: value for key, value in names.items() if key in self._tool.claims}
        return member | {"ext_user_username": person.username}


@bp.get("/mod/lti/services.php/<kind>/<course_id>/bindings/<int:tool_id>/memberships")
def memberships(kind: str, course_id: str, tool_id: int) -> Response:
    """Everybody at once without `limit`; with it, pages with a Link header that drops the role filter (as
    Moodle)."""
    lms = site()
    course, tool = lms.course(course_id), lms.tools.get(tool_id)
    if lms.flag("outage"):
        return refusal(503, "Service Unavailable")
    if course is None or tool is None or kind != ("Group" if course.is_front_page else "CourseSection"):
        return refusal(404, "Not Found")
    roster = Roster(lms, tool, course)
    answer = roster.handle_resp(roster.handle_get_members)
    if answer.code == 403:  # a link of another course: Moodle's own answer is a 502
        return Response("<html><title>502 Bad Gateway</title></html>", 502, content_type="text/html")
    if answer.code != 200:
        return refusal(answer.code, "Unauthorized" if answer.code == 401 else answer.message)
    return _page(answer.result, roster.nrps.context_memberships_url)


def _page(body: dict[str, Any], url: str) -> Response:
    limit, start = request.args.get("limit", 0, int), request.args.get("from", 0, int)
    everybody = body["members"]
    if limit > 0:
        body["members"] = everybody[start : start + limit]
    response = json_answer(body, media_type=MEDIA_TYPE)
    if 0 < limit < len(everybody) - start:
        link_filter = f"rlid={request.args['rlid']}&" if request.args.get("rlid") else ""
        response.headers["Link"] = f'<{url}?{link_filter}limit={limit}&from={start + limit}>; rel="next"'
    return response


def _participants(lms: Site, course: Course) -> list[Participant]:
    """The course's participants; on the front page, every user of the site."""
    if not course.is_front_page:
        return lms.people.participants(course.id)
    roles = {"user": "student"}
    return [Participant(one, roles.get(one.site_role, one.site_role), False) for one in lms.people.all()]
