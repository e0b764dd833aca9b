"""The first page: choose a person to become."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from demo.college import PARENT_LOGIN, PARENT_PASSWORD, Person
from demo.lms.people import russian_order
from demo.lms.site import Site, site

bp = Blueprint("people", __name__)


@bp.get("/")
def choose() -> str:
    """Everybody one can become: staff and parents as cards, students as a list."""
    lms = site()
    everybody = lms.people.all()
    staff = [(one, _occupation(lms, one)) for one in everybody if one.id in _cards(lms)]
    students = sorted((one for one in everybody if one.id not in _cards(lms)), key=russian_order)
    parents = f"{lms.settings.tool_url.rstrip('/')}/parents"
    return render_template(
        "choose.html",
        staff=staff,
        students=students,
        parents=parents,
        login=PARENT_LOGIN,
        password=PARENT_PASSWORD,
    )


@bp.post("/become")
def become() -> Response:
    """Become the chosen person and go to the courses."""
    person = site().people.get(request.form.get("person", ""))
    if person is None:
        return redirect(url_for("people.choose"))
    session.clear()
    session["person"] = person.id
    return redirect(url_for("courses.mine"))


@bp.post("/leave")
def leave() -> Response:
    session.clear()
    return redirect(url_for("people.choose"))


def _cards(lms: Site) -> set[str]:
    return {one.id for one in lms.college.people.values() if one.birth_date is None}


def _occupation(lms: Site, person: Person) -> str:
    known = lms.college.people.get(person.id)
    if known is not None and known.post:
        return known.post
    children = [lms.people.get(child) for child in lms.college.children_of.get(person.id, ())]
    if children:
        return "Родитель: " + ", ".join(child.full_name for child in children if child)
    taught = [course for course in lms.college.courses.values() if _teaches(lms, person, course.id)]
    codes = ", ".join(course.code for course in taught)
    is_editing = any(lms.people.role_in(person, course.id) == "editingteacher" for course in taught)
    return f"Преподаватель: {codes}" if is_editing else f"Преподаватель без права редактирования: {codes}"


def _teaches(lms: Site, person: Person, course_id: str) -> bool:
    return lms.people.role_in(person, course_id) in {"editingteacher", "teacher"}
