"""The parent's notifications, and the log of what was told and what was withheld and why (2.5)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, url_for
from flask_babel import gettext as _
from sqlalchemy import Row, ScalarSelect, and_, case, exists, false, func, select
from werkzeug.wrappers import Response as AnyResponse

from journal.group_roles import groups_allowed
from journal.notification_consents import shown_to
from journal.notifications import mark_all_read
from journal.rights import Act, Thing
from lti_tool.access import acting, visitor
from lti_tool.listing import Column, Filter, Listing, has_words, show_list
from lti_tool.routing import Open, Route, add_routes
from models import (
    Letter,
    LetterState,
    Membership,
    Notification,
    NotificationEvent,
    NotificationRead,
    NotificationState,
    Student,
)  # fmt: skip
from regulation.refusal import N_

blueprint = Blueprint("notifications", __name__)
EVENTS = {
    NotificationEvent.ABSENCE: N_("пропуск"),
    NotificationEvent.TWO: N_("отметка «2»"),
    NotificationEvent.NOT_ASSESSED: N_("не аттестован"),
    NotificationEvent.CHECKPOINT: N_("МИУД"),
    NotificationEvent.DIGEST: N_("итоги недели"),
}
STATES = {
    NotificationState.TOLD: N_("сообщено"),
    NotificationState.WITHHELD: N_("не отправлено"),
    NotificationState.TAKEN_BACK: N_("запись исправлена"),
}


def index() -> Response | str:
    """What the visitor is told of their children, the newest first."""
    me = visitor().user.id
    read = exists().where(NotificationRead.notification_id == Notification.id, NotificationRead.user_id == me)
    is_new = and_(~read, Notification.state == NotificationState.TOLD)
    name = Student.family_name + " " + Student.given_name
    query: Any = (
        select(
            Notification.text, Notification.event, Notification.state, Notification.made_at, Notification.happened_on,
            Student.id.label("student_id"), name.label("student"), is_new.label("is_new"),
        )
        .join(Student, Student.id == Notification.student_id)
        .where(shown_to(me, acting().today))
        .order_by(Notification.id.desc())
    )  # fmt: skip
    listing = Listing(
        title=_("Уведомления"), file_name="уведомления",
        query=query,
        columns=[
            Column(_("Сообщение"), lambda row: row.text),
            Column(_("О ком"), lambda row: row.student, lambda row: url_for("gradebook.child", student_id=row.student_id)),
            Column(_("Что"), lambda row: _(EVENTS[row.event])),
            Column(_("Когда"), lambda row: row.made_at),
            Column("", lambda row: _state(row), badge=lambda row: "badge-red" if row.is_new else "badge-amber"),
        ],
        filters=[
            Filter("event", _("Что"), [("", _("всё")), *((one.value, _(title)) for one, title in EVENTS.items())],
                   lambda value: Notification.event == NotificationEvent(value)),
            Filter("new", _("Показать"), [("", _("все")), ("yes", _("новые"))], lambda _value: is_new),
        ],
        nothing=_("Уведомлений нет. Они приходят тем, кто дал согласие на извещения."),
    )  # fmt: skip
    return show_list(listing, "notifications/index.html")


def read() -> AnyResponse:
    """Everything shown is read."""
    visitor()
    mark_all_read(acting())
    return redirect(url_for("notifications.index"), 303)


def log() -> Response | str:
    """What was told of whom and what was withheld and why, without its text, for offices that keep the access."""
    visitor()
    groups = groups_allowed(acting(), Thing.CREDENTIALS, Act.VIEW)
    sent = _letters(LetterState.SENT)
    failed = _letters(LetterState.GIVEN_UP, LetterState.DROPPED)
    name = Student.family_name + " " + Student.given_name
    query: Any = (
        select(
            Notification.event, Notification.state, Notification.why, Notification.happened_on, Notification.made_at,
            name.label("student"), sent.label("sent"), failed.label("failed"),
        )
        .join(Student, Student.id == Notification.student_id)
        .order_by(Notification.id.desc())
    )  # fmt: skip
    if groups is not None:
        here = select(Membership.student_id).where(Membership.group_id.in_(groups))
        query = query.where(Notification.student_id.in_(here) if groups else false())
    return show_list(
        Listing(
            title=_("Журнал уведомлений родителей"), file_name="журнал-уведомлений", query=query,
            columns=[
                Column(_("Когда"), lambda row: row.made_at),
                Column(_("Обучающийся"), lambda row: row.student),
                Column(_("Что"), lambda row: _(EVENTS[row.event])),
                Column(_("День события"), lambda row: row.happened_on),
                Column(_("Состояние"), lambda row: _(STATES[row.state]),
                       badge=lambda row: "badge-amber" if row.state is NotificationState.WITHHELD else "badge-green"),
                Column(_("Почему"), lambda row: _(row.why) if row.why else ""),
                Column(_("Писем"), lambda row: row.sent, is_number=True),
                Column(_("Не дошло"), lambda row: row.failed, is_number=True),
            ],
            words=lambda text: has_words(Student.sort_key, text), words_hint=_("фамилия"),
            filters=[
                Filter("state", _("Состояние"), [("", _("все")), *((one.value, _(title)) for one, title in STATES.items())],
                       lambda value: Notification.state == NotificationState(value)),
                Filter("event", _("Что"), [("", _("всё")), *((one.value, _(title)) for one, title in EVENTS.items())],
                       lambda value: Notification.event == NotificationEvent(value)),
            ],
            nothing=_("Записей нет."),
        )
    )  # fmt: skip


def _letters(*states: LetterState) -> ScalarSelect[int]:
    counted = func.sum(case((Letter.state.in_(states), 1), else_=0))
    return (
        select(func.coalesce(counted, 0)).where(Letter.notification_id == Notification.id).scalar_subquery()
    )


def _state(row: Row[Any]) -> str:
    if row.is_new:
        return str(_("новое"))
    return str(_(STATES[NotificationState.TAKEN_BACK])) if row.state is NotificationState.TAKEN_BACK else ""


OWN = Open(
    "what a parent is told of their own children by their consent; offices: of the groups they keep",
    visitor=True,
)
add_routes(
    blueprint,
    [
        Route("GET", "/notifications", index, OWN),
        Route("POST", "/notifications/read", read, OWN),
        Route("GET", "/notifications/log", log, OWN),
    ],
)
