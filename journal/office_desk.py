"""What offices, rules and function lists put on the desks (3.1–3.3, 7.2)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Select, func, select

from journal.acting import Acting
from journal.desk_lines import Chair, DeskLine, Urgency
from journal.function_lists import own_lists, unread_count
from journal.holders import ALWAYS_HELD, ENDING_DAYS, empty_from, held_offices, in_force
from journal.rights import Role
from models import Grant, GrantProposal, Office, RuleProposal, UnlockRequest
from regulation.refusal import N_

NEEDED = (
    Office.SYSTEM_ADMIN, Office.CONTENT_ADMIN, Office.SECRETARY, Office.DISPATCHER, Office.DEPUTY, Office.DIRECTOR,
)  # fmt: skip
_WATCHING = (Role.CONTENT_ADMIN, Role.DIRECTOR)


def office_lines(acting: Acting, chair: Chair) -> list[DeskLine]:
    """Offices nobody holds, ending soon, waiting for approval; rules waiting. Eight queries at most."""
    lines = _own_ending(acting, chair)
    if chair.holds(Role.SYSTEM_ADMIN, *_WATCHING):
        lines += _emptying(acting)
    if chair.holds(*_WATCHING):
        lines += [_unheld(acting), _ending(acting)]
        waiting = Urgency.DUE if chair.holds(Role.DIRECTOR) else Urgency.CALM
        lines += [_waiting_grants(acting, waiting), _waiting_rules(acting, waiting)]
    return lines


def function_lines(acting: Acting, chair: Chair) -> list[DeskLine]:
    """Function lists to be acknowledged: one's own, and those of everybody for who watches. Two queries."""
    own = sum(1 for one in own_lists(acting) if one.marked_at is None) if chair.grants else 0
    lines = [
        DeskLine(
            Urgency.NEW, own, N_("Перечень функций"), "functions.mine", N_("прочитайте и отметьте «ознакомлен(а)» (п. 3.2)"),
        )
    ]  # fmt: skip
    if chair.holds(Role.CONTENT_ADMIN, Role.DEPUTY, Role.DIRECTOR):
        lines.append(
            DeskLine(
                Urgency.CALM, unread_count(acting), N_("Не ознакомлены с функциями"), "functions.everybody",
                N_("сотрудники без отметки «ознакомлен(а)» (п. 3.2)"), {"mark": "no"},
            )
        )  # fmt: skip
    return lines


def unlock_lines(acting: Acting, chair: Chair) -> list[DeskLine]:
    """Teachers who ask to open a lesson or the finals. One query."""
    if not chair.holds(Role.CONTENT_ADMIN, Role.DEPUTY):
        return []
    count = _count(acting, select(func.count(UnlockRequest.id)).where(UnlockRequest.answered_at.is_(None)))
    return [
        DeskLine(
            Urgency.DUE, count, N_("Запросы на разблокировку"), "unlocks.every",
            N_("преподаватели ждут ответа (п. 4.1.1)"),
        )
    ]  # fmt: skip


def _own_ending(acting: Acting, chair: Chair) -> list[DeskLine]:
    soon = acting.today + timedelta(days=ENDING_DAYS)
    days = [grant.ends_on for grant in chair.grants if grant.ends_on is not None and grant.ends_on <= soon]
    if not days:
        return []
    hint = N_("последний день — %(day)s; продлевает администратор контента по новому приказу (п. 3.3)")
    return [
        DeskLine(
            Urgency.DUE, len(days), N_("Заканчивается ваше полномочие"), "desk.mine", hint,
            params={"day": f"{min(days):%d.%m.%Y}"},
        )
    ]  # fmt: skip


def _emptying(acting: Acting) -> list[DeskLine]:
    """An office that must not stand empty and soon would."""
    soon = acting.today + timedelta(days=ENDING_DAYS)
    days = [day for office in ALWAYS_HELD if (day := empty_from(acting, office)) is not None and day <= soon]
    if not days:
        return []
    hint = N_("с %(day)s некому исполнять должность: назначьте приказом (п. 3.1)")
    return [
        DeskLine(
            Urgency.OVERDUE, len(days), N_("Журнал останется без администратора"), "grants.index", hint,
            {"state": "active"}, {"day": f"{min(days):%d.%m.%Y}"},
        )
    ]  # fmt: skip


def _unheld(acting: Acting) -> DeskLine:
    held = held_offices(acting)
    empty = [office for office in NEEDED if office not in held]
    return DeskLine(
        Urgency.OVERDUE,
        len(empty),
        N_("Должности без человека"),
        "grants.index",
        N_("назначьте приказом (п. 3.1)"),
    )


def _ending(acting: Acting) -> DeskLine:
    soon = acting.today + timedelta(days=ENDING_DAYS)
    count = _count(acting, select(func.count(Grant.id)).where(*in_force(acting.today), Grant.ends_on <= soon))
    return DeskLine(
        Urgency.DUE, count, N_("Полномочия заканчиваются"), "grants.index", N_("в ближайшие 30 дней (п. 3.3)"),
        {"state": "ending"},
    )  # fmt: skip


def _waiting_grants(acting: Acting, urgency: Urgency) -> DeskLine:
    count = _count(acting, select(func.count(GrantProposal.id)).where(GrantProposal.decided_at.is_(None)))
    return DeskLine(
        urgency, count, N_("Полномочия ждут директора"), "grants.index", N_("до утверждения не действуют (п. 3.3)"),
        {"_anchor": "waiting"},
    )  # fmt: skip


def _waiting_rules(acting: Acting, urgency: Urgency) -> DeskLine:
    count = _count(acting, select(func.count(RuleProposal.id)).where(RuleProposal.decided_at.is_(None)))
    return DeskLine(
        urgency,
        count,
        N_("Правила ждут директора"),
        "rules.index",
        N_("до утверждения не действуют (п. 7.2)"),
    )


def _count(acting: Acting, query: Select[int]) -> int:
    return acting.session.scalar(query) or 0
