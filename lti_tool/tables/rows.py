"""Any table file as plain rows of text, with merged section rows told apart."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import PurePath
from typing import Any
from zipfile import ZipFile

from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.xml.functions import iterparse

from regulation.refusal import N_, Refusal

MAX_ROWS = 2000
# A few kilobytes can unpack to gigabytes, name a cell at the end of the sheet or span a billion columns: a reader
# goes this far and no further.
MAX_UNPACKED = 16 * 1024 * 1024
LAST_ROW = 20_000
LAST_COLUMN = 60


@dataclass(frozen=True)
class Row:
    """A row of the file: its number there (from 1), its cells as text, whether one text spans the whole row."""

    number: int
    cells: tuple[str, ...]
    is_merged: bool = False


def read_rows(name: str, content: bytes, most: int = MAX_ROWS) -> list[Row]:
    """Read XLSX, CSV or DOCX by the file's name, at most `most` rows. Raises Refusal E_FILE with what is wrong with the file."""
    readers = {".xlsx": _xlsx, ".csv": _csv, ".txt": _csv, ".docx": _docx}
    suffix = PurePath(name).suffix.lower()
    if suffix not in readers:
        raise Refusal("E_FILE", "1.6", N_("Файл «%(name)s» не подходит: нужен XLSX, CSV или DOCX. "
 "Сохраните таблицу в одном из этих форматов."),
                      name=name)  # fmt: skip
    if not content.strip():
        raise Refusal("E_FILE", "1.6", N_("Файл «%(name)s» пуст. Выберите файл с таблицей."), name=name)
    rows: list[Row] = []
    try:
        if suffix in (".xlsx", ".docx"):
            _check_unpacked(content)
        for row in readers[suffix](content):
            if any(row.cells):
                rows.append(row)
            if len(rows) > most or row.number > LAST_ROW:
                raise _too_long(most)
    except Refusal:
        raise
    except Exception:  # a damaged file breaks its reader in any place
        raise Refusal(
            "E_FILE", "1.6", N_("Файл «%(name)s» не читается: он повреждён или это не %(kind)s. Откройте его у себя и сохраните заново."),
            name=name, kind=suffix[1:].upper(),
        ) from None  # fmt: skip
    return rows


def _too_long(most: int) -> Refusal:
    return Refusal(
        "E_FILE",
        "1.6",
        N_("В файле больше %(limit)d строк. Оставьте в нём одну таблицу."),
        limit=most,
    )


def _check_unpacked(content: bytes) -> None:
    """Refuse what is too large once unpacked; the sizes named in the archive are also the most that is read of it."""
    with ZipFile(io.BytesIO(content)) as archive:
        size = sum(part.file_size for part in archive.infolist())
    if size > MAX_UNPACKED:
        raise Refusal(
            "E_FILE",
            "1.6",
            N_("Файл слишком велик в развёрнутом виде: %(size)d МБ, а можно до %(limit)d. Оставьте в нём одну таблицу."),
            size=size // 2**20, limit=MAX_UNPACKED // 2**20,
        )  # fmt: skip


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
        cleaned = tuple(_clean(cell) for cell in cells[:LAST_COLUMN])
        yield Row(number, cleaned, _is_alone(cleaned))


def _xlsx(content: bytes) -> Iterator[Row]:
    """The first sheet, read as a stream: only so are cells, merges and links never spread out over the whole sheet."""
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size may be wrong
        rows = list(islice(sheet.iter_rows(max_col=LAST_COLUMN, values_only=True), LAST_ROW + 1))
        wide = _wide_rows(sheet) if len(rows) <= LAST_ROW else set()
        for number, values in enumerate(rows, start=1):
            cleaned = tuple(_clean(value) for value in values)
            yield Row(number, cleaned, number in wide or _is_alone(cleaned))
    finally:
        book.close()


def _wide_rows(sheet: Any) -> set[int]:
    """The rows in which three cells or more are merged into one."""
    found: set[int] = set()
    with sheet._get_source() as source:
        for _event, element in iterparse(source):
            if element.tag.endswith("}mergeCell"):
                left, top, right, bottom = range_boundaries(element.get("ref"))
                if top == bottom and right - left >= 2:
                    found.add(top)
            element.clear()
    return found


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
        for cell in row.tc_lst[:LAST_COLUMN]:
            width = min(cell.grid_span, LAST_COLUMN)
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
