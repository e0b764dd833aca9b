"""A lesson's page and everything done to a lesson."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from blueprints.lessons.forms import (
    lesson_kind_choices,
    read_day,
    read_kind,
    read_number,
    read_place,
    work_kind_choices,
)  # fmt: skip
from blueprints.lessons.page import LessonView, day_title, view_of
from blueprints.lessons.prefill import new_lesson_prefill
from blueprints.lessons.rows import rows_html
from blueprints.lessons.saving import save_form
from journal.attachments import add_attachment, attachments_of_lesson, remove_attachment
from journal.lessons import add_lesson, add_work, cancel_lesson, change_hours, change_kind, move_lesson
from journal.rights import Act, Thing
from lti_tool.access import acting, journal_for, lesson_for, may
from lti_tool.database import db
from lti_tool.page_rules import script_json
from lti_tool.routing import Needs, Route, add_routes
from models import Lesson
from regulation.kinds import LessonKind, WorkKind
from regulation.refusal import Refusal

blueprint = Blueprint("lessons", __name__)
READ = Needs(Thing.RECORD, Act.VIEW)
WRITE = Needs(Thing.RECORD, Act.EDIT)


def panel(lesson_id: int) -> str:
    """The lesson on one screen; with `?part=1` only the part that stands beside the table."""
    lesson = lesson_for(Thing.RECORD, Act.VIEW, lesson_id)
    return _show(lesson)


def save(lesson_id: int) -> Response | tuple[str, int]:
    """The lesson's form without scripts: topic, homework, one button of a student, or «Остальные здесь»."""
    lesson = lesson_for(Thing.RECORD, Act.EDIT, lesson_id)
    return _act(lesson, lambda: save_form(acting(), lesson), to_lesson=True)


def new(journal_id: int) -> str:
    """The form of a new lesson, prefilled: today, the usual pair, the kind of the next line of the КТП."""
    journal = journal_for(Thing.RECORD, Act.EDIT, journal_id)
    prefill = new_lesson_prefill(acting(), journal)
    if request.args.get("kind") in set(LessonKind):
        prefill["kind"] = request.args["kind"]
    return render_template(
        "lessons/new.html", journal=journal, prefill=prefill, kinds=lesson_kind_choices(db.session)
    )


def add(journal_id: int) -> Response | tuple[str, int]:
    """Add the lesson and open it."""
    journal = journal_for(Thing.RECORD, Act.EDIT, journal_id)
    try:
        lesson = add_lesson(
            acting(), journal, day=read_day(), pair=read_number("pair"), kind=read_kind(LessonKind),
            hours=read_number("hours", 2),
        )  # fmt: skip
    except Refusal as refusal:
        db.session.rollback()
        page = render_template(
            "lessons/new.html",
            journal=journal,
            prefill=request.form,
            kinds=lesson_kind_choices(db.session),
            refusal=refusal,
        )
        return page, 422
    if request.form.get("back") == "lesson":
        return redirect(url_for("lessons.panel", lesson_id=lesson.id), 303)
    return redirect(url_for("marks.grid", journal_id=journal_id, lesson=lesson.id, open=1), 303)


def kind(lesson_id: int) -> Response | tuple[str, int]:
    """Switch the kind and the hours of the lesson (4.1.6)."""
    lesson = lesson_for(Thing.RECORD, Act.EDIT, lesson_id)

    def change() -> None:
        change_kind(acting(), lesson, read_kind(LessonKind))
        change_hours(acting(), lesson, read_number("hours", lesson.hours))

    return _act(lesson, change)


def work(lesson_id: int) -> Response | tuple[str, int]:
    """Add one more column to the lesson (4.1.6)."""
    lesson = lesson_for(Thing.RECORD, Act.EDIT, lesson_id)
    return _act(
        lesson, lambda: add_work(acting(), lesson, read_kind(WorkKind), request.form.get("title", ""))
    )


def attach(lesson_id: int) -> Response | tuple[str, int]:
    """Attach a link to the topic or the homework (2.1)."""
    lesson = lesson_for(Thing.RECORD, Act.EDIT, lesson_id)
    form = request.form
    return _act(
        lesson,
        lambda: add_attachment(acting(), lesson, read_place(), form.get("url", ""), form.get("title", "")),
    )


def detach(lesson_id: int) -> Response | tuple[str, int]:
    """Take a link off the lesson."""
    lesson = lesson_for(Thing.RECORD, Act.EDIT, lesson_id)
    wanted = read_number("attachment")
    found = next((one for one in attachments_of_lesson(db.session, lesson_id) if one.id == wanted), None)
    if found is None:
        raise NotFound
    return _act(lesson, lambda: remove_attachment(acting(), lesson, found))


def move(lesson_id: int) -> Response | tuple[str, int]:
    """Move the lesson to another day or pair."""
    lesson = lesson_for(Thing.RECORD, Act.EDIT, lesson_id)
    moved: list[Lesson] = []

    def change() -> None:
        moved.append(
            move_lesson(acting(), lesson, read_day(), read_number("pair"), request.form.get("reason", ""))
        )

    answer = _act(lesson, change)
    return _back(moved[0]) if moved else answer


def cancel(lesson_id: int) -> Response | tuple[str, int]:
    """Cancel the lesson: it stays in the history, its column goes."""
    lesson = lesson_for(Thing.RECORD, Act.EDIT, lesson_id)
    journal_id = lesson.journal_id
    answer = _act(lesson, lambda: cancel_lesson(acting(), lesson, request.form.get("reason", "")))
    if isinstance(answer, tuple):
        return answer
    flash(
        _("Занятие %(day)s отменено, запись об этом сохранена.", day=lesson.date.strftime("%d.%m.%Y")),
        "success",
    )
    return redirect(url_for("marks.grid", journal_id=journal_id), 303)


def _show(lesson: Lesson, refusal: Refusal | None = None) -> str:
    work_id = request.values.get("work", type=int)
    view = view_of(acting(), lesson, may(Thing.RECORD, "C"), work_id)
    part = request.args.get("part") == "1"
    return render_template(
        "lessons/part.html" if part else "lessons/page.html",
        view=view, lesson=lesson, journal=lesson.journal, refusal=refusal, day_title=day_title(lesson.date, acting().today),
        kinds=lesson_kind_choices(db.session, lesson.kind.value), works=work_kind_choices(db.session), texts=_texts(view), is_part=part,
        rows_html=rows_html(view, view.can_edit and _takes_marks(view)), data_json=script_json(view.data),
        links=attachments_of_lesson(db.session, lesson.id), today=acting().today, two_days=timedelta(days=2),
    )  # fmt: skip


def _takes_marks(view: LessonView) -> bool:
    return view.closed is None or any(work["open"] for work in view.data["works"])


def _texts(view: LessonView) -> dict[str, str]:
    """What stands in the topic and homework fields: what was sent, what is written, else what the КТП offers."""
    lesson, offered = view.lesson, view.offered
    topic = lesson.topic or (offered.topic if offered else "")
    homework = lesson.homework or (offered.homework if offered else "")
    return {"topic": request.form.get("topic", topic), "homework": request.form.get("homework", homework)}


def _act(
    lesson: Lesson, operation: Callable[[], object], to_lesson: bool = False
) -> Response | tuple[str, int]:
    """Do it and go back; a refusal shows the lesson again with the sentence, and nothing has changed."""
    try:
        operation()
    except Refusal as refusal:
        db.session.rollback()
        return _show(lesson, refusal), 422
    return _back(lesson, to_lesson)


def _back(lesson: Lesson, to_lesson: bool = False) -> Response:
    if to_lesson or request.form.get("back") == "lesson":
        work_id = request.form.get("work", type=int)
        return redirect(url_for("lessons.panel", lesson_id=lesson.id, work=work_id), 303)
    return redirect(url_for("marks.grid", journal_id=lesson.journal_id, lesson=lesson.id, open=1), 303)


add_routes(
    blueprint,
    [
        Route("GET", "/lessons/<int:lesson_id>", panel, READ),
        Route("POST", "/lessons/<int:lesson_id>", save, WRITE),
        Route("POST", "/lessons/<int:lesson_id>/kind", kind, WRITE),
        Route("POST", "/lessons/<int:lesson_id>/works", work, WRITE),
        Route("POST", "/lessons/<int:lesson_id>/links", attach, WRITE),
        Route("POST", "/lessons/<int:lesson_id>/links/remove", detach, WRITE),
        Route("POST", "/lessons/<int:lesson_id>/move", move, WRITE),
        Route("POST", "/lessons/<int:lesson_id>/cancel", cancel, WRITE),
        Route("GET", "/journals/<int:journal_id>/lessons/new", new, WRITE),
        Route("POST", "/journals/<int:journal_id>/lessons", add, WRITE),
    ],
)
