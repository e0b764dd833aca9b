"""Who is in a course (Names and Role Provisioning Services)."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from journal.people import Person
from journal.rosters import RosterPerson
from lti_tool.protocol.addresses import host_of
from lti_tool.protocol.connector import Connector, Outgoing, outgoing
from lti_tool.protocol.faults import not_json
from lti_tool.protocol.roles import read_roles
from lti_tool.protocol.vocabulary import MEDIA_ROSTER, SCOPE_ROSTER
from models import CourseRole, Registration

ABSENT = frozenset({"inactive", "deleted"})


def read_roster(
    registration: Registration,
    url: str,
    rlid: str | None = None,
    role: str | None = None,
    http: Outgoing | None = None,
) -> list[RosterPerson]:
    """Everybody in the course at `url`, all pages. Raises PlatformFault.

    `rlid` narrows to those who may open that activity (in Moodle: its group restriction), `role` to a role.
    No page size is asked for: Moodle then answers with everybody at once. The next page's address is used
    exactly as the LMS wrote it, with the filters put back when it lost them.
    """
    filters = {name: value for name, value in (("rlid", rlid), ("role", role)) if value}
    connector = Connector(registration, http or outgoing())
    people: dict[str, RosterPerson] = {}
    pages = connector.get_paginated_data(
        [SCOPE_ROSTER],
        _with(url, filters),
        accept=MEDIA_ROSTER,
        adjust=lambda following: _with(following, filters),
    )
    for page in pages:
        body = page["body"]
        if not isinstance(body, dict) or not isinstance(body.get("members"), list):
            raise not_json(host_of(url))
        for line in body["members"]:
            if isinstance(line, dict) and line.get("user_id"):
                found = _person(line)
                people[found.sub] = found
    return list(people.values())


def _with(url: str, filters: dict[str, str]) -> str:
    """The address with every filter it does not have yet; what is there stays as it is, letter for letter."""
    present = {name for name, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True)}
    for name, value in filters.items():
        if name not in present:
            url += f"{'&' if '?' in url else '?'}{name}={quote(value, safe='')}"
    return url


def _person(line: dict[str, Any]) -> RosterPerson:
    listed = line.get("roles")
    roles = read_roles(listed if isinstance(listed, list) else [])
    absent = str(line.get("status") or "Active").lower() in ABSENT
    person = Person(
        sub=str(line["user_id"])[:255],
        display=_text(line, "name"),
        given=_text(line, "given_name"),
        family=_text(line, "family_name"),
        middle=_text(line, "middle_name"),
        email=_text(line, "email"),
        college_number=_text(line, "lis_person_sourcedid"),
        is_staff=roles.is_staff,
    )
    return RosterPerson(person, CourseRole.NONE if absent else roles.course)


def _text(line: dict[str, Any], name: str) -> str:
    value = line.get(name)
    return value.strip() if isinstance(value, str) else ""
