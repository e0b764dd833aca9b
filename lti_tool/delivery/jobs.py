"""Jobs that talk to the LMS: reading a course's roster."""

from __future__ import annotations

from typing import Any

from journal.acting import Acting
from journal.rosters import apply_roster
from lti_tool.clock import now
from lti_tool.database import unit_of_work
from lti_tool.jobs.registry import JobFailed, Progress, job
from lti_tool.protocol.faults import PlatformFault
from lti_tool.protocol.roster import read_roster
from models import Course, Registration

NO_ROSTER = (
    "LMS не дала этому курсу список участников: в настройках инструмента разрешите "
    "«Службу имён и ролей» (Names and Role Provisioning)."
)


@job("roster")
def read_course_roster(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    """Read the roster of `course_id` and take it over. Returns how many people it named."""
    course_id = int(params["course_id"])
    with unit_of_work() as session:
        course = session.get_one(Course, course_id)
        url, is_front_page = course.roster_url, course.is_front_page
        registration = session.get_one(Registration, course.deployment.registration_id)
        session.expunge(registration)
    if is_front_page:
        raise JobFailed("Главная страница LMS — не курс: её список участников не читается.")
    if not url:
        raise JobFailed(NO_ROSTER)
    progress.report(0, 1, "Читаем список участников курса…")
    try:
        people = read_roster(registration, url)
    except PlatformFault as fault:
        with unit_of_work() as session:
            session.get_one(Course, course_id).roster_error = fault.message[:500]
        raise JobFailed(fault.message) from fault
    with unit_of_work() as session:
        course = session.get_one(Course, course_id)
        apply_roster(Acting(session=session, user=None, now=now()), course, people)
    return {"people": len(people)}
