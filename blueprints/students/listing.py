"""The list of students over the whole college, and of who opened personal cards."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import aliased

from journal.acting import Acting
from journal.contacts import OPENED
from journal.groups import holds_on
from journal.students import STANDING_TITLES, Standing, group_now, last_kind, standing_of
from lti_tool.errors import role_title
from lti_tool.listing import Column, Filter, Listing, has_words
from lti_tool.numbers import whole_number
from models import AuditEntry, Membership, MovementKind, Student, StudyGroup, User
from regulation.names import full_name, search_key


def student_listing(acting: Acting, allowed: list[int] | None) -> Listing:
    """The students of the groups the visitor may see (of the whole college for None). Five queries."""
    today = acting.today
    named = select(StudyGroup.id, StudyGroup.name).order_by(StudyGroup.key)
    groups: dict[int, str] = {row.id: row.name for row in acting.session.execute(named)}
    query: Any = select(Student, group_now(today), last_kind(today)).order_by(Student.sort_key, Student.id)
    if allowed is not None:
        mine = select(Membership.student_id).where(Membership.group_id.in_(allowed))
        query = query.where(Student.id.in_(mine))

    def standing(row: Any) -> str:
        return str(_(STANDING_TITLES[standing_of(row[1], row[2])]))

    def group(row: Any) -> str | None:
        is_open = row[1] is not None and (allowed is None or row[1] in allowed)
        return url_for("groups.page", group_id=row[1]) if is_open else None

    return Listing(
        title=_("Обучающиеся"),
        query=query,
        columns=[
            Column(_("Обучающийся"), lambda row: full_name(row[0].family_name, row[0].given_name, row[0].patronymic),
                   lambda row: url_for("students.card", student_id=row[0].id)),
            Column(_("Зачётная книжка"), lambda row: row[0].record_book),
            Column(_("Номер колледжа"), lambda row: row[0].college_number),
            Column(_("Группа"), lambda row: groups.get(row[1], ""), group),
            Column(_("Состояние"), standing),
        ],
        file_name=_("обучающиеся"),
        filters=_filters(acting, {key: name for key, name in groups.items() if allowed is None or key in allowed}),
        words=lambda text: or_(
            has_words(Student.sort_key, text),
            Student.record_book.contains(text, autoescape=True), Student.college_number.contains(text, autoescape=True),
        ),
        words_hint=_("фамилия, зачётная книжка, номер"),
        nothing=_("Никого не найдено."),
    )  # fmt: skip


def _filters(acting: Acting, groups: dict[int, str]) -> list[Filter]:
    today = acting.today

    def in_group(value: str) -> ColumnElement[bool]:
        inside = select(Membership.student_id).where(
            Membership.group_id == whole_number(value), holds_on(today)
        )
        return Student.id.in_(inside)

    return [
        Filter("group", _("Группа"), [("", _("все")), *((str(key), name) for key, name in groups.items())], in_group),
        Filter(
            "standing", _("Состояние"),
            [(one.value, _(title)) for one, title in STANDING_TITLES.items()]
            + [("all", _("все")), ("archived", _("карточки в архиве"))],
            lambda value: _stands(acting, value), default=Standing.STUDYING.value,
        ),
    ]  # fmt: skip


def _stands(acting: Acting, value: str) -> ColumnElement[bool]:
    if value in ("all", "archived"):
        return Student.is_archived.is_(value == "archived")
    inside = (
        select(Membership.id)
        .where(Membership.student_id == Student.id, holds_on(acting.today))
        .correlate(Student)
        .exists()
    )
    if value == Standing.STUDYING.value:
        return and_(inside, ~Student.is_archived)
    kinds = {
        Standing.NEWCOMER: (MovementKind.ADMISSION,),
        Standing.ON_LEAVE: (MovementKind.LEAVE,),
        Standing.EXPELLED: (MovementKind.EXPULSION,),
        Standing.GRADUATED: (MovementKind.GRADUATION,),
    }.get(Standing(value))
    kind = last_kind(acting.today)
    if kinds is None:
        known = (MovementKind.ADMISSION, MovementKind.LEAVE, MovementKind.EXPULSION, MovementKind.GRADUATION)
        return and_(~inside, ~Student.is_archived, or_(kind.is_(None), kind.not_in(known)))
    return and_(~inside, ~Student.is_archived, kind.in_(kinds))


def opened_listing() -> Listing:
    """Who opened whose personal card, the newest first (1.8)."""
    person = aliased(User)
    query: Any = (
        select(AuditEntry, Student)
        .join(Student, AuditEntry.student_id == Student.id)
        .where(AuditEntry.action == OPENED)
        .order_by(AuditEntry.id.desc())
    )
    return Listing(
        title=_("Кто открывал карточку"),
        query=query,
        columns=[
            Column(_("Когда"), lambda row: row[0].at),
            Column(_("Кто"), lambda row: row[0].user_name),
            Column(_("В качестве"), lambda row: role_title(row[0].office) if row[0].office else ""),
            Column(
                _("Чья карточка"),
                lambda row: full_name(row[1].family_name, row[1].given_name, row[1].patronymic),
            ),
            Column(_("Откуда"), lambda row: row[0].address),
        ],
        file_name=_("кто открывал карточки"),
        words=lambda text: or_(
            has_words(Student.sort_key, text),
            AuditEntry.user_id.in_(
                select(person.id).where(person.sort_key.contains(search_key(text)) if text else false())
            ),
        ),
        words_hint=_("обучающийся или сотрудник"),
        nothing=_("Карточки пока никто не открывал."),
    )
