"""Who keeps the journal of a subgroup: each teacher on a page of their own (4.1.4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.subgroups import Division
from models import Course, CourseMember, CourseRole, Journal, JournalTeacher, StudyGroup, TeacherSource, User
from regulation.refusal import N_, Refusal

_ONE_DAY = timedelta(days=1)


def course_teachers(session: Session, divisions: Iterable[Division]) -> dict[int, list[User]]:
    """Course id → the people who teach in it, of the courses of these divisions' journals. One query."""
    courses = {journal.course_id for one in divisions for part in one.parts for journal in part.journals} - {
        None
    }
    rows = session.execute(
        select(CourseMember.course_id, User)
        .join(User, User.id == CourseMember.user_id)
        .where(
            CourseMember.course_id.in_(courses),
            (CourseMember.roster_role == CourseRole.INSTRUCTOR)
            | (CourseMember.launch_role == CourseRole.INSTRUCTOR),
        )
        .order_by(User.sort_key, User.id)
    )
    found: dict[int, list[User]] = {}
    for course_id, user in rows:
        found.setdefault(course_id, []).append(user)
    return found


def courses_of(session: Session, group: StudyGroup) -> list[Course]:
    """The courses with a roster in which journals of the group's subgroups or of the group are kept, newest first."""
    wanted = (
        select(Course)
        .where(
            Course.roster_url != "",
            Course.id.in_(select(Journal.course_id).where(Journal.group_id == group.id)),
        )
        .order_by(Course.id.desc())
    )
    return list(session.scalars(wanted))


def hand_over(acting: Acting, journal: Journal, user_id: int) -> JournalTeacher:
    """From today the person keeps the subgroup's journal, and nobody named before. Raises E_PEOPLE."""
    session = acting.session
    member = session.scalar(
        select(CourseMember.id).where(
            CourseMember.course_id == journal.course_id,
            CourseMember.user_id == user_id,
            (CourseMember.roster_role == CourseRole.INSTRUCTOR)
            | (CourseMember.launch_role == CourseRole.INSTRUCTOR),
        )
    )
    if member is None:
        raise Refusal(
            "E_PEOPLE",
            "4.1.4",
            N_("Журнал подгруппы ведёт преподаватель этого курса LMS. Выберите его из списка."),
        )
    kept: JournalTeacher | None = None
    for one in session.scalars(select(JournalTeacher).where(JournalTeacher.journal_id == journal.id)):
        if one.user_id == user_id:
            kept = one
        elif one.ends_on is None or one.ends_on >= acting.today:
            one.ends_on = acting.today - _ONE_DAY
    if kept is None:
        kept = JournalTeacher(
            journal_id=journal.id, user_id=user_id, source=TeacherSource.NAMED, starts_on=acting.today
        )
        session.add(kept)
    elif kept.ends_on is not None and kept.ends_on < acting.today:
        kept.starts_on, kept.ends_on = acting.today, None
    session.flush()
    return kept
