"""The register of incidents, the uptime it gives, and maintenance announced beforehand (3.5, 3.7)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.texts import required_text
from models import Incident, Maintenance
from regulation.refusal import N_, Refusal
from regulation.uptime import Outage, Uptime, uptime

LONGEST_MAINTENANCE = timedelta(days=7)


def record_incident(
    acting: Acting,
    started_at: datetime,
    ended_at: datetime | None,
    description: str,
    *,
    is_external: bool = False,
    measures: str = "",
) -> Incident:
    """Enter an incident. Raises E_FUTURE for a moment still to come, E_DATE for an end before the start, E_TEXT."""
    incident = Incident(
        started_at=started_at, ended_at=_checked_end(acting, started_at, ended_at), is_external=is_external,
        description=required_text(description, 2000, "3.7", N_("Опишите, что случилось, не длиннее 2000 знаков.")),
        measures=" ".join(measures.split())[:500], recorded_at=acting.now, recorded_by_id=acting.user_id,
    )  # fmt: skip
    acting.session.add(incident)
    acting.session.flush()
    return incident


def end_incident(acting: Acting, incident: Incident, ended_at: datetime, measures: str = "") -> None:
    """Say when an incident was over and what was done. Raises E_CLOSED for one that has ended already, E_DATE, E_FUTURE."""
    if incident.ended_at is not None:
        raise Refusal("E_CLOSED", "3.7", N_("У этого происшествия уже записано окончание."))
    incident.ended_at = _checked_end(acting, incident.started_at, ended_at)
    incident.measures = " ".join(measures.split())[:500] or incident.measures
    acting.session.flush()


def _checked_end(acting: Acting, started_at: datetime, ended_at: datetime | None) -> datetime | None:
    if max(started_at, ended_at or started_at) > acting.now:
        raise Refusal(
            "E_FUTURE",
            "3.7",
            N_("Происшествие записывают, когда оно случилось: время ещё не наступило. Для плановых работ есть объявление."),
        )  # fmt: skip
    if ended_at is not None and ended_at <= started_at:
        raise Refusal("E_DATE", "3.7", N_("Окончание не позже начала. Проверьте дату и время."))
    return ended_at


def month_uptime(acting: Acting, month: date) -> Uptime:
    """The uptime of a month of the institution's calendar, of the running one until now. One query."""
    first = datetime.combine(month.replace(day=1), time(), acting.zone)
    following = (month.replace(day=1) + timedelta(days=32)).replace(day=1)
    last = min(datetime.combine(following, time(), acting.zone), acting.now)
    rows = acting.session.scalars(
        select(Incident).where(
            Incident.started_at < last, or_(Incident.ended_at.is_(None), Incident.ended_at > first)
        )
    )
    return uptime([Outage(one.started_at, one.ended_at, one.is_external) for one in rows], first, last)


def announce_maintenance(acting: Acting, starts_at: datetime, ends_at: datetime, text: str) -> Maintenance:
    """Announce maintenance; every page shows it until it is over. Raises E_DATE for an impossible
    time, E_SAME when some are announced for it already, E_TEXT.
    """
    if ends_at <= starts_at:
        raise Refusal("E_DATE", "3.5", N_("Окончание работ не позже начала. Проверьте дату и время."))
    if ends_at <= acting.now:
        raise Refusal(
            "E_DATE", "3.5", N_("Это время уже прошло. Простой, который был, записывают в происшествия.")
        )
    if ends_at - starts_at > LONGEST_MAINTENANCE:
        raise Refusal(
            "E_DATE", "3.5", N_("Работы объявляют не длиннее чем на 7 дней: журнал должен быть доступен.")
        )
    overlapping = select(Maintenance.id).where(
        Maintenance.cancelled_at.is_(None), Maintenance.starts_at < ends_at, Maintenance.ends_at > starts_at
    )
    if acting.session.scalar(overlapping.limit(1)) is not None:
        raise Refusal(
            "E_SAME",
            "3.5",
            N_("На это время работы уже объявлены. Снимите прежнее объявление или измените время."),
        )
    notice = Maintenance(
        starts_at=starts_at, ends_at=ends_at, announced_at=acting.now, announced_by_id=acting.user_id,
        text=required_text(text, 500, "3.5", N_("Напишите, что будет происходить, не длиннее 500 знаков.")),
    )  # fmt: skip
    acting.session.add(notice)
    acting.session.flush()
    return notice


def cancel_maintenance(acting: Acting, notice: Maintenance) -> None:
    """Take the announcement off the pages. Raises E_CLOSED when it is cancelled or over."""
    if notice.cancelled_at is not None or notice.ends_at <= acting.now:
        raise Refusal("E_CLOSED", "3.5", N_("Это объявление уже снято или работы прошли."))
    notice.cancelled_at = acting.now
    acting.session.flush()


def announced(session: Session, moment: datetime) -> list[Maintenance]:
    """The maintenance to be shown on pages at this moment, the next first."""
    return list(
        session.scalars(
            select(Maintenance)
            .where(Maintenance.cancelled_at.is_(None), Maintenance.ends_at > moment)
            .order_by(Maintenance.starts_at, Maintenance.id)
            .limit(3)
        )
    )
