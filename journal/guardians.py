"""Parents and their children here; and whom somebody without a grade book may ask (1.7, 3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.guardianship import in_force
from models import Course, CourseMember, CourseRole, Guardian, Institution, Student, User
from regulation.names import full_name


@dataclass(frozen=True)
class Contact:
    """A teacher and the course in which the person asking meets them."""

    name: str
    course: str


def children_of(session: Session, user_id: int, today: date) -> list[Student]:
    """The students whose guardian the user is on this day, as Russians sort."""
    return list(
        session.scalars(
            select(Student)
            .join(Guardian, Guardian.student_id == Student.id)
            .where(Guardian.user_id == user_id, in_force(today))
            .order_by(Student.sort_key, Student.id)
        )
    )


def teachers_to_ask(session: Session, user_id: int) -> list[Contact]:
    """The teachers of the courses the user is known in, by the course's title."""
    courses = select(CourseMember.course_id).where(CourseMember.user_id == user_id)
    rows = session.execute(
        select(User.family_name, User.given_name, User.patronymic, Course.title)
        .join(CourseMember, CourseMember.user_id == User.id)
        .join(Course, CourseMember.course_id == Course.id)
        .where(
            CourseMember.course_id.in_(courses),
            CourseMember.roster_role == CourseRole.INSTRUCTOR,
            Course.is_front_page.is_(False),
        )
        .order_by(Course.title, User.sort_key)
        .limit(20)
    )
    return [Contact(full_name(family, given, patronymic), title) for family, given, patronymic, title in rows]


def institution_contact(session: Session) -> str:
    """How to reach the institution, if it has said so."""
    institution = session.get(Institution, 1)
    return institution.contact if institution else ""
