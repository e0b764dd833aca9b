"""Movement by order: what it does to groups and journals, when it is late, how it is taken back (3.9.2)."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from journal.calendar import set_day
from journal.marks import put_mark
from journal.memberships import intervals_of, members_of
from journal.movement_annulment import annul_movement
from journal.movement_rules import Draft
from journal.movements import distribute, enter_movement, newcomers
from journal.orders import register_order, withdraw_order
from models import Membership, MovementKind, OrderKind, SubgroupMembership
from regulation.calendar import parse_ranges
from regulation.kinds import LessonKind
from tests import factories as make
from tests.unchanged import queries, refuses

DATA = Path(__file__).resolve().parent.parent / "data"
FACTS = json.loads((DATA / "calendar_2025_26.json").read_text(encoding="utf-8"))
CASES = {case["student"]: date.fromisoformat(case["date"]) for case in FACTS["membership_cases"]}
FIRST, LAST = date(2025, 9, 1), date(2026, 6, 27)
ENTERS = {
    20: MovementKind.ADMISSION,
    27: MovementKind.TRANSFER,
    30: MovementKind.REINSTATEMENT,
}
LEAVES = {7: MovementKind.EXPULSION, 12: MovementKind.LEAVE}


def order_of(acting, number="84-с", dated=date(2025, 10, 6)):
    return register_order(acting, OrderKind.MOVEMENT, number, dated, "О движении контингента")


@pytest.fixture
def thirty(session):
    """The journal of БУ-23-1 in the second semester's sight: everybody but those who come later is in the group."""
    group, other = make.group(session, "БУ-23-1"), make.group(session, "БУ-23-2")
    students = {}
    with (DATA / "students.csv").open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source, delimiter=";"):
            number = int(row["number"])
            student = make.student(session, row["family_name"], row["given_name"], row["patronymic"])
            students[number] = student
            if number == 27:
                make.membership(session, other, student)
            elif number == 30:
                make.membership(session, other, student, date(2024, 9, 1), date(2025, 6, 27))
            elif number != 20:
                make.membership(session, group, student)
    return group, students


def enter_cases(act, group, students):
    made = {}
    for number, day in sorted(CASES.items(), key=lambda pair: pair[1]):
        acting = act(now=f"{day} 09:00", office="secretary")
        kind = ENTERS.get(number) or LEAVES[number]
        order = order_of(acting, f"{number}-с", day - timedelta(days=3))
        to_group = group if number in ENTERS else None
        (made[number],) = enter_movement(acting, Draft(kind, day, order, to_group), [students[number].id])
    return made


def test_it_works_for_the_movement_of_a_year(session, act, thirty):
    group, students = thirty
    journal = make.journal(session, group=group)
    enter_cases(act, group, students)
    inside = {
        number: [
            day
            for day in days()
            if any(covers(interval, day) for interval in intervals(session, journal, one))
        ]
        for number, one in students.items()
    }
    for number, present in inside.items():
        day = CASES.get(number)
        if number in LEAVES:
            assert (present[0], present[-1]) == (FIRST, day - timedelta(days=1))
        elif number in ENTERS:
            assert (present[0], present[-1]) == (day, LAST)
        else:
            assert present == days()


def days():
    return [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]


def intervals(session, journal, student):
    return intervals_of(session, journal, student.id)


def covers(interval, day):
    return interval[0] <= day and (interval[1] is None or day <= interval[1])


@pytest.mark.parametrize(("number", "inside", "outside"), [(7, -1, 0), (12, -1, 0), (20, 0, -1), (27, 0, -1)])
def test_the_cells_of_the_journal_follow(session, act, thirty, number, inside, outside):
    group, students = thirty
    journal = make.journal(session, group=group)
    teacher = make.teacher(session, journal)
    enter_cases(act, group, students)
    good, bad = (
        make.lesson(session, journal, CASES[number] + timedelta(days=shift), pair, topic="Учёт материалов")
        for pair, shift in ((1, inside), (2, outside))
    )
    acting = act(teacher, now=f"{CASES[number] + timedelta(days=2)} 15:00")
    put_mark(acting, good.works[0], students[number].id, "5", 0)
    with refuses(session, "E_NOT_MEMBER", "3.9.2"):
        put_mark(acting, bad.works[0], students[number].id, "5", 0)


def test_what_was_recorded_before_stays_in_its_journal(session, act, thirty):
    group, students = thirty
    journal = make.journal(session, group=group)
    lesson = make.lesson(
        session, journal, date(2025, 11, 14), topic="Учёт материалов", kind=LessonKind.PRACTICAL
    )
    late = make.lesson(session, journal, date(2025, 11, 18), topic="Учёт расчётов")
    kept = [make.mark(session, one.works[0], students[7]) for one in (lesson, late)]
    enter_cases(act, group, students)
    assert [mark.value for mark in kept] == [5, 5]
    assert students[7].id in [member.student.id for member in members_of(session, journal)]


def test_the_transferred_leave_their_subgroups(session, act, thirty):
    group, students = thirty
    parts = [make.subgroup(session, group, name, [students[7]]) for name in ("1", "2")]
    session.query(SubgroupMembership).filter_by(subgroup_id=parts[1].id).one().starts_on = date(2025, 12, 1)
    made = enter_cases(act, group, students)
    (part,) = session.query(SubgroupMembership).filter_by(student_id=students[7].id)
    assert (part.subgroup_id, part.ends_on) == (parts[0].id, date(2025, 11, 16))
    annul_movement(act(now="2026-01-20 10:00"), made[7], "ошибка в приказе")
    assert sorted((one.subgroup_id, one.starts_on, one.ends_on) for one in
                  session.query(SubgroupMembership).filter_by(student_id=students[7].id)) == [
        (parts[0].id, FIRST, None), (parts[1].id, date(2025, 12, 1), None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("week", "ordered", "entered", "due", "late"),
    [
        ("five_day", "2025-10-31", "2025-11-06", "2025-11-06", 0),  # Saturday 1 November works, 2–4 do not
        ("five_day", "2025-10-31", "2025-11-07", "2025-11-06", 1),
        ("six_day", "2025-10-31", "2025-11-05", "2025-11-05", 0),  # Sunday 2 and 4 November are off
        ("six_day", "2025-11-01", "2025-11-10", "2025-11-06", 3),
        ("five_day", "2025-12-30", "2026-01-14", "2026-01-14", 0),
        ("six_day", "2025-12-30", "2026-01-14", "2026-01-12", 2),
    ],
)
def test_three_working_days_by_the_institutions_calendar(
    session, act, thirty, week, ordered, entered, due, late
):
    _group, students = thirty
    rules = act().rules.with_overrides({"week_days": "5" if week == "five_day" else "6"})
    acting = act(now=f"{entered} 09:00", rules=rules)
    for day in parse_ranges(FACTS[week]["non_working"]):
        set_day(acting, day, is_working=False)
    for text in FACTS[week].get("working_weekends", []):
        set_day(acting, date.fromisoformat(text), is_working=True)
    order = order_of(acting, dated=date.fromisoformat(ordered))
    draft = Draft(MovementKind.EXPULSION, date.fromisoformat(ordered), order)
    (made,) = enter_movement(acting, draft, [students[1].id])
    assert (made.due_on.isoformat(), made.late_days) == (due, late)


def test_annulment_puts_the_intervals_back(session, act, thirty):
    group, students = thirty
    other = make.group(session, "БУ-23-3")
    before = [(one.group_id, one.starts_on, one.ends_on) for one in memberships(session, students[1])]
    acting = act(office="secretary")
    draft = Draft(MovementKind.TRANSFER, date(2025, 10, 7), order_of(acting), other)
    (made,) = enter_movement(acting, draft, [students[1].id])
    assert [one.group_id for one in memberships(session, students[1])] == [group.id, other.id]
    annul_movement(acting, made, "перепутаны однофамильцы")
    assert [(one.group_id, one.starts_on, one.ends_on) for one in memberships(session, students[1])] == before
    assert made.annulled_reason == "перепутаны однофамильцы"
    with refuses(session, "E_CLOSED", "3.9.2"):
        annul_movement(acting, made, "ещё раз")
    withdraw_order(acting, made.order, "внесён по ошибке")


def memberships(session, student):
    return session.query(Membership).filter_by(student_id=student.id).order_by(Membership.starts_on).all()


def test_records_keep_their_movement(session, act, thirty):
    """Marks in the interval that would go: the movement is closed by another one, never taken away."""
    group, students = thirty
    journal = make.journal(session, group=group)
    made = enter_cases(act, group, students)
    lesson = make.lesson(session, journal, date(2025, 10, 10), topic="Учёт материалов")
    make.mark(session, lesson.works[0], students[20])
    with refuses(session, "E_RECORDS", "3.9.2"):
        annul_movement(act(now="2025-10-11 10:00"), made[20], "ошибка в приказе")


def test_only_the_newest_movement_is_annulled(session, act, thirty):
    group, students = thirty
    made = enter_cases(act, group, students)
    acting = act(now="2025-11-20 10:00")
    draft = Draft(MovementKind.REINSTATEMENT, date(2025, 11, 20), order_of(acting, "99-с"), group)
    enter_movement(acting, draft, [students[7].id])
    with refuses(session, "E_LATER", "3.9.2"):
        annul_movement(acting, made[7], "ошибка в приказе")


def test_an_order_with_movement_in_force_is_not_withdrawn(session, act, thirty):
    group, students = thirty
    made = enter_cases(act, group, students)
    with refuses(session, "E_ORDER", "3.3"):
        withdraw_order(act(now="2026-02-02 10:00"), made[7].order, "внесён по ошибке")


@pytest.mark.parametrize(
    ("kind", "number", "day", "code"),
    [
        (MovementKind.EXPULSION, 30, "2025-10-07", "E_NOT_MEMBER"),  # left before the year
        (MovementKind.EXPULSION, 1, "2025-09-01", "E_PERIOD"),  # the very day of coming
        (MovementKind.ADMISSION, 1, "2025-10-07", "E_ENROLLED"),
        (MovementKind.REINSTATEMENT, 20, "2025-10-07", "E_MOVEMENT"),  # never was there
        (MovementKind.TRANSFER, 1, "2025-10-07", "E_GROUP"),  # into the same group
        (MovementKind.TRANSFER, 20, "2025-10-07", "E_NOT_MEMBER"),
        (MovementKind.LEAVE, 1, "2027-10-07", "E_PERIOD"),  # two years from the order
    ],
)
def test_impossible_movement_is_refused(session, act, thirty, kind, number, day, code):
    group, students = thirty
    acting = act(office="secretary")
    order = order_of(acting)
    to_group = (
        group if kind in (MovementKind.ADMISSION, MovementKind.REINSTATEMENT, MovementKind.TRANSFER) else None
    )
    with refuses(session, code, "3.9.2"):
        enter_movement(acting, Draft(kind, date.fromisoformat(day), order, to_group), [students[number].id])


def test_one_bad_student_refuses_the_whole_order(session, act, thirty):
    _group, students = thirty
    acting = act()
    draft = Draft(MovementKind.EXPULSION, date(2025, 10, 7), order_of(acting))
    with refuses(session, "E_NOT_MEMBER", "3.9.2"):
        enter_movement(acting, draft, [students[1].id, students[20].id])


def test_nothing_is_entered_before_a_later_movement(session, act, thirty):
    group, students = thirty
    enter_cases(act, group, students)
    acting = act(now="2026-02-02 10:00")
    draft = Draft(MovementKind.LEAVE, date(2025, 10, 20), order_of(acting))
    with refuses(session, "E_LATER", "3.9.2"):
        enter_movement(acting, draft, [students[7].id])


def test_into_an_archived_group_or_nowhere_nobody_goes(session, act, thirty):
    _group, students = thirty
    old = make.group(session, "БУ-19-1")
    old.is_archived = True
    acting = act()
    order = order_of(acting)
    for to_group in (old, None):
        with refuses(session, "E_GROUP", "3.9.2"):
            enter_movement(
                acting, Draft(MovementKind.TRANSFER, date(2025, 10, 7), order, to_group), [students[1].id]
            )
    with refuses(session, "E_PEOPLE", "3.9.2"):
        enter_movement(acting, Draft(MovementKind.LEAVE, date(2025, 10, 7), order), [])


def test_a_newcomer_is_put_into_a_group_once(session, act, thirty):
    group, students = thirty
    acting = act()
    draft = Draft(MovementKind.ADMISSION, date(2025, 10, 6), order_of(acting))
    (made,) = enter_movement(acting, draft, [students[20].id])
    assert newcomers(acting) == [made]
    with refuses(session, "E_PERIOD", "3.9.1"):
        distribute(acting, [made], group, date(2025, 10, 5))
    distribute(acting, [made], group, date(2025, 10, 7))
    assert newcomers(acting) == []
    assert [one.starts_on for one in memberships(session, students[20])] == [date(2025, 10, 7)]
    with refuses(session, "E_ENROLLED", "3.9.1"):
        distribute(acting, [made], group, date(2025, 10, 7))
    annul_movement(acting, made, "зачислен по ошибке")
    assert memberships(session, students[20]) == []


def test_statements_do_not_grow_with_the_people(session, engine, act, thirty):
    _group, students = thirty
    acting = act()
    draft = Draft(MovementKind.PROMOTION, date(2025, 10, 6), order_of(acting))
    counts = []
    for numbers in ((1, 2), range(3, 20)):
        with queries(engine) as sent:
            enter_movement(acting, draft, [students[number].id for number in numbers if number != 20])
        counts.append(len([one for one in sent if one.startswith("SELECT")]))
    assert counts[0] == counts[1]
