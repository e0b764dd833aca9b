"""Custom parameters: what each `$Variable` becomes, by the rules of a running Moodle."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from demo.calendar import academic_year_label, academic_year_start, semesters
from demo.college import Course, Person
from demo.lms.protocol.roles import launch_roles, short_roles
from demo.lms.site import Launch, Site
from demo.lms.tools import Tool


def custom_claim(site: Site, launch: Launch, tool: Tool, course: Course, person: Person) -> dict[str, Any]:
    """The custom claim of a launch: the tool's parameters, then the activity's, `$Variables` replaced.

    A variable that Moodle does not know stays as it is written. Every key comes twice when it has capital
    letters or dashes («Static-Key» and «static_key»). A Cyrillic key loses its value.
    """
    values = _variables(site, launch, course, person)
    parameters = {**tool.custom, **(launch.link.custom if launch.link else {})}
    claim: dict[str, Any] = {}
    for key, written in parameters.items():
        if not key.isascii():
            claim["_" * len(key)] = ""
            continue
        value = values.get(written[1:], written) if written.startswith("$") else written
        claim[re.sub(r"[^a-z0-9]", "_", key.lower())] = value
        claim[key] = value
    claim["context_memberships_url"] = memberships_url(site, tool, course)
    return claim


def memberships_url(site: Site, tool: Tool, course: Course) -> str:
    kind = "Group" if course.is_front_page else "CourseSection"
    return f"{services_url(site)}/{kind}/{course.id}/bindings/{tool.id}/memberships"


def lineitems_url(site: Site, tool: Tool, course: Course) -> str:
    return f"{services_url(site)}/{course.id}/lineitems?type_id={tool.id}"


def lineitem_url(site: Site, tool_id: int, course_id: str, column_id: int) -> str:
    return f"{services_url(site)}/{course_id}/lineitems/{column_id}/lineitem?type_id={tool_id}"


def services_url(site: Site) -> str:
    return f"{site.settings.issuer}/mod/lti/services.php"


def _variables(site: Site, launch: Launch, course: Course, person: Person) -> dict[str, Any]:
    is_private = site.flag("privacy")
    roles = launch_roles(site, person, course)
    return {
        **_course_variables(site, course),
        "ResourceLink.id": launch.link.id if launch.link else None,
        "ResourceLink.title": launch.link.name if launch.link else None,
        "ResourceLink.description": launch.link.description if launch.link else None,
        "User.id": person.id,
        "User.username": person.username,
        "Person.name.full": None if is_private else person.full_name,
        "Person.name.given": None if is_private else person.given_name,
        "Person.name.family": None if is_private else person.family_name,
        "Person.name.middle": person.patronymic,
        "Person.email.primary": None if is_private else person.email,
        "Person.sourcedId": person.idnumber,
        "Person.address.country": "RU",
        "Person.address.timezone": "99",
        "Membership.role": short_roles(roles),
        "Result.sourcedId": None,
        "BasicOutcome.url": None,
        "Moodle.Person.userGroupIds": ",".join(one.id for one in site.groups_of(course, person.id)),
    }


def _course_variables(site: Site, course: Course) -> dict[str, Any]:
    today = site.now().astimezone(site.settings.zone).date()
    begins, ends = "", ""
    if not course.is_front_page:
        begins = _utc_midnight(academic_year_start(today), site.settings.zone)
        ends = _utc_midnight(semesters(today)[1].last, site.settings.zone)
    about = f"Дисциплина «{course.title}», {academic_year_label(today)} уч. год"
    facts: dict[str, Any] = {
        "title": course.title,
        "label": course.label,
        "sourcedId": course.idnumber or None,
        "longDescription": "" if course.is_front_page else about,
    }
    values = {
        f"{scope}.{name}": value for scope in ("Context", "CourseSection") for name, value in facts.items()
    }
    values |= {
        "Context.id": course.id,
        "Context.id.history": "",
        "Context.timeFrame.begin": str(int(datetime.fromisoformat(begins).timestamp())) if begins else "0",
        "CourseSection.timeFrame.begin": begins,
        "CourseSection.timeFrame.end": ends,
    }
    return values


def _utc_midnight(day: date, zone: ZoneInfo) -> str:
    return datetime.combine(day, time(), zone).astimezone(UTC).isoformat()
