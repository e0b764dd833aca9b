"""People of an LMS course become students of a group; who came and who left is applied by a person (3.9).

Nobody is ever deleted: a membership begins and ends on a day, with its basis.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from journal.acting import Acting
from journal.matching import match_numbers
from journal.memberships import members_of
from journal.roster_news import refuse_when_kept
from models import (
    Course,
    CourseMember,
    CourseRole,
    Guardian,
    Journal,
    LeftOut,
    Membership,
    Student,
    StudyGroup,
    Subgroup,
    SubgroupMembership,
    User,
)  # fmt: skip
from regulation.names import sort_key
from regulation.refusal import N_, Refusal
from regulation.topics import check_remark

FROM_COURSE = "список курса LMS"
_FARTHEST = timedelta(days=366)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Candidate:
    """Somebody of the course. `is_learner`: offered as a student; else `note` says why not."""

    user: User
    is_learner: bool
    note: str = ""


@dataclass(frozen=True)
class RosterNews:
    """`arrived`: learners of the course who are in none of its groups; `missing`: students not in the course.

    `left_out`: learners in none of its groups by a person's decision, which may be taken again.
    """

    arrived: list[User]
    missing: list[Student]
    left_out: list[User] = field(default_factory=list)


def people_of(session: Session, course: Course) -> list[Candidate]:
    """Everybody known in the course, as Russians sort; staff, observers and those gone are no learners."""
    members = session.scalars(
        select(CourseMember)
        .join(CourseMember.user)
        .where(CourseMember.course_id == course.id)
        .options(joinedload(CourseMember.user))
        .order_by(User.sort_key, User.id)
    ).all()
    parents = set(
        session.scalars(
            select(Guardian.user_id).where(
                Guardian.user_id.in_([member.user_id for member in members]), Guardian.until.is_(None)
            )
        )
    )
    return [_candidate(member, course, member.user_id in parents) for member in members]


def _candidate(member: CourseMember, course: Course, is_parent: bool) -> Candidate:
    role = member.roster_role if course.roster_read_at else member.launch_role
    if member.user.is_staff or CourseRole.INSTRUCTOR in (role, member.launch_role):
        return Candidate(member.user, False, N_("сотрудник"))
    if is_parent or role is CourseRole.MENTOR:
        return Candidate(member.user, False, N_("наблюдатель"))
    if role is not CourseRole.LEARNER:
        return Candidate(member.user, False, N_("нет в списке курса"))
    return Candidate(member.user, True)


def card_of(acting: Acting, user: User) -> Student:
    """The user's student card: the one tied, else the one with their college number, else a new one."""
    if user.student_id is not None:
        return acting.session.get_one(Student, user.student_id)
    matched = match_numbers(acting.session, [user])
    student = matched[0][1] if matched else _new_card(acting, user)
    user.student_id = student.id
    acting.session.flush()
    return student


def _new_card(acting: Acting, user: User) -> Student:
    family = user.family_name or user.display_name or user.college_number or f"№ {user.sub}"[:200]
    student = Student(
        family_name=family,
        given_name=user.given_name,
        patronymic=user.patronymic,
        sort_key=sort_key(family, user.given_name, user.patronymic),
        college_number=user.college_number,
        created_at=acting.now,
    )
    acting.session.add(student)
    acting.session.flush()
    return student


def admit(acting: Acting, group: StudyGroup, users: Iterable[User], starts_on: date) -> list[Student]:
    """Put the users into the group from the day; whoever was in it before comes back from today, if at all."""
    students = {student.id: student for student in (card_of(acting, user) for user in users)}
    intervals: dict[int, list[Membership]] = {}
    for known in acting.session.scalars(
        select(Membership).where(Membership.group_id == group.id, Membership.student_id.in_(students))
    ):
        intervals.setdefault(known.student_id, []).append(known)
    for student_id in students:
        before = intervals.get(student_id, [])
        if any(one.ends_on is None or one.ends_on >= acting.today for one in before):
            continue
        begin = max(starts_on, acting.today) if before else starts_on
        acting.session.add(
            Membership(group_id=group.id, student_id=student_id, starts_on=begin, basis=FROM_COURSE)
        )
    acting.session.flush()
    return list(students.values())


def admit_to_subgroup(
    acting: Acting, subgroup: Subgroup, students: Iterable[Student], starts_on: date
) -> None:
    """Put the students into the subgroup from the day, those who are not in it (4.1.4)."""
    inside = set(
        acting.session.scalars(
            select(SubgroupMembership.student_id).where(
                SubgroupMembership.subgroup_id == subgroup.id,
                or_(SubgroupMembership.ends_on.is_(None), SubgroupMembership.ends_on >= starts_on),
            )
        )
    )
    for student in students:
        if student.id not in inside:
            acting.session.add(
                SubgroupMembership(subgroup_id=subgroup.id, student_id=student.id, starts_on=starts_on)
            )
    acting.session.flush()


def roster_changes(acting: Acting, journal: Journal) -> RosterNews:
    """What differs between the course of the LMS and the journal's group today; a person decides (3.9.2)."""
    course = journal.course
    if course is None:
        return RosterNews([], [])
    session = acting.session
    candidates = people_of(session, course)
    groups = select(Journal.group_id).where(Journal.course_id == course.id)
    inside = set(
        session.scalars(
            select(Membership.student_id).where(
                Membership.group_id.in_(groups),
                or_(Membership.ends_on.is_(None), Membership.ends_on >= acting.today),
            )
        )
    )
    learners = [one.user for one in candidates if one.is_learner]
    decided = set(session.scalars(select(LeftOut.user_id).where(LeftOut.course_id == course.id)))
    outside = [user for user in learners if user.student_id not in inside]
    arrived = [user for user in outside if user.id not in decided]
    left_out = [user for user in outside if user.id in decided]
    if course.roster_read_at is None:
        return RosterNews(arrived, [], left_out)
    present = {user.student_id for user in learners}
    members = [member.student for member in members_of(session, journal) if member.is_in(acting.today)]
    return RosterNews(arrived, [one for one in members if one.id not in present], left_out)


def remember_left_out(acting: Acting, course: Course, chosen: Iterable[int]) -> None:
    """Learners of the course not chosen when a journal is opened were left out on purpose: they are no news (3.9.2)."""
    taken = set(chosen)
    known = set(acting.session.scalars(select(LeftOut.user_id).where(LeftOut.course_id == course.id)))
    for one in people_of(acting.session, course):
        if one.is_learner and one.user.id not in taken | known:
            acting.session.add(
                LeftOut(
                    course_id=course.id,
                    user_id=one.user.id,
                    decided_at=acting.now,
                    decided_by_id=acting.user_id,
                )
            )


def enrol(acting: Acting, journal: Journal, user_id: int, from_day: date, basis: str) -> Membership:
    """Somebody of the course joins the journal's group (and subgroup) from the day on (3.9.2).

    Raises E_SECRETARY where a secretary keeps the contingent, E_PEOPLE for staff and strangers, E_PERIOD for a senseless
    day, E_ENROLLED for who is there already.
    """
    refuse_when_kept(acting)
    text = check_remark(basis, acting.rules.latin_terms, what="основание")
    user = acting.session.get(User, user_id)
    if user is None or user.is_staff or not _is_of_course(acting.session, journal, user_id):
        raise Refusal(
            "E_PEOPLE", "3.9.2", N_("Зачислить можно только обучающегося из курса LMS этого журнала.")
        )
    _check_day(journal, from_day)
    student = card_of(acting, user)
    for known in _memberships(acting.session, journal, student.id):
        if known.ends_on is None or known.ends_on >= from_day:
            raise Refusal(
                "E_ENROLLED",
                "3.9.2",
                N_(
                    "Обучающийся уже в группе с %(day)s. Укажите день после его выбытия или оставьте как есть."
                ),
                day=known.starts_on.strftime("%d.%m.%Y"),
            )
    membership = Membership(group_id=journal.group_id, student_id=student.id, starts_on=from_day, basis=text)
    acting.session.add(membership)
    if journal.subgroup is not None:
        admit_to_subgroup(acting, journal.subgroup, [student], from_day)
    acting.session.flush()
    return membership


def end_membership(acting: Acting, journal: Journal, student_id: int, day: date, basis: str) -> Membership:
    """The student is out of the journal's group from `day` on; the day before is the last one in it (3.9.2).

    What was recorded for later days stays, shaded. Raises E_SECRETARY as `enrol`, E_PERIOD for a senseless day, E_NOT_MEMBER.
    """
    refuse_when_kept(acting)
    text = check_remark(basis, acting.rules.latin_terms, what="основание")
    _check_day(journal, day)
    for known in _memberships(acting.session, journal, student_id):
        if known.starts_on < day and (known.ends_on is None or known.ends_on >= day):
            known.ends_on = day - _ONE_DAY
            known.end_basis = text
            acting.session.flush()
            return known
    raise Refusal(
        "E_NOT_MEMBER",
        "3.9.2",
        N_("На %(day)s обучающийся не числится в группе, отчислять некого. Проверьте дату приказа."),
        day=(day - _ONE_DAY).strftime("%d.%m.%Y"),
    )


def _memberships(session: Session, journal: Journal, student_id: int) -> list[Membership]:
    return list(
        session.scalars(
            select(Membership)
            .where(Membership.group_id == journal.group_id, Membership.student_id == student_id)
            .order_by(Membership.starts_on)
        )
    )


def _is_of_course(session: Session, journal: Journal, user_id: int) -> bool:
    found = session.scalar(
        select(CourseMember.id).where(
            CourseMember.course_id == journal.course_id, CourseMember.user_id == user_id
        )
    )
    return found is not None


def _check_day(journal: Journal, day: date) -> None:
    term = journal.term
    if not term.starts_on - _FARTHEST <= day <= term.ends_on + _FARTHEST:
        raise Refusal(
            "E_PERIOD",
            "3.9.2",
            N_("%(day)s слишком далеко от учебного периода журнала (%(first)s — %(last)s). Проверьте дату."),
            day=day.strftime("%d.%m.%Y"),
            first=term.starts_on.strftime("%d.%m.%Y"),
            last=term.ends_on.strftime("%d.%m.%Y"),
        )
