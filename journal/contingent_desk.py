"""What waits on the desks about the contingent: orders to enter, doubts, newcomers, groups (3.9, 6.6)."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.calendar import work_calendar
from journal.desk_lines import Chair, DeskLine, Urgency
from journal.groups import curators
from journal.matching import doubled_cards, is_waiting
from journal.movements import newcomers
from journal.rights import Role
from journal.roster_news import news_query
from journal.study_years import left_behind
from models import Movement, Order, OrderKind, StudyGroup, User
from regulation.movements import LONGEST_TERM, entry_due
from regulation.refusal import N_

_YEAR = timedelta(days=366)
_MONTH = timedelta(days=30)


def orders_waiting(acting: Acting) -> list[tuple[Order, date]]:
    """Orders on movement of the last year on which no movement rests, with the last day to enter it. Two queries."""
    orders = list(
        acting.session.scalars(
            select(Order)
            .where(
                Order.kind == OrderKind.MOVEMENT, Order.withdrawn_at.is_(None), Order.dated >= acting.today - _YEAR,
                ~select(Movement.id).where(Movement.order_id == Order.id).exists(),
            )
            .order_by(Order.dated, Order.id)
        )
    )  # fmt: skip
    if not orders:
        return []
    last = acting.today + timedelta(days=LONGEST_TERM)
    calendar = work_calendar(acting.session, orders[0].dated, last, acting.rules.week_days)
    return [(order, entry_due(calendar, order.dated, acting.rules.movement_days)) for order in orders]


def contingent_lines(acting: Acting, chair: Chair) -> list[DeskLine]:
    """The secretary's own lines; lateness for the deputy director; groups without a curator for both."""
    lines: list[DeskLine] = []
    if chair.holds(Role.SECRETARY):
        lines += _orders(acting) + _doubts(acting) + _people(acting)
    if chair.holds(Role.DEPUTY, Role.DIRECTOR):
        lines.append(_late(acting))
    if chair.holds(Role.SECRETARY, Role.DEPUTY, Role.CONTENT_ADMIN):
        lines.append(_uncurated(acting))
    return lines


def _orders(acting: Acting) -> list[DeskLine]:
    waiting = orders_waiting(acting)
    late = sum(due < acting.today for _order, due in waiting)
    return [
        DeskLine(
            Urgency.OVERDUE, late, N_("Приказы о движении не внесены в срок"), "movements.waiting",
            N_("Срок — 3 рабочих дня со дня приказа (п. 3.9.2)."),
        ),
        DeskLine(
            Urgency.DUE, len(waiting) - late, N_("Приказы о движении ждут внесения"), "movements.waiting",
            N_("Внесите движение в течение 3 рабочих дней (п. 3.9.2)."),
        ),
    ]  # fmt: skip


def _doubts(acting: Acting) -> list[DeskLine]:
    session = acting.session
    accounts = session.scalar(select(func.count(User.id)).where(is_waiting())) or 0
    return [
        DeskLine(
            Urgency.NEW, accounts, N_("Учётные записи LMS без карточки"), "contingent.matching",
            N_("Привяжите к карточкам или решите, что это не обучающиеся."),
        ),
        DeskLine(
            Urgency.NEW, len(doubled_cards(session)), N_("Похоже на две карточки одного человека"), "contingent.matching",
            N_("Сравните и объедините: объединение можно отменить."),
        ),
        DeskLine(
            Urgency.NEW, _count(session, news_query(acting)), N_("Расхождения со списками курсов LMS"), "contingent.news",
            N_("Обучающиеся курсов, которых нет в группе журнала."),
        ),
    ]  # fmt: skip


def _people(acting: Acting) -> list[DeskLine]:
    session = acting.session
    incomplete = session.scalar(
        select(func.count(StudyGroup.id)).where(
            ~StudyGroup.is_archived, StudyGroup.specialty_id.is_(None) | StudyGroup.admission_year.is_(None)
        )
    )
    return [
        DeskLine(
            Urgency.DUE, len(newcomers(acting)), N_("Зачислены, но не распределены по группам"), "contingent.newcomers",
            N_("Распределите новичков (п. 3.9.1)."),
        ),
        DeskLine(
            Urgency.DUE, _count(session, left_behind(acting)), N_("Не переведены на следующий курс"),
            "contingent.left_behind", N_("Группа переведена, а по обучающемуся приказа нет (п. 3.9.2)."),
        ),
        DeskLine(
            Urgency.CALM, incomplete or 0, N_("Группы без специальности или года поступления"), "groups.index",
            N_("Без них не печатаются курс и специальность."), values={"state": "incomplete"},
        ),
    ]  # fmt: skip


def _late(acting: Acting) -> DeskLine:
    """Entries of the last month that came late (6.6)."""
    late = acting.session.scalar(
        select(func.count(Movement.id)).where(
            Movement.late_days > 0, Movement.annulled_at.is_(None), Movement.entered_at >= acting.now - _MONTH
        )
    )
    return DeskLine(
        Urgency.NEW, late or 0, N_("Движение контингента внесено с опозданием"), "movements.index",
        N_("За последние 30 дней (пп. 3.9.2, 6.6)."), values={"state": "late"},
    )  # fmt: skip


def _uncurated(acting: Acting) -> DeskLine:
    curated = curators(acting)
    count = acting.session.scalar(
        select(func.count(StudyGroup.id)).where(~StudyGroup.is_archived, StudyGroup.id.not_in(list(curated)))
    )
    return DeskLine(
        Urgency.CALM, count or 0, N_("Группы без куратора"), "groups.index",
        N_("Куратора назначают приказом (п. 3.3)."), values={"state": "uncurated"},
    )  # fmt: skip


def _count(session: Session, query: Select[object]) -> int:
    counted = query.order_by(None).with_only_columns(func.count())
    return session.scalar(counted) or 0
