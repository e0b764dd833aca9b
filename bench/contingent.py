"""`python -m bench.contingent`: the secretary's pages over 3,000 people, 120 groups and ten years of movement."""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, create_engine, event, insert

from bench.college import FAMILIES, GIVEN, NOW, PATRONYMICS
from bench.records import EARLY
from bench.visits import settings_of, signed_in
from lti_tool.app import create_app
from lti_tool.database import db, engine_options, tune_engine
from lti_tool.settings import Settings
from models import (
    Base,
    Grant,
    Membership,
    Movement,
    MovementKind,
    Office,
    Order,
    OrderKind,
    Registration,
    Student,
    StudyGroup,
    User,
)  # fmt: skip
from regulation.names import search_key, sort_key

YEARS = range(2016, 2026)
GROUPS_A_YEAR, IN_A_GROUP, COURSES = 30, 25, 4  # 120 groups and 3,000 people at a time
PAGES = (
    "/desk", "/students", "/students?q=елкина", "/students?standing=all&page=40", "/students?standing=graduated", "/groups",
    "/groups?state=archived", "/movements", "/movements?state=late", "/movements?q=елкина", "/contingent/year?year=2026/27",
    "/contingent/matching", "/contingent/newcomers", "/movements/new?q=елкина",
)  # fmt: skip
MOST_MILLISECONDS, MOST_QUERIES = 150, 15


def main() -> None:
    """Fill a throwaway SQLite database, ask for each page, print median time and statements."""
    runs = argparse.ArgumentParser(prog="python -m bench.contingent")
    runs.add_argument("--runs", type=int, default=15)
    asked = runs.parse_args()
    with tempfile.TemporaryDirectory(prefix="journal-bench-") as name:
        folder = Path(name)
        address = f"sqlite:///{folder / 'journal.sqlite'}"
        _fill(address)
        app = create_app(settings_of(address, folder), lambda: NOW)
        client = signed_in(app, 1, NOW)
        sent: list[str] = []
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", lambda *facts: sent.append(facts[2]))
        for page in PAGES:
            taken, count = [], 0
            for _run in range(asked.runs):
                sent.clear()
                begun = perf_counter()
                assert client.get(page).status_code == 200, page
                taken.append((perf_counter() - begun) * 1000)
                count = len(sent)
            median = statistics.median(taken)
            flag = "  !" if median > MOST_MILLISECONDS or count > MOST_QUERIES else ""
            print(f"{page:42} {median:7.1f} ms {count:4} statements{flag}")


def _fill(address: str) -> None:
    options = engine_options(Settings(database_url=address))
    engine = create_engine(options.pop("url"), **options)
    tune_engine(engine)
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        _offices(connection)
        for year in YEARS:
            _year(connection, year)
    engine.dispose()


def _offices(connection: Connection) -> None:
    registration = {
        "id": 1,
        "name": "LMS",
        "issuer": "https://lms.example",
        "client_id": "1",
        "created_at": EARLY,
    }
    urls = dict.fromkeys(("auth_login_url", "auth_token_url", "key_set_url"), "https://lms.example")
    connection.execute(insert(Registration), [registration | urls])
    connection.execute(
        insert(User),
        [
            {
                "id": 1,
                "registration_id": 1,
                "sub": "1",
                "display_name": "Секретарь",
                "is_staff": True,
                "created_at": EARLY,
            }
        ],
    )
    grant = {"user_id": 1, "office": Office.SECRETARY, "order_number": "1-к", "order_date": date(2016, 8, 1)}
    connection.execute(insert(Grant), [grant | {"starts_on": date(2016, 8, 1)}])


def _year(connection: Connection, year: int) -> None:
    """Everybody admitted in the year: groups, intervals, admission, a promotion a year, leaves, the graduation."""
    first, is_over = (year - YEARS[0]) * GROUPS_A_YEAR * IN_A_GROUP, year + COURSES < YEARS[-1] + 1
    orders = [
        {"id": year * 10 + at, "kind": OrderKind.MOVEMENT, "number": f"{year + at}-с", "dated": date(year + at, 8, 25),
         "title": "О движении", "key": f"{year + at} с", "registered_at": EARLY}
        for at in range(COURSES + 1)
    ]  # fmt: skip
    orders = [one | {"number": f"{one['number']}-{year}"} for one in orders]
    connection.execute(insert(Order), orders)
    groups = [
        {"id": _group(year, at), "name": f"ГР-{year % 100}-{at}", "key": search_key(f"ГР-{year % 100}-{at}"),
         "admission_year": year, "courses": COURSES, "is_archived": is_over, "created_at": EARLY}
        for at in range(GROUPS_A_YEAR)
    ]  # fmt: skip
    connection.execute(insert(StudyGroup), groups)
    people = range(first + 1, first + GROUPS_A_YEAR * IN_A_GROUP + 1)
    connection.execute(insert(Student), [_student(number) for number in people])
    ends = date(year + COURSES, 6, 30) if is_over else None
    connection.execute(
        insert(Membership),
        [
            {
                "group_id": _group(year, number % GROUPS_A_YEAR),
                "student_id": number,
                "starts_on": date(year, 9, 1),
                "ends_on": ends,
            }
            for number in people
        ],
    )
    connection.execute(
        insert(Movement), [row for number in people for row in _movements(number, year, is_over)]
    )


def _group(year: int, at: int) -> int:
    return (year - YEARS[0]) * GROUPS_A_YEAR + at + 1


def _student(number: int) -> dict[str, Any]:
    name = (FAMILIES[number % len(FAMILIES)], GIVEN[number % 3], PATRONYMICS[number // 3 % 3])
    return {
        "id": number, "family_name": name[0], "given_name": name[1], "patronymic": name[2], "sort_key": sort_key(*name),
        "record_book": f"з-{number:06d}", "college_number": f"n{number:06d}", "created_at": EARLY,
    }  # fmt: skip


def _movements(number: int, year: int, is_over: bool) -> Iterator[dict[str, Any]]:
    group = _group(year, number % GROUPS_A_YEAR)
    kinds = [(MovementKind.ADMISSION, 0), *((MovementKind.PROMOTION, at) for at in range(1, COURSES))]
    if is_over:
        kinds.append((MovementKind.GRADUATION, COURSES))
    for kind, at in kinds:
        if year + at > YEARS[-1]:
            break
        day = date(year + at, 9, 1) if kind is not MovementKind.GRADUATION else date(year + at, 7, 1)
        is_out = kind is MovementKind.GRADUATION
        yield {
            "student_id": number, "kind": kind, "effective_on": day, "order_id": year * 10 + at, "due_on": day,
            "from_group_id": None if kind is MovementKind.ADMISSION else group, "to_group_id": None if is_out else group,
            "entered_at": EARLY + timedelta(days=at), "late_days": 2 if number % 50 == 0 else 0,
        }  # fmt: skip


if __name__ == "__main__":
    main()
