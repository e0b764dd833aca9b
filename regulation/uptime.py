"""How much of a month the journal could be used (3.5, 3.7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Outage:
    """From `start` until `end` (None: it still lasts); `is_external`: not the institution's own server or program."""

    start: datetime
    end: datetime | None
    is_external: bool = False


@dataclass(frozen=True)
class Uptime:
    """`percent` of the period the journal answered; `own_percent` counts only outages of the institution's own.

    `down`, `own_down`: how long it did not. Percentages have two places, half up; None for a period of no length.
    """

    percent: Decimal | None
    own_percent: Decimal | None
    down: timedelta
    own_down: timedelta


def uptime(outages: Sequence[Outage], first: datetime, last: datetime) -> Uptime:
    """The uptime of the period from `first` until `last` (3.7). Outages at one time count once; aware moments."""
    down = _covered(outages, first, last)
    own_down = _covered([one for one in outages if not one.is_external], first, last)
    return Uptime(_percent(down, last - first), _percent(own_down, last - first), down, own_down)


def _covered(outages: Iterable[Outage], first: datetime, last: datetime) -> timedelta:
    spans = sorted((max(one.start, first), min(one.end or last, last)) for one in outages)
    total, reached = timedelta(), first
    for start, end in spans:
        if end > max(start, reached):
            total += end - max(start, reached)
            reached = end
    return total


def _percent(down: timedelta, whole: timedelta) -> Decimal | None:
    if whole <= timedelta():
        return None
    share = Decimal(int((whole - down).total_seconds())) / Decimal(int(whole.total_seconds()))
    return (share * 100).quantize(HUNDREDTH, ROUND_HALF_UP)
