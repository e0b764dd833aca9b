"""The ledger as its page and its workbook show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from journal.ledger import WorksLedger
from lti_tool.tables.workbook import Cell
from regulation.ledger import Ledger, LedgerEntry, ObligatoryWork, Standing
from regulation.names import full_name, grid_name


@dataclass(frozen=True)
class Line:
    """A student's row. `is_gone`: not in the group today."""

    student_id: int
    number: int
    name: str
    full_name: str
    is_gone: bool
    entries: tuple[LedgerEntry, ...]
    done: int
    planned: int
    debts: tuple[ObligatoryWork, ...]


def lines_of(ledger: WorksLedger, today: date) -> list[Line]:
    """The rows of the table with names, in list order."""
    found: list[Line] = []
    pairs = zip(ledger.members, ledger.table.students, strict=True)
    for number, (member, row) in enumerate(pairs, start=1):
        student = member.student
        names = (student.family_name, student.given_name, student.patronymic)
        is_gone = not member.is_in(today) and all(starts <= today for starts, _ends in member.intervals)
        found.append(
            Line(
                student.id, number, grid_name(*names), full_name(*names), is_gone, row.entries, row.done, row.planned,
                row.debts,
            )
        )  # fmt: skip
    return found


def work_debts(table: Ledger) -> list[int]:
    """How many owe each work, in the order of the columns."""
    return [
        sum(row.entries[column].standing is Standing.DEBT for row in table.students)
        for column in range(len(table.works))
    ]


def header(table: Ledger) -> list[str]:
    """The columns of F-05."""
    works = [f"{work.label}, {work.date:%d.%m}" for work in table.works]
    return ["№", "Фамилия, имя, отчество", *works, "Выполнено / по плану", "Долг"]


def widths(table: Ledger) -> list[int]:
    """Widths of the workbook's columns."""
    return [5, 36, *(10 for _work in table.works), 14, 40]


def ledger_rows(lines: list[Line]) -> list[tuple[Cell, ...]]:
    """Date and mark of each work, done of planned, debts by name."""
    return [
        (
            line.number, line.full_name, *(_cell(entry) for entry in line.entries), f"{line.done} / {line.planned}",
            ", ".join(work.label for work in line.debts),
        )
        for line in lines
    ]  # fmt: skip


def _cell(entry: LedgerEntry) -> str:
    if entry.mark is not None and entry.done_on is not None:
        return f"{entry.done_on:%d.%m} / {entry.mark}"
    return {Standing.DEBT: "долг", Standing.OUTSIDE: "—"}.get(entry.standing, "")
