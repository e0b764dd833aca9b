"""The uptime of a period: outages at one time count once, external ones apart (3.7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from regulation.uptime import Outage, uptime

FIRST = datetime(2025, 9, 1, tzinfo=UTC)
LAST = FIRST + timedelta(hours=100)


def hours(start: float, end: float | None, is_external: bool = False) -> Outage:
    return Outage(
        FIRST + timedelta(hours=start), None if end is None else FIRST + timedelta(hours=end), is_external
    )


def test_a_period_without_outages_is_whole() -> None:
    assert uptime([], FIRST, LAST).percent == Decimal("100.00")


@pytest.mark.parametrize(
    ("outages", "percent", "own"),
    [
        ([hours(10, 11)], "99.00", "99.00"),
        ([hours(10, 11, True)], "99.00", "100.00"),
        ([hours(10, 12), hours(11, 13)], "97.00", "97.00"),
        ([hours(10, 12), hours(11, 13, True)], "97.00", "98.00"),
        ([hours(-5, 1)], "99.00", "99.00"),
        ([hours(99, None)], "99.00", "99.00"),
        ([hours(90, 200)], "90.00", "90.00"),
        ([hours(10, 14), hours(11, 12)], "96.00", "96.00"),
        ([hours(0, 1 / 36)], "99.97", "99.97"),
    ],
)
def test_outages_are_taken_off_once(outages: list[Outage], percent: str, own: str) -> None:
    found = uptime(outages, FIRST, LAST)
    assert (found.percent, found.own_percent) == (Decimal(percent), Decimal(own))


def test_a_period_that_has_not_begun_has_no_uptime() -> None:
    assert uptime([], FIRST, FIRST).percent is None
