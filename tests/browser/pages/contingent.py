"""Groups, students, movement and matching in the secretary's hands; the curator's contacts."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from journal.matching import doubled_cards
from models import Membership, Movement, PersonalCard, Specialty, StudyGroup
from tests.platform.platform import CONTENT_ADMIN, CURATOR, SECRETARY

PAGES = [
    (SECRETARY, "/groups"), (SECRETARY, "/groups/new"), (SECRETARY, "/groups/{study_group_id}"),
    (SECRETARY, "/groups/{study_group_id}/edit"), (SECRETARY, "/students"), (SECRETARY, "/students/new"),
    (SECRETARY, "/students/{carded_id}"), (SECRETARY, "/students/{carded_id}/edit"), (SECRETARY, "/movements"),
    (SECRETARY, "/movements/waiting"), (SECRETARY, "/movements/new?group={study_group_id}"),
    (SECRETARY, "/movements/{movement_id}/annul"), (SECRETARY, "/contingent/newcomers"), (SECRETARY, "/contingent/year"),
    (SECRETARY, "/contingent/left-behind"), (SECRETARY, "/contingent/matching"), (SECRETARY, "/contingent/news"),
    (SECRETARY, "/contingent/merges"), (SECRETARY, "/contingent/merge?kept={kept_id}&gone={gone_id}"),
    (CURATOR, "/students/{carded_id}/contacts"), (CURATOR, "/students/{carded_id}/contacts/edit"),
    (CONTENT_ADMIN, "/students/opened"), (CONTENT_ADMIN, "/directories/specialties"),
    (CONTENT_ADMIN, "/directories/specialties/new"), (CONTENT_ADMIN, "/directories/specialties/{specialty_id}"),
]  # fmt: skip


def numbers(session: Session) -> dict[str, object]:
    """A group, somebody with contacts, a movement, a pair of doubled cards, a specialty."""
    carded = session.scalars(select(PersonalCard.student_id).order_by(PersonalCard.id).limit(1)).one()
    kept, gone = doubled_cards(session)[0]
    return {
        "study_group_id": session.scalars(
            select(StudyGroup.id).join(Membership, Membership.group_id == StudyGroup.id).limit(1)
        ).one(),
        "carded_id": carded,
        "movement_id": session.scalars(select(Movement.id).order_by(Movement.id.desc()).limit(1)).one(),
        "kept_id": kept.id,
        "gone_id": gone.id,
        "specialty_id": session.scalars(select(Specialty.id).order_by(Specialty.id).limit(1)).one(),
    }
