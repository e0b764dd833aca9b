"""Who the visitor has become. There are no passwords: this is a demonstration on one machine."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import abort, g, redirect, session, url_for

from demo.college import Course, Person
from demo.lms.people import STAFF_ROLES
from demo.lms.site import site

View = TypeVar("View", bound=Callable[..., Any])


def current_person() -> Person | None:
    """The person chosen on the first page, if any."""
    if "person" not in g:
        g.person = site().people.get(session.get("person", ""))
    return cast("Person | None", g.person)


def needs_person(view: View) -> View:
    """A page for somebody: without a chosen person the visitor goes to the first page."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Any:
        if current_person() is None:
            return redirect(url_for("people.choose"))
        return view(*args, **kwargs)

    return cast(View, checked)


def needs_administrator(view: View) -> View:
    """A page of the site administrator; 403 for anybody else."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Any:
        person = current_person()
        if person is None or person.site_role != "admin":
            abort(403)
        return view(*args, **kwargs)

    return cast(View, checked)


def person_here() -> Person:
    """The chosen person on a page that needs one."""
    person = current_person()
    assert person is not None
    return person


def course_here(course_id: str) -> Course:
    """The course of the page's address: 404 when unknown, 403 when the person has no place in it."""
    lms = site()
    course = lms.course(course_id)
    if course is None:
        abort(404)
    if not course.is_front_page and lms.people.role_in(person_here(), course_id) == "none":
        abort(403)
    return course


def is_staff(course: Course) -> bool:
    return site().people.role_in(person_here(), course.id) in STAFF_ROLES


def can_edit(course: Course) -> bool:
    """Whether the person may add activities: editing teachers, methodists and the administrator."""
    return site().people.role_in(person_here(), course.id) in STAFF_ROLES - {"teacher"}
