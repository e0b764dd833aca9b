"""Who is in the LMS and in its courses: the college's own people and those an administrator added by hand."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal

from demo.college import College, Person
from demo.lms.database import Database

FIRST_ADDED_ID = 101
ROLE_TITLES = {
    "editingteacher": "Преподаватель",
    "teacher": "Преподаватель без права редактирования",
    "student": "Студент",
    "observer": "Родитель (наблюдатель)",
    "manager": "Методист",
    "admin": "Администратор",
    "none": "Гость",
}
STAFF_ROLES = frozenset({"editingteacher", "teacher", "manager", "admin"})
EnrolmentState = Literal["active", "suspended", "absent"]


@dataclass(frozen=True)
class Participant:
    """A person enrolled in a course. A suspended one vanishes from the roster that the tool sees."""

    person: Person
    role: str
    is_suspended: bool

    @property
    def role_title(self) -> str:
        return ROLE_TITLES[self.role]


class People:
    """Persons and enrolments kept in the database."""

    def __init__(self, database: Database, college: College) -> None:
        self._database = database
        self._college = college
        if database.row("SELECT 1 FROM person LIMIT 1") is None:
            self._fill()

    def get(self, person_id: str) -> Person | None:
        row = self._database.row("SELECT * FROM person WHERE id = ?", person_id)
        return _person(row) if row else None

    def all(self) -> list[Person]:
        """Everybody in the order they were entered, added people last."""
        return [_person(row) for row in self._database.rows("SELECT * FROM person ORDER BY rowid")]

    def participants(self, course_id: str) -> list[Participant]:
        """Everybody enrolled in a course, suspended ones too, by family name as Russians sort (ё as е)."""
        rows = self._database.rows(
            "SELECT person.*, role, is_suspended FROM enrolment JOIN person ON person.id = person_id "
            "WHERE course_id = ?",
            course_id,
        )
        people = [Participant(_person(row), row["role"], bool(row["is_suspended"])) for row in rows]
        return sorted(people, key=lambda one: russian_order(one.person))

    def role_in(self, person: Person, course_id: str) -> str:
        """The role a person acts in within a course; site administrators and methodists act everywhere."""
        row = self._database.row(
            "SELECT role FROM enrolment WHERE course_id = ? AND person_id = ? AND is_suspended = 0",
            course_id,
            person.id,
        )
        if person.site_role != "user":
            return person.site_role
        return str(row["role"]) if row else "none"

    def is_gradable(self, person_id: str, course_id: str) -> bool:
        """Whether the grade book has a row for this person: an active student of the course."""
        person = self.get(person_id)
        return person is not None and self.role_in(person, course_id) == "student"

    def add(
        self, course_id: str, family_name: str, given_name: str, patronymic: str, idnumber: str
    ) -> Person:
        """A new student, enrolled in one course: the journal will show «новый в курсе»."""
        with self._database.transaction() as connection:
            (last,) = connection.execute("SELECT MAX(CAST(id AS INTEGER)) FROM person").fetchone()
            number = max(FIRST_ADDED_ID, last + 1)
            person = Person(str(number), f"st{number}", family_name, given_name, patronymic, idnumber)
            _insert(connection, person)
            _enrol(connection, course_id, person.id, "student")
        return person

    def set_state(self, course_id: str, person_id: str, state: EnrolmentState) -> None:
        """Suspend an enrolment, make it active again, or remove it («нет в курсе LMS»)."""
        with self._database.transaction() as connection:
            if state == "absent":
                connection.execute(
                    "DELETE FROM enrolment WHERE course_id = ? AND person_id = ?", (course_id, person_id)
                )
            else:
                connection.execute(
                    "UPDATE enrolment SET is_suspended = ? WHERE course_id = ? AND person_id = ?",
                    (int(state == "suspended"), course_id, person_id),
                )

    def enrol(self, course_id: str, person_id: str, role: str = "student") -> None:
        """Put a known person into a course, or change the role there."""
        with self._database.transaction() as connection:
            _enrol(connection, course_id, person_id, role)

    def _fill(self) -> None:
        with self._database.transaction() as connection:
            for person in self._college.people.values():
                _insert(connection, person)
            for course in self._college.courses.values():
                for role, ids in course.members.items():
                    for person_id in ids:
                        _enrol(connection, course.id, person_id, role)


def russian_order(person: Person) -> tuple[str, str, str]:
    """A sort key for names: letter case ignored, ё as е."""
    family, given, patronymic = (
        text.casefold().replace("ё", "е")
        for text in (person.family_name, person.given_name, person.patronymic)
    )
    return family, given, patronymic


def _person(row: sqlite3.Row) -> Person:
    names = ("id", "username", "family_name", "given_name", "patronymic", "idnumber", "site_role")
    return Person(**{name: row[name] for name in names})


def _insert(connection: sqlite3.Connection, person: Person) -> None:
    connection.execute(
        "INSERT INTO person (id, username, family_name, given_name, patronymic, idnumber, site_role) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            person.id,
            person.username,
            person.family_name,
            person.given_name,
            person.patronymic,
            person.idnumber,
            person.site_role,
        ),
    )


def _enrol(connection: sqlite3.Connection, course_id: str, person_id: str, role: str) -> None:
    connection.execute(
        "INSERT INTO enrolment (course_id, person_id, role) VALUES (?, ?, ?) "
        "ON CONFLICT (course_id, person_id) DO UPDATE SET role = excluded.role, is_suspended = 0",
        (course_id, person_id, role),
    )
