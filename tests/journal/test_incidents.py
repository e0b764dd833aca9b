"""Incidents and announced maintenance: what is kept, what is refused (3.5, 3.7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from journal.incidents import (
    announce_maintenance,
    announced,
    cancel_maintenance,
    end_incident,
    month_uptime,
    record_incident,
)  # fmt: skip
from models import AuditEntry, Incident, Maintenance
from tests import factories as make
from tests.conftest import TUESDAY, Act
from tests.unchanged import refuses

HOUR = timedelta(hours=1)


def test_an_incident_is_recorded_ended_and_counted(session: Session, act: Act) -> None:
    acting = act(make.user(session), office="system_admin")
    incident = record_incident(acting, TUESDAY - 3 * HOUR, None, "Нет  связи\nс LMS", is_external=True)
    end_incident(acting, incident, TUESDAY - HOUR, "Позвонили провайдеру")
    assert (incident.description, incident.measures) == ("Нет связи с LMS", "Позвонили провайдеру")
    found = month_uptime(acting, TUESDAY.date())
    assert found.down == 2 * HOUR
    assert found.own_percent == Decimal("100.00")
    assert found.percent == Decimal("98.72")  # 2 of the 156 hours since 1 October
    entries = session.scalars(select(AuditEntry).where(AuditEntry.entity == "incident")).all()
    assert [entry.action for entry in entries] == ["created", "changed"]


@pytest.mark.parametrize(
    ("start", "end", "text", "code"),
    [
        (TUESDAY + HOUR, None, "Сбой", "E_FUTURE"),
        (TUESDAY - HOUR, TUESDAY + HOUR, "Сбой", "E_FUTURE"),
        (TUESDAY - HOUR, TUESDAY - HOUR, "Сбой", "E_DATE"),
        (TUESDAY - HOUR, TUESDAY - 2 * HOUR, "Сбой", "E_DATE"),
        (TUESDAY - HOUR, None, " \u200b ", "E_TEXT"),
        (TUESDAY - HOUR, None, "я" * 2001, "E_TEXT"),
    ],
)
def test_an_impossible_incident_is_refused(
    session: Session, act: Act, start: datetime, end: datetime | None, text: str, code: str
) -> None:
    acting = act(make.user(session), office="system_admin")
    with refuses(session, code, "3.7"):
        record_incident(acting, start, end, text)


def test_an_incident_ends_once(session: Session, act: Act) -> None:
    acting = act(make.user(session), office="system_admin")
    incident = record_incident(acting, TUESDAY - 3 * HOUR, TUESDAY - HOUR, "Сбой")
    with refuses(session, "E_CLOSED", "3.7"):
        end_incident(acting, incident, TUESDAY)


def test_the_database_keeps_no_incident_that_ends_before_it_begins(session: Session) -> None:
    with pytest.raises(IntegrityError):
        make.put(
            session, Incident(started_at=TUESDAY, ended_at=TUESDAY, description="Сбой", recorded_at=TUESDAY)
        )


def test_maintenance_is_announced_until_it_is_over_or_cancelled(session: Session, act: Act) -> None:
    acting = act(make.user(session), office="system_admin")
    notice = announce_maintenance(acting, TUESDAY + HOUR, TUESDAY + 2 * HOUR, "Обновление журнала")
    assert announced(session, TUESDAY) == [notice]
    assert announced(session, TUESDAY + 2 * HOUR) == []
    with refuses(session, "E_SAME", "3.5"):
        announce_maintenance(acting, TUESDAY + 1.5 * HOUR, TUESDAY + 3 * HOUR, "Обновление")
    cancel_maintenance(acting, notice)
    assert announced(session, TUESDAY) == []
    with refuses(session, "E_CLOSED", "3.5"):
        cancel_maintenance(acting, notice)


@pytest.mark.parametrize(
    ("start", "end", "text", "code"),
    [
        (TUESDAY + HOUR, TUESDAY + HOUR, "Обновление", "E_DATE"),
        (TUESDAY - 2 * HOUR, TUESDAY - HOUR, "Обновление", "E_DATE"),
        (TUESDAY, TUESDAY + timedelta(days=8), "Обновление", "E_DATE"),
        (TUESDAY, TUESDAY + HOUR, " ", "E_TEXT"),
    ],
)
def test_impossible_maintenance_is_refused(
    session: Session, act: Act, start: datetime, end: datetime, text: str, code: str
) -> None:
    acting = act(make.user(session), office="system_admin")
    with refuses(session, code, "3.5"):
        announce_maintenance(acting, start, end, text)
    assert session.scalars(select(Maintenance)).all() == []
