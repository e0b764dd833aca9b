"""What every document of an office starts from: the institution as it was on the document's day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from journal.particulars import requisites_on
from regulation.refusal import Caution


@dataclass(frozen=True)
class OfficeHeading:
    """The head of a document that belongs to no journal."""

    founder: str
    institution: str
    short_institution: str
    city: str
    director: str
    deputy: str


@dataclass(frozen=True)
class OfficePaper:
    """A document of an office; each form has its own class below this one. `missing`: why it is a draft."""

    heading: OfficeHeading

    @property
    def missing(self) -> tuple[Caution, ...]:
        """What is still missing."""
        return ()

    @property
    def is_draft(self) -> bool:
        """Whether «ЧЕРНОВИК» stands on it."""
        return bool(self.missing)


def office_heading(session: Session, day: date) -> OfficeHeading:
    """The head as of the day (7.1)."""
    found = requisites_on(session, day)
    return OfficeHeading(
        found.founder, found.full_name or found.short_name, found.short_name or found.full_name, found.city,
        found.director, found.deputy,
    )  # fmt: skip
