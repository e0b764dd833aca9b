"""`flask demo seed`: fills the configured database with the story of the demonstration college, once.

Everything is done by the journal's own operations, each at its own moment, from the spring before until now.
"""

from __future__ import annotations

from datetime import datetime
from time import monotonic

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from demo.calendar import current_semester, is_working_day, semesters
from demo.college import load_college
from demo.filling.consents import tell_consents
from demo.filling.contingent import leave_undone, plan_movement, tell_contingent, write_contacts
from demo.filling.directories import describe_by_order, plan_support
from demo.filling.journals import enter_courses, open_journals, tie_children
from demo.filling.learning import tell_learning
from demo.filling.lessons import plan_lessons
from demo.filling.offices import leave_waiting
from demo.filling.past import tell_last_spring
from demo.filling.people import (
    appoint,
    appoint_curator,
    begin,
    deployment_of,
    describe_institution,
    enter_people,
    register,
)
from demo.filling.results import hold_exam, plan_checkpoints, plan_finals
from demo.filling.scene import CONTENT_ADMIN, Scene
from demo.filling.talking import tell_talking
from demo.filling.timetable import lay_calendar, lay_timetable, plan_changes
from demo.lms.settings import LmsSettings, PlatformAddresses
from journal.acting import Acting
from lti_tool.clock import now
from lti_tool.database import unit_of_work
from models import Course, Deployment, FinalScope, Journal, Lesson, Mark, Registration
from regulation.days import local_date
from regulation.rules import Rules

EXAMINED = "МДК.01.01"
ENOUGH_LESSONS = 6  # before an examination makes sense


def seed_journal(lms_url: str) -> str:
    """Fill the database for the demo LMS at this address; does nothing when that was done before. Returns a report."""
    addresses = LmsSettings(base_url=lms_url).addresses
    rules = Rules(timezone=current_app.extensions["settings"].timezone)
    started = monotonic()
    with unit_of_work() as session:
        if is_seeded(session, addresses):
            return "Учебные данные уже есть, база не изменена."
        tell_story(session, addresses, now(), rules)
        numbers = [
            session.scalar(select(func.count()).select_from(table)) for table in (Journal, Lesson, Mark)
        ]
    journals, lessons, marks = numbers
    return (
        f"Учебные данные готовы: журналов — {journals}, занятий — {lessons}, отметок — {marks} "
        f"({monotonic() - started:.0f} с)."
    )


def is_seeded(session: Session, addresses: PlatformAddresses) -> bool:
    """Whether a journal is kept in a course of this LMS already."""
    found = session.scalar(
        select(Journal.id)
        .join(Course, Journal.course_id == Course.id)
        .join(Deployment, Course.deployment_id == Deployment.id)
        .join(Registration, Deployment.registration_id == Registration.id)
        .where(Registration.issuer == addresses.issuer, Registration.client_id == addresses.client_id)
        .limit(1)
    )
    return found is not None


def tell_story(session: Session, addresses: PlatformAddresses, moment: datetime, rules: Rules) -> None:
    """Everything that happened at the college up to `moment`."""
    zone = Acting(session, None, moment, rules).zone
    today = local_date(moment, zone)
    first = Acting(session, None, begin(today, zone), rules)
    registration = register(first, addresses)
    deployment = deployment_of(session, registration, addresses.deployment_id)
    assert deployment is not None
    describe_institution(first)
    scene = Scene(session, load_college(), moment, rules, registration)
    enter_people(scene, first)
    appoint(scene, first)
    describe_by_order(scene, scene.acting(CONTENT_ADMIN, first.now, "content_admin"))
    tell_last_spring(scene, deployment)
    tell_contingent(scene)
    appoint_curator(scene, first)
    courses = enter_courses(scene, deployment, addresses.issuer)
    tie_children(scene)
    lay_calendar(scene)
    write_contacts(scene)
    for semester in semesters(today):
        if semester.number > current_semester(today).number:
            break
        taught = open_journals(scene, courses, semester)
        is_current = semester.number == current_semester(today).number
        lay_timetable(scene, taught, semester)
        tell_learning(scene, taught, semester, is_current=is_current)
        plan_movement(scene, taught, is_first=semester.number == 1, is_current=is_current)
        for one in taught:
            held = plan_lessons(scene, one)
            plan_checkpoints(scene, one, held)
            plan_finals(scene, one)
            if (
                is_current
                and one.course.code == EXAMINED
                and len(held) >= ENOUGH_LESSONS
                and is_working_day(today)
            ):
                hold_exam(scene, one, today, FinalScope.EXAM, answered=0.4)
        scene.play()
    leave_waiting(scene)
    leave_undone(scene)
    plan_changes(scene)
    plan_support(scene)
    scene.play()
    tell_consents(scene)
    tell_talking(scene)
