"""The list of courses, a course page with its activities, and the participants."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from demo.lms.pages.session import (
    can_edit,
    course_here,
    is_staff,
    needs_administrator,
    needs_person,
    person_here,
)
from demo.lms.people import ROLE_TITLES
from demo.lms.site import site

bp = Blueprint("courses", __name__)


@bp.get("/my")
@needs_person
def mine() -> str:
    """The courses the person has a place in; the front page is open to everybody."""
    lms = site()
    person = person_here()
    courses = [
        (course, ROLE_TITLES[lms.people.role_in(person, course.id)], len(lms.people.participants(course.id)))
        for course in lms.college.courses.values()
        if not course.is_front_page and lms.people.role_in(person, course.id) != "none"
    ]
    front = next(course for course in lms.college.courses.values() if course.is_front_page)
    return render_template(
        "courses.html", courses=courses, front=front, front_links=lms.activities.of_course(front.id)
    )


@bp.get("/course/<course_id>")
@needs_person
def course(course_id: str) -> str:
    """A course page: its activities by section."""
    shown = course_here(course_id)
    sections = site().activities.sections(course_id)
    return render_template(
        "course.html",
        course=shown,
        sections=sections,
        here="course",
        can_edit=can_edit(shown),
        tool=site().tools.default(),
    )


@bp.get("/course/<course_id>/participants")
@needs_person
def participants(course_id: str) -> str:
    """Who is enrolled, with the administrator's switches."""
    shown = course_here(course_id)
    return render_template(
        "participants.html",
        course=shown,
        here="participants",
        sections=site().activities.sections(course_id),
        participants=site().people.participants(course_id),
        groups=lambda person: ", ".join(one.name for one in site().groups_of(shown, person.id)),
        is_staff=is_staff(shown),
    )


@bp.post("/course/<course_id>/participants")
@needs_administrator
def add_participant(course_id: str) -> Response:
    """Enrol a new person as a student."""
    course_here(course_id)
    names = [
        request.form.get(name, "").strip() for name in ("family_name", "given_name", "patronymic", "idnumber")
    ]
    if not names[0] or not names[1]:
        abort(400)
    site().people.add(course_id, *names)
    return redirect(url_for("courses.participants", course_id=course_id))


@bp.post("/course/<course_id>/participants/<person_id>")
@needs_administrator
def change_participant(course_id: str, person_id: str) -> Response:
    """Suspend, return or remove an enrolment."""
    course_here(course_id)
    match request.form.get("state"):
        case "active" | "suspended" | "absent" as state:
            site().people.set_state(course_id, person_id, state)
        case _:
            abort(400)
    return redirect(url_for("courses.participants", course_id=course_id))


@bp.post("/activity/<activity_id>/remove")
@needs_person
def remove_activity(activity_id: str) -> Response:
    """Take an activity off its course page."""
    link = site().activities.get(activity_id)
    if link is None:
        abort(404)
    if not can_edit(course_here(link.course_id)):
        abort(403)
    site().activities.remove(activity_id)
    return redirect(url_for("courses.course", course_id=link.course_id))
