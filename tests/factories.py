"""Things to test with: each function makes one, with everything it needs, and flushes it.

`values` are further columns of the model. Dates are of the first semester of 2025/26, which ends on 27 December.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.acting import Acting
from models import (
    Absence,
    Attendance,
    Course,
    CourseMember,
    CourseRole,
    Deployment,
    DeploymentState,
    Discipline,
    FinalMark,
    FinalScope,
    Grant,
    Guardian,
    Journal,
    JournalTeacher,
    Lesson,
    LessonState,
    Mark,
    Membership,
    Office,
    PlanItem,
    PlanState,
    Registration,
    Specialty,
    Student,
    StudyGroup,
    Subgroup,
    SubgroupMembership,
    TeacherSource,
    Term,
    ThematicPlan,
    Unlock,
    UnlockKind,
    User,
    Work,
)  # fmt: skip
from regulation.attendance import AbsenceReason
from regulation.calendar import default_semesters
from regulation.kinds import DisciplineKind, LessonKind, WorkKind
from regulation.names import full_name, sort_key

EARLY = datetime(2025, 9, 1, 2, 0, tzinfo=UTC)
FIRST_DAY = date(2025, 9, 1)
TODAY = date(2025, 10, 7)  # the day of the tests' clock
PEOPLE = (
    ("Абрамова", "Алина", "Сергеевна"), ("Алиев", "Рашад", "Эльчин оглы"), ("Белов", "Пётр", "Ильич"),
    ("Ван", "Ли", ""), ("Грачёва", "Ольга", "Павловна"), ("Дёмин", "Егор", "Андреевич"),
    ("Ёжиков", "Семён", "Львович"), ("Жукова", "Анна-Мария", "Олеговна"), ("Зайцев", "Иван", "Петрович"),
    ("Ким", "Ольга", ""),
)  # fmt: skip
Thing = TypeVar("Thing")
_numbers = count(1)


def put(session: Session, thing: Thing) -> Thing:
    """Add and flush; the audit needs somebody to act."""
    if "acting" not in session.info:
        Acting(session, None, EARLY)
    session.add(thing)
    session.flush()
    return thing


def registration(session: Session, **values: Any) -> Registration:
    """An LMS the tool is registered with."""
    number = next(_numbers)
    given = {
        "name": "Учебная LMS", "issuer": f"https://lms{number}.example", "client_id": f"client-{number}",
        "auth_login_url": f"https://lms{number}.example/auth", "key_set_url": f"https://lms{number}.example/keys",
        "auth_token_url": f"https://lms{number}.example/token", "created_at": EARLY,
    }  # fmt: skip
    return put(session, Registration(**{**given, **values}))


def deployment(session: Session, registration_: Registration | None = None, **values: Any) -> Deployment:
    """An accepted deployment."""
    given = {
        "registration": registration_ or registration(session), "deployment_id": str(next(_numbers)),
        "state": DeploymentState.ACTIVE, "first_seen_at": EARLY,
    }  # fmt: skip
    return put(session, Deployment(**{**given, **values}))


def course(session: Session, deployment_: Deployment | None = None, **values: Any) -> Course:
    """A course of the LMS, without roster and grade services."""
    given = {
        "deployment": deployment_ or deployment(session), "context_id": str(next(_numbers)),
        "label": "МДК.01.01 БУ-23-1", "title": "МДК.01.01 Учёт активов — БУ-23-1", "created_at": EARLY,
    }  # fmt: skip
    return put(session, Course(**{**given, **values}))


def user(
    session: Session,
    family: str = "Петрова",
    given: str = "Мария",
    patronymic: str = "Ивановна",
    **values: Any,
) -> User:
    """A person known from launches; `registration` may be given, else the first one there is."""
    if "registration" not in values:
        values["registration"] = session.scalars(select(Registration).limit(1)).first() or registration(
            session
        )
    known = {
        "sub": f"sub-{next(_numbers)}", "family_name": family, "given_name": given, "patronymic": patronymic,
        "display_name": full_name(family, given, patronymic), "sort_key": sort_key(family, given, patronymic),
        "created_at": EARLY,
    }  # fmt: skip
    return put(session, User(**{**known, **values}))


def teacher(
    session: Session, journal_: Journal | None = None, family: str = "Петрова", **values: Any
) -> User:
    """A member of staff, named as the journal's teacher when it is given."""
    person = user(session, family, **{"is_staff": True, **values})
    if journal_ is not None:
        put(
            session,
            JournalTeacher(journal=journal_, user=person, source=TeacherSource.NAMED, starts_on=FIRST_DAY),
        )
    return person


def course_member(
    session: Session, course_: Course, user_: User, role: CourseRole = CourseRole.LEARNER, **values: Any
) -> CourseMember:
    """A person in a course, by launch and by roster."""
    given = {"launch_role": role, "roster_role": role, "launched_at": EARLY, "roster_seen_at": EARLY}
    return put(session, CourseMember(course=course_, user=user_, **{**given, **values}))


def office(session: Session, user_: User, office_: Office, **values: Any) -> Grant:
    """An office held by order since September."""
    given = {
        "order_number": "12-к", "order_date": FIRST_DAY, "starts_on": FIRST_DAY, "granted_by_id": None,
    }  # fmt: skip
    return put(session, Grant(user=user_, office=office_, **{**given, **values}))


def student(
    session: Session,
    family: str = "Абрамова",
    given: str = "Алина",
    patronymic: str = "Сергеевна",
    **values: Any,
) -> Student:
    """A student's card."""
    known = {"sort_key": sort_key(family, given, patronymic), "created_at": EARLY}
    return put(
        session, Student(family_name=family, given_name=given, patronymic=patronymic, **{**known, **values})
    )


def account(session: Session, student_: Student, **values: Any) -> User:
    """The student's user in the LMS."""
    return user(
        session, student_.family_name, student_.given_name, student_.patronymic, student=student_, **values
    )


def guardian(session: Session, student_: Student, user_: User | None = None) -> Guardian:
    """A parent of the student."""
    parent = user_ or user(session, student_.family_name, "Ирина", "Олеговна")
    return put(session, Guardian(user_id=parent.id, student_id=student_.id, since=EARLY))


def group(session: Session, name: str = "") -> StudyGroup:
    """A study group."""
    return put(session, StudyGroup(name=name or f"БУ-23-{next(_numbers)}", created_at=EARLY))


def specialty(session: Session, code: str = "38.02.01", **values: Any) -> Specialty:
    """A line of the directory of specialties."""
    given = {"name": "Экономика и бухгалтерский учёт (по отраслям)", "created_at": EARLY}
    return put(session, Specialty(code=code, **{**given, **values}))


def subgroup(
    session: Session, group_: StudyGroup, name: str = "1", students: Sequence[Student] = ()
) -> Subgroup:
    """A subgroup with these students since September."""
    made = put(session, Subgroup(group=group_, name=name))
    for one in students:
        put(session, SubgroupMembership(subgroup=made, student=one, starts_on=FIRST_DAY))
    return made


def membership(
    session: Session,
    group_: StudyGroup,
    student_: Student,
    starts_on: date = FIRST_DAY,
    ends_on: date | None = None,
) -> Membership:
    """The student is in the group from–to."""
    return put(
        session,
        Membership(group=group_, student=student_, starts_on=starts_on, ends_on=ends_on, basis="приказ № 1"),
    )


def term(session: Session, academic_year: str = "2025/26", number: int = 1) -> Term:
    """A semester with the default dates; the same one when it is there already."""
    found = session.scalar(select(Term).where(Term.academic_year == academic_year, Term.number == number))
    if found is not None:
        return found
    semester = default_semesters(academic_year)[number - 1]
    return put(
        session,
        Term(
            academic_year=academic_year, number=number, starts_on=semester.starts_on, ends_on=semester.ends_on
        ),
    )


def discipline(
    session: Session,
    index: str = "",
    name: str = "Учёт активов",
    kind: DisciplineKind = DisciplineKind.MODULE_COURSE,
) -> Discipline:
    """A discipline."""
    return put(session, Discipline(index=index or f"МДК.01.{next(_numbers):02d}", name=name, kind=kind))


def journal(session: Session, students: int = 3, **values: Any) -> Journal:
    """An open journal of a new group with so many students; `course`, `group`, `term`, `subgroup` … may be given."""
    if "group" not in values:
        values["group"] = group(session)
        for number in range(students):
            family, given, patronymic = PEOPLE[number % len(PEOPLE)]
            mark = f"{number // len(PEOPLE)}" if number >= len(PEOPLE) else ""
            membership(
                session,
                values["group"],
                student(session, f"{family}{'а' * len(mark)}{mark}", given, patronymic),
            )
    if "opened_by_id" not in values:
        values["opened_by_id"] = user(session, "Иванова", "Вера", "Павловна", is_staff=True).id
    if "discipline" not in values:
        values["discipline"] = discipline(session)
    if "term" not in values:
        values["term"] = term(session)
    return put(session, Journal(planned_hours=72, opened_at=EARLY, **values))


def students_of(session: Session, journal_: Journal) -> list[Student]:
    """The students of the journal's group in list order."""
    return list(
        session.scalars(
            select(Student)
            .join(Membership, Membership.student_id == Student.id)
            .where(Membership.group_id == journal_.group_id)
            .order_by(Student.sort_key, Student.id)
        )
    )


def lesson(
    session: Session,
    journal_: Journal,
    day: date = TODAY,
    pair: int = 1,
    kind: LessonKind = LessonKind.LECTURE,
    works: Sequence[WorkKind] | None = None,
    **values: Any,
) -> Lesson:
    """A lesson with the works of its kind (or `works`): conducted when a `topic` is given, planned without."""
    if values.get("topic"):
        values = {"state": LessonState.CONDUCTED, "topic_at": EARLY, **values}
    made = put(session, Lesson(journal=journal_, date=day, pair=pair, kind=kind, **values))
    for position, work_kind in enumerate((kind.facts.work,) if works is None else works):
        work(session, made, work_kind, position=position)
    return made


def work(session: Session, lesson_: Lesson, kind: WorkKind = WorkKind.CURRENT, **values: Any) -> Work:
    """A column of the lesson."""
    if kind is WorkKind.CHECKPOINT:
        values = {"month": lesson_.date.replace(day=1), "position": 90, **values}
    made = Work(journal_id=lesson_.journal_id, kind=kind, **values)
    lesson_.works.append(made)
    return put(session, made)


def mark(session: Session, work_: Work, student_: Student, value: int | None = 5, **values: Any) -> Mark:
    """A stored mark, put on the lesson's day."""
    given = {
        "set_at": EARLY.replace(month=work_.lesson.date.month, day=work_.lesson.date.day),
        "late_days": 0,
    }
    return put(
        session,
        Mark(
            journal_id=work_.journal_id, work_id=work_.id, work_kind=work_.kind.value, student_id=student_.id,
            value=value, **{**given, **values},
        ),
    )  # fmt: skip


def absence(
    session: Session,
    lesson_: Lesson,
    student_: Student,
    attendance: Attendance = Attendance.ABSENT,
    **values: Any,
) -> Absence:
    """A stored absence, put on the lesson's day."""
    given = {
        "set_at": EARLY.replace(month=lesson_.date.month, day=lesson_.date.day), "reason": AbsenceReason.UNEXCUSED,
    }  # fmt: skip
    return put(
        session,
        Absence(
            journal_id=lesson_.journal_id, lesson_id=lesson_.id, student_id=student_.id, attendance=attendance,
            **{**given, **values},
        ),
    )  # fmt: skip


def final(
    session: Session,
    journal_: Journal,
    student_: Student,
    value: int | None = 5,
    scope: FinalScope = FinalScope.TERM,
    **values: Any,
) -> FinalMark:
    """A final mark."""
    return put(
        session,
        FinalMark(journal=journal_, student=student_, value=value, scope=scope, set_at=EARLY, **values),
    )


def plan(
    session: Session,
    journal_: Journal,
    topics: Sequence[str] = (),
    state: PlanState = PlanState.APPROVED,
    hours: int = 2,
) -> ThematicPlan:
    """A КТП with a lesson for each topic."""
    made = put(session, ThematicPlan(journal_id=journal_.id, state=state))
    for position, topic in enumerate(topics, start=1):
        made.items.append(PlanItem(position=position, topic=topic, hours=hours, kind=LessonKind.LECTURE))
    session.flush()
    return made


def unlock(session: Session, lesson_: Lesson, until: date, by: User | None = None) -> Unlock:
    """The lesson is unlocked until the day."""
    granted_by = by or user(session, "Орлова", is_staff=True)
    return put(
        session,
        Unlock(
            journal_id=lesson_.journal_id, kind=UnlockKind.LESSON, lesson_id=lesson_.id, reason="болезнь педагога",
            until=until, granted_by_id=granted_by.id, granted_at=EARLY,
        ),
    )  # fmt: skip
