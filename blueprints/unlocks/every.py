"""Requests for an unlock of the whole institution, for who answers them (4.1.1)."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import aliased, joinedload

from journal.rights import Act, Thing
from lti_tool.access import acting, office_page
from lti_tool.listing import Column, Filter, Listing, has_words, show_list
from models import Journal, Lesson, UnlockRequest, User
from regulation.days import local_date

WAITING = "waiting"


def every() -> Response | str:
    """Who asks to open what, the oldest first; each line leads to the journal's page of unlocks, where it is answered."""
    office_page(Thing.UNLOCK_REQUEST, Act.VIEW)
    asking = aliased(User)
    query = (
        select(UnlockRequest, Journal, asking, Lesson)
        .join(Journal, Journal.id == UnlockRequest.journal_id)
        .join(asking, asking.id == UnlockRequest.asked_by_id)
        .outerjoin(Lesson, Lesson.id == UnlockRequest.lesson_id)
        .options(joinedload(Journal.discipline), joinedload(Journal.group), joinedload(Journal.subgroup))
        .order_by(UnlockRequest.asked_at, UnlockRequest.id)
    )
    states = [(WAITING, _("ждут ответа")), ("answered", _("с ответом")), ("all", _("все"))]
    listing = Listing(
        title=_("Запросы на разблокировку"),
        query=query,
        columns=(
            Column(_("Журнал"), _journal, link=_address),
            Column(_("Что открыть"), _what),
            Column(_("Причина"), lambda row: row[0].reason),
            Column(_("Кто просит"), lambda row: row[2].display_name),
            Column(_("Когда"), lambda row: row[0].asked_at),
            Column(_("Ждёт, дней"), _waiting_days, is_number=True),
            Column(_("Ответ"), lambda row: _answer(row[0])),
        ),
        file_name="разблокировки",
        filters=(Filter("state", _("Состояние"), states, _in_state, WAITING),),
        words=lambda text: has_words(asking.sort_key, text),
        words_hint=_("фамилия преподавателя"),
        nothing=_("Запросов, ждущих ответа, нет."),
    )  # fmt: skip
    return show_list(listing)


def _journal(row: Any) -> str:
    return f"{row[1].discipline.title}, {row[1].group.name}"


def _address(row: Any) -> str:
    return url_for("unlocks.requests", journal_id=row[1].id)


def _what(row: Any) -> str:
    text: str = _("занятие %(day)s", day=f"{row[3].date:%d.%m.%Y}") if row[3] else _("итоговые отметки")
    return text


def _waiting_days(row: Any) -> int | str:
    if row[0].answered_at is not None:
        return ""
    return (acting().today - local_date(row[0].asked_at, acting().zone)).days


def _in_state(value: str) -> ColumnElement[bool]:
    if value == WAITING:
        return UnlockRequest.answered_at.is_(None)
    return UnlockRequest.answered_at.is_not(None) if value == "answered" else true()


def _answer(row: UnlockRequest) -> str:
    if row.answered_at is None:
        return ""
    text: str = _("отказ: %(why)s", why=row.refusal) if row.refusal else _("открыто")
    return text
