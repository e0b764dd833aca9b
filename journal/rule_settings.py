"""Rule settings changed by order, from a day on, with the director's approval; history kept (7.2)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from journal.acting import Acting, rules_on
from journal.holders import is_held
from models import Office, Order, RuleProposal, RuleSetting
from regulation.refusal import N_, Refusal
from regulation.rule_book import BOOK, check_value
from regulation.rules import Rules
from regulation.topics import check_remark


def enter_rule(
    acting: Acting, name: str, value: str, valid_from: date | None, order: Order
) -> RuleSetting | RuleProposal:
    """Set a rule from a day on, today at the earliest. A proposal while a director has to approve it.

    Raises E_RULE for a bad value, E_PERIOD for a day before today, E_ORDER for a withdrawn order, E_OVERLAP when the
    rule is set (or proposed) for that day already.
    """
    if valid_from is None or valid_from < max(acting.today, order.dated):
        raise Refusal(
            "E_PERIOD", "7.2", N_("Правило меняется не раньше чем с %(day)s: записанное раньше остаётся по прежнему правилу."),
            day=f"{max(acting.today, order.dated):%d.%m.%Y}",
        )  # fmt: skip
    value = check_value(name, value, _rules(acting, valid_from))
    _require(acting, name, valid_from, order)
    if is_held(acting, Office.DIRECTOR):
        assert acting.user is not None
        proposal = RuleProposal(
            name=name,
            value=value,
            valid_from=valid_from,
            order=order,
            proposed_at=acting.now,
            proposed_by=acting.user,
        )
        acting.session.add(proposal)
        acting.session.flush()
        return proposal
    return _set(acting, name, value, valid_from, order)


def approve_rule(acting: Acting, proposal: RuleProposal) -> RuleSetting:
    """The director approves: in force from its day, from today when that has passed. Raises as `enter_rule`, and E_PERSON
    for whoever entered it.
    """
    _require_waiting(proposal)
    if proposal.proposed_by_id == acting.user_id:
        raise Refusal(
            "E_PERSON", "7.2", N_("Это изменение внесли вы сами: утвердить его должен другой человек.")
        )
    day = max(proposal.valid_from, acting.today)
    value = check_value(proposal.name, proposal.value, _rules(acting, day))
    _require(acting, proposal.name, day, proposal.order, but=proposal)
    proposal.decided_at, proposal.decided_by_id = acting.now, acting.user_id
    return _set(acting, proposal.name, value, day, proposal.order)


def refuse_rule(acting: Acting, proposal: RuleProposal, reason: str) -> None:
    """The director says no and why."""
    _require_waiting(proposal)
    proposal.refusal = check_remark(reason, acting.rules.latin_terms)
    proposal.decided_at, proposal.decided_by_id = acting.now, acting.user_id
    acting.session.flush()


def waiting_rules(acting: Acting) -> list[RuleProposal]:
    """Changes that wait for the director, oldest first."""
    return list(
        acting.session.scalars(
            select(RuleProposal).where(RuleProposal.decided_at.is_(None)).order_by(RuleProposal.id)
        )
    )


def history_of(acting: Acting, name: str) -> list[RuleSetting]:
    """Every setting of the rule, the newest first."""
    return list(
        acting.session.scalars(
            select(RuleSetting)
            .where(RuleSetting.name == name)
            .order_by(RuleSetting.valid_from.desc(), RuleSetting.id.desc())
        )
    )


def coming_settings(acting: Acting) -> dict[str, RuleSetting]:
    """Rule name → its next setting that is not in force yet."""
    rows = acting.session.scalars(
        select(RuleSetting)
        .where(RuleSetting.valid_from > acting.today)
        .order_by(RuleSetting.valid_from.desc())
    )
    return {row.name: row for row in rows}


def _rules(acting: Acting, day: date) -> Rules:
    return rules_on(acting.session, day, Rules(timezone=acting.rules.timezone))


def _require(acting: Acting, name: str, day: date, order: Order, but: RuleProposal | None = None) -> None:
    if order.withdrawn_at is not None:
        raise Refusal(
            "E_ORDER", "7.2", N_("Приказ %(name)s снят с учёта. Укажите действующий приказ."), name=order.name
        )
    taken = acting.session.scalar(
        select(RuleSetting.id).where(RuleSetting.name == name, RuleSetting.valid_from == day)
    )
    if taken is None and but is None:
        taken = acting.session.scalar(
            select(RuleProposal.id).where(RuleProposal.name == name, RuleProposal.decided_at.is_(None))
        )
    if taken:
        raise Refusal(
            "E_OVERLAP", "7.2",
            N_("«%(title)s»: на этот день правило уже изменено, или изменение ждёт утверждения. Укажите другой день."),
            title=BOOK[name].title,
        )  # fmt: skip


def _set(acting: Acting, name: str, value: str, valid_from: date, order: Order) -> RuleSetting:
    setting = RuleSetting(
        name=name, value=value, valid_from=valid_from, order_number=order.number, order_date=order.dated, order_id=order.id,
        set_by_id=acting.user_id,
    )  # fmt: skip
    acting.session.add(setting)
    acting.session.flush()
    return setting


def _require_waiting(proposal: RuleProposal) -> None:
    if proposal.decided_at is not None:
        raise Refusal("E_CLOSED", "7.2", N_("По этому изменению решение уже принято. Обновите страницу."))
