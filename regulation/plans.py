"""КТП, the calendar-thematic plan: order, what is off plan, hours, dates, rows of a file (4.1.3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from regulation.kinds import LessonKind
from regulation.refusal import N_, Caution, Refusal
from regulation.statistics import percent

_CLAUSE = "4.1.3"


@dataclass(frozen=True)
class PlanLine:
    """A line of a plan: a section heading (kind None), or a lesson with topic, hours and kind."""

    id: int
    position: int
    topic: str
    hours: int = 0
    kind: LessonKind | None = None
    planned_on: date | None = None
    homework: str = ""
    is_section: bool = False


@dataclass(frozen=True)
class PlanFact:
    """Hours. `remaining`: of the plan, not conducted; `over`: beyond the plan; `done`: percent of it."""

    plan: int
    fact: int
    remaining: int
    over: int
    done: Decimal | None


def next_item(items: Iterable[PlanLine], used_ids: Collection[int]) -> PlanLine | None:
    """The line offered next: the first in plan order not conducted yet; None when all are (4.1.3)."""
    ahead = (line for line in items if not line.is_section and line.id not in used_ids)
    return min(ahead, key=_position, default=None)


def check_off_plan(topic: str, plan_topics: Collection[str], reason: str) -> list[Caution]:
    """A topic that is not in the plan stands with W_PLAN and a reason (4.1.3).

    Case, spaces, ё and the last full stop make no difference. Without a plan there is nothing to compare
    with. Raises E_PLAN_REASON.
    """
    if not plan_topics or _folded(topic) in {_folded(planned) for planned in plan_topics}:
        return []
    if not reason.strip():
        raise Refusal(
            "E_PLAN_REASON",
            _CLAUSE,
            N_("Этой темы нет в КТП. Выберите тему из плана или укажите причину отступления от него."),
        )
    return [
        Caution("W_PLAN", _CLAUSE, N_("Темы нет в КТП: %(reason)s."), {"reason": reason.strip().rstrip(".")})
    ]


def plan_fact(plan_hours: int, fact_hours: int) -> PlanFact:
    """«По плану __ ч, проведено __ ч, не выполнено __ ч» (F-04)."""
    return PlanFact(
        plan=plan_hours,
        fact=fact_hours,
        remaining=max(0, plan_hours - fact_hours),
        over=max(0, fact_hours - plan_hours),
        done=percent(fact_hours, plan_hours),
    )


def shift_dates(lines: Iterable[PlanLine], from_position: int, dates: Iterable[date]) -> list[PlanLine]:
    """The lines in plan order with new dates for lessons from `from_position` on, one date a lesson.

    Dates go in their order. Earlier lessons keep theirs, sections have none. When `dates` run out, the
    lessons left stay undated.
    """
    coming = iter(sorted(dates))
    return [
        line
        if line.is_section or line.position < from_position
        else replace(line, planned_on=next(coming, None))
        for line in sorted(lines, key=_position)
    ]


def _position(line: PlanLine) -> int:
    return line.position


def _folded(topic: str) -> str:
    return " ".join(topic.split()).casefold().replace("ё", "е").rstrip(" .")
