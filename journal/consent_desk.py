"""Consents and access on the desks: the curator's September task, what to hand on, whom to give access, alerts."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, func, select

from journal.access_issuing import count_waiting
from journal.acting import Acting
from journal.consent_lists import birthdays_ahead, is_member
from journal.desk_lines import Chair, DeskLine, Urgency
from journal.rights import Act, Role, Thing, allows
from models import Consent, ConsentState, Membership, SessionAlert
from models.consent import STANDING
from regulation.consents import task_days_left
from regulation.refusal import N_


def consent_lines(acting: Acting, chair: Chair) -> list[DeskLine]:
    """The desks of curator, deputy and content administrator. Five queries at most, none for other offices."""
    lines: list[DeskLine] = []
    groups = chair.groups_as(Role.CURATOR)
    if groups:
        lines += _curators(acting, groups)
    if allows(chair.roles, Thing.CONSENT, Act.APPROVE):
        given = _count(acting, Consent.state == ConsentState.GIVEN)
        lines.append(DeskLine(Urgency.DUE, given, N_("Передать согласия администратору контента"), "consents.transferring",
                              N_("собраны кураторами (п. 3.11.1)")))  # fmt: skip
    if allows(chair.roles, Thing.CREDENTIALS, Act.EDIT):
        lines.append(DeskLine(Urgency.DUE, count_waiting(acting), N_("Выдать доступ родителям"), "credentials.waiting",
                              N_("согласия переданы, доступа нет (п. 3.8.2)")))  # fmt: skip
        alerts = acting.session.scalar(select(func.count()).where(SessionAlert.settled_at.is_(None))) or 0
        lines.append(DeskLine(Urgency.OVERDUE, alerts, N_("Педагог и обучающийся в одном браузере"), "sessions.alerts",
                              N_("выяснить и записать (п. 4.1.7)")))  # fmt: skip
    return lines


def _curators(acting: Acting, groups: list[int]) -> list[DeskLine]:
    given = exists().where(Consent.student_id == Membership.student_id, Consent.state.in_(STANDING))
    missing = acting.session.scalar(
        select(func.count(Membership.student_id.distinct())).where(
            Membership.group_id.in_(groups), is_member(acting.today), ~given
        )
    )
    left = task_days_left(acting.today)
    if left is None:
        urgency, hint = Urgency.CALM, N_("соберите и запишите (п. 3.12.1)")
    elif left >= 0:
        urgency, hint = Urgency.DUE, N_("до 15 сентября, осталось дней: %(left)s (п. 3.12.1)")
    else:
        urgency, hint = Urgency.OVERDUE, N_("срок был 15 сентября (п. 3.12.1)")
    soon = acting.session.scalar(select(func.count()).select_from(birthdays_ahead(acting, groups).subquery()))
    return [
        DeskLine(urgency, missing or 0, N_("Нет согласия на обработку данных"), "consents.index", hint,
                 values={"state": "none"}, params={"left": left}),
        DeskLine(Urgency.NEW, soon or 0, N_("Скоро 18 лет: нужно согласие самого обучающегося"), "consents.index",
                 N_("без него доступ родителя приостановится"), values={"state": "birthday"}),
    ]  # fmt: skip


def _count(acting: Acting, *conditions: ColumnElement[bool]) -> int:
    return acting.session.scalar(select(func.count()).select_from(Consent).where(*conditions)) or 0
