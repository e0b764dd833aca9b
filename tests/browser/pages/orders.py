"""The register of orders, the offices resting on it, the rules, the function lists."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Grant, Order
from tests.platform.platform import CONTENT_ADMIN, DIRECTOR, METHODIST, SECRETARY

PAGES = [
    (CONTENT_ADMIN, "/orders"),
    (SECRETARY, "/orders/new?kind=movement"),
    (CONTENT_ADMIN, "/orders/{order}"),
    (CONTENT_ADMIN, "/grants"),
    (DIRECTOR, "/grants"),
    (CONTENT_ADMIN, "/grants/new"),
    (CONTENT_ADMIN, "/grants/new?person={person}"),
    (CONTENT_ADMIN, "/grants/{grant}"),
    (CONTENT_ADMIN, "/rules"),
    (CONTENT_ADMIN, "/rules/lock_days"),
    (DIRECTOR, "/rules/latin_terms"),
    (SECRETARY, "/functions"),
    (DIRECTOR, "/functions/marks"),
    (METHODIST, "/unlocks"),
]


def numbers(session: Session) -> dict[str, object]:
    """An order, an office and its holder of the seeded story."""
    grant = session.scalars(select(Grant).order_by(Grant.id)).first()
    assert grant is not None
    return {
        "order": session.scalars(select(Order.id).order_by(Order.id)).first(),
        "grant": grant.id,
        "person": grant.user_id,
    }
