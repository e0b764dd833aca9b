"""The roster of a course as the LMS gives it, taken over: everybody is marked absent, then whoever is named
is present.

Absence from a roster never deletes or expels anyone: it turns `CourseMember.roster_role` to `none`, nothing
else.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from journal.acting import Acting
from journal.people import Person, link_students, new_person, update_person
from models import Course, CourseMember, CourseRole, User


@dataclass(frozen=True)
class RosterPerson:
    """One line of a roster. `role` is `none` for somebody suspended or without a part that means something
    here.
    """

    person: Person
    role: CourseRole

    @property
    def sub(self) -> str:
        """The LMS's id of the person."""
        return self.person.sub


@dataclass(frozen=True)
class RosterChange:
    """What a roster changed: users in the course who were not there before, and who is not there any more."""

    arrived: tuple[User, ...]
    left: tuple[User, ...]


def apply_roster(acting: Acting, course: Course, people: list[RosterPerson]) -> RosterChange:
    """Record a whole roster (never a part of one, as `rlid` gives). Makes users it does not know."""
    if course.is_front_page:
        raise ValueError("the roster of the site's front page lists everybody and is never applied")
    registration_id = course.deployment.registration_id
    members = _members(acting, course)
    before = {user_id for user_id, member in members.items() if member.roster_role is not CourseRole.NONE}
    users = _users(acting, registration_id, [line.sub for line in people])
    roles: dict[int, CourseRole] = {}
    by_id: dict[int, User] = {}
    for line in people:
        if line.sub not in users:
            users[line.sub] = new_person(acting, registration_id, line.person)
        update_person(users[line.sub], line.person)
    link_students(acting, [users[line.sub] for line in people])
    acting.session.flush()
    for line in people:
        user = users[line.sub]
        by_id[user.id] = user
        if line.role is not CourseRole.NONE:
            roles[user.id] = line.role
    for user_id, member in members.items():
        by_id[user_id] = member.user
        _set_role(acting, member, roles.get(user_id, CourseRole.NONE))
    for user_id in roles.keys() - members.keys():
        member = CourseMember(course=course, user_id=user_id, launch_role=CourseRole.NONE, group_hint="")
        acting.session.add(member)
        _set_role(acting, member, roles[user_id])
    course.roster_read_at = acting.now
    course.roster_error = ""
    acting.session.flush()
    arrived, left = roles.keys() - before, before - roles.keys()
    return RosterChange(
        tuple(by_id[one] for one in sorted(arrived)), tuple(by_id[one] for one in sorted(left))
    )


def _set_role(acting: Acting, member: CourseMember, role: CourseRole) -> None:
    member.roster_role = role
    if role is CourseRole.NONE:
        return
    member.roster_seen_at = acting.now
    # An LMS administrator launches as Instructor everywhere: an administrator until a roster speaks.
    if role is CourseRole.INSTRUCTOR and member.launch_role is CourseRole.ADMINISTRATOR:
        member.launch_role = CourseRole.INSTRUCTOR


def _members(acting: Acting, course: Course) -> dict[int, CourseMember]:
    found = acting.session.execute(
        select(CourseMember, User)
        .join(User, User.id == CourseMember.user_id)
        .where(CourseMember.course_id == course.id)
    )
    return {member.user_id: member for member, _ in found}


def _users(acting: Acting, registration_id: int, subs: list[str]) -> dict[str, User]:
    found: dict[str, User] = {}
    for start in range(0, len(subs), 500):
        part = subs[start : start + 500]
        for user in acting.session.scalars(
            select(User).where(User.registration_id == registration_id, User.sub.in_(part))
        ):
            found[user.sub] = user
    return found
