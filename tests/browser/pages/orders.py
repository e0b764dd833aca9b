"""The register of orders, the offices resting on it, the rules, the function lists."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Order
from tests.platform.platform import CONTENT_ADMIN, SECRETARY

PAGES = [
    (CONTENT_ADMIN, "/orders"),
    (SECRETARY, "/orders/new?kind=movement"),
    (CONTENT_ADMIN, "/orders/{order}"),
]


def numbers(session: Session) -> dict[str, object]:
    """An order of the seeded story."""
    return {"order": session.scalars(select(Order.id).order_by(Order.id)).first()}
