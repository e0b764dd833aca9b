"""Any table file as plain rows of text, with merged section rows told apart."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from zipfile import BadZipFile

from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from regulation.refusal import N_, Refusal

MAX_ROWS = 2000


@dataclass(frozen=True)
class Row:
    """A row of the file: its number there (from 1), its cells as text, whether one text spans the whole row."""

    number: int
    cells: tuple[str, ...]
    is_merged: bool = False


def read_rows(name: str, content: bytes) -> list[Row]:
    """Read XLSX, CSV or DOCX by the file's name. Raises Refusal E_FILE with what is wrong with the file."""
    readers = {".xlsx": _xlsx, ".csv": _csv, ".txt": _csv, ".docx": _docx}
    suffix = PurePath(name).suffix.lower()
    if suffix not in readers:
        raise Refusal("E_FILE", "1.6", N_("Файл «%(name)s» не подходит: нужен XLSX, CSV или DOCX. "
 "Сохраните таблицу в одном из этих форматов."),
                      name=name)  # fmt: skip
    if not content.strip():
        raise Refusal("E_FILE", "1.6", N_("Файл «%(name)s» пуст. Выберите файл с таблицей."), name=name)
    try:
        rows = [row for row in readers[suffix](content) if any(row.cells)]
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, csv.Error, SyntaxError):
        raise Refusal(
            "E_FILE", "1.6", N_("Файл «%(name)s» не читается: он повреждён или это не %(kind)s. Откройте его у себя и сохраните заново."),
            name=name, kind=suffix[1:].upper(),
        ) from None  # fmt: skip
    if len(rows) > MAX_ROWS:
        raise Refusal(
            "E_FILE",
            "1.6",
            N_("В файле больше %(limit)d строк. Оставьте в нём одну таблицу."),
            limit=MAX_ROWS,
        )
    return rows


def _clean(text: object) -> str:
    if text is None:
        return ""
    if isinstance(text, datetime | date):
        return text.strftime("%d.%m.%Y")
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    return " ".join(str(text).split())


def _csv(content: bytes) -> Iterator[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1251")
    head = text.split("\n", 1)[0]
    delimiter = max(";\t,", key=head.count)
    for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True), start=1):
        cleaned = tuple(_clean(cell) for cell in cells)
        yield Row(number, cleaned, _is_alone(cleaned))


def _xlsx(content: bytes) -> Iterator[Row]:
    sheet = load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
    wide = {
        area.min_row
        for area in sheet.merged_cells.ranges
        if area.max_col - area.min_col >= 2 and area.min_row == area.max_row
    }
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        cleaned = tuple(_clean(value) for value in values)
        yield Row(number, cleaned, number in wide or _is_alone(cleaned))


def _docx(content: bytes) -> Iterator[Row]:
    """The largest table of the document; `gridSpan` tells merged rows, which python-docx's cells would repeat."""
    tables = Document(io.BytesIO(content)).tables
    if not tables:
        raise Refusal(
            "E_FILE",
            "1.6",
            N_("В документе нет таблицы. КТП должен быть таблицей с колонкой «Наименование разделов и тем»."),
        )
    table = max(tables, key=lambda found: len(found.rows))
    for number, row in enumerate(table._tbl.tr_lst, start=1):
        cells: list[str] = []
        span = 1
        for cell in row.tc_lst:
            width = cell.grid_span
            span = max(span, width)
            text = " ".join(
                "".join(node.text or "" for node in p.iter(qn("w:t"))) for p in cell.iter(qn("w:p"))
            )
            cells += [_clean(text)] + [""] * (width - 1)
        cleaned = tuple(cells)
        yield Row(number, cleaned, span >= 3 or _is_alone(cleaned))


def _is_alone(cells: tuple[str, ...]) -> bool:
    filled = [cell for cell in cells if cell]
    return len(filled) == 1 and not filled[0].isdigit()
