"""Documents of the offices, that belong to no journal: what there is, the right each needs, how it is laid out.

A feature adds its `PaperKind` to `KINDS` and orders it with `order_paper`; the document is a job like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from journal.acting import Acting
from journal.auditing import record
from journal.papers.order import order_of
from journal.rights import Act, Thing
from lti_tool.jobs.orders import order
from lti_tool.printing import consent_forms as consents
from lti_tool.printing import contingent_forms, timetable_forms
from lti_tool.printing.forms import Form, office_form
from models import Job, Order

Values = Mapping[str, Any]


@dataclass(frozen=True)
class PaperKind:
    """`make(acting, values)` reads what the document shows and lays it out; whoever may `act` on `thing` gets it.

    With `group_id` among the values the right is asked towards that group, otherwise towards the institution.
    """

    thing: Thing
    make: Callable[[Acting, Values], Form]
    act: Act = Act.PRINT


def _order(acting: Acting, values: Values) -> Form:
    """F-22."""
    paper = order_of(acting.session, acting.session.get_one(Order, values["order_id"]))
    stamp = "СНЯТ" if paper.withdrawn_on else ""
    title = f"Приказ {paper.number} от {paper.dated:%d.%m.%Y}"
    return office_form("order", title, paper, acting.now.astimezone(acting.zone), stamp=stamp)


KINDS: dict[str, PaperKind] = {
    "order": PaperKind(Thing.ORDER, _order),
    "timetable": PaperKind(Thing.TIMETABLE, timetable_forms.timetable),
    "timetable_changes": PaperKind(Thing.TIMETABLE, timetable_forms.changes),
    "consent_forms": PaperKind(Thing.CONSENT, consents.forms, Act.VIEW),
    "consent_transfer": PaperKind(Thing.CONSENT, consents.transfer, Act.VIEW),
    "credentials": PaperKind(Thing.CREDENTIALS, consents.register),
    "group_people": PaperKind(Thing.CONTINGENT, contingent_forms.group_people),
}


def order_paper(acting: Acting, paper: str, values: Values, entity: str, entity_id: int | None = None) -> Job:
    """Order a document of `KINDS`; `entity` and `entity_id` are what the audit names. The job's page follows it."""
    params = {"paper": paper, "values": dict(values), "office": acting.office}
    made = order(acting, "print", params, is_shared=True)
    record(acting, "printed", entity, entity_id, what=paper, job=made.id)
    return made
