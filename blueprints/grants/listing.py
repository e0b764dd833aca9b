"""The list of offices with its filters, and the list of people to choose from."""

from __future__ import annotations

from datetime import date, timedelta

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, select, true
from sqlalchemy.orm import joinedload

from blueprints.grants.forms import scope_text
from journal.holders import ENDING_DAYS, in_force
from lti_tool.errors import role_title
from lti_tool.listing import Column, Filter, Listing, has_words
from models import Grant, Journal, Office, User

ACTIVE, ENDING, FUTURE, EXPIRED, REVOKED = "active", "ending", "future", "expired", "revoked"
EVERY = "all"


def state_of(grant: Grant, today: date) -> str:
    """Which of the states an office is in today."""
    if grant.revoked_at is not None:
        return REVOKED
    if grant.starts_on > today:
        return FUTURE
    if grant.ends_on is None:
        return ACTIVE
    if grant.ends_on < today:
        return EXPIRED
    return ENDING if grant.ends_on <= today + timedelta(days=ENDING_DAYS) else ACTIVE


def state_title(state: str) -> str:
    """The state in words."""
    titles: dict[str, str] = {
        ACTIVE: _("действует"), ENDING: _("скоро закончится"), FUTURE: _("ещё не началось"), EXPIRED: _("закончилось"),
        REVOKED: _("отозвано"),
    }  # fmt: skip
    return titles[state]


BADGES = {
    ACTIVE: "badge-green",
    ENDING: "badge-amber",
    FUTURE: "badge-plain",
    EXPIRED: "badge-plain",
    REVOKED: "badge-red",
}


def grants_listing(today: date) -> Listing:
    """Offices by name of their holders; those in force at first."""
    journal = joinedload(Grant.journal)
    query = (
        select(Grant)
        .join(Grant.user)
        .options(
            joinedload(Grant.user), joinedload(Grant.group), joinedload(Grant.order), journal.joinedload(Journal.discipline),
            journal.joinedload(Journal.group),
        )
        .order_by(User.sort_key, Grant.starts_on, Grant.id)
    )  # fmt: skip
    states = [(EVERY, _("все")), *((one, state_title(one)) for one in BADGES)]
    offices = [("", _("все")), *((one.value, role_title(one.value)) for one in Office)]
    scopes = [
        ("", _("любой")),
        ("institution", _("всё учреждение")),
        ("group", _("группа")),
        ("journal", _("журнал")),
    ]
    return Listing(
        title=_("Полномочия по приказам"),
        query=query,
        columns=(
            Column(_("Человек"), lambda row: row.user.display_name, link=_address),
            Column(_("Должность"), lambda row: role_title(row.office.value)),
            Column(_("Объём"), lambda row: scope_text(row) or _("всё учреждение")),
            Column(_("Приказ"), _order_name, link=_order),
            Column(_("С"), lambda row: row.starts_on),
            Column(_("По"), lambda row: row.ends_on),
            Column(_("Состояние"), lambda row: state_title(state_of(row, today)), badge=lambda row: BADGES[state_of(row, today)]),
        ),
        file_name="полномочия",
        filters=(
            Filter("state", _("Состояние"), states, lambda value: _in_state(value, today), ACTIVE),
            Filter("office", _("Должность"), offices, lambda value: Grant.office == Office(value)),
            Filter("scope", _("Объём"), scopes, _of_scope),
        ),
        words=lambda text: has_words(User.sort_key, text),
        words_hint=_("фамилия"),
        nothing=_("Таких полномочий нет."),
    )  # fmt: skip


def people_listing() -> Listing:
    """Who can hold an office: everybody but students and parents with a login of their own."""
    return Listing(
        title=_("Кому дать полномочие"),
        query=select(User)
        .where(User.student_id.is_(None), User.is_local.is_(False))
        .order_by(User.is_staff.desc(), User.sort_key, User.id),
        columns=(
            Column(_("Человек"), lambda row: row.display_name, link=lambda row: url_for("grants.new", person=row.id)),
            Column(_("Номер"), lambda row: row.college_number),
            Column(_("Кто это в LMS"), lambda row: _("сотрудник") if row.is_staff else _("не сотрудник")),
            Column(_("Был(а) в журнале"), lambda row: row.last_visit_at),
        ),
        file_name="люди",
        words=lambda text: has_words(User.sort_key, text),
        words_hint=_("фамилия"),
        nothing=_("Никого не нашлось. Человек появляется здесь, когда впервые откроет журнал из LMS."),
    )  # fmt: skip


def _address(row: Grant) -> str:
    return url_for("grants.show", grant_id=row.id)


def _order_name(row: Grant) -> str:
    return f"№ {row.order_number} от {row.order_date:%d.%m.%Y}"


def _order(row: Grant) -> str | None:
    return url_for("orders.show", order_id=row.order_id) if row.order_id else None


def _in_state(value: str, today: date) -> ColumnElement[bool]:
    soon = today + timedelta(days=ENDING_DAYS)
    match value:
        case "active":
            return and_(*in_force(today))
        case "ending":
            return and_(*in_force(today), Grant.ends_on <= soon)
        case "future":
            return and_(Grant.revoked_at.is_(None), Grant.starts_on > today)
        case "expired":
            return and_(Grant.revoked_at.is_(None), Grant.ends_on < today)
        case "all":
            return true()
    return Grant.revoked_at.is_not(None)


def _of_scope(value: str) -> ColumnElement[bool]:
    if value == "institution":
        return and_(Grant.group_id.is_(None), Grant.journal_id.is_(None))
    return Grant.group_id.is_not(None) if value == "group" else Grant.journal_id.is_not(None)
