"""«Задать вопрос администратору контента»: one's own questions, everybody's for who answers (3.4)."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from journal.questions import ANSWER_DAYS, answer_question, ask_question, days_taken, due_day, unseen_answers
from journal.rights import Act, Thing, allows
from journal.roles import general_roles
from lti_tool.access import acting, office_page, visitor
from lti_tool.database import db
from lti_tool.listing import Column, Filter, Listing, has_words, show_list
from lti_tool.routing import Needs, Open, Route, add_routes
from models import Question, User
from regulation.refusal import Refusal

blueprint = Blueprint("questions", __name__)
SHOWN = 100


def index() -> str:
    """The visitor's questions with their answers, and the form; answers are seen from now on."""
    visitor()
    return _own_page()


def ask() -> AnyResponse | tuple[str, int]:
    """Ask."""
    visitor()
    try:
        question = ask_question(acting(), request.form.get("text", ""))
    except Refusal as refusal:
        db.session.rollback()
        return _own_page(refusal), 422
    flash(_("Вопрос отправлен. Ответ — до %(day)s.", day=question.due_on.strftime("%d.%m.%Y")), "success")
    return redirect(url_for("questions.index"), 303)


def everybody() -> Response | str:
    """All questions, for the offices."""
    office_page(Thing.QUESTION, Act.VIEW)
    return show_list(_listing())


def show(question_id: int) -> str:
    """One question: its asker's and the offices'."""
    return _page(_question(question_id))


def answer(question_id: int) -> AnyResponse | tuple[str, int]:
    """The content administrator answers."""
    office_page(Thing.QUESTION, Act.EDIT)
    question = _question(question_id)
    try:
        answer_question(acting(), question, request.form.get("text", ""))
    except Refusal as refusal:
        db.session.rollback()
        return _page(_question(question_id), refusal), 422
    flash(_("Ответ отправлен."), "success")
    return redirect(url_for("questions.everybody", state="open"), 303)


def _question(question_id: int) -> Question:
    here = visitor().user
    found = db.session.get(
        Question, question_id, options=[joinedload(Question.asked_by), joinedload(Question.answered_by)]
    )
    if found is None:
        raise NotFound
    if found.asked_by_id != here.id and not allows(general_roles(acting()), Thing.QUESTION, Act.VIEW):
        raise NotFound
    return found


def _own_page(refusal: Refusal | None = None) -> str:
    here = visitor().user
    fresh = {one.id for one in unseen_answers(db.session, here.id)}
    found = db.session.scalars(
        select(Question)
        .where(Question.asked_by_id == here.id)
        .options(joinedload(Question.answered_by))
        .order_by(Question.id.desc())
        .limit(SHOWN)
    ).all()
    for one in found:
        if one.id in fresh and refusal is None:
            one.seen_at = acting().now
    return render_template(
        "questions/index.html", found=found, fresh=fresh, refusal=refusal, due=due_day(acting()), days=ANSWER_DAYS,
        taken=lambda one: days_taken(one, acting().now, acting()), today=acting().today,
    )  # fmt: skip


def _page(question: Question, refusal: Refusal | None = None) -> str:
    roles = general_roles(acting())
    return render_template(
        "questions/show.html", one=question, refusal=refusal, may_answer=allows(roles, Thing.QUESTION, Act.EDIT),
        sees_all=allows(roles, Thing.QUESTION, Act.VIEW), today=acting().today,
        taken=days_taken(question, acting().now, acting()),
    )  # fmt: skip


def _listing() -> Listing:
    today, now, here = acting().today, acting().now, acting()
    asker = aliased(User)
    states = {
        "open": Question.answered_at.is_(None),
        "late": Question.answered_at.is_(None) & (Question.due_on < today),
        "answered": Question.answered_at.is_not(None),
    }
    return Listing(
        title=_("Вопросы администратору контента"), file_name="вопросы",
        query=select(Question)
        .join(asker, asker.id == Question.asked_by_id)
        .options(joinedload(Question.asked_by), joinedload(Question.answered_by))
        .order_by(Question.answered_at.is_not(None), Question.id.desc()),
        columns=[
            Column(_("Вопрос"), lambda one: one.text[:120] + ("…" if len(one.text) > 120 else ""),
                   lambda one: url_for("questions.show", question_id=one.id)),
            Column(_("Кто"), lambda one: one.asked_by.display_name),
            Column(_("Задан"), lambda one: one.asked_at),
            Column(_("Ответить до"), lambda one: one.due_on,
                   badge=lambda one: "badge-red" if one.answered_at is None and one.due_on < today else ""),
            Column(_("Отвечен"), lambda one: one.answered_at),
            Column(_("Дней до ответа"), lambda one: days_taken(one, now, here), is_number=True),
            Column(_("Кем"), lambda one: one.answered_by.display_name if one.answered_by else ""),
        ],
        words=lambda text: has_words(Question.key, text), words_hint=_("слова вопроса или фамилия"),
        filters=[
            Filter(
                "state", _("Состояние"),
                [("", _("все")), ("open", _("без ответа")), ("late", _("просрочены")), ("answered", _("с ответом"))],
                lambda value: states[value],
            )
        ],
        nothing=_("Вопросов нет."),
    )  # fmt: skip


OWN = Open("one's own questions; the offices' right to others' is asked for", visitor=True)
add_routes(
    blueprint,
    [
        Route("GET", "/questions", index, OWN, writes=True),
        Route("POST", "/questions", ask, OWN),
        Route("GET", "/questions/everybody", everybody, Needs(Thing.QUESTION, Act.VIEW)),
        Route("GET", "/questions/<int:question_id>", show, OWN),
        Route("POST", "/questions/<int:question_id>", answer, Needs(Thing.QUESTION, Act.EDIT)),
    ],
)
