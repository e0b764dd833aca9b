"""The people, courses and thematic plans of the demonstration college, read from `demo/data`.

Nothing here is a web application: the demo LMS and the filling of the journal's database both start from
these facts, so that a person has the same number (`Person.id`, the `sub` of a launch) in both.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
GROUP_NAME = "БУ-23-1"
FICTION = "Учебные данные: люди вымышлены"
# A parent no LMS sends: the login is made by the demonstration's seed only, and shown on the demo LMS's first page.
PARENT_LOGIN, PARENT_PASSWORD = "r100001", "учебный родитель журнала"


@dataclass(frozen=True)
class Person:
    """Somebody in the LMS. `id` is what a launch carries as `sub`, `idnumber` the college's own number, `post` says
    what the person is good for in the demonstration.
    """

    id: str
    username: str
    family_name: str
    given_name: str
    patronymic: str
    idnumber: str
    site_role: str = "user"
    birth_date: date | None = None
    post: str = ""

    @property
    def full_name(self) -> str:
        """«Фамилия Имя Отчество», without what a person does not have."""
        return " ".join(part for part in (self.family_name, self.given_name, self.patronymic) if part)

    @property
    def short_name(self) -> str:
        """«Имя Фамилия»: how a Moodle roster names people, never with a patronymic."""
        return " ".join(part for part in (self.given_name, self.family_name) if part)

    @property
    def initials(self) -> str:
        """Two letters for the round picture."""
        return (self.family_name[:1] + self.given_name[:1]).upper()

    @property
    def email(self) -> str:
        return f"{self.username}@college.example"


@dataclass(frozen=True)
class Subgroup:
    """A group inside one course (Moodle's «группа»): who studies in it and who teaches it."""

    id: str
    name: str
    members: tuple[str, ...]
    staff: tuple[str, ...]


@dataclass(frozen=True)
class Activity:
    """A link to the tool on a course page. `group` limits it to one subgroup of the course."""

    id: str
    course_id: str
    section: str
    name: str
    description: str = ""
    group: str = ""
    custom: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Course:
    """An LMS course. `members` are person ids by role: editingteacher, teacher (non-editing), student,
    observer."""

    id: str
    code: str
    label: str
    title: str
    idnumber: str
    summary: str
    is_front_page: bool
    weekdays: tuple[int, ...]
    pair: int
    plan: str
    members: dict[str, tuple[str, ...]]
    groups: tuple[Subgroup, ...]
    activities: tuple[Activity, ...]


@dataclass(frozen=True)
class PlanLine:
    """A line of a thematic plan: the lesson's number instead of a date, hours are academic hours."""

    lesson: int
    topic: str
    hours: int
    kind: str
    homework: str


@dataclass(frozen=True)
class College:
    """Everything about the demonstration college that does not change."""

    name: str
    short_name: str
    description: str
    people: dict[str, Person]
    courses: dict[str, Course]
    children_of: dict[str, tuple[str, ...]]

    @property
    def students(self) -> list[Person]:
        """The thirty students of the group in the order of the class list."""
        return [person for person in self.people.values() if person.birth_date is not None]


@lru_cache(maxsize=1)
def load_college() -> College:
    """Read the demonstration college from the files of `demo/data`."""
    students = [_person(row) for row in _rows("students.csv")]
    staff = [_person(row) for row in _rows("staff.csv")]
    facts = json.loads((DATA / "courses.json").read_text(encoding="utf-8"))
    student_ids = tuple(person.id for person in students)
    courses = [_course(raw, student_ids) for raw in facts["courses"]]
    return College(
        **facts["college"],
        people={person.id: person for person in [*staff, *students]},
        courses={course.id: course for course in courses},
        children_of={parent: tuple(children) for parent, children in facts["children_of"].items()},
    )


def load_plan(course: Course) -> list[PlanLine]:
    """The thematic plan of a course for one semester, in order."""
    return [
        PlanLine(int(row["lesson"]), row["topic"], int(row["hours"]), row["kind"], row["homework"])
        for row in _rows(course.plan)
    ]


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


def _person(row: dict[str, str]) -> Person:
    born = row.get("birth_date")
    return Person(
        id=row["id"],
        username=row["username"],
        family_name=row["family_name"],
        given_name=row["given_name"],
        patronymic=row["patronymic"],
        idnumber=row["idnumber"],
        site_role=row.get("site_role", "user"),
        birth_date=date.fromisoformat(born) if born else None,
        post=row.get("post") or "",
    )


def _course(raw: dict[str, Any], students: tuple[str, ...]) -> Course:
    members = {role: students if ids == "all" else tuple(ids) for role, ids in raw["members"].items()}
    return Course(
        id=raw["id"],
        code=raw["code"],
        label=raw["label"],
        title=raw["title"],
        idnumber=raw["idnumber"],
        summary=raw["summary"],
        is_front_page=raw.get("is_front_page", False),
        weekdays=tuple(raw.get("weekdays", ())),
        pair=raw.get("pair", 0),
        plan=raw.get("plan", ""),
        members=members,
        groups=tuple(_subgroup(one, students) for one in raw["groups"]),
        activities=tuple(Activity(course_id=raw["id"], **one) for one in raw["activities"]),
    )


def _subgroup(raw: dict[str, Any], students: tuple[str, ...]) -> Subgroup:
    middle = (len(students) + 1) // 2
    half = students[:middle] if raw["members"] == "first half" else students[middle:]
    return Subgroup(raw["id"], raw["name"], half, tuple(raw["staff"]))
