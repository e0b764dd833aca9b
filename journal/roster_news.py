"""Where the rosters of the LMS's courses and the groups of the contingent disagree: news for the secretary (3.9.2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select

from journal.acting import Acting
from journal.groups import holds_on
from models import (
    Course,
    CourseMember,
    CourseRole,
    Grant,
    Guardian,
    Journal,
    LeftOut,
    Membership,
    Office,
    Student,
    StudyGroup,
    Term,
    User,
)  # fmt: skip
from regulation.refusal import N_, Refusal


def has_secretary(acting: Acting) -> bool:
    """Whether somebody keeps the contingent by an order in force today: then teachers do not change lists (3.9.2)."""
    found = acting.session.scalar(
        select(Grant.id)
        .where(
            Grant.office == Office.SECRETARY, Grant.revoked_at.is_(None), Grant.starts_on <= acting.today,
            or_(Grant.ends_on.is_(None), Grant.ends_on >= acting.today),
        )
        .limit(1)
    )  # fmt: skip
    return found is not None


def refuse_when_kept(acting: Acting) -> None:
    """Raise E_SECRETARY where a secretary keeps the contingent: the difference is on the secretary's desk already."""
    if has_secretary(acting):
        raise Refusal(
            "E_SECRETARY", "3.9.2",
            N_("Состав группы ведёт секретарь учебной части по приказам, преподаватель его не меняет. "
               "Секретарю об этом расхождении уже сообщено: оно стоит на его столе."),
        )  # fmt: skip


def is_kept(acting: Acting, group: StudyGroup, term: Term) -> bool:
    """Whether the secretary's contingent says who is in the group in the term."""
    if not has_secretary(acting):
        return False
    return acting.session.scalar(_within(group.id, term.starts_on, term.ends_on).limit(1)) is not None


def kept_members(acting: Acting, group_name: str) -> int:
    """How many are in the group of this name by the secretary's contingent today; 0 when the course's list decides."""
    if not group_name or not has_secretary(acting):
        return 0
    found = select(func.count(Membership.id)).join(StudyGroup, Membership.group_id == StudyGroup.id)
    return acting.session.scalar(found.where(StudyGroup.name == group_name, holds_on(acting.today))) or 0


def cards_within(acting: Acting, group: StudyGroup, users: Iterable[User]) -> list[Student]:
    """The cards of the users that are in the group by the contingent; nobody is put into it."""
    cards = [user.student_id for user in users if user.student_id is not None]
    inside = select(Membership.student_id).where(Membership.group_id == group.id)
    return list(
        acting.session.scalars(
            select(Student).where(Student.id.in_(cards), Student.id.in_(inside)).order_by(Student.id)
        )
    )


def _within(group_id: int, first: date, last: date) -> Select[Any]:
    found: Any = select(Membership.id).where(
        Membership.group_id == group_id, Membership.starts_on <= last,
        or_(Membership.ends_on.is_(None), Membership.ends_on >= first),
    )  # fmt: skip
    rows: Select[Any] = found
    return rows


def news_query(acting: Acting) -> Select[Any]:
    """Rows of (user, card or None, course, group): learners of a course with a journal in this term who are in none
    of the course's groups today.
    """
    now = (
        select(Journal.course_id, Journal.group_id)
        .join(Term, Journal.term_id == Term.id)
        .where(Term.starts_on <= acting.today, Term.ends_on >= acting.today, Journal.course_id.is_not(None))
        .distinct()
        .subquery()
    )
    inside = (
        select(Membership.id)
        .join(now, now.c.group_id == Membership.group_id)
        .where(
            now.c.course_id == CourseMember.course_id,
            Membership.student_id == User.student_id,
            holds_on(acting.today),
        )
        .correlate(CourseMember, User)
        .exists()
    )
    decided = select(LeftOut.id).where(
        LeftOut.course_id == CourseMember.course_id, LeftOut.user_id == CourseMember.user_id
    )
    query: Any = (
        select(User, Student, Course, StudyGroup)
        .select_from(CourseMember)
        .join(User, CourseMember.user_id == User.id)
        .join(Course, CourseMember.course_id == Course.id)
        .join(now, now.c.course_id == Course.id)
        .join(StudyGroup, StudyGroup.id == now.c.group_id)
        .outerjoin(Student, User.student_id == Student.id)
        .where(
            CourseMember.roster_role == CourseRole.LEARNER, ~User.is_staff, ~inside, ~decided.exists(),
            User.id.not_in(select(Guardian.user_id).where(Guardian.until.is_(None))),
        )
        .order_by(StudyGroup.key, User.sort_key, User.id, Course.id)
    )  # fmt: skip
    found: Select[Any] = query
    return found
