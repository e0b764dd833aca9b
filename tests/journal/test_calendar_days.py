"""A year's calendar read from a file, for a 5- and a 6-day week (3.8.6, 3.9.2)."""

import json
from datetime import date
from pathlib import Path

import pytest

from journal.calendar import named_days, why_free, work_calendar
from journal.calendar_days import apply, check, put_days, undo
from journal.imports import FileRow
from models import CalendarDay
from tests import factories as make
from tests.unchanged import refuses

YEAR = json.loads(
    (Path(__file__).resolve().parents[1] / "data" / "calendar_2025_26.json").read_text(encoding="utf-8")
)
FIRST, LAST = date(2025, 9, 1), date(2026, 8, 31)


def rows_of(week):
    spans = [(span, "") for span in YEAR[week]["non_working"]]
    spans += [(span, "да") for span in YEAR[week].get("working_weekends", [])]
    return [
        FileRow(number, {"first": span.split("/")[0], "last": span.partition("/")[2], "working": working})
        for number, (span, working) in enumerate(spans, start=2)
    ]


@pytest.fixture
def acting(session, act):
    return act(make.user(session, "Диспетчерова", is_staff=True))


@pytest.mark.parametrize(("week", "days", "free_days"), [("five_day", 5, 30), ("six_day", 6, 16)])
def test_the_years_file_makes_the_calendar(session, acting, week, days, free_days):
    rows = rows_of(week)
    assert all(one.is_good for one in check(acting, rows, {}))
    trace = apply(acting, rows, {})
    calendar = work_calendar(session, FIRST, LAST, days)
    assert len(calendar.non_working) == free_days
    assert not calendar.is_working(date(2025, 11, 4)) and not calendar.is_working(date(2026, 1, 8))
    assert calendar.is_working(date(2025, 11, 1)) and calendar.is_working(date(2025, 11, 5))
    assert calendar.working_days_after(date(2025, 11, 3), 1) == date(2025, 11, 5)
    undo(acting, trace)
    assert session.query(CalendarDay).count() == 0


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"first": "2025-02-30"}, "дата «2025-02-30»"),
        ({"first": "2025-11-04", "last": "2025-11-01"}, "раньше первого"),
        ({"first": "2025-11-04", "working": "может быть"}, "пишите да или нет"),
    ],
)
def test_a_bad_row_says_why(acting, cells, words):
    (verdict,) = check(acting, [FileRow(2, cells)], {})
    assert words in verdict.problems[0]


def test_a_day_named_twice_is_refused(acting):
    rows = [FileRow(2, {"first": "2025-11-02", "last": "2025-11-04"}), FileRow(3, {"first": "2025-11-04"})]
    assert "уже есть в строке 2" in check(acting, rows, {})[1].problems[0]


def test_a_free_day_says_why(session, acting):
    put_days(acting, date(2025, 11, 4), date(2025, 11, 4), False, "День народного единства")
    put_days(acting, date(2025, 11, 9), date(2025, 11, 9), True)
    named = named_days(session, FIRST, LAST)
    assert why_free(date(2025, 11, 4), named, 6) == "День народного единства"
    assert why_free(date(2025, 11, 2), named, 6) == "воскресенье"
    assert why_free(date(2025, 11, 8), named, 5) == "суббота"
    assert why_free(date(2025, 11, 9), named, 6) == ""


def test_a_span_out_of_order_is_refused(session, acting):
    with refuses(session, "E_PERIOD", "3.8.6"):
        put_days(acting, date(2025, 11, 4), date(2025, 11, 3), False)
