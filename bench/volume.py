"""A whole college for the desks: so many people in so many groups, ten years of their movement, a year of lessons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, insert

from models import (
    Base,
    Discipline,
    Grant,
    Journal,
    JournalTeacher,
    Lesson,
    Membership,
    Movement,
    MovementKind,
    Office,
    Order,
    OrderKind,
    PersonalCard,
    Registration,
    Representative,
    Specialty,
    Student,
    StudyGroup,
    TeacherSource,
    Term,
    User,
)  # fmt: skip
from regulation.calendar import default_semesters
from regulation.kinds import DisciplineKind, LessonKind
from regulation.names import full_name, search_key, sort_key

ZONE = ZoneInfo("Asia/Tomsk")
NOW = datetime(2025, 12, 3, 10, 0, tzinfo=ZONE)
EARLY = datetime(2016, 8, 25, 9, 0, tzinfo=ZONE)
FIRST_YEAR, THIS_YEAR, COURSES = 2016, 2025, 4
A_GROUP = 25
DISCIPLINES = 10
LESSONS_A_JOURNAL = 50  # 120 groups × 10 journals × 50 = 60,000 planned lessons a year
FAMILIES = (
    "Абдуллаев",
    "Белозёров",
    "Востриков",
    "Герасименко",
    "Дорофеев",
    "Ёлкин",
    "Жигалов",
    "Зверев",
    "Ким",
    "Прокопьев",
)
GIVEN = ("Александр", "Виктор", "Егор", "Пётр")
PATRONYMICS = ("Александрович", "Вячеславович", "Сергеевич")


@dataclass(frozen=True)
class Volume:
    """What is in the database: how much, and the ids that addresses name."""

    people: int
    groups: int
    movements: int
    lessons: int
    officer: int
    values: dict[str, int]


def fill(engine: Engine, groups: int) -> Volume:
    """Make the tables and a college of so many groups studying now, 25 students each."""
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        return _fill(connection, groups)


def _fill(connection: Connection, groups: int) -> Volume:
    (registration,) = _add(connection, Registration, [_registration()])
    officer = _officer(connection, registration)
    terms = _terms(connection)
    specialties = _add(connection, Specialty, [_specialty(number) for number in range(8)])
    cohorts = list(_cohorts(groups))
    group_ids = _add(connection, StudyGroup, [_group(*cohort, specialties) for cohort in cohorts])
    students = _people(connection, len(group_ids) * A_GROUP)
    movements = _movement(connection, cohorts, group_ids, students)
    now = [key for key, (year, _number) in zip(group_ids, cohorts, strict=True) if year > THIS_YEAR - COURSES]
    journals, lessons = _study(connection, now, terms[-2], registration)
    own = now[0]
    (curated,) = _add(connection, Grant, [_grant(officer, Office.CURATOR, group_id=own)])
    assert curated
    values = {
        "group_id": own, "student_id": students[group_ids.index(own) * A_GROUP], "journal_id": journals[0],
        "term_id": terms[-2][0], "registration_id": registration,
    }  # fmt: skip
    return Volume(len(now) * A_GROUP, len(now), movements, lessons, officer, values)


def _add(connection: Connection, model: type[Base], rows: Sequence[dict[str, Any]]) -> list[int]:
    if not rows:
        return []
    statement = insert(model).returning(model.__table__.c.id, sort_by_parameter_order=True)
    return list(connection.scalars(statement, rows))


def _registration() -> dict[str, Any]:
    addresses = dict.fromkeys(("auth_login_url", "auth_token_url", "key_set_url"), "http://127.0.0.1:9/lms")
    return {
        "name": "Учебная LMS",
        "issuer": "http://127.0.0.1:9",
        "client_id": "bench",
        "created_at": EARLY,
    } | addresses


def _person(registration: int, sub: str, *name: str, **facts: Any) -> dict[str, Any]:
    named = {"family_name": name[0], "given_name": name[1], "patronymic": name[2]}
    shown = {"display_name": full_name(*name), "sort_key": sort_key(*name), "created_at": EARLY}
    return {"registration_id": registration, "sub": sub, **named, **shown, **facts}


def _officer(connection: Connection, registration: int) -> int:
    """One person in every office: whatever page there is, they may open it."""
    (officer,) = _add(
        connection, User, [_person(registration, "officer", "Должностная", "Вера", "Петровна", is_staff=True)]
    )
    _add(connection, Grant, [_grant(officer, office) for office in Office if office is not Office.CURATOR])
    return officer


def _grant(user: int, office: Office, **facts: Any) -> dict[str, Any]:
    basis = {"order_number": "1-к", "order_date": EARLY.date(), "starts_on": EARLY.date()}
    return {"user_id": user, "office": office, **basis, **facts}


def _terms(connection: Connection) -> list[tuple[int, date, date]]:
    """(id, first day, last day) of every term, in order."""
    years = [f"{year}/{(year + 1) % 100:02d}" for year in range(FIRST_YEAR, THIS_YEAR + 1)]
    parts = [part for year in years for part in default_semesters(year)]
    rows = [
        {
            "academic_year": one.academic_year,
            "number": one.number,
            "starts_on": one.starts_on,
            "ends_on": one.ends_on,
        }
        for one in parts
    ]
    ids = _add(connection, Term, rows)
    return [(key, part.starts_on, part.ends_on) for key, part in zip(ids, parts, strict=True)]


def _specialty(number: int) -> dict[str, Any]:
    code, name = f"38.02.{number + 1:02d}", "Экономика и бухгалтерский учёт"
    return {"code": code, "name": name, "key": search_key(f"{code} {name}"), "created_at": EARLY}


def _cohorts(groups: int) -> Iterator[tuple[int, int]]:
    """(year of admission, number of the group): every year as many as study in one course now."""
    a_year = max(1, groups // COURSES)
    for year in range(FIRST_YEAR, THIS_YEAR + 1):
        for number in range(a_year):
            yield year, number + 1


def _group(year: int, number: int, specialties: Sequence[int]) -> dict[str, Any]:
    name = f"БУ-{year % 100:02d}-{number}"
    return {
        "name": name, "key": search_key(name), "specialty_id": specialties[number % len(specialties)], "admission_year": year,
        "courses": COURSES, "is_archived": year <= THIS_YEAR - COURSES, "created_at": EARLY,
    }  # fmt: skip


def _people(connection: Connection, number: int) -> list[int]:
    rows = []
    for one in range(number):
        name = (f"{FAMILIES[one % 10]}-{FAMILIES[one // 10 % 10]}ский", GIVEN[one % 4], PATRONYMICS[one % 3])
        rows.append(
            {
                "family_name": name[0], "given_name": name[1], "patronymic": name[2], "sort_key": sort_key(*name),
                "birth_date": date(2000 + one % 9, 1 + one % 12, 1 + one % 28), "record_book": f"{one:06d}",
                "college_number": f"ст{one:06d}", "created_at": EARLY,
            }
        )  # fmt: skip
    students = _add(connection, Student, rows)
    _add(
        connection,
        PersonalCard,
        [{"student_id": key, "phone": "+7 382 000-00-00", "changed_at": EARLY} for key in students],
    )
    _add(connection, Representative, [_parent(key) for key in students])
    return students


def _parent(student: int) -> dict[str, Any]:
    return {
        "student_id": student,
        "family_name": "Родительская",
        "given_name": "Анна",
        "kinship": "мать",
        "created_at": EARLY,
    }


def _movement(
    connection: Connection, cohorts: Sequence[tuple[int, int]], groups: Sequence[int], students: Sequence[int]
) -> int:
    """Everybody comes in September; one in a group leaves each year; the rest are promoted, then graduate."""
    memberships: list[dict[str, Any]] = []
    events: list[tuple[int, MovementKind, int | None, int | None, date]] = []
    for place, ((year, _number), group) in enumerate(zip(cohorts, groups, strict=True)):
        first = date(year, 9, 1)
        for seat, student in enumerate(students[place * A_GROUP : (place + 1) * A_GROUP]):
            events.append((student, MovementKind.ADMISSION, None, group, first))
            leaves = date(year + seat, 11, 17) if seat < COURSES else date(year + COURSES, 7, 1)
            for course in range(1, COURSES):
                if date(year + course, 9, 1) < min(leaves, NOW.date()):
                    events.append((student, MovementKind.PROMOTION, group, group, date(year + course, 9, 1)))
            ends = None
            if leaves <= NOW.date():
                kind = MovementKind.EXPULSION if seat < COURSES else MovementKind.GRADUATION
                events.append((student, kind, group, None, leaves))
                ends = leaves - timedelta(days=1)
            memberships.append(
                {"group_id": group, "student_id": student, "starts_on": first, "ends_on": ends}
            )
    _add(connection, Membership, memberships)
    days = sorted({event[4] for event in events})
    orders = dict(zip(days, _add(connection, Order, [_order(day) for day in days]), strict=True))
    rows = [
        {
            "student_id": student, "kind": kind, "from_group_id": before, "to_group_id": after, "effective_on": day,
            "order_id": orders[day], "due_on": day + timedelta(days=3), "entered_at": EARLY, "late_days": student % 7 == 0,
        }
        for student, kind, before, after, day in events
    ]  # fmt: skip
    _add(connection, Movement, rows)
    return len(rows)


def _order(day: date) -> dict[str, Any]:
    number = f"{day:%j}-с"
    facts = {"kind": OrderKind.MOVEMENT, "number": number, "dated": day, "title": "О движении контингента"}
    return facts | {"key": search_key(f"{number} О движении контингента"), "registered_at": EARLY}


def _study(
    connection: Connection, groups: Sequence[int], term: tuple[int, date, date], registration: int
) -> tuple[list[int], int]:
    """The journals of the groups studying now, a teacher for every ten of them, and their planned lessons."""
    disciplines = _add(connection, Discipline, [_discipline(number) for number in range(DISCIPLINES)])
    teachers = _add(
        connection, User,
        [_person(registration, f"t{one}", f"{FAMILIES[one % 10]}а", "Нина", "Ивановна", is_staff=True) for one in range(len(groups))],
    )  # fmt: skip
    rows = [
        {
            "discipline_id": discipline, "group_id": group, "term_id": term[0], "opened_at": EARLY,
            "opened_by_id": teachers[place],
        }
        for group in groups for place, discipline in enumerate(disciplines) if place < len(teachers)
    ]  # fmt: skip
    journals = _add(connection, Journal, rows)
    named = [
        {
            "journal_id": key,
            "user_id": row["opened_by_id"],
            "source": TeacherSource.NAMED,
            "starts_on": term[1],
        }
        for key, row in zip(journals, rows, strict=True)
    ]
    _add(connection, JournalTeacher, named)
    lessons = [
        {
            "journal_id": journal, "date": term[1] + timedelta(days=(number * 2 + place) % 117), "pair": 1 + number % 6,
            "kind": LessonKind.LECTURE, "teacher_id": named[place]["user_id"], "room": f"{100 + place % 40}",
        }
        for place, journal in enumerate(journals) for number in range(LESSONS_A_JOURNAL)
    ]  # fmt: skip
    unique = {(one["journal_id"], one["date"], one["pair"]): one for one in lessons}
    _add(connection, Lesson, list(unique.values()))
    return journals, len(unique)


def _discipline(number: int) -> dict[str, Any]:
    index, name = f"МДК.{number + 1:02d}.01", "Учёт активов"
    return {
        "index": index,
        "name": name,
        "search_key": search_key(f"{index} {name}"),
        "kind": DisciplineKind.MODULE_COURSE,
    }
