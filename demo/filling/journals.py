"""The courses of the LMS, their rosters, and the journals opened in them with their plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from demo.calendar import (
    LessonDate,
    Semester,
    academic_year_label,
    academic_year_start,
    lesson_dates,
    semesters,
)
from demo.college import Course as LmsCourse
from demo.college import PlanLine, load_plan
from demo.filling.people import as_sent
from demo.filling.scene import METHODIST, Scene
from demo.movement import LATECOMER
from journal.acting import Acting
from journal.opening import Opening, open_journal
from journal.people import set_children
from journal.plan_rows import PlanRow
from journal.plans import approve_plan, import_plan, plan_of
from journal.rosters import RosterPerson, apply_roster
from models import Course, CourseRole, Deployment, Journal
from regulation.names import guess_discipline, guess_group

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope"
GRADE_SCOPES = " ".join(
    f"{AGS}/{name}" for name in ("lineitem", "lineitem.readonly", "result.readonly", "score")
)


@dataclass(frozen=True)
class Taught:
    """A journal of the story: who teaches it to whom, and its lessons with their plan lines in order."""

    journal: Journal
    course: LmsCourse
    teacher: str
    people: tuple[str, ...]
    semester: Semester
    lessons: list[tuple[LessonDate, PlanLine]]

    @property
    def key(self) -> str:
        """Names the journal to chance."""
        return f"{self.course.code}/{self.journal.subgroup_id or 0}/{self.semester.first}"


def enter_courses(scene: Scene, deployment: Deployment, issuer: str) -> dict[str, Course]:
    """Every course as a launch from it would enter it, with its roster; the front page without one."""
    begins = scene.moment(academic_year_start(scene.today), time(7, 30))
    found: dict[str, Course] = {}
    for one in scene.college.courses.values():
        services = f"{issuer}/mod/lti/services.php"
        kind = "Group" if one.is_front_page else "CourseSection"
        course = Course(
            deployment=deployment, context_id=one.id, label=one.label, title=one.title,
            is_front_page=one.is_front_page, roster_url=f"{services}/{kind}/{one.id}/bindings/1/memberships",
            line_items_url=f"{services}/{one.id}/lineitems?type_id=1", grade_scopes=GRADE_SCOPES, created_at=begins,
            period_from=academic_year_start(scene.today).isoformat(),
            period_to=semesters(scene.today)[1].last.isoformat(),
        )  # fmt: skip
        scene.session.add(course)
        scene.session.flush()
        found[one.id] = course
        if not one.is_front_page:
            enter_roster(scene, course, one, begins)
    return found


def enter_roster(scene: Scene, course: Course, one: LmsCourse, moment: datetime) -> None:
    """The roster as Moodle gives it: editing teachers are Instructors, everybody else is a Learner."""
    people = [
        RosterPerson(
            as_sent(scene.college, scene.college.people[person]),
            CourseRole.INSTRUCTOR if role == "editingteacher" else CourseRole.LEARNER,
        )
        for role, listed in one.members.items()
        for person in listed
    ]
    apply_roster(Acting(scene.session, None, moment, scene.rules), course, people)


def open_journals(scene: Scene, courses: dict[str, Course], semester: Semester) -> list[Taught]:
    """The journals of a semester: each course's, one for each subgroup where it has some."""
    taught: list[Taught] = []
    for one in scene.college.courses.values():
        if one.is_front_page:
            continue
        parts = [(group.name.split()[-1], group.members) for group in one.groups] or [
            ("", one.members["student"])
        ]
        for shift, (subgroup, people) in enumerate(parts):
            dates = lesson_dates(one.weekdays, one.pair + shift, semester)
            taught.append(open_taught(scene, courses[one.id], one, semester, subgroup, people, dates))
    return taught


def open_taught(
    scene: Scene, course: Course, one: LmsCourse, semester: Semester, subgroup: str, people: tuple[str, ...],
    dates: Sequence[LessonDate],
) -> Taught:  # fmt: skip
    """Open the journal on the semester's first morning, with its approved plan."""
    (teacher,) = one.members["editingteacher"]
    lines = load_plan(one)
    guess = guess_discipline(course.label, course.title)
    is_first = semester.number == 1
    acting = scene.acting(teacher, scene.moment(semester.first, time(8, 0)))
    listed = [person for person in people if not (is_first and person == LATECOMER)]
    journal = open_journal(
        acting,
        course,
        Opening(
            index=guess.index, name=guess.name, kind=guess.kind, group=guess_group(course.label, course.title),
            academic_year=academic_year_label(semester.first), term_number=semester.number,
            planned_hours=sum(line.hours for line in lines),
            people=[scene.users[person].id for person in listed], subgroup=subgroup,
        ),
    )  # fmt: skip
    _lay_plan(scene, journal, teacher, one.plan, list(zip(lines, dates, strict=False)), lines, semester)
    return Taught(
        journal,
        one,
        teacher,
        people,
        semester,
        [(day, line) for line, day in zip(lines, dates, strict=False)],
    )


def _lay_plan(
    scene: Scene, journal: Journal, teacher: str, name: str, dated: list[tuple[PlanLine, LessonDate]],
    lines: list[PlanLine], semester: Semester,
) -> None:  # fmt: skip
    """The КТП over the semester's dates, imported by the teacher, approved by the deputy director."""
    days: dict[int, date] = {line.lesson: day.day for line, day in dated}
    rows = [
        PlanRow(
            number=line.lesson, topic=line.topic, hours=str(line.hours), kind=line.kind,
            planned_on=days[line.lesson].strftime("%d.%m.%Y") if line.lesson in days else "", homework=line.homework,
        )
        for line in lines
    ]  # fmt: skip
    acting = scene.acting(teacher, scene.moment(semester.first, time(8, 10)))
    checked = import_plan(acting, journal, rows, Path(name).name)
    wrong = [error.message for row in checked for error in row.errors.values()]
    if wrong:
        raise ValueError(f"{name}: {wrong[0]}")
    acting = scene.acting(METHODIST, scene.moment(semester.first, time(8, 20)), office="deputy")
    approve_plan(acting, plan_of(acting, journal), "методическая комиссия, протокол № 1")


def tie_children(scene: Scene) -> None:
    """Parents see their children from the first day."""
    moment = scene.moment(semesters(scene.today)[0].first, time(9, 0))
    for parent, listed in scene.college.children_of.items():
        set_children(scene.acting(parent, moment, office=""), scene.users[parent], list(listed))
    scene.session.flush()
