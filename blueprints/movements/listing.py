"""The register of movement."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from journal.acting import Acting
from journal.movement_rules import TITLES
from lti_tool.listing import Column, Filter, Listing, has_words
from lti_tool.numbers import whole_number
from models import Movement, MovementKind, Order, Student, StudyGroup
from regulation.names import full_name


def movement_listing(acting: Acting, allowed: list[int] | None) -> Listing:
    """The movements of the groups the visitor may see (all for None), the newest first. Four queries."""
    query = (
        select(Movement)
        .options(
            joinedload(Movement.student), joinedload(Movement.order), joinedload(Movement.from_group),
            joinedload(Movement.to_group),
        )
        .order_by(Movement.entered_at.desc(), Movement.id.desc())
    )  # fmt: skip
    if allowed is not None:
        query = query.where(or_(Movement.from_group_id.in_(allowed), Movement.to_group_id.in_(allowed)))
    return Listing(
        title=_("Движение контингента"),
        query=query,
        columns=[
            Column(_("С какого дня"), lambda one: one.effective_on),
            Column(_("Обучающийся"), _name, lambda one: url_for("students.card", student_id=one.student_id)),
            Column(_("Движение"), lambda one: _(TITLES[one.kind])),
            Column(_("Группы"), _groups),
            Column(_("Приказ"), lambda one: one.order.name),
            Column(_("Внести до"), lambda one: one.due_on),
            Column(_("Внесено"), lambda one: one.entered_at),
            Column(_("Срок"), timeliness, badge=_badge),
        ],
        file_name=_("движение контингента"),
        filters=_filters(acting, allowed),
        words=lambda text: or_(
            Movement.student_id.in_(select(Student.id).where(has_words(Student.sort_key, text))),
            Movement.order_id.in_(select(Order.id).where(has_words(Order.key, text))),
        ),
        words_hint=_("фамилия или номер приказа"),
        nothing=_("Движения не внесено."),
    )


def timeliness(one: Movement) -> str:
    """«внесено с опозданием 2 дн.» (3.9.2)."""
    if one.annulled_at is not None:
        return str(_("аннулировано"))
    return str(_("внесено с опозданием %(n)s дн.", n=one.late_days) if one.late_days else _("в срок"))


def _groups(one: Movement) -> str:
    """«ЮР-26-1 → ИС-26-1»; the group alone when it stays."""
    before, after = (group.name if group else "" for group in (one.from_group, one.to_group))
    if before == after:
        return before
    return f"{before} → {after}".strip()


def _badge(one: Movement) -> str:
    if one.annulled_at is not None:
        return "badge-plain"
    return "badge-amber" if one.late_days else "badge-green"


def _name(one: Any) -> str:
    return full_name(one.student.family_name, one.student.given_name, one.student.patronymic)


def _filters(acting: Acting, allowed: list[int] | None) -> list[Filter]:
    wanted = select(StudyGroup.id, StudyGroup.name).order_by(StudyGroup.key)
    if allowed is not None:
        wanted = wanted.where(StudyGroup.id.in_(allowed))
    groups = [(str(key), name) for key, name in acting.session.execute(wanted)]

    def of_group(value: str) -> ColumnElement[bool]:
        return or_(Movement.from_group_id == whole_number(value), Movement.to_group_id == whole_number(value))

    def of_state(value: str) -> ColumnElement[bool]:
        if value == "late":
            return Movement.annulled_at.is_(None) & (Movement.late_days > 0)
        return Movement.annulled_at.is_not(None) if value == "annulled" else Movement.annulled_at.is_(None)

    return [
        Filter(
            "kind", _("Движение"), [("", _("все")), *((one.value, _(TITLES[one])) for one in MovementKind)],
            lambda value: Movement.kind == MovementKind(value),
        ),
        Filter("group", _("Группа"), [("", _("все")), *groups], of_group),
        Filter(
            "state", _("Записи"),
            [("", _("все")), ("valid", _("действующие")), ("late", _("с опозданием")), ("annulled", _("аннулированные"))],
            of_state,
        ),
    ]  # fmt: skip
