"""Who is here and what they may touch: the only way for a view to get at an object.

Each getter loads the object, works out the visitor's roles towards it, requires the right that the route's line in
the URL table declares, and remembers that it was asked. A view that forgets to ask cannot answer (see `verify`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import Flask, Response, current_app, g, request
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from journal.acting import Acting, rules_on
from journal.coverage import require_assigned
from journal.group_roles import roles_in_group
from journal.rights import Act, Role, Thing, allows, office_for, require
from journal.roles import course_teaching_role, general_roles, journals_named_for, roles_in_journal
from journal.writing import TURN, take_turn
from lti_tool.clock import now
from lti_tool.database import db
from lti_tool.routing import Needs, Open, route_of
from lti_tool.settings import Settings
from models import (
    BrowserSession,
    Course,
    ExamSheet,
    Job,
    Journal,
    Launch,
    Lesson,
    Registration,
    ThematicPlan,
    User,
    Work,
)  # fmt: skip
from regulation.days import local_date
from regulation.rules import Rules


class NotSignedIn(Exception):
    """Nobody is signed in here: the page says to open the journal from the course again."""


class WrongPerson(Exception):
    """The page was opened by another person than the one signed in now (two launches in one browser)."""


@dataclass(frozen=True)
class Visitor:
    """The person behind the request."""

    user: User
    browser: BrowserSession
    launch: Launch | None
    registration: Registration | None  # None: a login of their own, no LMS


def settings() -> Settings:
    """The application's settings."""
    found: Settings = current_app.extensions["settings"]
    return found


def visitor() -> Visitor:
    """The signed-in visitor. Raises NotSignedIn."""
    found: Visitor | None = g.get("visitor")
    if found is None:
        raise NotSignedIn
    return found


def acting(roles: frozenset[Role] | None = None, thing: Thing | None = None, act: Act = Act.VIEW) -> Acting:
    """The circumstances of this request's operations; the office is the role that allows `act` to `thing`."""
    cached: Acting | None = g.get("acting")
    if cached is None:
        here: Visitor | None = g.get("visitor")
        moment = now()
        base = Rules(timezone=settings().timezone)
        cached = Acting(
            session=db.session,
            user=here.user if here else None,
            now=moment,
            rules=rules_on(db.session, local_date(moment, settings().zone), base),
            address=request.remote_addr or "",
            launch_id=here.launch.id if here and here.launch else None,
            request_id=g.get("request_id", ""),
        )
        g.acting = cached
    if roles is not None and thing is not None:
        cached = replace(cached, office=office_for(roles, thing, act))
        g.acting = cached
    return cached


def journal_for(thing: Thing, act: Act, journal_id: int, *, in_turn: bool = False) -> Journal:
    """The journal, when the visitor may do `act` to `thing` in it; NotFound, NoRight otherwise.

    `in_turn`: wait for the journal's turn while reading it, for a view that has read nothing else of it.
    """
    visitor()
    shown = (Journal.term, Journal.discipline, Journal.group, Journal.subgroup)
    journal = db.session.get(
        Journal,
        journal_id,
        options=[joinedload(one) for one in shown],
        with_for_update=TURN if in_turn else None,
    )
    if journal is None:
        raise NotFound
    if in_turn:
        take_turn(db.session, journal)
    roles = roles_in_journal(acting(), journal)
    _require(roles, thing, act, journal)
    g.journal_roles = roles
    return journal


def journal_for_reading(journal_id: int) -> Journal:
    """The journal to look at."""
    return journal_for(Thing.RECORD, Act.VIEW, journal_id)


def journal_for_writing(journal_id: int) -> Journal:
    """The journal to put topics, absences, marks into."""
    return journal_for(Thing.RECORD, Act.EDIT, journal_id)


def lesson_for(thing: Thing, act: Act, lesson_id: int) -> Lesson:
    """A lesson of a journal the visitor has the right in."""
    lesson = db.session.get(Lesson, lesson_id)
    if lesson is None:
        visitor()
        raise NotFound
    journal_for(thing, act, lesson.journal_id)
    if act is not Act.VIEW:
        require_assigned(acting(), lesson)
    return lesson


def lesson_for_writing(lesson_id: int) -> Lesson:
    """A lesson to fill."""
    return lesson_for(Thing.RECORD, Act.EDIT, lesson_id)


def work_for(thing: Thing, act: Act, work_id: int) -> Work:
    """A work (column) of a journal the visitor has the right in."""
    work = db.session.get(Work, work_id)
    if work is None:
        visitor()
        raise NotFound
    journal_for(thing, act, work.journal_id)
    if act is not Act.VIEW:
        require_assigned(acting(), work.lesson)
    return work


def plan_for(thing: Thing, act: Act, plan_id: int) -> ThematicPlan:
    """A КТП of a journal the visitor has the right in."""
    plan = db.session.get(ThematicPlan, plan_id)
    if plan is None:
        visitor()
        raise NotFound
    journal_for(thing, act, plan.journal_id)
    return plan


def sheet_for(thing: Thing, act: Act, sheet_id: int) -> ExamSheet:
    """An examination sheet of a journal the visitor has the right in."""
    sheet = db.session.get(ExamSheet, sheet_id)
    if sheet is None:
        visitor()
        raise NotFound
    journal_for(thing, act, sheet.journal_id)
    return sheet


def office_page(thing: Thing, act: Act) -> frozenset[Role]:
    """A page of the institution, not of one journal; returns the visitor's general roles."""
    visitor()
    roles = general_roles(acting())
    grant_page(roles, thing, act)
    return roles


def grant_page(roles: frozenset[Role], thing: Thing, act: Act) -> None:
    """Let the visitor on with these roles found by another getter; NoRight when none of them allows `act`."""
    _require(roles, thing, act, None)
    g.journal_roles = roles


def job_for(public_id: str) -> Job:
    """A job the visitor ordered; a document only while they may still print what it shows."""
    here = visitor()
    job = db.session.query(Job).filter_by(public_id=public_id).one_or_none()
    if job is None or job.requested_by_id != here.user.id:
        raise NotFound
    if job.kind == "print" and job.journal_id is not None:
        journal_for(Thing.SHEET if job.params.get("sheet_id") else Thing.PRINT, Act.PRINT, job.journal_id)
    if job.kind == "print" and "paper" in job.params:
        _ask_for_paper(job.params)
    return job


def _ask_for_paper(params: dict[str, Any]) -> None:
    """A document of an office is given only to whoever may still print it."""
    from lti_tool.printing.office_papers import KINDS  # knows every form: only where one is asked for

    group_id = params["values"].get("group_id")
    roles = general_roles(acting()) if group_id is None else roles_in_group(acting(), group_id)
    kind = KINDS[params["paper"]]
    grant_page(roles, kind.thing, kind.act)


def course_of_launch() -> Course:
    """The course the visitor's last launch came from."""
    here = visitor()
    course = db.session.get(Course, here.launch.course_id) if here.launch and here.launch.course_id else None
    if course is None:
        raise NotFound
    return course


def course_for_reading(course_id: int) -> Course:
    """A course whose journals the visitor may look at: who teaches in it, and the offices."""
    course = _course(course_id)
    role = course_teaching_role(acting(), course_id)
    if role is None and journals_named_for(acting(), course_id):
        role = Role.READER
    roles = general_roles(acting()) | (frozenset({role}) if role else frozenset())
    _require(roles, Thing.RECORD, Act.VIEW, None)
    g.journal_roles = roles
    return course


def course_for_opening(course_id: int, *, is_looking: bool = False) -> Course:
    """A course to open a journal in. Who is Instructor by launch may once the roster agrees, or cannot be read.

    `is_looking`: the page itself is shown while the roster is still being read.
    """
    course = _course(course_id)
    role = course_teaching_role(acting(), course_id)
    is_unread = course.roster_read_at is None and acting().rules.teachers_from_lms
    if role is Role.READER and is_unread and (is_looking or course.roster_error):
        role = Role.TEACHER
    roles = frozenset({role} if role else set())
    _require(roles, Thing.JOURNAL_OPENING, Act.EDIT, None)
    g.journal_roles = roles
    return course


def _course(course_id: int) -> Course:
    visitor()
    course = db.session.get(Course, course_id)
    if course is None or course.is_front_page:
        raise NotFound
    return course


def may(thing: Thing, act: str) -> bool:
    """For templates: whether the roles found by the last getter allow `act` («V», «C», «A», «P») to `thing`."""
    roles: frozenset[Role] = g.get("journal_roles", frozenset())
    return allows(roles, Thing(thing), Act(act))


def mark_checked(thing: Thing, act: Act) -> None:
    """Remember that this right was asked for and found."""
    g.setdefault("checked", set()).add((thing, act))


def _require(roles: frozenset[Role], thing: Thing, act: Act, journal: Journal | None) -> None:
    require(acting(), roles, thing, act, journal.id if journal else None)
    acting(roles, thing, act)
    mark_checked(thing, act)


def init_access(app: Flask) -> None:
    """Check before each view that somebody is there when somebody must be, and after it that the right was asked."""
    app.before_request(_check_presence)
    app.after_request(verify)


def _check_presence() -> None:
    route = route_of(current_app, request.endpoint)
    if route is None:
        return
    if isinstance(route.right, Needs) or route.right.visitor:
        here = visitor()
        declared = request.headers.get("X-Journal-User")
        if declared is not None and declared != str(here.user.id):
            raise WrongPerson


def verify(response: Response) -> Response:
    """Refuse to answer for a route whose view never asked for the right it declares: a defect, shown as one."""
    route = route_of(current_app, request.endpoint)
    if route is None or isinstance(route.right, Open) or response.status_code >= 400:
        return response
    asked: set[Any] = g.get("checked", set())
    if (route.right.thing, route.right.act) not in asked:
        db.session.rollback()
        raise RuntimeError(f"{request.endpoint} answered without asking for {route.right}")
    return response
