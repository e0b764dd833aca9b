"""What the roles of a launch or a roster mean here.

Three vocabularies (membership in the course, institution, system), full addresses and short names,
sub-roles such as `membership/Instructor#TeachingAssistant`. A word of no vocabulary, such as Moodle's
`…/lis/v2/person#Administrator`, means nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from models import CourseRole

_FULL = re.compile(r"https?://purl\.imsglobal\.org/vocab/lis/v2/(.+)")
_COURSE = re.compile(r"membership(?:/(?P<main>\w+))?#(?P<name>\w+)")
_PERSON = re.compile(r"(?P<where>institution|system)/person#(?P<name>\w+)")
_SHORT = re.compile(r"(?P<main>\w+)(?:[#/](?P<sub>\w+))?")

_IN_COURSE = {
    "Instructor": CourseRole.INSTRUCTOR,
    "Administrator": CourseRole.ADMINISTRATOR,
    "Mentor": CourseRole.MENTOR,
    "Learner": CourseRole.LEARNER,
}
_BY_WEIGHT = (CourseRole.INSTRUCTOR, CourseRole.ADMINISTRATOR, CourseRole.MENTOR, CourseRole.LEARNER)
_LEARNERS = frozenset({"Learner", "Student"})
_STAFF = frozenset({"Administrator", "Faculty", "Instructor", "Staff", "SysAdmin"})
_ADMINISTRATORS = frozenset({"Administrator", "SysAdmin"})


@dataclass(frozen=True)
class Roles:
    """The part in the course, and what the person is in the LMS as a whole.

    `course` is `none` when the launch names no part that means something here; `is_staff` holds for anybody
    who may never become a student; `is_lms_admin` for an administrator of the LMS itself, not of a course.
    """

    course: CourseRole
    is_staff: bool = False
    is_lms_admin: bool = False

    @property
    def is_unknown(self) -> bool:
        """Nothing here means anything to the journal."""
        return self.course is CourseRole.NONE and not self.is_staff


def read_roles(names: Iterable[object]) -> Roles:
    """The roles named in a launch or roster."""
    course: set[CourseRole] = set()
    people: set[tuple[str, str]] = set()
    for name in names:
        where, word = _parse(name if isinstance(name, str) else "")
        if where == "course" and word in _IN_COURSE:
            course.add(_IN_COURSE[word])
        elif where:
            people.add((where, word))
    words = {word for _, word in people}
    if not course and words & _LEARNERS:
        course.add(CourseRole.LEARNER)
    if not course and "Mentor" in words:
        course.add(CourseRole.MENTOR)
    role = next((role for role in _BY_WEIGHT if role in course), CourseRole.NONE)
    in_staff = bool(words & _STAFF) or role in (CourseRole.INSTRUCTOR, CourseRole.ADMINISTRATOR)
    return Roles(role, in_staff, bool(words & _ADMINISTRATORS))


def launch_role(roles: Roles, roster_role: CourseRole) -> CourseRole:
    """The part in the course a launch gives.

    An LMS administrator launches as Instructor everywhere; they teach only where the roster says so too.
    """
    if roles.is_lms_admin and roles.course in (CourseRole.INSTRUCTOR, CourseRole.NONE):
        return CourseRole.INSTRUCTOR if roster_role is CourseRole.INSTRUCTOR else CourseRole.ADMINISTRATOR
    return roles.course


def _parse(name: str) -> tuple[str, str]:
    """(«course» | «institution» | «system» | «», word)."""
    full = _FULL.fullmatch(name)
    if full:
        if found := _COURSE.fullmatch(full[1]):
            return "course", found["main"] or found["name"]
        if found := _PERSON.fullmatch(full[1]):
            return found["where"], found["name"]
        return "", ""
    short = _SHORT.fullmatch(name)
    return ("course", short["main"]) if short else ("", "")
