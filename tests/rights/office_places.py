"""What the addresses of orders, offices and rules name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journal.acting import Acting
from journal.orders import register_order
from models import OrderKind
from tests import factories as make

if TYPE_CHECKING:
    from tests.rights.scene import Scene


def office_places(scene: Scene) -> dict[str, object]:
    """An order of the register."""
    acting = Acting(scene.session, None, make.EARLY)
    order = register_order(acting, OrderKind.OTHER, "900-у", make.FIRST_DAY, "О журнале")
    return {"order_id": order.id}
