"""Who is in the group on a day: dated membership from orders (3.9.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from regulation.refusal import N_, Refusal

_CLAUSE = "3.9.2"


@dataclass(frozen=True)
class Interval:
    """Days in a group, both ends included; open while `ends_on` is None."""

    starts_on: date
    ends_on: date | None = None

    def __post_init__(self) -> None:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise ValueError("a membership does not end before it begins")

    def has(self, day: date) -> bool:
        """Whether the day lies in the interval."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def is_member(intervals: Iterable[Interval], day: date) -> bool:
    """Whether somebody with these intervals is in the group on the day."""
    return any(interval.has(day) for interval in intervals)


def joined(intervals: Sequence[Interval], day: date) -> tuple[Interval, ...]:
    """The intervals after зачисление, перевод сюда or восстановление: a member from `day` on.

    Who already is a member then stays so, unchanged.
    """
    if is_member(intervals, day):
        return tuple(intervals)
    return (*intervals, Interval(day))


def left(intervals: Sequence[Interval], day: date) -> tuple[Interval, ...]:
    """The intervals after отчисление, академический отпуск or перевод отсюда effective on `day`.

    The last day in the group is the day before; what would begin on `day` or later falls away.
    """
    last = day - timedelta(days=1)
    kept = [interval for interval in intervals if interval.starts_on < day]
    return tuple(
        replace(interval, ends_on=last) if interval.ends_on is None or interval.ends_on > last else interval
        for interval in kept
    )


def check_member(intervals: Sequence[Interval], day: date, name: str) -> None:
    """Nothing is entered for somebody who was not in the group that day (3.9.2). Raises E_NOT_MEMBER."""
    if is_member(intervals, day):
        return
    if not intervals:
        raise Refusal(
            "E_NOT_MEMBER",
            _CLAUSE,
            N_(
                "%(name)s не числится в группе. Если это ошибка, обратитесь к секретарю: "
                "движение вносится по приказу."
            ),
            name=name,
        )
    raise Refusal(
        "E_NOT_MEMBER",
        _CLAUSE,
        N_(
            "%(day)s %(name)s не числится в группе (в группе %(periods)s), "
            "поэтому запись за этот день не вносится. Если это ошибка, обратитесь к секретарю: "
            "движение вносится по приказу."
        ),
        name=name,
        day=_written(day),
        periods=", ".join(_period(interval) for interval in sorted(intervals, key=_beginning)),
    )


def _beginning(interval: Interval) -> date:
    return interval.starts_on


def _period(interval: Interval) -> str:
    beginning = f"с {_written(interval.starts_on)}"
    return beginning if interval.ends_on is None else f"{beginning} по {_written(interval.ends_on)}"


def _written(day: date) -> str:
    return day.strftime("%d.%m.%Y")
