"""Messages: the conversations, one conversation, writing to somebody, the curator's word to parents (2.2, 3.12.3)."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from blueprints.messages import parents
from blueprints.messages.listing import TOPICS, conversations, people
from journal.messages import (
    conversation_of,
    find_conversation,
    mark_read,
    messages_of,
    require_related,
    send_message,
)
from journal.relations import is_related
from journal.rights import Act, Thing
from lti_tool.access import acting, visitor
from lti_tool.database import db
from lti_tool.listing import show_list
from lti_tool.routing import Needs, Open, Route, add_routes
from models import Conversation, MessageTopic, Student, User
from regulation.refusal import Refusal

blueprint = Blueprint("messages", __name__)


def index() -> Response | str:
    """The visitor's conversations, the latest first."""
    return show_list(conversations(visitor().user.id), "messages/index.html")


def new() -> AnyResponse | str:
    """Whom the visitor may write to; with `?to=` and `?about=` the first message to one of them."""
    here = visitor().user
    to = request.args.get("to", type=int)
    if to is None:
        return show_list(people(acting()), "messages/people.html")
    other, student = _addressed(to, request.args.get("about", type=int))
    require_related(acting(), other, student.id if student else None)
    found = find_conversation(db.session, here.id, other.id, student.id if student else None)
    if found is not None:
        return redirect(url_for("messages.thread", conversation_id=found.id), 303)
    return _compose(other, student)


def send() -> AnyResponse | tuple[str, int]:
    """The first message to somebody."""
    visitor()
    other, student = _addressed(request.form.get("to", 0, type=int), request.form.get("about", type=int))
    try:
        message = send_message(
            acting(), other, request.form.get("text", ""), student.id if student else None, _topic()
        )
    except Refusal as refusal:
        db.session.rollback()
        return _compose(*_addressed(other.id, student.id if student else None), refusal), 422
    return redirect(url_for("messages.thread", conversation_id=message.conversation_id), 303)


def thread(conversation_id: int) -> str:
    """A conversation; what was written to the visitor is read from now on."""
    talk = _talk(conversation_id)
    mark_read(acting(), talk)
    return _thread_page(talk)


def reply(conversation_id: int) -> AnyResponse | tuple[str, int]:
    """Write on in a conversation, while the two are still related."""
    talk = _talk(conversation_id)
    try:
        send_message(
            acting(), talk.other(visitor().user.id), request.form.get("text", ""), talk.student_id, _topic()
        )
    except Refusal as refusal:
        db.session.rollback()
        return _thread_page(_talk(conversation_id), refusal), 422
    flash(_("Отправлено."), "success")
    return redirect(url_for("messages.thread", conversation_id=conversation_id) + "#last", 303)


def _talk(conversation_id: int) -> Conversation:
    visitor()
    found = conversation_of(acting(), conversation_id)
    if found is None:
        raise NotFound
    return found


def _addressed(user_id: int, student_id: int | None) -> tuple[User, Student | None]:
    other = db.session.get(User, user_id)
    if other is None:
        raise NotFound
    return other, db.session.get(Student, student_id) if student_id else None


def _topic() -> MessageTopic:
    given = request.form.get("topic", "")
    return MessageTopic(given) if given in set(MessageTopic) else MessageTopic.OTHER


def _compose(other: User, student: Student | None, refusal: Refusal | None = None) -> str:
    return render_template(
        "messages/compose.html", other=other, student=student, refusal=refusal, topics=TOPICS,
        is_staff=visitor().user.is_staff,
    )  # fmt: skip


def _thread_page(talk: Conversation, refusal: Refusal | None = None) -> str:
    me = visitor().user
    other = talk.other(me.id)
    return render_template(
        "messages/thread.html", talk=talk, other=other, me=me, messages=messages_of(db.session, talk), topics=TOPICS,
        refusal=refusal, may_write=is_related(acting(), other, talk.student_id), kinds=MessageTopic,
    )  # fmt: skip


OWN = Open("one's own conversations; whom one may write to is asked of journal.relations", visitor=True)
add_routes(
    blueprint,
    [
        Route("GET", "/messages", index, OWN),
        Route("GET", "/messages/new", new, OWN),
        Route("POST", "/messages/new", send, OWN),
        Route("GET", "/messages/<int:conversation_id>", thread, OWN, writes=True),
        Route("POST", "/messages/<int:conversation_id>", reply, OWN),
        Route(
            "GET", "/groups/<int:group_id>/parents/message", parents.parents, Needs(Thing.MESSAGE, Act.EDIT)
        ),
        Route("POST", "/groups/<int:group_id>/parents/message", parents.tell, Needs(Thing.MESSAGE, Act.EDIT)),
    ],
)
