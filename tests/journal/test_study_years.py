"""Groups go to the next year by one order; the last course is graduated (3.9.2)."""

from datetime import date

import pytest

from journal.orders import require_order
from journal.study_years import group_years, left_behind, next_year, transfer_groups
from models import Membership, Movement, MovementKind
from tests import factories as make
from tests.unchanged import queries, refuses

JULY = "2026-07-03 10:00"


@pytest.fixture
def groups(session):
    """A first, a third (last) course and one without a year of admission, three people each."""
    made = {}
    for name, year in (("БУ-25-1", 2025), ("БУ-23-1", 2023), ("ЮР-1", None)):
        group = made[name] = make.group(session, name)
        group.admission_year, group.courses = year, 3
        for number in range(3):
            make.membership(session, group, make.student(session, f"{name} {number}"))
    session.flush()
    return made


def members(session, group):
    return [
        one.student_id
        for one in session.query(Membership).filter_by(group_id=group.id).order_by(Membership.id)
    ]


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 4, 10), "2026/27"), (date(2026, 9, 3), "2026/27"), (date(2026, 3, 1), "2025/26")],
)
def test_the_year_to_come(day, year):
    assert next_year(day) == year


def test_it_works(session, act, groups):
    acting = act(now=JULY, office="secretary")
    first, last = groups["БУ-25-1"], groups["БУ-23-1"]
    kept = members(session, first)[0]
    assert [(one.group.name, one.course, one.is_last, len(one.waiting)) for one in group_years(acting, "2026/27")] == [
        ("БУ-23-1", None, True, 3), ("БУ-25-1", 2, False, 3),
    ]  # fmt: skip
    order = require_order(acting, "70-с", date(2026, 7, 1), "3.9.2")
    assert transfer_groups(acting, order, "2026/27", date(2026, 7, 1), [first.id, last.id], [kept]) == (2, 3)
    assert last.is_archived and not first.is_archived
    ends = {one.ends_on for one in session.query(Membership).filter_by(group_id=last.id)}
    assert ends == {date(2026, 6, 30)}
    assert session.query(Membership).filter_by(group_id=first.id, ends_on=None).count() == 3
    kinds = [one.kind for one in session.query(Movement)]
    assert (kinds.count(MovementKind.PROMOTION), kinds.count(MovementKind.GRADUATION)) == (2, 3)
    september = act(now="2026-09-03 10:00", office="secretary")
    assert [one.id for one in session.scalars(left_behind(september))] == [kept]
    assert [len(one.waiting) for one in group_years(september, "2026/27")] == [1]


def test_nobody_is_transferred_twice(session, act, groups):
    acting = act(now=JULY)
    order = require_order(acting, "70-с", date(2026, 7, 1), "3.9.2")
    chosen = [groups["БУ-25-1"].id]
    transfer_groups(acting, order, "2026/27", date(2026, 7, 1), chosen, [])
    with refuses(session, "E_PEOPLE", "3.9.2"):
        transfer_groups(acting, order, "2026/27", date(2026, 7, 1), chosen, [])


@pytest.mark.parametrize("day", [date(2026, 4, 30), date(2027, 1, 1)])
def test_a_day_of_another_time_is_refused(session, act, groups, day):
    acting = act(now=JULY)
    order = require_order(acting, "70-с", date(2026, 7, 1), "3.9.2")
    with refuses(session, "E_PERIOD", "3.9.2"):
        transfer_groups(acting, order, "2026/27", day, [groups["БУ-25-1"].id], [])


def test_statements_do_not_grow_with_the_groups(session, engine, act, groups):
    acting = act(now=JULY)
    with queries(engine) as few:
        group_years(acting, "2026/27")
    for number in range(10):
        group = make.group(session, f"НОВ-24-{number}")
        group.admission_year = 2024
        make.membership(session, group, make.student(session, f"Новый{number}"))
    session.flush()
    with queries(engine) as many:
        group_years(acting, "2026/27")
    assert len(few) == len(many)
