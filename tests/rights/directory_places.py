"""What the addresses of the directories and of the system's pages name."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from models import Incident, Job, JobState, Maintenance, NormativeAct, SupportLine, SupportTicket, Undertaking
from tests import factories as make

if TYPE_CHECKING:
    from tests.rights.scene import Scene


def directory_rows(scene: Scene) -> dict[str, object]:
    """An act and a discipline."""
    act = NormativeAct(kind="Федеральный закон", number="152-ФЗ", dated=date(2006, 7, 27), title="О данных")
    made = make.discipline(scene.session, name="Статистика")
    return {"act_id": make.put(scene.session, act).id, "discipline_id": made.id}


def people_places(scene: Scene) -> dict[str, object]:
    """A member of staff and the undertaking somebody signed."""
    person = scene.staff("Обязательная")
    signed = make.put(
        scene.session,
        Undertaking(user_id=person.id, number="1", signed_on=make.FIRST_DAY, recorded_at=make.EARLY),
    )
    return {"person_id": person.id, "undertaking_id": signed.id}


def system_places(scene: Scene) -> dict[str, object]:
    """A failed job, an incident that lasts, announced maintenance, somebody's request."""
    session, person = scene.session, scene.journal.opened_by_id
    job = make.put(
        session,
        Job(
            public_id="failed", kind="print", params={}, state=JobState.FAILED, created_at=make.EARLY,
            run_after=make.EARLY, finished_at=make.EARLY,
        ),
    )  # fmt: skip
    incident = make.put(
        session, Incident(started_at=make.EARLY, description="Нет связи с LMS", recorded_at=make.EARLY)
    )
    notice = make.put(
        session,
        Maintenance(
            starts_at=make.EARLY + timedelta(days=60), ends_at=make.EARLY + timedelta(days=60, hours=2),
            text="Обновление", announced_at=make.EARLY,
        ),
    )  # fmt: skip
    ticket = make.put(
        session, SupportTicket(subject="Не печатается", opened_by_id=person, opened_at=make.EARLY)
    )
    make.put(
        session, SupportLine(ticket=ticket, author_id=person, text="Не печатается", written_at=make.EARLY)
    )
    return {
        "job_id": job.id, "incident_id": incident.id, "maintenance_id": notice.id, "ticket_id": ticket.id,
    }  # fmt: skip
