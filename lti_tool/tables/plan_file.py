"""A КТП file (columns of F-19) as plan rows: columns found by their titles, sections by their merged rows."""

from __future__ import annotations

from journal.plan_rows import PlanRow
from lti_tool.tables.rows import Row, read_rows
from regulation.refusal import N_, Refusal

# What the column is called, in colleges' own words; the first that matches wins, in this order.
TITLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("homework", ("самостоятельн", "домашн", "внеаудиторн")),
    ("planned_on", ("срок", "дата", "календар")),
    ("hours", ("час",)),
    ("kind", ("вид занят", "тип занят", "вид урок", "вид")),
    ("means", ("средств", "оборудован", "наглядн")),
    ("literature", ("литератур", "источник")),
    ("control_form", ("контрол",)),
    ("note", ("примечан",)),
    ("topic", ("тем", "содержан", "наименован")),
    ("number", ("№", "номер", "n п/п", "п/п")),
)


def read_plan(name: str, content: bytes) -> list[PlanRow]:
    """The rows of a КТП file in their order. Raises Refusal E_FILE when it has no table of topics."""
    rows = read_rows(name, content)
    columns, start = _find_header(rows)
    return [found for row in rows[start:] if (found := _plan_row(row, columns))]


def _find_header(rows: list[Row]) -> tuple[dict[str, int], int]:
    for index, row in enumerate(rows[:20]):
        columns: dict[str, int] = {}
        for position, cell in enumerate(row.cells):
            title = _column_of(cell)
            if title and title not in columns:
                columns[title] = position
        if {"topic", "hours"} <= columns.keys():
            return columns, index + 1
    raise Refusal(
        "E_FILE",
        "4.1.3",
        N_("В файле не найдена строка заголовков КТП: нужны хотя бы колонки «Наименование разделов и тем» и «Количество часов». "
           "Возьмите шаблон на этой странице."),
    )  # fmt: skip


def _column_of(cell: str) -> str | None:
    folded = cell.casefold()
    return next((name for name, words in TITLES if any(word in folded for word in words)), None)


def _plan_row(row: Row, columns: dict[str, int]) -> PlanRow | None:
    def cell(name: str) -> str:
        position = columns.get(name)
        return row.cells[position] if position is not None and position < len(row.cells) else ""

    if _is_numbering(row) or _is_total(row):
        return None
    if row.is_merged or not (cell("hours") or cell("kind") or cell("planned_on")):
        topic = next((text for text in row.cells if text and not text.isdigit()), "")
        return PlanRow(row.number, topic, is_section=True) if topic else None
    return PlanRow(
        row.number, cell("topic"), cell("hours"), cell("kind"), cell("planned_on"), cell("homework"), means=cell("means"),
        literature=cell("literature"), control_form=cell("control_form"), note=cell("note"),
    )  # fmt: skip


def _is_numbering(row: Row) -> bool:
    """The row «1 2 3 4 …» under the header of an official form."""
    filled = [cell for cell in row.cells if cell]
    return len(filled) >= 3 and filled == [str(n) for n in range(1, len(filled) + 1)]


def _is_total(row: Row) -> bool:
    first = next((cell for cell in row.cells if cell), "").casefold()
    return first.startswith(("итого", "всего"))
