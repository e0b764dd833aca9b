"""The list of subgroups: how many are in each today, who keeps their journals, whether the composition is approved."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from journal.acting import Acting
from lti_tool.listing import Column, Filter, Listing
from models import ProposalState, StudyGroup, Subgroup, SubgroupMembership, SubgroupProposal

TITLES = {
    ProposalState.PROPOSED: "не утверждён",
    ProposalState.APPROVED: "утверждён",
    ProposalState.REFUSED: "отклонён",
    ProposalState.WITHDRAWN: "не утверждён",
}


DECISIONS = {
    ProposalState.PROPOSED: "ждёт утверждения",
    ProposalState.APPROVED: "утверждён",
    ProposalState.REFUSED: "отклонён",
    ProposalState.WITHDRAWN: "заменён другим",
}


def subgroup_list(acting: Acting, groups: Sequence[int] | None) -> Listing:
    """Every subgroup of these groups, of all when None."""
    inside = (
        select(func.count())
        .where(
            SubgroupMembership.subgroup_id == Subgroup.id,
            SubgroupMembership.starts_on <= acting.today,
            or_(SubgroupMembership.ends_on.is_(None), SubgroupMembership.ends_on >= acting.today),
        )
        .correlate(Subgroup)
        .scalar_subquery()
    )
    applied = aliased(SubgroupProposal)
    newest = (
        select(func.max(applied.id))
        .where(
            applied.group_id == Subgroup.group_id,
            applied.division == Subgroup.division,
            applied.applied_on.is_not(None),
        )
        .correlate(Subgroup)
        .scalar_subquery()
    )
    query = (
        select(
            StudyGroup.id, StudyGroup.name, Subgroup.division, Subgroup.name, inside, SubgroupProposal.state
        )
        .join(StudyGroup, StudyGroup.id == Subgroup.group_id)
        .outerjoin(SubgroupProposal, SubgroupProposal.id == newest)
        .order_by(StudyGroup.name, Subgroup.division, Subgroup.name)
    )
    if groups is not None:
        query = query.where(Subgroup.group_id.in_(groups))
    return Listing(
        title=_("Подгруппы"),
        query=query,
        columns=(
            Column(_("Группа"), lambda row: row[1], link=lambda row: url_for("subgroups.page", group_id=row[0])),
            Column(_("Деление"), lambda row: row[2] or _("основное")),
            Column(_("Подгруппа"), lambda row: row[3]),
            Column(_("Обучающихся"), lambda row: row[4], is_number=True),
            Column(_("Состав"), lambda row: _told(row[5]), badge=_badge),
        ),
        file_name="subgroups",
        filters=(
            Filter(
                "state", _("Состав"),
                (("", _("все")), ("approved", _("утверждён")), ("waiting", _("не утверждён"))), _in_state,
            ),
        ),
        words=lambda text: and_(True, *(_in_name(word) for word in text.split())),
        words_hint=_("группа, например БУ-23-1"),
        nothing=_("Подгрупп нет: они появляются, когда группа делится (п. 4.1.4)."),
    )  # fmt: skip


def _in_name(word: str) -> ColumnElement[bool]:
    """Names of groups are codes in capitals: SQLite folds no Russian letters, so both spellings are looked for."""
    return or_(
        *(StudyGroup.name.contains(one, autoescape=True) for one in {word, word.upper()}),
        Subgroup.name.contains(word, autoescape=True),
    )


def _in_state(value: str) -> ColumnElement[bool]:
    is_approved = SubgroupProposal.state == ProposalState.APPROVED
    return is_approved if value == "approved" else or_(SubgroupProposal.state.is_(None), ~is_approved)


def _told(state: ProposalState | None) -> str:
    return TITLES[state] if state else "не утверждён"


def _badge(row: tuple[object, ...]) -> str:
    return "badge-green" if row[5] is ProposalState.APPROVED else "badge-amber"


def proposal_list(groups: Sequence[int] | None) -> Listing:
    """The proposals, those that wait first to be seen."""
    query = (
        select(SubgroupProposal)
        .join(StudyGroup, StudyGroup.id == SubgroupProposal.group_id)
        .options(
            joinedload(SubgroupProposal.group),
            joinedload(SubgroupProposal.proposed_by),
            joinedload(SubgroupProposal.decided_by),
        )
        .order_by(SubgroupProposal.id.desc())
    )
    if groups is not None:
        query = query.where(SubgroupProposal.group_id.in_(groups))
    return Listing(
        title=_("Составы подгрупп"),
        query=query,
        columns=(
            Column(_("Группа"), lambda one: one.group.name, link=_proposal),
            Column(_("Деление"), lambda one: one.division or _("основное")),
            Column(_("Предложил(а)"), lambda one: one.proposed_by.display_name if one.proposed_by else ""),
            Column(_("Когда"), lambda one: one.proposed_at),
            Column(_("Действует с"), lambda one: one.applied_on or one.effective_on),
            Column(_("Решение"), lambda one: DECISIONS[one.state]),
        ),
        file_name="subgroup-proposals",
        filters=(
            Filter(
                "state", _("Решение"), [("", _("все")), *((key.value, text) for key, text in DECISIONS.items())],
                lambda value: SubgroupProposal.state == ProposalState(value), default=ProposalState.PROPOSED.value,
            ),
        ),
        nothing=_("Предложений нет."),
    )  # fmt: skip


def _proposal(one: SubgroupProposal) -> str:
    return url_for("subgroups.proposal", proposal_id=one.id)
