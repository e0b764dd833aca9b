"""«Оценки»: the course's grade book with the columns that came from the tool."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from demo.lms.columns import Column
from demo.lms.pages.session import can_edit, course_here, is_staff, needs_person, person_here
from demo.lms.site import site

bp = Blueprint("gradebook", __name__)


@bp.get("/course/<course_id>/grades")
@needs_person
def grades(course_id: str) -> str:
    """Every student's grades for staff; a student sees the own row, a parent the children's."""
    lms, course, person = site(), course_here(course_id), person_here()
    students = [one.person for one in lms.people.participants(course_id) if one.role == "student"]
    if not is_staff(course):
        visible = {person.id, *lms.college.children_of.get(person.id, ())}
        students = [one for one in students if one.id in visible]
    return render_template(
        "grades.html",
        course=course,
        here="grades",
        sections=lms.activities.sections(course_id),
        students=students,
        columns=lms.columns.of_course(course_id),
        cells=lms.grades.of_course(course_id),
        is_staff=is_staff(course),
        can_edit=can_edit(course),
    )


@bp.post("/course/<course_id>/grades/<int:column_id>/lock")
@needs_person
def lock(course_id: str, column_id: int) -> Response:
    """Lock a column (every score is then refused) or unlock it."""
    column = _column_for_editing(course_id, column_id)
    site().columns.lock(column.id, request.form.get("lock") == "1")
    return redirect(url_for("gradebook.grades", course_id=course_id))


@bp.post("/course/<course_id>/grades/<int:column_id>/<person_id>")
@needs_person
def override(course_id: str, column_id: int, person_id: str) -> Response:
    """The teacher's own edit in the LMS; an empty number erases it."""
    lms, column = site(), _column_for_editing(course_id, column_id)
    written = request.form.get("score", "").strip().replace(",", ".")
    try:
        score = float(written) if written else None
    except ValueError:
        abort(400)
    lms.grades.override(column, person_id, score, request.form.get("comment", "").strip(), lms.now())
    return redirect(url_for("gradebook.grades", course_id=course_id))


def _column_for_editing(course_id: str, column_id: int) -> Column:
    column = site().columns.get(column_id)
    if not can_edit(course_here(course_id)):
        abort(403)
    if column is None or column.course_id != course_id:
        abort(404)
    return column
