"""Unlocks: the teacher asks, the content administrator or the deputy director answers (4.1.1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from blueprints.unlocks.every import every
from journal.rights import Act, Thing
from journal.unlocks import (
    LONGEST,
    grant_request,
    grant_unlock,
    open_requests,
    refuse_request,
    request_unlock,
)  # fmt: skip
from journal.writing import writing_verdict
from lti_tool.access import acting, journal_for, lesson_for
from lti_tool.database import db
from lti_tool.routing import Needs, Route, add_routes
from models import Journal, Lesson, Unlock, UnlockRequest, User
from regulation.refusal import N_, Refusal

blueprint = Blueprint("unlocks", __name__)
USUAL_DAYS = 2


def ask(lesson_id: int) -> str:
    """The form of a request for one lesson."""
    lesson = lesson_for(Thing.UNLOCK_REQUEST, Act.EDIT, lesson_id)
    return _ask_page(lesson)


def send(lesson_id: int) -> Response | tuple[str, int]:
    """Send the request."""
    lesson = lesson_for(Thing.UNLOCK_REQUEST, Act.EDIT, lesson_id)
    try:
        request_unlock(acting(), lesson, request.form.get("reason", ""))
    except Refusal as refusal:
        db.session.rollback()
        return _ask_page(lesson, refusal), 422
    flash(_("Запрос отправлен. Ответят администратор контента или заместитель директора."), "success")
    return redirect(url_for("marks.grid", journal_id=lesson.journal_id, lesson=lesson.id), 303)


def requests(journal_id: int) -> str:
    """Requests of the journal waiting for an answer, and the unlocks given."""
    return _requests_page(journal_for(Thing.UNLOCK_REQUEST, Act.VIEW, journal_id))


def answer(journal_id: int, request_id: int) -> Response | tuple[str, int]:
    """Grant or refuse a request."""
    journal = journal_for(Thing.UNLOCK, Act.EDIT, journal_id)
    asked = db.session.get(UnlockRequest, request_id)
    if asked is None or asked.journal_id != journal.id:
        raise NotFound

    def operation() -> None:
        if request.form.get("answer") == "refuse":
            refuse_request(acting(), asked, request.form.get("refusal", ""))
        else:
            grant_request(acting().because(asked.reason), asked, _until())

    return _act(journal, operation, _("Ответ отправлен."))


def grant(lesson_id: int) -> Response | tuple[str, int]:
    """Open a lesson without a request."""
    lesson = lesson_for(Thing.UNLOCK, Act.EDIT, lesson_id)
    reason = request.form.get("reason", "")
    day = lesson.date.strftime("%d.%m.%Y")
    return _act(
        lesson.journal,
        lambda: grant_unlock(acting().because(reason), lesson, reason, _until()),
        _("Занятие %(day)s открыто для записи.", day=day),
    )


def _act(journal: Journal, operation: Callable[[], object], done: str) -> Response | tuple[str, int]:
    try:
        operation()
    except Refusal as refusal:
        db.session.rollback()
        return _requests_page(journal, refusal), 422
    flash(done, "success")
    return redirect(url_for("unlocks.requests", journal_id=journal.id), 303)


def _ask_page(lesson: Lesson, refusal: Refusal | None = None) -> str:
    verdict = writing_verdict(acting(), lesson)
    mine = next(
        (
            one
            for one in open_requests(acting().session, lesson.journal_id)
            if one.lesson_id == lesson.id and one.asked_by_id == acting().user_id
        ),
        None,
    )
    return render_template(
        "unlocks/ask.html", lesson=lesson, journal=lesson.journal, verdict=verdict, mine=mine, refusal=refusal
    )


def _requests_page(journal: Journal, refusal: Refusal | None = None) -> str:
    session = acting().session
    waiting = open_requests(session, journal.id)
    given = session.scalars(
        select(Unlock).where(Unlock.journal_id == journal.id).order_by(Unlock.granted_at.desc()).limit(30)
    ).all()
    named = {one.lesson_id for one in waiting} | {one.lesson_id for one in given}
    people = {one.asked_by_id for one in waiting} | {one.granted_by_id for one in given}
    lessons = {one.id: one for one in session.scalars(select(Lesson).where(Lesson.id.in_(named)))}
    names = {one.id: one.display_name for one in session.scalars(select(User).where(User.id.in_(people)))}
    return render_template(
        "unlocks/requests.html",
        journal=journal, waiting=waiting, given=given, lessons=lessons, names=names, refusal=refusal,
        today=acting().today, usual=acting().today + timedelta(days=USUAL_DAYS),
        last=acting().today + timedelta(days=LONGEST),
    )  # fmt: skip


def _until() -> date:
    try:
        return date.fromisoformat(request.form.get("until", ""))
    except ValueError:
        raise Refusal("E_DEADLINE", "4.1.1", N_("Укажите день, до которого открыто.")) from None


add_routes(
    blueprint,
    [
        Route("GET", "/unlocks", every, Needs(Thing.UNLOCK_REQUEST, Act.VIEW)),
        Route("GET", "/lessons/<int:lesson_id>/unlock", ask, Needs(Thing.UNLOCK_REQUEST, Act.EDIT)),
        Route("POST", "/lessons/<int:lesson_id>/unlock", send, Needs(Thing.UNLOCK_REQUEST, Act.EDIT)),
        Route("POST", "/lessons/<int:lesson_id>/unlock/grant", grant, Needs(Thing.UNLOCK, Act.EDIT)),
        Route("GET", "/journals/<int:journal_id>/unlocks", requests, Needs(Thing.UNLOCK_REQUEST, Act.VIEW)),
        Route(
            "POST",
            "/journals/<int:journal_id>/unlocks/<int:request_id>",
            answer,
            Needs(Thing.UNLOCK, Act.EDIT),
        ),
    ],
)
