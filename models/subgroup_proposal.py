"""Who is to be in which subgroup: proposed by the teachers, decided by the deputy director (4.1.4)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text500, enum_text, key_to
from models.student import Student
from models.study_group import StudyGroup, Subgroup
from models.user import User


class ProposalState(StrEnum):
    """proposed → approved | refused | withdrawn (by the teachers, for another one)."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class SubgroupProposal(Base):
    """The whole composition of one division of a group from a day on.

    `effective_on`: the day wished; `applied_on`: the day from which it holds, None until then. The composition a journal
    was opened with is applied at once and still waits for the decision. `decided_by` is None where nobody holds the
    deputy director's office.
    """

    __tablename__ = "subgroup_proposal"
    __table_args__ = (
        Index(
            "uq_subgroup_proposal_open",
            "group_id",
            "division",
            unique=True,
            sqlite_where=text("state = 'proposed'"),
            postgresql_where=text("state = 'proposed'"),
        ),
        CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("(state = 'refused') = (length(refusal_reason) > 0)", name="refusal_reason"),
        CheckConstraint("state <> 'approved' OR applied_on IS NOT NULL", name="applied"),
    )

    id: Mapped[PrimaryKey]
    group_id: Mapped[int] = key_to("study_group.id", index=True)
    division: Mapped[str] = mapped_column(String(60), default="")
    state: Mapped[ProposalState] = mapped_column(
        enum_text(ProposalState, "state"), default=ProposalState.PROPOSED
    )
    effective_on: Mapped[date]
    applied_on: Mapped[date | None]
    note: Mapped[Text500] = mapped_column(default="")
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
    refusal_reason: Mapped[Text500] = mapped_column(default="")

    group: Mapped[StudyGroup] = relationship()
    proposed_by: Mapped[User | None] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    rows: Mapped[list[SubgroupProposalRow]] = relationship(back_populates="proposal")


class SubgroupProposalRow(Base):
    """A student in a subgroup; who has no row is in none of the division."""

    __tablename__ = "subgroup_proposal_row"
    __table_args__ = (UniqueConstraint("proposal_id", "student_id"),)

    id: Mapped[PrimaryKey]
    proposal_id: Mapped[int] = key_to("subgroup_proposal.id")
    subgroup_id: Mapped[int] = key_to("subgroup.id", index=True)
    student_id: Mapped[int] = key_to("student.id", index=True)

    proposal: Mapped[SubgroupProposal] = relationship(back_populates="rows")
    subgroup: Mapped[Subgroup] = relationship()
    student: Mapped[Student] = relationship()
