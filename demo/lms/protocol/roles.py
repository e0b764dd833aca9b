"""Roles of a launch and of the roster, as Moodle sends them, plus the Mentor role that Moodle lacks."""

from __future__ import annotations

from demo.college import Course, Person
from demo.lms.site import Site

LIS = "http://purl.imsglobal.org/vocab/lis/v2"
INSTRUCTOR = f"{LIS}/membership#Instructor"
LEARNER = f"{LIS}/membership#Learner"
MENTOR = f"{LIS}/membership#Mentor"
ADMINISTRATOR = (
    f"{LIS}/institution/person#Administrator",
    INSTRUCTOR,
    f"{LIS}/system/person#Administrator",
)


def launch_roles(site: Site, person: Person, course: Course) -> list[str]:
    """Full role URIs for a launch.

    Teachers with and without editing right and methodists are Instructors, everybody else is a Learner; on
    the front page teachers are Learners too. A parent is a Mentor (for this demonstration: Moodle has no such
    role).
    """
    role = site.people.role_in(person, course.id)
    if role == "admin":
        return list(ADMINISTRATOR)
    if person.id in site.college.children_of:
        return [MENTOR]
    if role in {"editingteacher", "teacher", "manager"}:
        return [INSTRUCTOR]
    return [LEARNER]


def roster_roles(role: str) -> list[str]:
    """Short role names of the roster: only editing teachers are Instructors there, observers look like
    students.

    Methodists and the site administrator show up on the front page only, the latter with a URI that no
    standard has.
    """
    if role == "admin":
        return ["Instructor", f"{LIS}/person#Administrator"]
    return ["Instructor"] if role in {"editingteacher", "manager"} else ["Learner"]


def short_roles(roles: list[str]) -> str:
    """What `$Membership.role` becomes."""
    if set(roles) == set(ADMINISTRATOR):
        return "Instructor,urn:lti:sysrole:ims/lis/Administrator,urn:lti:instrole:ims/lis/Administrator"
    return ",".join(role.rsplit("#", 1)[-1] for role in roles)


def children(site: Site, person: Person) -> list[str]:
    """The `sub`s of a parent's children: the value of `role_scope_mentor`."""
    return list(site.college.children_of.get(person.id, ()))
