"""Subgroups, consultations, practice, medical groups."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Discipline, Journal, MedicalGroup, Subgroup, SubgroupProposal
from tests.platform.platform import METHODIST, SECOND_TEACHER, SECRETARY, TEACHER

PAGES = [
    (METHODIST, "/subgroups"),
    (METHODIST, "/subgroup-proposals?state="),
    (METHODIST, "/groups/{divided}/subgroups"),
    (METHODIST, "/subgroup-proposals/{proposal}"),
    (SECOND_TEACHER, "/groups/{divided}/subgroups/propose?division="),
    (TEACHER, "/journals/{journal}/consultations"),
    (TEACHER, "/journals/{practice}/practice"),
    (SECRETARY, "/medical-groups?state="),
    (SECRETARY, "/medical-groups/new?q=а"),
    (SECRETARY, "/medical-groups/{certificate}"),
]


def numbers(session: Session) -> dict[str, object]:
    """What the addresses name: of the demonstration's story."""
    practice = select(Journal.id).join(Discipline).where(Discipline.index == "ПП.01")
    return {
        "divided": session.scalars(select(Subgroup.group_id).limit(1)).one(),
        "proposal": session.scalars(
            select(SubgroupProposal.id).order_by(SubgroupProposal.id.desc()).limit(1)
        ).one(),
        "practice": session.scalars(practice).one(),
        "certificate": session.scalars(select(MedicalGroup.id).limit(1)).one(),
    }
