"""F-22: an order as it stands in the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from journal.papers.office import OfficePaper, office_heading
from models import Order


@dataclass(frozen=True)
class OrderPaper(OfficePaper):
    """The text by paragraphs; the first word of the order proper stands in a line of its own."""

    number: str
    dated: date
    title: str
    paragraphs: tuple[str, ...]
    signed_by: str
    withdrawn_on: date | None
    withdrawn_reason: str


def order_of(session: Session, order: Order) -> OrderPaper:
    """The paper of a registered order, with the institution's particulars of its day."""
    heading = office_heading(session, order.dated)
    return OrderPaper(
        heading=heading, number=order.number, dated=order.dated, title=order.title,
        paragraphs=tuple(line.strip() for line in order.text.splitlines() if line.strip()),
        signed_by=order.signed_by or heading.director,
        withdrawn_on=order.withdrawn_at.date() if order.withdrawn_at else None, withdrawn_reason=order.withdrawn_reason,
    )  # fmt: skip
