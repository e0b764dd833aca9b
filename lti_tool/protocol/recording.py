"""What an accepted launch leaves behind: the person, the course, the activity, the part in the course, the
launch.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from journal.acting import Acting
from journal.people import complete_card, link_students, set_children, upsert_person
from lti_tool.protocol.claims import Claims
from lti_tool.protocol.roles import Roles, launch_role
from models import Course, CourseMember, CourseRole, Deployment, Launch, ResourceLink, User


@dataclass(frozen=True)
class Recorded:
    """The rows of a launch. `course`, `link` and `member` are None for a message that has none."""

    launch: Launch
    user: User
    claims: Claims
    roles: Roles
    course: Course | None
    link: ResourceLink | None
    member: CourseMember | None
    acting: Acting

    @property
    def role(self) -> CourseRole:
        """The person's part in the course of this launch."""
        return self.member.launch_role if self.member else launch_role(self.roles, CourseRole.NONE)


def record_launch(
    acting: Acting, registration_id: int, deployment: Deployment, claims: Claims, expires: datetime
) -> Recorded:
    """Write everything the launch says. Claims are dropped when `expires` passes."""
    session = acting.session
    roles = claims.roles
    user = upsert_person(acting, registration_id, claims.person)
    link_students(acting, [user])
    complete_card(user)
    session.flush()
    acting = replace(acting, user=user)
    course = _course(acting, deployment, claims) if claims.context_id else None
    link = _link(acting, course, claims) if course else None
    member = _member(acting, course, user, roles, claims) if course else None
    if roles.course is CourseRole.MENTOR:
        set_children(acting, user, claims.mentored)
    launch = Launch(
        public_id=secrets.token_urlsafe(32),
        registration_id=registration_id,
        deployment_id=deployment.id,
        user=user,
        course_id=course.id if course else None,
        message_type=claims.message_type[:60],
        claims=claims.kept,
        at=acting.now,
        expires_at=expires,
        address=acting.address,
    )
    session.add(launch)
    session.flush()
    return Recorded(launch, user, claims, roles, course, link, member, acting)


def _course(acting: Acting, deployment: Deployment, claims: Claims) -> Course:
    course = acting.session.scalar(
        select(Course).where(Course.deployment_id == deployment.id, Course.context_id == claims.context_id)
    )
    if course is None:
        course = Course(deployment=deployment, context_id=claims.context_id, created_at=acting.now)
        acting.session.add(course)
    custom = claims.custom
    course.label = str(claims.context.get("label") or "")[:200]
    course.title = str(claims.context.get("title") or "")[:500]
    course.is_front_page = claims.is_front_page
    # Not every message carries the services and the period: what was said once is not unsaid by silence.
    course.roster_url = claims.roster_url or course.roster_url or ""
    course.line_items_url = claims.line_items_url or course.line_items_url or ""
    course.grade_scopes = claims.grade_scopes or course.grade_scopes or ""
    course.period_from = custom.get("period_from", "")[:40] or course.period_from or ""
    course.period_to = custom.get("period_to", "")[:40] or course.period_to or ""
    course.history = custom.get("context_history", "")[:1000] or course.history or ""
    acting.session.flush()
    return course


def _link(acting: Acting, course: Course, claims: Claims) -> ResourceLink | None:
    named = str(claims.link.get("id") or "")[:255]
    if not named:
        return None
    link = acting.session.scalar(
        select(ResourceLink).where(
            ResourceLink.course_id == course.id, ResourceLink.resource_link_id == named
        )
    )
    if link is None:
        link = ResourceLink(course=course, resource_link_id=named)
        acting.session.add(link)
    link.title = str(claims.link.get("title") or "")[:500]
    link.purpose = claims.purpose
    link.line_item_url = claims.line_item_url
    return link


def _member(acting: Acting, course: Course, user: User, roles: Roles, claims: Claims) -> CourseMember:
    member = acting.session.scalar(
        select(CourseMember).where(CourseMember.course_id == course.id, CourseMember.user_id == user.id)
    )
    if member is None:
        member = CourseMember(course=course, user=user, roster_role=CourseRole.NONE, group_hint="")
        acting.session.add(member)
    member.launch_role = launch_role(roles, member.roster_role)
    member.launched_at = acting.now
    member.group_hint = claims.custom.get("groups", "")[:200]
    return member
