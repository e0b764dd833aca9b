"""The spring of the academic year before: one discipline taught, examined, made good; years stand side by side."""

from __future__ import annotations

from datetime import date, time, timedelta

from demo.calendar import Semester, academic_year_start, lesson_dates, semesters
from demo.college import GROUP_NAME
from demo.college import Course as LmsCourse
from demo.filling.chance import FELL_ILL
from demo.filling.journals import Taught, enter_roster, open_taught
from demo.filling.lessons import plan_lessons
from demo.filling.results import hold_exam, plan_checkpoints
from demo.filling.scene import ACCOUNTING_TEACHER, Scene
from demo.movement import LATECOMER
from journal.acting import Acting
from journal.deliveries import switch_delivery
from journal.final_cells import current_final
from journal.finals import resolve_not_assessed
from models import Course, Deployment, FinalScope, Journal

CODE, NAME = "ОП.01", "Экономика организации"
MONDAY = 0
EXAM_BEFORE_END, REFERRAL_BEFORE_END, MADE_GOOD_BEFORE_END = (timedelta(days=days) for days in (9, 4, 2))


def last_spring(today: date) -> Semester:
    """The second semester of the academic year before."""
    return semesters(academic_year_start(today) - timedelta(days=90))[1]


def tell_last_spring(scene: Scene, deployment: Deployment) -> Journal:
    """The journal of that spring, from its opening to the last «н/а» made good."""
    semester = last_spring(scene.today)
    students = tuple(person.id for person in scene.college.students if person.id != LATECOMER)
    one = LmsCourse(
        id="archive-op01", code=CODE, label=f"{CODE} {GROUP_NAME}", title=f"{CODE} {NAME} — {GROUP_NAME}", idnumber="OP01",
        summary="", is_front_page=False, weekdays=(MONDAY,), pair=1, plan="plan_op_01.csv",
        members={"editingteacher": (ACCOUNTING_TEACHER,), "student": students}, groups=(), activities=(),
    )  # fmt: skip
    # The LMS has put this course away: no roster, no columns.
    opened = scene.moment(semester.first, time(7, 30))
    course = Course(
        deployment=deployment, context_id=one.id, label=one.label, title=one.title, created_at=opened
    )
    scene.session.add(course)
    enter_roster(scene, course, one, opened)
    exam = semester.last - EXAM_BEFORE_END
    dates = [day for day in lesson_dates(one.weekdays, one.pair, semester)[::2] if day.day < exam]
    taught = open_taught(scene, course, one, semester, "", students, dates)
    switch_delivery(scene.acting(ACCOUNTING_TEACHER, opened), taught.journal, False)
    held = plan_lessons(scene, taught)
    plan_checkpoints(scene, taught, held)
    hold_exam(scene, taught, exam, FinalScope.TERM, absent=FELL_ILL)
    _make_good(scene, taught)
    scene.play()
    return taught.journal


def _make_good(scene: Scene, taught: Taught) -> None:
    """Who missed the examination makes the «н/а» good by a referral, within its term (4.2.3)."""
    end = taught.semester.last
    day = end - MADE_GOOD_BEFORE_END
    basis = f"Направление № 7 от {end - REFERRAL_BEFORE_END:%d.%m.%Y}"

    def deed(acting: Acting) -> None:
        student_id = scene.student_id(FELL_ILL)
        final = current_final(acting.session, taught.journal.id, student_id, FinalScope.TERM)
        assert final is not None
        resolve_not_assessed(
            acting, taught.journal, student_id, text="4", resolved_on=day, basis=basis, version=final.version
        )

    scene.plan(ACCOUNTING_TEACHER, scene.moment(day, time(12, 0)), deed)
