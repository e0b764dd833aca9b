"""Consents to the processing of personal data (152-ФЗ article 9; 3.11.1, 3.12.1) and the lists they are handed on by."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Text200, Text500, enum_text, key_to
from models.student import Student
from models.user import User
from regulation.consents import Purpose, Relation


class ConsentState(StrEnum):
    """requested → given → transferred → issued; withdrawn at any time, expired by its date."""

    REQUESTED = "requested"  # the form was handed out
    GIVEN = "given"  # signed, in the curator's hands
    TRANSFERRED = "transferred"  # handed on by the deputy to the content administrator
    ISSUED = "issued"  # access issued
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


# States in which the consent is there: given, and neither withdrawn nor expired.
STANDING = (ConsentState.GIVEN, ConsentState.TRANSFERRED, ConsentState.ISSUED)
LIVE = "state IN ('requested', 'given', 'transferred', 'issued')"


class ConsentHow(StrEnum):
    """On paper, or by the person signed in to the journal."""

    PAPER = "paper"
    ELECTRONIC = "electronic"


class ConsentTransfer(Base):
    """A list of consents the deputy director handed on to the content administrator (3.11.1)."""

    __tablename__ = "consent_transfer"

    id: Mapped[PrimaryKey]
    at: Mapped[datetime]
    by_id: Mapped[int] = key_to("user.id")

    by: Mapped[User] = relationship()
    consents: Mapped[list[Consent]] = relationship(back_populates="transfer")


class Consent(Base):
    """One person's consent about one student. Withdrawn or expired it stays; a new one is another row.

    `user_id`: the giver as the journal knows them, once there is such a person. `giver_key` folds the name.
    """

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("state IN ('requested', 'withdrawn') OR given_on IS NOT NULL", name="given"),
        CheckConstraint("state = 'requested' OR length(giver_name) > 0", name="giver"),
        CheckConstraint("state NOT IN ('transferred', 'issued') OR transfer_id IS NOT NULL", name="transferred"),
        CheckConstraint("state <> 'issued' OR issued_at IS NOT NULL", name="issued"),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn"),
        CheckConstraint("expires_on IS NULL OR given_on IS NULL OR expires_on >= given_on", name="term"),
        Index(
            "uq_consent_live", "student_id", "giver_key", unique=True,
            sqlite_where=text(LIVE), postgresql_where=text(LIVE),
        ),
    )  # fmt: skip

    id: Mapped[PrimaryKey]
    student_id: Mapped[int] = key_to("student.id", index=True)
    giver_name: Mapped[Text200] = mapped_column(default="")
    giver_key: Mapped[Text200] = mapped_column(default="")
    relation: Mapped[Relation | None] = mapped_column(enum_text(Relation, "relation"))
    user_id: Mapped[int | None] = key_to("user.id", nullable=True, index=True)
    state: Mapped[ConsentState] = mapped_column(enum_text(ConsentState, "state"), index=True)
    requested_at: Mapped[datetime | None]
    given_on: Mapped[date | None]
    given_how: Mapped[ConsentHow | None] = mapped_column(enum_text(ConsentHow, "given_how"))
    recorded_at: Mapped[datetime | None]
    recorded_by_id: Mapped[int | None] = key_to("user.id", nullable=True)
    expires_on: Mapped[date | None]
    transfer_id: Mapped[int | None] = key_to("consent_transfer.id", nullable=True)
    issued_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_why: Mapped[Text500] = mapped_column(default="")

    student: Mapped[Student] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    transfer: Mapped[ConsentTransfer | None] = relationship(back_populates="consents")
    purposes: Mapped[list[ConsentPurpose]] = relationship(back_populates="consent", lazy="selectin")

    @property
    def agreed(self) -> set[Purpose]:
        """The purposes agreed to and not taken back."""
        return {one.purpose for one in self.purposes if one.withdrawn_at is None}


class ConsentPurpose(Base):
    """One purpose of a consent: ticked apart from the others, taken back apart from them too."""

    __tablename__ = "consent_purpose"
    __table_args__ = (UniqueConstraint("consent_id", "purpose"),)

    id: Mapped[PrimaryKey]
    consent_id: Mapped[int] = key_to("consent.id")
    purpose: Mapped[Purpose] = mapped_column(enum_text(Purpose, "purpose"))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    consent: Mapped[Consent] = relationship(back_populates="purposes")
