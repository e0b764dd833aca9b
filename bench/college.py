"""A college to measure: one group whose pages are looked at, and as many other journals as the number of marks asks.

The group is the same in every size, so that only what lies around it differs. Every mark has its audit entry and its
change request, as if it had been put on the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, func, insert, select, text, update

from bench.records import EARLY, lay_records
from demo.lms.settings import PlatformAddresses
from models import (
    Base,
    Course,
    Deployment,
    DeploymentState,
    Discipline,
    Journal,
    JournalTeacher,
    Lesson,
    LessonState,
    Mark,
    Membership,
    Registration,
    RuleSetting,
    Student,
    StudyGroup,
    TeacherSource,
    Term,
    User,
    Work,
)  # fmt: skip
from regulation.calendar import default_semesters
from regulation.kinds import DisciplineKind, LessonKind, WorkKind
from regulation.names import full_name, sort_key
from tests.platform.platform import COURSE, STUDENT, TEACHER

NOW = datetime(2025, 12, 19, 14, 0, tzinfo=ZoneInfo("Asia/Tomsk"))
STUDENTS, LESSONS, MANY_LESSONS = 30, 40, 150
OWN_JOURNALS = 10  # of the measured group: what the measured student's page shows
JOURNALS_A_GROUP = 12
MARKS_A_JOURNAL = 690  # of 30 students × 40 lessons and three months
OWN_MARKS = 8500
YEARS = ("2023/24", "2024/25", "2025/26")
FAMILIES = ("Абдуллаева", "Белозёрова", "Вострикова", "Герасименко", "Дорофеева", "Ёлкина", "Жигалова", "Зверева",
            "Колмогорцева", "Прокопьева")  # fmt: skip
GIVEN = ("Анастасия", "Виктория", "Екатерина")
PATRONYMICS = ("Александровна", "Вячеславовна", "Сергеевна")
TOPIC = "Документальное оформление и учёт поступления основных средств организации, часть {number}"
KINDS = (LessonKind.LECTURE, LessonKind.LECTURE, LessonKind.PRACTICAL)


@dataclass(frozen=True)
class College:
    """What is in the database: ids of what is measured, and how many marks there are."""

    marks: int
    journal: int
    long_journal: int
    teacher: int
    student: int


def fill(engine: Engine, marks: int, platform: PlatformAddresses) -> College:
    """Make the tables and put about so many marks into them, registered at the LMS."""
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        found = _fill(connection, marks, platform)
    _tidy(engine)
    return found


def _fill(connection: Connection, marks: int, platform: PlatformAddresses) -> College:
    registration = _register(connection, platform)
    person = _teacher(registration)
    (teacher,) = _add(connection, User, [person])
    terms = _terms(connection)
    _add(connection, RuleSetting, [_open_all()])
    disciplines = _add(connection, Discipline, [_discipline(number) for number in range(JOURNALS_A_GROUP)])
    others = max(0, round((marks - OWN_MARKS) / MARKS_A_JOURNAL))
    group, *groups = _groups(connection, 1 + -(-others // JOURNALS_A_GROUP))
    own = _journals(connection, [(group, max(terms), OWN_JOURNALS)], disciplines, teacher)
    _journals(
        connection,
        [
            (
                one,
                sorted(terms)[number % len(terms)],
                min(JOURNALS_A_GROUP, others - number * JOURNALS_A_GROUP),
            )
            for number, one in enumerate(groups)
        ],
        disciplines,
        teacher,
    )
    _course(connection, registration, own[0])
    _lessons(connection, {own[1]: MANY_LESSONS}, terms, teacher)
    _works(connection)
    lay_records(connection, teacher, person["display_name"])
    pupil = connection.scalar(select(func.min(Membership.student_id)).where(Membership.group_id == group))
    (student,) = _add(connection, User, [_account(registration, pupil or 0)])
    stored = connection.scalar(select(func.count()).select_from(Mark)) or 0
    return College(stored, own[0], own[1], teacher, student)


def _add(connection: Connection, model: type[Base], rows: Sequence[dict[str, Any]]) -> list[int]:
    if not rows:
        return []
    statement = insert(model).returning(model.__table__.c.id, sort_by_parameter_order=True)
    return list(connection.scalars(statement, rows))


def _register(connection: Connection, platform: PlatformAddresses) -> int:
    facts = {key: value for key, value in vars(platform).items() if key != "deployment_id"}
    (registration,) = _add(connection, Registration, [{"name": "Учебная LMS", "created_at": EARLY, **facts}])
    deployment = {
        "deployment_id": platform.deployment_id,
        "state": DeploymentState.ACTIVE,
        "first_seen_at": EARLY,
    }
    _add(connection, Deployment, [{"registration_id": registration, **deployment}])
    return registration


def _person(registration: int, sub: str, *name: str, **facts: Any) -> dict[str, Any]:
    known = {"family_name": name[0], "given_name": name[1], "patronymic": name[2], "display_name": full_name(*name),
             "sort_key": sort_key(*name), "created_at": EARLY}  # fmt: skip
    return {"registration_id": registration, "sub": sub, **known, **facts}


def _teacher(registration: int) -> dict[str, Any]:
    return _person(registration, TEACHER, "Громова", "Наталья", "Ивановна", is_staff=True)


def _account(registration: int, student: int) -> dict[str, Any]:
    return _person(registration, STUDENT, FAMILIES[0], GIVEN[0], PATRONYMICS[0], student_id=student)


def _terms(connection: Connection) -> dict[int, tuple[date, date]]:
    """Id → first and last day, in order; the last one is in progress."""
    semesters = [(year, part) for year in YEARS for part in default_semesters(year)][:-1]
    rows: list[dict[str, Any]] = [
        {"academic_year": year, "number": part.number, "starts_on": part.starts_on, "ends_on": part.ends_on}
        for year, part in semesters
    ]
    ids = _add(connection, Term, rows)
    return {one: (row["starts_on"], row["ends_on"]) for one, row in zip(ids, rows, strict=True)}


def _open_all() -> dict[str, Any]:
    """No lesson is locked, so that every cell of the page takes an entry: the heaviest page."""
    return {
        "name": "lock_days",
        "value": "365",
        "valid_from": EARLY.date(),
        "order_number": "1",
        "order_date": EARLY.date(),
    }


def _discipline(number: int) -> dict[str, Any]:
    kind = DisciplineKind.MODULE_COURSE
    return {"index": f"МДК.{number + 1:02d}.01", "name": "Учёт активов организации", "kind": kind}


def _groups(connection: Connection, number: int) -> list[int]:
    groups = _add(
        connection, StudyGroup, [{"name": f"БУ-23-{one + 1}", "created_at": EARLY} for one in range(number)]
    )
    names = [
        (family, given, patronymic)
        for family, given, patronymic in (
            (FAMILIES[one % 10], GIVEN[one // 10], PATRONYMICS[one % 3]) for one in range(STUDENTS)
        )
    ]
    rows = [
        {
            "family_name": name[0],
            "given_name": name[1],
            "patronymic": name[2],
            "sort_key": sort_key(*name),
            "created_at": EARLY,
        }
        for _group in groups
        for name in names
    ]
    students = _add(connection, Student, rows)
    members = [
        {"group_id": groups[place // STUDENTS], "student_id": student, "starts_on": date(2023, 9, 1)}
        for place, student in enumerate(students)
    ]
    _add(connection, Membership, members)
    return groups


def _journals(
    connection: Connection, wanted: list[tuple[int, int, int]], disciplines: list[int], teacher: int
) -> list[int]:
    rows = [
        {"discipline_id": discipline, "group_id": group, "term_id": term, "planned_hours": 72, "opened_at": EARLY,
         "opened_by_id": teacher}
        for group, term, number in wanted
        for discipline in disciplines[:number]
    ]  # fmt: skip
    journals = _add(connection, Journal, rows)
    named = {"user_id": teacher, "source": TeacherSource.OPENED, "starts_on": date(2023, 9, 1)}
    _add(connection, JournalTeacher, [{"journal_id": one, **named} for one in journals])
    return journals


def _course(connection: Connection, registration: int, journal: int) -> None:
    """The course the launches come from holds the measured journal: they end at its page."""
    deployment = select(Deployment.id).where(Deployment.registration_id == registration).scalar_subquery()
    row = {"context_id": COURSE, "label": "МДК.01.01", "title": "МДК.01.01 — БУ-23-1", "created_at": EARLY}
    (course,) = _add(connection, Course, [{"deployment_id": connection.scalar(select(deployment)), **row}])
    connection.execute(update(Journal).where(Journal.id == journal).values(course_id=course))


def _lessons(
    connection: Connection, many: dict[int, int], terms: dict[int, tuple[date, date]], teacher: int
) -> None:
    rows: list[dict[str, Any]] = []
    for journal, term in connection.execute(select(Journal.id, Journal.term_id).order_by(Journal.id)).all():
        first, last = terms[term]
        days = [first + timedelta(days=one) for one in range((min(last, NOW.date()) - first).days + 1)]
        rows += _term_lessons(
            journal, [day for day in days if day.weekday() < 6], many.get(journal, LESSONS), teacher
        )
    for start in range(0, len(rows), 5000):
        connection.execute(insert(Lesson), rows[start : start + 5000])


def _term_lessons(journal: int, days: list[date], number: int, teacher: int) -> list[dict[str, Any]]:
    dates = [days[place * len(days) // number] for place in range(number)]
    pairs = [pair for _day, same in groupby(dates) for pair, _ in enumerate(same, start=1)]
    return [
        {"journal_id": journal, "date": day, "pair": pair, "kind": KINDS[place % len(KINDS)], "state": LessonState.CONDUCTED,
         "topic": TOPIC.format(number=place + 1), "homework": "§ 12, вопросы 1–5, задача 3", "absence_confirmed": True,
         "teacher_id": teacher, "topic_at": EARLY, "filled_at": EARLY}
        for place, (day, pair) in enumerate(zip(dates, pairs, strict=True))
    ]  # fmt: skip


def _works(connection: Connection) -> None:
    """A column for each lesson, and МИУД at the last lesson of each month that is over."""
    rows: list[dict[str, Any]] = []
    lessons = connection.execute(
        select(Lesson.id, Lesson.journal_id, Lesson.kind, Lesson.date).order_by(
            Lesson.journal_id, Lesson.date, Lesson.pair
        )
    ).all()
    for (journal, month), same in groupby(lessons, key=lambda row: (row.journal_id, row.date.replace(day=1))):
        held = list(same)
        rows += [
            {
                "journal_id": journal,
                "lesson_id": one.id,
                "kind": one.kind.facts.work,
                "position": 0,
                "month": None,
            }
            for one in held
        ]
        if month < NOW.date().replace(day=1):
            last = {"lesson_id": held[-1].id, "kind": WorkKind.CHECKPOINT, "position": 90, "month": month}
            rows.append({"journal_id": journal, **last})
    for start in range(0, len(rows), 5000):
        connection.execute(insert(Work), rows[start : start + 5000])


def _tidy(engine: Engine) -> None:
    """What PostgreSQL has done for itself by the time it is this large; SQLite does nothing by itself."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


__all__ = ["NOW", "College", "fill"]
