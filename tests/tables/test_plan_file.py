"""A КТП file in its three formats, with the oddities of colleges' own files."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

from lti_tool.tables.plan_file import read_plan
from regulation.refusal import Refusal

SAMPLE = Path(__file__).parent.parent / "data" / "ktp_mdk_01_01.csv"
HEADER = (
    "№ занятия",
    "Наименование разделов и тем",
    "Кол-во часов",
    "Вид занятия",
    "Календарные сроки",
    "Самостоятельная работа",
)
ROWS = (
    ("Раздел 1. Учёт денежных средств",),
    ("1", "Учёт кассовых операций", "2", "лекция", "02.09.2025", "§ 1, вопросы 1–5"),
    ("2", "Практическое занятие № 1. Кассовая книга", "2", "практическое", "04.09.2025", "Не задано"),
    ("Итого", "", "4", "", "", ""),
)


def as_csv(delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    return "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in (HEADER, *ROWS)).encode(encoding)


def as_xlsx() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("КАЛЕНДАРНО-ТЕМАТИЧЕСКИЙ ПЛАН",))
    sheet.append(HEADER)
    sheet.append(tuple(str(number) for number in range(1, 7)))
    for row in ROWS:
        sheet.append(row)
    sheet.merge_cells(start_row=4, start_column=1, end_row=4, end_column=6)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def as_docx() -> bytes:
    document = Document()
    document.add_paragraph("РАССМОТРЕНО")
    table = document.add_table(rows=0, cols=6)
    for row in (HEADER, *ROWS):
        cells = table.add_row().cells
        if len(row) == 1:
            cells[0].merge(cells[5]).text = row[0]
        else:
            for cell, text in zip(cells, row, strict=True):
                cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.csv", as_csv()),
        ("plan.csv", as_csv(",", "cp1251")),
        ("plan.csv", as_csv("\t", "utf-8")),
        ("ПЛАН.XLSX", as_xlsx()),
        ("план.docx", as_docx()),
    ],
)
def test_the_same_plan_is_read_from_every_format(name: str, content: bytes) -> None:
    section, first, second = read_plan(name, content)
    assert section.is_section and section.topic == "Раздел 1. Учёт денежных средств"
    assert (first.topic, first.hours, first.kind, first.planned_on) == (
        "Учёт кассовых операций",
        "2",
        "лекция",
        "02.09.2025",
    )
    assert first.homework == "§ 1, вопросы 1–5"
    assert (second.topic, second.is_section) == ("Практическое занятие № 1. Кассовая книга", False)


def test_the_sample_plan_is_read_whole_and_in_order() -> None:
    rows = read_plan("ktp.csv", SAMPLE.read_bytes())
    assert len(rows) == 30
    assert [row.number for row in rows] == list(range(2, 32))
    assert rows[29].topic == "Дифференцированный зачёт по МДК.01.01"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("plan.pdf", b"%PDF-1.7", "XLSX, CSV или DOCX"),
        ("plan.xlsx", b"not a workbook", "не читается"),
        ("plan.docx", b"PK\x03\x04 broken", "не читается"),
        ("plan.csv", b"", "пуст"),
        ("plan.csv", "просто;текст\nбез;заголовков".encode(), "не найдена строка заголовков"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_with_the_reason(name: str, content: bytes, says: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_plan(name, content)
    assert refused.value.code == "E_FILE"
    assert says in refused.value.message
