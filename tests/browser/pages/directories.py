"""The system's pages, the directories, people, requests to the support."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Discipline, Incident, NormativeAct, SupportTicket, Undertaking
from tests.platform.platform import ADMINISTRATOR, CONTENT_ADMIN, STUDENT, SYSTEM_ADMIN, TEACHER

PAGES = [
    (SYSTEM_ADMIN, "/desk"),
    (SYSTEM_ADMIN, "/system"),
    (SYSTEM_ADMIN, "/system/incidents"),
    (SYSTEM_ADMIN, "/system/incidents/{incident}"),
    (SYSTEM_ADMIN, "/system/maintenance"),
    (SYSTEM_ADMIN, "/support/all"),
    (SYSTEM_ADMIN, "/support/{ticket}"),
    (STUDENT, "/support"),
    (CONTENT_ADMIN, "/directories"),
    (CONTENT_ADMIN, "/directories/particulars"),
    (CONTENT_ADMIN, "/directories/acts"),
    (CONTENT_ADMIN, "/directories/acts/new"),
    (CONTENT_ADMIN, "/directories/acts/{act}"),
    (CONTENT_ADMIN, "/directories/disciplines"),
    (CONTENT_ADMIN, "/directories/disciplines/{discipline}"),
    (CONTENT_ADMIN, "/directories/kinds"),
    (TEACHER, "/directories/kinds"),
    (CONTENT_ADMIN, "/people"),
    (CONTENT_ADMIN, "/people/{signer}"),
    (CONTENT_ADMIN, "/undertakings"),
    (ADMINISTRATOR, "/imports/new/people"),
]


def numbers(session: Session) -> dict[str, object]:
    """What the addresses name: of the demonstration's story."""
    return {
        "incident": session.scalars(select(Incident.id).limit(1)).one(),
        "ticket": session.scalars(select(SupportTicket.id).limit(1)).one(),
        "act": session.scalars(select(NormativeAct.id).where(NormativeAct.number == "781")).one(),
        "discipline": session.scalars(select(Discipline.id).limit(1)).one(),
        "signer": session.scalars(select(Undertaking.user_id).limit(1)).one(),
    }
