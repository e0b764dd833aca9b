"""Launch messages: the library builds and signs them, Moodle's claims are laid over its own."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from flask import Response, make_response, render_template
from lti1p3platform.message_launch import LTIAdvantageMessageLaunchAbstract

from demo.college import Course, Person
from demo.lms.protocol.http import LtiRequest
from demo.lms.protocol.platform import Platform
from demo.lms.protocol.roles import MENTOR, children, launch_roles
from demo.lms.protocol.variables import custom_claim, lineitem_url, lineitems_url, memberships_url
from demo.lms.site import DEEP_LINKING, RESOURCE_LINK, SUBMISSION_REVIEW, Launch, Site
from demo.lms.tools import Tool

CLAIM = "https://purl.imsglobal.org/spec/lti/claim"
DEEP_LINKING_SETTINGS = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
TOKEN_SECONDS = 60


class MessageLaunch(LTIAdvantageMessageLaunchAbstract):
    """One launch in Moodle's shape: resource link, deep linking or submission review."""

    def __init__(self, request: LtiRequest, site: Site, launch: Launch, tool: Tool) -> None:
        super().__init__(request, Platform(site=site, tool=tool, launch=launch))
        self._site, self._launch, self._tool = site, launch, tool
        self.set_id_token_expiration(TOKEN_SECONDS)

    def prepare_launch(self, preflight_response: dict[str, Any]) -> None:
        """Set the claims of the person, the course and the services."""
        person, course = (
            self._site.people.get(self._launch.person_id),
            self._site.course(self._launch.course_id),
        )
        assert person and course
        self.set_user_data(person.id, launch_roles(self._site, person, course))
        kind = "Group" if course.is_front_page else "CourseSection"
        self.set_launch_context_claim(course.id, [kind], course.title, course.label)
        self.set_custom_parameters_claim(custom_claim(self._site, self._launch, self._tool, course, person))
        self._set_services(course)
        self._set_message(course)
        self.set_extra_claims(self._person_claims(person, course))
        self.set_extra_claims(self._platform_claims(course))

    def get_launch_message(self, include_extra_claims: bool = True) -> dict[str, Any]:
        """The library's message without `azp`: Moodle sends none."""
        message: dict[str, Any] = super().get_launch_message(include_extra_claims)
        message.pop("azp", None)
        return message

    def render_launch_form(self, launch_data: dict[str, Any], **kwargs: Any) -> Response:
        """The form that the browser posts to the tool by itself."""
        fields = {"id_token": launch_data["id_token"], "state": launch_data["state"]}
        return make_response(
            render_template("post_form.html", action=launch_data["launch_url"], fields=fields)
        )

    def _set_services(self, course: Course) -> None:
        column_id = self._launch.column_id
        own = lineitem_url(self._site, self._tool.id, course.id, column_id) if column_id else None
        self.set_ags(lineitems_url(self._site, self._tool, course), own)
        self.set_nrps(memberships_url(self._site, self._tool, course))
        ags = self.extra_claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"]
        ags["scope"] = [scope for scope in self._tool.scopes if "/lti-ags/" in scope]
        self.extra_claims["https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"][
            "service_versions"
        ] = [
            "1.0",
            "2.0",
        ]

    def _set_message(self, course: Course) -> None:
        launch = self._launch
        if launch.message_type == DEEP_LINKING:
            self._set_deep_linking(course)
            return
        if launch.link and launch.link.url:
            self.set_launch_url(launch.link.url)
        if launch.link:
            self.set_extra_claims(
                {
                    f"{CLAIM}/resource_link": {
                        "title": launch.link.name,
                        "description": launch.link.description,
                        "id": launch.link.id,
                    }
                }
            )
        self.set_extra_claims({f"{CLAIM}/message_type": launch.message_type or RESOURCE_LINK})
        if launch.message_type == SUBMISSION_REVIEW:
            self.set_extra_claims({f"{CLAIM}/for_user": {"user_id": launch.for_user}})

    def _set_deep_linking(self, course: Course) -> None:
        query = f"course={course.id}&id={self._tool.id}"
        address = f"{self._site.settings.issuer}/mod/lti/contentitem_return.php?{query}"
        self.set_dl(address, title=self._tool.name, accept_types={"ltiResourceLink"})
        assert self._deep_linking_launch_data is not None
        self._deep_linking_launch_data[DEEP_LINKING_SETTINGS] |= {
            "accept_presentation_document_targets": ["frame", "iframe", "window"],
            "accept_copy_advice": False,
            "accept_unsigned": False,
            "auto_create": False,
            "can_confirm": False,
        }

    def _person_claims(self, person: Person, course: Course) -> dict[str, Any]:
        lis = {"person_sourcedid": person.idnumber}
        if not course.is_front_page:
            lis["course_section_sourcedid"] = course.idnumber
        claims: dict[str, Any] = {f"{CLAIM}/lis": lis, f"{CLAIM}/ext": {"lms": "moodle-2"}}
        if MENTOR in launch_roles(self._site, person, course):
            claims[f"{CLAIM}/role_scope_mentor"] = children(self._site, person)
        if self._site.flag("privacy"):
            return claims
        claims[f"{CLAIM}/ext"] = {"user_username": person.username, "lms": "moodle-2"}
        names = {
            "given_name": person.given_name,
            "family_name": person.family_name,
            "name": person.full_name,
            "email": person.email,
        }
        return claims | {key: value for key, value in names.items() if key in self._tool.claims}

    def _platform_claims(self, course: Course) -> dict[str, Any]:
        issuer = self._site.settings.issuer
        college = self._site.college
        presentation = {"locale": "ru"}
        if self._launch.message_type != DEEP_LINKING:
            number = self._launch.link.id if self._launch.link else ""
            presentation |= {
                "document_target": self._launch.target,
                "return_url": f"{issuer}/mod/lti/return.php?course={course.id}&instanceid={number}",
            }
        return {
            f"{CLAIM}/launch_presentation": presentation,
            f"{CLAIM}/tool_platform": {
                "product_family_code": self._site.settings.product_family,
                "version": "2024100706",
                "guid": uuid5(NAMESPACE_URL, issuer).hex,
                "name": college.short_name,
                "description": college.name,
            },
        }
