"""The lists of messages: conversations, and the people one may write to."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import aliased

from journal import relations
from journal.acting import Acting
from lti_tool.listing import Column, Filter, Listing, has_words
from models import Conversation, Message, MessageTopic, Student, User
from regulation.refusal import N_

TOPICS = {
    MessageTopic.OTHER: N_("без темы"),
    MessageTopic.BEHAVIOUR: N_("поведение"),
    MessageTopic.SUCCESS: N_("успехи в учёбе"),
    MessageTopic.ATTENDANCE: N_("посещаемость"),
}
ROLES = {
    relations.TEACHER: N_("преподаватель"),
    relations.CURATOR: N_("куратор"),
    relations.STUDENT: N_("обучающийся"),
    relations.PARENT: N_("родитель"),
    relations.STAFF: N_("сотрудник"),
}


def conversations(user_id: int) -> Listing:
    """The person's conversations with what is unread in each, the latest first."""
    other, first, second = aliased(User), Conversation.first_id, Conversation.second_id
    unread = (
        select(func.count())
        .where(
            Message.conversation_id == Conversation.id,
            Message.recipient_id == user_id,
            Message.read_at.is_(None),
        )
        .scalar_subquery()
    )
    name = Student.family_name + " " + Student.given_name
    return Listing(
        title=_("Сообщения"), file_name="сообщения",
        query=select(
            Conversation.id, other.display_name, name.label("student"), Conversation.last_text, Conversation.last_at,
            unread.label("unread"),
        )
        .join(other, other.id == case((first == user_id, second), else_=first))
        .outerjoin(Student, Student.id == Conversation.student_id)
        .where(or_(first == user_id, second == user_id))
        .order_by(Conversation.last_at.desc(), Conversation.id.desc()),
        columns=[
            Column(_("С кем"), lambda row: row.display_name,
                   lambda row: url_for("messages.thread", conversation_id=row.id) + "#last"),
            Column(_("Новых"), lambda row: row.unread or "", is_number=True, badge=lambda row: "badge-red" if row.unread else ""),
            Column(_("О ком"), lambda row: row.student),
            Column(_("Последнее"), lambda row: row.last_text[:80] + ("…" if len(row.last_text) > 80 else "")),
            Column(_("Когда"), lambda row: row.last_at),
        ],
        words=lambda text: or_(has_words(other.sort_key, text), has_words(Student.sort_key, text)), words_hint=_("фамилия"),
        filters=[
            Filter("unread", _("Показать"), [("", _("все")), ("yes", _("непрочитанные"))], lambda _value: unread > 0)
        ],
        nothing=_("Сообщений пока нет. Нажмите «Написать»."),
    )  # fmt: skip


def people(acting: Acting) -> Listing:
    """Whom the person may write to."""
    query = relations.recipients(acting)
    columns: Any = query.selected_columns
    is_staff = acting.user is not None and acting.user.is_staff
    kinds = (
        (relations.STUDENT, relations.PARENT, relations.STAFF)
        if is_staff
        else (relations.TEACHER, relations.CURATOR)
    )
    return Listing(
        title=_("Кому написать"), file_name="адресаты", query=query,
        columns=[
            Column(_("Кому"), lambda row: row.name,
                   lambda row: url_for("messages.new", to=row.user_id, about=row.student_id)),
            Column(_("Кто это"), lambda row: _(ROLES[row.role])),
            Column(_("Обучающийся"), lambda row: row.student),
        ],
        words=lambda text: or_(has_words(columns.key, text), has_words(columns.student_key, text)),
        words_hint=_("фамилия"),
        filters=[
            Filter(
                "role", _("Кто"), [("", _("все")), *((kind, _(ROLES[kind])) for kind in kinds)],
                lambda value: columns.role == value,
            )
        ],
        nothing=_("Здесь появятся преподаватели, куратор, обучающиеся и родители, с которыми вас связывает журнал."),
    )  # fmt: skip
