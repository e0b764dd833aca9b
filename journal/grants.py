"""Offices given, approved, ended and revoked by order (3.1, 3.3).

The content administrator enters, the director approves; while nobody is director, the signed order alone counts
(docs/decisions). What waits gives no right.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from journal.acting import Acting
from journal.appointments import Appointment, check_appointment
from journal.holders import ALWAYS_HELD, empty_from, is_held, take_turn
from models import Grant, GrantProposal, Office, Order, User
from regulation.refusal import N_, Refusal
from regulation.topics import check_remark


def enter_grant(acting: Acting, wanted: Appointment, order: Order) -> Grant | GrantProposal:
    """Give an office by an order. A proposal while a director has to approve it, the office itself otherwise.

    Raises E_PERSON for who can hold none, E_SCOPE for a scope the office has not, E_PERIOD for a bad interval, E_ORDER
    for an order that cannot give it, E_OVERLAP when the person holds (or is proposed for) the same in these days.
    """
    check_appointment(acting, wanted, order)
    if is_held(acting, Office.DIRECTOR):
        proposal = GrantProposal(
            user=wanted.user, office=wanted.office, group=wanted.group, journal=wanted.journal, order=order,
            starts_on=wanted.starts_on, ends_on=wanted.ends_on, proposed_at=acting.now, proposed_by=_person(acting),
        )  # fmt: skip
        acting.session.add(proposal)
        acting.session.flush()
        return proposal
    if wanted.user.id == acting.user_id:
        raise Refusal(
            "E_PERSON",
            "3.3",
            N_(
                "Себе полномочие не вносят: директор в журнале не назначен, и утвердить его некому. "
                "Попросите второго администратора контента."
            ),
        )
    return _grant(acting, wanted, order)


def grant_by_order(acting: Acting, wanted: Appointment, order: Order) -> Grant:
    """Give an office at once, as at the shell of the server, where nobody has to approve it. Raises as `enter_grant`."""
    check_appointment(acting, wanted, order)
    return _grant(acting, wanted, order)


def approve_grant(acting: Acting, proposal: GrantProposal) -> Grant:
    """The director approves: the office is in force, from today when its first day has passed meanwhile.

    Raises what `enter_grant` raises, because the world may have changed; E_PERSON for whoever entered it.
    """
    _require_waiting(proposal)
    if proposal.proposed_by_id == acting.user_id:
        raise Refusal(
            "E_PERSON",
            "3.3",
            N_(
                "Это полномочие внесли вы сами: утвердить его должен другой человек, занимающий должность директора."
            ),
        )
    wanted = Appointment(
        proposal.user, proposal.office, max(proposal.starts_on, acting.today), proposal.ends_on, proposal.group,
        proposal.journal,
    )  # fmt: skip
    check_appointment(acting, wanted, proposal.order, approving=proposal)
    grant = _grant(acting, wanted, proposal.order)
    proposal.decided_at, proposal.decided_by_id, proposal.grant_id = acting.now, acting.user_id, grant.id
    acting.session.flush()
    return grant


def refuse_grant(acting: Acting, proposal: GrantProposal, reason: str) -> None:
    """The director says no and why; whoever entered it may withdraw it in the same way."""
    _require_waiting(proposal)
    proposal.refusal = check_remark(reason, acting.rules.latin_terms)
    proposal.decided_at, proposal.decided_by_id = acting.now, acting.user_id
    acting.session.flush()


def revoke_grant(acting: Acting, grant: Grant, order: Order, reason: str) -> None:
    """Take an office away at once. Raises E_CLOSED when it is over already, E_LAST for the last of an office (3.1)."""
    _require_running(acting, grant)
    text = check_remark(reason, acting.rules.latin_terms)
    _require_another(acting, grant, None)
    grant.revoked_at, grant.revoked_by_id = acting.now, acting.user_id
    grant.revoke_reason, grant.revoke_order = text, order
    acting.session.flush()


def end_grant(acting: Acting, grant: Grant, last_day: date, order: Order, reason: str) -> None:
    """Let an office end earlier, with `last_day` (today at the earliest) as its last one; longer only by a new order."""
    _require_running(acting, grant)
    text = check_remark(reason, acting.rules.latin_terms)
    earliest = max(acting.today, grant.starts_on)
    if last_day < earliest or (grant.ends_on is not None and last_day >= grant.ends_on):
        raise Refusal(
            "E_PERIOD",
            "3.3",
            N_(
                "Последний день — не раньше %(first)s и раньше прежнего. Продлить полномочие можно только новым приказом."
            ),
            first=f"{earliest:%d.%m.%Y}",
        )
    _require_another(acting, grant, last_day)
    acting.because(text)
    grant.ends_on, grant.revoke_order = last_day, order
    acting.session.flush()


def waiting_proposals(acting: Acting) -> list[GrantProposal]:
    """Offices that wait for the director, oldest first."""
    return list(
        acting.session.scalars(
            select(GrantProposal)
            .where(GrantProposal.decided_at.is_(None))
            .order_by(GrantProposal.proposed_at, GrantProposal.id)
        )
    )


def _grant(acting: Acting, wanted: Appointment, order: Order) -> Grant:
    grant = Grant(
        user=wanted.user, office=wanted.office, group_id=wanted.group.id if wanted.group else None,
        journal_id=wanted.journal.id if wanted.journal else None, order_number=order.number, order_date=order.dated,
        order=order, starts_on=wanted.starts_on, ends_on=wanted.ends_on, granted_by_id=acting.user_id,
    )  # fmt: skip
    acting.session.add(grant)
    acting.session.flush()
    return grant


def _person(acting: Acting) -> User:
    assert acting.user is not None
    return acting.user


def _require_waiting(proposal: GrantProposal) -> None:
    if proposal.decided_at is not None:
        raise Refusal("E_CLOSED", "3.3", N_("По этому полномочию решение уже принято. Обновите страницу."))


def _require_running(acting: Acting, grant: Grant) -> None:
    if grant.revoked_at is not None or (grant.ends_on is not None and grant.ends_on < acting.today):
        raise Refusal("E_CLOSED", "3.3", N_("Это полномочие уже закончилось. Обновите страницу."))


def _require_another(acting: Acting, grant: Grant, last_day: date | None) -> None:
    """Raise E_LAST when without the grant (after `last_day`) the office would stand empty sooner than it does now."""
    if grant.office not in ALWAYS_HELD or grant.group_id is not None or grant.journal_id is not None:
        return
    take_turn(acting, grant.office)
    before, after = empty_from(acting, grant.office), empty_from(acting, grant.office, grant, last_day)
    if after is None or (before is not None and after >= before):
        return
    raise Refusal(
        "E_LAST",
        "3.1",
        N_(
            "С %(day)s в журнале не осталось бы ни одного человека в этой должности. Сначала назначьте другого приказом."
        ),
        day=f"{after:%d.%m.%Y}",
    )
