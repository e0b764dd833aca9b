"""The claims of a launch, read without trusting their types: what is not as it should be counts as not
there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from journal.people import Person
from lti_tool.protocol import vocabulary as v
from lti_tool.protocol.addresses import is_platform_address, split
from lti_tool.protocol.roles import Roles, read_roles
from models import LinkPurpose

KEPT = (
    v.MESSAGE_TYPE,
    v.DEPLOYMENT_ID,
    v.TARGET_LINK_URI,
    v.DEEP_LINKING_SETTINGS,
    v.FOR_USER,
    v.LAUNCH_PRESENTATION,
    v.CUSTOM,
    v.ROLES,
    v.TOOL_PLATFORM,
)
GROUP_TYPES = frozenset({"Group", "http://purl.imsglobal.org/vocab/lis/v2/course#Group"})


@dataclass(frozen=True)
class Claims:
    """The claims of a verified id_token."""

    raw: dict[str, Any]

    @property
    def message_type(self) -> str:
        """«LtiResourceLinkRequest» and so on."""
        return _text(self.raw, v.MESSAGE_TYPE)

    @property
    def deployment_id(self) -> str:
        """Which deployment of the tool; '' when not said."""
        return _text(self.raw, v.DEPLOYMENT_ID)

    @property
    def sub(self) -> str:
        """The person's id in the LMS."""
        return _text(self.raw, "sub")

    @property
    def roles(self) -> Roles:
        """What the named roles mean here."""
        named = self.raw.get(v.ROLES)
        return read_roles(named if isinstance(named, list) else [])

    @property
    def context(self) -> dict[str, Any]:
        """The course: id, label, title, type."""
        return _mapping(self.raw, v.CONTEXT)

    @property
    def context_id(self) -> str:
        """The course's id in the LMS."""
        return _text(self.context, "id")

    @property
    def is_front_page(self) -> bool:
        """Whether this is the site's front page, which is never a course: Moodle's context of type «Group»."""
        types = self.context.get("type")
        in_group = isinstance(types, list) and bool(GROUP_TYPES.intersection(str(one) for one in types))
        in_moodle = self.product == "moodle"
        is_site = _text(self.context, "label") == _text(_mapping(self.raw, v.TOOL_PLATFORM), "name") != ""
        return (in_moodle and (self.context_id == "1" or in_group)) or (in_group and is_site)

    @property
    def link(self) -> dict[str, Any]:
        """The activity: id, title."""
        return _mapping(self.raw, v.RESOURCE_LINK)

    @property
    def custom(self) -> dict[str, str]:
        """Custom parameters that hold something; an unsupported variable arrives literally and is left out."""
        pairs = _mapping(self.raw, v.CUSTOM).items()
        texts = ((key, str(value).strip()) for key, value in pairs if isinstance(value, str | int))
        return {key: text for key, text in texts if text and not text.startswith("$")}

    @property
    def purpose(self) -> LinkPurpose:
        """What the activity opens; the journal unless it says otherwise."""
        named = self.custom.get("purpose", "").lower()
        return LinkPurpose(named) if named in set(LinkPurpose) else LinkPurpose.JOURNAL

    @property
    def product(self) -> str:
        """«moodle», «canvas» …; '' when not said."""
        return _text(_mapping(self.raw, v.TOOL_PLATFORM), "product_family_code").lower()

    @property
    def platform_name(self) -> str:
        """What the LMS calls itself."""
        platform = _mapping(self.raw, v.TOOL_PLATFORM)
        return _text(platform, "description") or _text(platform, "name")

    @property
    def return_url(self) -> str:
        """Where the LMS wants its people back; '' when it gave no usable address."""
        url = _text(_mapping(self.raw, v.LAUNCH_PRESENTATION), "return_url")
        usable = is_platform_address(url) or (split(url).scheme == "http" and bool(split(url).hostname))
        return url if usable and len(url) <= 2000 else ""

    @property
    def roster_url(self) -> str:
        """The roster service of the course."""
        return _address(_mapping(self.raw, v.ROSTER_SERVICE), "context_memberships_url")

    @property
    def line_items_url(self) -> str:
        """The columns of the course in the LMS's grade book."""
        return _address(self._grades, "lineitems")

    @property
    def line_item_url(self) -> str:
        """The column this launch belongs to."""
        return _address(self._grades, "lineitem")

    @property
    def grade_scopes(self) -> str:
        """What the LMS lets us do with grades, separated by spaces."""
        scopes = self._grades.get("scope")
        return " ".join(str(scope) for scope in scopes)[:1000] if isinstance(scopes, list) else ""

    @property
    def mentored(self) -> list[str]:
        """The ids of those whose mentor (parent) this person is here."""
        named = self.raw.get(v.ROLE_SCOPE_MENTOR)
        return [str(one)[:255] for one in named if one] if isinstance(named, list) else []

    @property
    def for_user(self) -> str:
        """Whose submission (or data) is to be looked at."""
        return _text(_mapping(self.raw, v.FOR_USER), "user_id")

    @property
    def settings(self) -> dict[str, Any]:
        """Deep linking settings."""
        return _mapping(self.raw, v.DEEP_LINKING_SETTINGS)

    @property
    def person(self) -> Person:
        """Who comes."""
        roles = self.roles
        lis, custom = _mapping(self.raw, v.LIS), self.custom
        return Person(
            sub=self.sub,
            display=_text(self.raw, "name"),
            given=_text(self.raw, "given_name"),
            family=_text(self.raw, "family_name"),
            middle=_text(self.raw, "middle_name") or custom.get("middlename", ""),
            email=_text(self.raw, "email"),
            college_number=_text(lis, "person_sourcedid") or custom.get("idnumber", ""),
            is_staff=roles.is_staff,
            is_lms_admin=roles.is_lms_admin,
        )

    @property
    def kept(self) -> dict[str, Any]:
        """The part that later pages need; names and addresses of people are left out."""
        return {name: self.raw[name] for name in KEPT if name in self.raw}

    @property
    def _grades(self) -> dict[str, Any]:
        return _mapping(self.raw, v.GRADE_ENDPOINT)


def _mapping(source: dict[str, Any], name: str) -> dict[str, Any]:
    found = source.get(name)
    return found if isinstance(found, dict) else {}


def _text(source: dict[str, Any], name: str) -> str:
    found = source.get(name)
    return str(found).strip() if isinstance(found, str | int) and not isinstance(found, bool) else ""


def _address(source: dict[str, Any], name: str) -> str:
    url = _text(source, name)
    return url if is_platform_address(url) else ""
