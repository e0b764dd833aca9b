"""Who may be given which office, for what and by which order: what is asked before a grant is made (3.1, 3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, or_, select

from journal.acting import Acting
from journal.holders import take_turn
from models import Grant, GrantProposal, Journal, Office, Order, OrderKind, StudyGroup, User
from regulation.refusal import N_, Refusal


class Scope(StrEnum):
    """What an office extends to."""

    INSTITUTION = "institution"
    GROUP = "group"
    JOURNAL = "journal"


SCOPES: dict[Office, tuple[Scope, ...]] = {
    Office.SYSTEM_ADMIN: (Scope.INSTITUTION,),
    Office.CONTENT_ADMIN: (Scope.INSTITUTION,),
    Office.SECRETARY: (Scope.INSTITUTION,),
    Office.DISPATCHER: (Scope.INSTITUTION,),
    Office.DIRECTOR: (Scope.INSTITUTION,),
    Office.DEPUTY: (Scope.INSTITUTION, Scope.GROUP, Scope.JOURNAL),
    Office.CURATOR: (Scope.GROUP,),
}
GRANTING = (
    OrderKind.APPOINTMENT,
    OrderKind.RIGHTS,
    OrderKind.OTHER,
)  # kinds of orders that may give an office


@dataclass(frozen=True)
class Appointment:
    """Who is to hold what from–to inclusive; `ends_on` None: until revoked."""

    user: User
    office: Office
    starts_on: date
    ends_on: date | None = None
    group: StudyGroup | None = None
    journal: Journal | None = None

    @property
    def scope(self) -> Scope:
        """What it extends to."""
        if self.journal is not None:
            return Scope.JOURNAL
        return Scope.GROUP if self.group is not None else Scope.INSTITUTION


def check_appointment(
    acting: Acting, wanted: Appointment, order: Order, approving: GrantProposal | None = None
) -> None:
    if wanted.user.is_local or wanted.user.student_id is not None:
        raise Refusal(
            "E_PERSON",
            "3.3",
            N_("Должность в журнале занимает сотрудник: обучающийся и родитель занять её не могут."),
        )
    if wanted.scope not in SCOPES[wanted.office]:
        raise Refusal("E_SCOPE", "3.3", _SCOPE_SENTENCES[SCOPES[wanted.office][0]])
    if wanted.ends_on is not None and wanted.ends_on < max(wanted.starts_on, acting.today):
        raise Refusal(
            "E_PERIOD",
            "3.3",
            N_("Последний день полномочия раньше первого или уже прошёл. Проверьте даты по приказу."),
        )
    _check_order(order, wanted.starts_on)
    take_turn(acting, wanted.office)
    _check_overlap(acting, wanted, approving)


_SCOPE_SENTENCES = {
    Scope.INSTITUTION: N_("Эта должность — на всё учреждение: группу и журнал не указывайте."),
    Scope.GROUP: N_("Куратора назначают на группу: выберите её."),
    Scope.JOURNAL: N_("Выберите журнал."),
}


def _check_order(order: Order, starts_on: date) -> None:
    if order.withdrawn_at is not None:
        raise Refusal(
            "E_ORDER", "3.3", N_("Приказ %(name)s снят с учёта. Укажите действующий приказ."), name=order.name
        )
    if order.kind not in GRANTING:
        raise Refusal(
            "E_ORDER",
            "3.3",
            N_("Приказ %(name)s — «%(title)s»: права им не дают. Укажите приказ о назначении или о правах."),
            name=order.name,
            title=order.title,
        )
    if starts_on < order.dated:
        raise Refusal(
            "E_PERIOD",
            "3.3",
            N_("Полномочие начинается не раньше даты приказа: с %(day)s."),
            day=f"{order.dated:%d.%m.%Y}",
        )


def _check_overlap(acting: Acting, wanted: Appointment, approving: GrantProposal | None) -> None:
    session = acting.session
    held = session.scalars(
        select(Grant).where(Grant.revoked_at.is_(None), *_same(Grant, wanted)).limit(1)
    ).first()
    waits = None
    if approving is None:
        waits = session.scalars(
            select(GrantProposal)
            .where(GrantProposal.decided_at.is_(None), *_same(GrantProposal, wanted))
            .limit(1)
        ).first()
    found = held or waits
    if found is None:
        return
    until = f" по {found.ends_on:%d.%m.%Y}" if found.ends_on else ""
    raise Refusal(
        "E_OVERLAP",
        "3.3",
        N_(
            "%(person)s уже занимает эту должность в эти дни: с %(first)s%(until)s. Сначала завершите прежнее полномочие."
        )
        if held
        else N_("%(person)s уже ждёт утверждения на эту должность с %(first)s%(until)s."),
        person=wanted.user.display_name,
        first=f"{found.starts_on:%d.%m.%Y}",
        until=until,
    )


def _same(table: type[Grant] | type[GrantProposal], wanted: Appointment) -> tuple[ColumnElement[bool], ...]:
    """The same person, office and scope, in days that overlap."""
    group_id = wanted.group.id if wanted.group else None
    journal_id = wanted.journal.id if wanted.journal else None
    return (
        table.user_id == wanted.user.id,
        table.office == wanted.office,
        table.group_id.is_(None) if group_id is None else table.group_id == group_id,
        table.journal_id.is_(None) if journal_id is None else table.journal_id == journal_id,
        or_(table.ends_on.is_(None), table.ends_on >= wanted.starts_on),
        *(() if wanted.ends_on is None else (table.starts_on <= wanted.ends_on,)),
    )
