"""A college with a timetable: БУ-23-1 with its disciplines and teachers, as `tests/data/timetable.csv` names them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

from sqlalchemy.orm import Session

from journal.imports import FileRow
from journal.timetable import Line
from models import Bell, CalendarDay, Discipline, StudyGroup, Term, User
from regulation.kinds import LessonKind
from regulation.timetable import Week
from tests import factories as make

FILE = Path(__file__).resolve().parents[1] / "data" / "timetable.csv"
HOLIDAY = date(2025, 11, 4)
BELLS = ((1, time(8, 30), time(10)), (2, time(10, 10), time(11, 40)), (3, time(12, 10), time(13, 40)),
         (4, time(13, 50), time(15, 20)), (5, time(15, 30), time(17)))  # fmt: skip


@dataclass
class College:
    """What the rows name."""

    session: Session
    group: StudyGroup
    term: Term
    disciplines: dict[str, Discipline]
    teachers: dict[str, User]

    def line(self, discipline: str = "МДК.01.01", teacher: str = "T-104", **values: object) -> Line:
        """Tuesday, second pair, of the whole group in room 312; `values` are other fields."""
        given = {
            "term": self.term, "group": self.group, "subgroup": None, "weekday": 1, "pair": 2, "week": Week.ALL,
            "starts_on": self.term.starts_on, "ends_on": self.term.ends_on, "discipline": self.disciplines[discipline],
            "kind": LessonKind.LECTURE, "teacher": self.teachers[teacher], "room": "312",
        }  # fmt: skip
        return Line(**{**given, **values})


def college(session: Session) -> College:
    """The group with three students, its disciplines, teachers, bells and the November holiday."""
    group = make.group(session, "БУ-23-1")
    for family in ("Абрамова", "Белов", "Ван"):
        make.membership(session, group, make.student(session, family))
    term = make.term(session)
    names = {"МДК.01.01": "Учёт активов", "СГ.02": "Иностранный язык", "СГ.04": "Физическая культура"}
    disciplines = {index: make.discipline(session, index, name) for index, name in names.items()}
    people = {"T-104": "Громова", "T-110": "Смирнова", "T-111": "Андреева", "T-112": "Быков"}
    teachers = {
        number: make.teacher(session, family=family, college_number=number)
        for number, family in people.items()
    }
    for pair, starts, ends in BELLS:
        make.put(session, Bell(pair=pair, starts=starts, ends=ends, valid_from=date(2025, 9, 1)))
    make.put(session, CalendarDay(day=HOLIDAY, is_working=False, title="День народного единства"))
    return College(session, group, term, disciplines, teachers)


def file_rows(**changes: str) -> list[FileRow]:
    """The rows of the file; `changes` are put into the first of them."""
    with FILE.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    rows[0] |= changes
    return [FileRow(number, row) for number, row in enumerate(rows, start=2)]
