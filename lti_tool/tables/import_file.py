"""A table file as rows of named columns: the header is found by its titles, whatever their order."""

from __future__ import annotations

from collections.abc import Sequence

from journal.imports import FileRow, ImportColumn
from lti_tool.tables.rows import Row, read_rows
from lti_tool.tables.workbook import workbook
from regulation.names import search_key
from regulation.refusal import N_, Refusal

MOST_ROWS = 10_000  # a college of three thousand, thrice over
HEADER_WITHIN = 10  # rows from the top in which the header must stand


def read_table(name: str, content: bytes, columns: Sequence[ImportColumn]) -> list[FileRow]:
    """The rows under the header. Raises Refusal E_FILE when a required column is not found."""
    rows = read_rows(name, content, MOST_ROWS)
    positions, start = _find_header(rows, columns)
    found = []
    for row in rows[start:]:
        cells = {key: row.cells[at] for key, at in positions.items() if at < len(row.cells)}
        if any(cells.values()):
            found.append(FileRow(row.number, cells))
    return found


def template_of(title: str, columns: Sequence[ImportColumn]) -> bytes:
    """The empty table to fill in, as XLSX: the titles and one row of examples."""
    header = [column.titles[0] for column in columns]
    return workbook(
        title, header, [[column.example for column in columns]], [max(14, len(text) + 2) for text in header]
    )


def _find_header(rows: Sequence[Row], columns: Sequence[ImportColumn]) -> tuple[dict[str, int], int]:
    wanted = {_folded(title): column.name for column in columns for title in (*column.titles, column.name)}
    best: dict[str, int] = {}
    start = 0
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        found: dict[str, int] = {}
        for position, cell in enumerate(row.cells):
            name = wanted.get(_folded(cell))
            if name and name not in found:
                found[name] = position
        if len(found) > len(best):
            best, start = found, index + 1
    missing = [column.titles[0] for column in columns if column.is_required and column.name not in best]
    if missing:
        raise Refusal(
            "E_FILE", "1.6",
            N_("В файле не найдены обязательные колонки: %(missing)s. Возьмите шаблон на этой странице."),
            missing=", ".join(f"«{title}»" for title in missing),
        )  # fmt: skip
    return best, start


def _folded(text: str) -> str:
    return search_key(text).replace("*", "").replace(".", "").replace(":", "").strip()
