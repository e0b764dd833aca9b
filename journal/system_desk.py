"""What waits on the desks of the system administrator and, of the directories, of the content administrator (3.5–3.8)."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.desk_lines import Chair, DeskLine, Urgency
from journal.rights import Role
from journal.undertakings import lacks_undertaking
from models import (
    DeliveryState,
    GradeDelivery,
    Incident,
    Job,
    JobState,
    Particulars,
    PeriodicRun,
    Registration,
    SupportState,
    SupportTicket,
    User,
)  # fmt: skip
from regulation.refusal import N_

LOW_DISK = 10  # per cent free
SILENT = timedelta(minutes=3)  # a worker looks every minute
UNDELIVERED = (DeliveryState.REFUSED, DeliveryState.DIFFERS)


def system_lines(acting: Acting, chair: Chair) -> list[DeskLine]:
    """The system administrator's desk; six queries."""
    if not chair.holds(Role.SYSTEM_ADMIN):
        return []
    session = acting.session
    failed = _count(session, select(func.count(Job.id)).where(Job.state == JobState.FAILED))
    unfinished = _count(session, select(func.count(Incident.id)).where(Incident.ended_at.is_(None)))
    tickets = _count(
        session, select(func.count(SupportTicket.id)).where(SupportTicket.state == SupportState.OPEN)
    )
    red, unchecked = _registrations(session)
    free = free_percent(session)
    return [
        DeskLine(
            Urgency.OVERDUE, int(_is_silent(acting)), N_("Обработчик заданий не отвечает"), "system.overview",
            N_("Печать, списки и передача результатов стоят: запустите службу обработчика."),
        ),
        DeskLine(
            Urgency.OVERDUE, int(free < LOW_DISK), N_("Кончается место на диске: свободно %(free)s %%"), "system.overview",
            params={"free": free},
        ),
        DeskLine(Urgency.OVERDUE, red, N_("LMS не прошли самопроверку"), "platforms.index", N_("В регистрации написано, что исправить.")),
        DeskLine(Urgency.OVERDUE, unfinished, N_("Происшествия без окончания"), "system.incidents", values={"state": "open"}),
        DeskLine(Urgency.DUE, failed, N_("Задания не получились"), "system.overview",
            N_("Повторите их или разберитесь по тексту."), values={"_anchor": "queue"}),
        DeskLine(Urgency.DUE, unchecked, N_("LMS ещё не проверялись"), "platforms.index"),
        DeskLine(Urgency.NEW, tickets, N_("Обращения в поддержку"), "support.every", N_("Ждут ответа.")),
    ]  # fmt: skip


def results_lines(acting: Acting, chair: Chair) -> list[DeskLine]:
    """Results the LMS did not take, for who keeps the tool running; one query."""
    if not chair.holds(Role.SYSTEM_ADMIN):
        return []
    stuck = _count(
        acting.session,
        select(func.count(GradeDelivery.id)).where(GradeDelivery.state.in_(UNDELIVERED)),
    )
    hint = N_("LMS отказала или показывает другое значение.")
    return [
        DeskLine(
            Urgency.DUE,
            stuck,
            N_("Результаты не дошли до LMS"),
            "system.overview",
            hint,
            {"_anchor": "outbox"},
        )
    ]


def directory_lines(acting: Acting, chair: Chair) -> list[DeskLine]:
    """The content administrator's share: undertakings to be signed, particulars to be written; two queries."""
    if not chair.holds(Role.CONTENT_ADMIN):
        return []
    session = acting.session
    missing = _count(session, select(func.count(User.id)).where(lacks_undertaking(acting.today)))
    has_particulars = session.scalar(select(Particulars.id).limit(1)) is not None
    return [
        DeskLine(
            Urgency.DUE, missing, N_("Нет обязательства о неразглашении"), "people.index",
            N_("Сотрудники работают с персональными данными, а обязательство не учтено (п. 6.1)."), {"signed": "lacks"},
        ),
        DeskLine(
            Urgency.DUE, int(not has_particulars), N_("Реквизиты и сведения о Положении не внесены по приказу"),
            "directories.particulars", N_("Они печатаются на документах (п. 7.1)."),
        ),
    ]  # fmt: skip


def free_percent(session: Session) -> int:
    """Whole per cent free on the disk of the database's file, else of the working directory."""
    name = session.get_bind().engine.url.database or ""
    place = Path(name).parent if session.get_bind().dialect.name == "sqlite" and name else Path()
    usage = shutil.disk_usage(place if place.exists() else Path())
    return usage.free * 100 // usage.total


def _registrations(session: Session) -> tuple[int, int]:
    """How many active registrations have something bad, how many were never checked."""
    checks = session.scalars(select(Registration.self_check).where(Registration.is_active.is_(True))).all()
    red = sum(any(line["state"] == "bad" for line in one["lines"]) for one in checks if one)
    return red, sum(one is None for one in checks)


def _is_silent(acting: Acting) -> bool:
    seen = acting.session.scalar(select(func.max(PeriodicRun.at)).where(PeriodicRun.job == "sweep"))
    return seen is None or acting.now - seen > SILENT


def _count(session: Session, query: Select[int]) -> int:
    return session.scalar(query) or 0
