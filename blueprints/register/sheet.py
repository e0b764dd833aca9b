"""The topic register as rows of a workbook: the columns of F-04, hours below."""

from __future__ import annotations

from datetime import timedelta

from journal.register import Register, RegisterRow
from lti_tool.tables.workbook import Cell

HEADER = (
    "№", "Дата", "Часы", "Вид занятия", "Тема", "Домашнее задание (самостоятельная работа)", "Преподаватель", "Примечание",
)  # fmt: skip
WIDTHS = (5, 11, 7, 18, 60, 40, 18, 34)


def register_rows(register: Register) -> list[tuple[Cell, ...]]:
    """Every lesson, then what did not take place, then plan and fact."""
    hours = register.hours
    rows: list[tuple[Cell, ...]] = [_row(row) for row in register.rows]
    rows += [
        ("", one.date.strftime("%d.%m.%Y"), "", one.kind.facts.title, "", "", "",
         f"{'перенесено' if one.is_moved else 'отменено'}: {one.reason}")
        for one in register.called_off
    ]  # fmt: skip
    blank: tuple[Cell, ...] = ("",) * (len(HEADER) - 1)
    rows.append(
        (f"По плану {hours.plan} ч, проведено {hours.fact} ч, не выполнено {hours.remaining} ч", *blank)
    )
    return rows


def _row(row: RegisterRow) -> tuple[Cell, ...]:
    return (
        row.number or "", row.date.strftime("%d.%m.%Y"), row.hours, row.kind.facts.title, row.topic, row.homework,
        row.teacher, "; ".join(_notes(row)),
    )  # fmt: skip


def _notes(row: RegisterRow) -> list[str]:
    notes: list[str] = []
    if row.late_days and row.number:
        notes.append(f"внесено {row.date + timedelta(days=row.late_days):%d.%m}")
    if row.off_plan_reason:
        notes.append(f"вне КТП: {row.off_plan_reason}")
    if not row.is_filled:
        notes.append("не заполнено")
    return notes
