"""Jobs that talk to the LMS: reading a course's roster, and the people of its group-restricted links."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from journal.acting import Acting
from journal.link_rosters import apply_link_roster, links_of, note_link_error
from journal.rosters import RosterPerson, apply_roster
from lti_tool.clock import now
from lti_tool.database import unit_of_work
from lti_tool.jobs.registry import JobFailed, Progress, job
from lti_tool.protocol.faults import PlatformFault
from lti_tool.protocol.roster import read_roster
from models import Course, CourseRole, Registration, ResourceLink
from regulation.refusal import N_

NO_ROSTER = N_(
    "LMS не дала этому курсу список участников: в настройках инструмента разрешите "
    "«Службу имён и ролей» (Names and Role Provisioning)."
)


@job("roster")
def read_course_roster(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    """Read the roster of `course_id` and take it over. Returns how many people it named.

    `link_id`: read who may open that link as well; `links`: who may open each link of the course (4.1.4).
    """
    course_id = int(params["course_id"])
    with unit_of_work() as session:
        course = session.get_one(Course, course_id)
        url, is_front_page = course.roster_url, course.is_front_page
        registration = session.get_one(Registration, course.deployment.registration_id)
        session.expunge(registration)
    if is_front_page:
        raise JobFailed(_("Главная страница LMS — не курс: её список участников не читается."))
    if not url:
        raise JobFailed(_(NO_ROSTER))
    progress.report(0, 1, _("Читаем список участников курса…"))
    try:
        people = read_roster(registration, url)
    except PlatformFault as fault:
        with unit_of_work() as session:
            session.get_one(Course, course_id).roster_error = fault.message[:500]
        raise JobFailed(fault.message) from fault
    with unit_of_work() as session:
        course = session.get_one(Course, course_id)
        apply_roster(Acting(session=session, user=None, now=now()), course, people)
        asked = [one.id for one in links_of(session, course)] if params.get("links") else []
        links = [
            (one.id, one.resource_link_id)
            for one in links_of(session, course)
            if one.id in asked or one.id == params.get("link_id")
        ]
    everybody = _learners(people)
    for number, (link_id, rlid) in enumerate(links, start=1):
        progress.report(number, len(links) + 1, _("Читаем подгруппы из LMS…"))
        _read_link(registration, url, link_id, rlid, everybody)
    return {"people": len(people), "links": len(links)}


def _read_link(registration: Registration, url: str, link_id: int, rlid: str, everybody: set[str]) -> None:
    """Who may open the link; what the LMS answers instead is kept with it, the course's roster stands anyway."""
    try:
        subs, error = _learners(read_roster(registration, url, rlid=rlid)), ""
    except PlatformFault as fault:
        subs, error = set(), fault.message
    with unit_of_work() as session:
        acting = Acting(session=session, user=None, now=now())
        link = session.get_one(ResourceLink, link_id)
        if error:
            note_link_error(acting, link, error)
        else:
            apply_link_roster(acting, link, subs, everybody)


def _learners(people: list[RosterPerson]) -> set[str]:
    return {one.sub for one in people if one.role is CourseRole.LEARNER}
