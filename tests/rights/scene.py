"""A journal with everything an address can name, and a person for every role of the matrix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from journal.rights import Role
from models import (
    Course,
    CourseRole,
    ExamSheet,
    FinalScope,
    Journal,
    Office,
    Registration,
    SheetEntry,
    SheetKind,
    Student,
    Substitution,
    SubstitutionBasis,
    UnlockKind,
    UnlockRequest,
    User,
)
from regulation.kinds import LessonKind
from regulation.sheets import SheetState
from tests import factories as make
from tests.rights.consent_places import consent_places
from tests.rights.contingent import contingent_places
from tests.rights.directory_places import directory_rows, people_places, system_places
from tests.rights.learning_places import learning_places
from tests.rights.office_places import office_places
from tests.rights.talking import talking_places
from tests.rights.timetable_places import timetable_places

OFFICES = {Role(office.value): office for office in Office}


@dataclass
class Scene:
    """What there is. `values` fills the parameters of any address; `other` is a journal of another group and course."""

    session: Session
    registration: Registration
    course: Course
    journal: Journal
    students: list[Student]
    other: Journal
    values: dict[str, object]

    def person(self, role: Role) -> User:
        """Somebody who comes by the role as people do: by order, by launch and roster, by their group, by their child."""
        return _WAYS[role](self)

    def in_office(self, office: Office, **values: object) -> User:
        """Somebody who holds an office of the whole institution by order; `values` of the grant."""
        person = self.staff("Служащева")
        make.office(self.session, person, office, **values)
        return person

    def staff(self, family: str) -> User:
        """A member of staff without any right."""
        return make.user(self.session, family, registration=self.registration, is_staff=True)

    def stranger(self, role: Role) -> User:
        """The same role, but towards the other journal: another group, another course."""
        theirs = Scene(
            self.session, self.registration, self.other.course or self.course, self.other, make.students_of(self.session, self.other),
            self.journal, self.values,
        )  # fmt: skip
        return theirs.person(role)


def build(session: Session) -> Scene:
    """Everything, flushed."""
    # An address on this machine: the tool refuses to go there, so that no test leaves it.
    registration = make.registration(
        session, issuer="http://127.0.0.1:9", auth_login_url="http://127.0.0.1:9/auth",
        auth_token_url="http://127.0.0.1:9/token", key_set_url="http://127.0.0.1:9/keys",
    )  # fmt: skip
    deployment = make.deployment(session, registration)
    course = make.course(
        session, deployment, roster_url="http://127.0.0.1:9/roster", roster_read_at=make.EARLY
    )
    distant = make.course(
        session, deployment, roster_url="http://127.0.0.1:9/other", roster_read_at=make.EARLY
    )
    journal = make.journal(session, students=3, course=course)
    other = make.journal(session, students=2, course=distant)
    students = make.students_of(session, journal)
    scene = Scene(session, registration, course, journal, students, other, {})
    scene.values = _values(scene)
    return scene


def _values(scene: Scene) -> dict[str, object]:
    session, journal = scene.session, scene.journal
    lesson = make.lesson(session, journal, topic="Учёт кассовых операций")
    make.mark(session, lesson.works[0], scene.students[0])
    make.lesson(
        session, journal, make.TODAY - timedelta(days=20), kind=LessonKind.PRACTICAL, topic="Учёт материалов"
    )
    plan = make.plan(session, journal, ["Учёт кассовых операций", "Учёт расчётов"])
    sheet = _sheet(scene)
    asked = make.put(
        session,
        UnlockRequest(
            journal_id=journal.id, kind=UnlockKind.FINALS, lesson_id=None, reason="болезнь педагога",
            asked_by_id=journal.opened_by_id, asked_at=make.EARLY,
        ),
    )  # fmt: skip
    return {
        "journal_id": journal.id,
        "course_id": scene.course.id,
        "lesson_id": lesson.id,
        "student_id": scene.students[0].id,
        "scope": FinalScope.TERM.value,
        "item_id": plan.items[1].id,
        "after": plan.items[1].id,
        "sheet_id": sheet.id,
        "entry_id": sheet.entries[0].id,
        "request_id": asked.id,
        "registration_id": scene.registration.id,
        "public_id": "nobody-knows-this-name",
        "kind": "nothing-is-called-so",
    } | {name: value for place in PLACES for name, value in place(scene).items()}


def _sheet(scene: Scene) -> ExamSheet:
    sheet = ExamSheet(
        journal_id=scene.journal.id, kind=SheetKind.CREDIT, state=SheetState.OPENED, academic_year="2025/26", serial=1,
        number="1/2025-26", held_on=make.TODAY, examiners="Петрова М. И.", created_at=make.EARLY,
        created_by_id=scene.journal.opened_by_id, opened_at=make.EARLY,
    )  # fmt: skip
    for position, student in enumerate(scene.students, start=1):
        sheet.entries.append(
            SheetEntry(student_id=student.id, position=position, full_name=student.family_name)
        )
    return make.put(scene.session, sheet)


def _by_order(office: Office) -> Callable[[Scene], User]:
    return lambda scene: scene.in_office(office)


def _curator(scene: Scene) -> User:
    """A curator's order names the group (3.12)."""
    return scene.in_office(Office.CURATOR, group_id=scene.journal.group_id)


def _teacher(scene: Scene) -> User:
    """Instructor by launch and in the roster."""
    person = scene.staff("Учителева")
    make.course_member(scene.session, scene.course, person, CourseRole.INSTRUCTOR)
    return person


def _reader(scene: Scene) -> User:
    """Instructor by launch, somebody else in the roster."""
    person = scene.staff("Читателева")
    make.course_member(
        scene.session, scene.course, person, CourseRole.INSTRUCTOR, roster_role=CourseRole.NONE
    )
    return person


def _substitute(scene: Scene) -> User:
    """Named by a direction for these days (4.1.1)."""
    person = scene.staff("Заменяева")
    make.put(
        scene.session,
        Substitution(
            journal_id=scene.journal.id, user_id=person.id, starts_on=LONG_AGO, ends_on=date(2026, 6, 30),
            basis=SubstitutionBasis.DIRECTION, number="14-р", dated=LONG_AGO, created_at=make.EARLY,
            approved_at=make.EARLY,
        ),
    )  # fmt: skip
    return person


def _student(scene: Scene) -> User:
    person = make.account(scene.session, scene.students[0], registration=scene.registration)
    make.course_member(scene.session, scene.course, person, CourseRole.LEARNER)
    return person


def _guardian(scene: Scene) -> User:
    parent = make.user(scene.session, "Родителева", registration=scene.registration)
    make.guardian(scene.session, scene.students[0], parent)
    return parent


_WAYS: dict[Role, Callable[[Scene], User]] = {
    **{role: _by_order(office) for role, office in OFFICES.items()},
    Role.CURATOR: _curator,
    Role.TEACHER: _teacher,
    Role.SUBSTITUTE: _substitute,
    Role.READER: _reader,
    Role.STUDENT: _student,
    Role.GUARDIAN: _guardian,
}
LONG_AGO = date(2025, 9, 1)
# What the addresses of further features name: functions of the scene that make a row and return parameter → value.
PLACES: tuple[Callable[[Scene], dict[str, object]], ...] = (
    consent_places,
    learning_places,
    office_places,
    talking_places,
    contingent_places,
    system_places,
    directory_rows,
    people_places,
    timetable_places,
)
