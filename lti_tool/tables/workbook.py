"""Tables of ours as XLSX."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import xlsxwriter

Cell = str | int | float | None


def workbook(
    title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], widths: Sequence[int] = ()
) -> bytes:
    """One sheet with a header row that stays in place. Text is always written as text, never as a formula."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(title[:31])
    bold = book.add_format(
        {"bold": True, "text_wrap": True, "bg_color": "#F6F8FA", "border": 1, "valign": "top"}
    )
    plain = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    section = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "border": 1, "align": "center"}
    )
    for column, text in enumerate(header):
        sheet.write_string(0, column, text, bold)
        sheet.set_column(column, column, widths[column] if column < len(widths) else 14)
    sheet.freeze_panes(1, 0)
    for number, cells in enumerate(rows, start=1):
        filled = [cell for cell in cells if cell not in (None, "")]
        if len(filled) == 1 and len(header) > 2:
            sheet.merge_range(number, 0, number, len(header) - 1, str(filled[0]), section)
            continue
        for column, cell in enumerate(cells):
            if isinstance(cell, int | float):
                sheet.write_number(number, column, cell, plain)
            else:
                sheet.write_string(number, column, cell or "", plain)
    book.close()
    return buffer.getvalue()
