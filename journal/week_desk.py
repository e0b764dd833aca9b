"""The lines of the curator's week on the desks of curator and deputy director (3.11.2, 3.12.2)."""

from __future__ import annotations

from sqlalchemy import func, or_, select

from journal.acting import Acting
from journal.desk_lines import Chair, DeskLine, Urgency
from journal.rights import Role
from journal.week_checks import unchecked_weeks
from models import AbsenceDocument, DocumentState, Membership
from regulation.refusal import N_
from regulation.weeks import IsoWeek


def week_lines(acting: Acting, chair: Chair) -> list[DeskLine]:
    """Weeks nobody has checked: the last one is due, older ones are overdue. Two queries for whom it concerns."""
    groups = chair.groups_as(Role.CURATOR)
    is_deputy = chair.holds(Role.DEPUTY)
    if not groups and not is_deputy:
        return []
    found = unchecked_weeks(acting.session, acting.today, None if is_deputy else groups)
    last = IsoWeek.of(acting.today).shifted(-1)
    due = [group for group, weeks in found.items() if last in weeks]
    missed = [(group, week) for group, weeks in found.items() for week in weeks if week != last]
    if is_deputy:
        return [
            DeskLine(
                Urgency.OVERDUE, len(missed), N_("Недели без проверки куратора"), "attendance.overview",
                N_("Групп: %(groups)s"), params={"groups": len({group for group, _week in missed})},
                values={"checked": "no", "week": max(week for _group, week in missed).name} if missed else {},
            )
        ]  # fmt: skip
    return [
        DeskLine(
            Urgency.OVERDUE, len(missed), N_("Пропущенные недели посещаемости"), "attendance.week",
            N_("Откройте неделю и отметьте «проверено куратором»"),
            {"group_id": missed[0][0], "week": missed[0][1].name} if missed else {},
        ),
        DeskLine(
            Urgency.DUE, len(due), N_("Проверить посещаемость за прошлую неделю"), "attendance.week", last.title,
            {"group_id": due[0], "week": last.name} if due else {},
        ),
    ]  # fmt: skip


def request_lines(acting: Acting, chair: Chair) -> list[DeskLine]:
    """Parents' requests that wait for the curator. One query."""
    groups = chair.groups_as(Role.CURATOR)
    if not groups:
        return []
    rows = acting.session.execute(
        select(Membership.group_id, func.count(AbsenceDocument.id.distinct()))
        .join(Membership, Membership.student_id == AbsenceDocument.student_id)
        .where(
            AbsenceDocument.state == DocumentState.REQUESTED,
            Membership.group_id.in_(groups),
            or_(Membership.ends_on.is_(None), Membership.ends_on >= acting.today),
        )
        .group_by(Membership.group_id)
    ).all()
    return [
        DeskLine(
            Urgency.NEW, count, N_("Просьбы родителей об уважительной причине"), "attendance.documents",
            N_("Примите или откажите с причиной"), {"group_id": group_id, "state": "requested"},
        )
        for group_id, count in rows
    ]  # fmt: skip
