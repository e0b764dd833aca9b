"""Files made to choke whoever reads them: each is refused, or read in its harmless part, at once."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from openpyxl import Workbook

from lti_tool.tables.plan_file import read_plan
from lti_tool.tables.rows import MAX_UNPACKED
from regulation.refusal import Refusal
from regulation.topics import check_homework, check_remark

SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
DOCUMENT = "word/document.xml"
AT_ONCE = 5.0  # seconds; unguarded, every one of these files takes minutes, gigabytes or both
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE lolz [<!ENTITY l0 "ха">{LAUGHS}]>'.encode()


@pytest.fixture
def reads_at_once() -> Iterator[None]:
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < AT_ONCE


def changed(archive: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The archive with one of its parts changed."""
    made = io.BytesIO()
    with ZipFile(io.BytesIO(archive)) as source, ZipFile(made, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content) if name == part else content)
    return made.getvalue()


def workbook(change: Callable[[bytes], bytes], part: str = SHEET) -> bytes:
    """A plan of one lesson as XLSX, changed in one part."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("Тема", "Часы"))
    sheet.append(("Учёт кассовых операций", "2"))
    buffer = io.BytesIO()
    book.save(buffer)
    return changed(buffer.getvalue(), part, change)


def document(change: Callable[[bytes], bytes]) -> bytes:
    """The same as DOCX."""
    made = Document()
    table = made.add_table(rows=0, cols=2)
    for row in (("Тема", "Часы"), ("Учёт кассовых операций", "2")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    buffer = io.BytesIO()
    made.save(buffer)
    return changed(buffer.getvalue(), DOCUMENT, change)


def before(mark: bytes, what: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(mark, what + mark, 1)


def after(mark: bytes, what: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(mark, mark + what, 1)


def test_a_merge_and_a_link_over_the_whole_sheet_are_not_spread_out(reads_at_once: None) -> None:
    merged = b'<mergeCells><mergeCell ref="A4:XFD1048576"/></mergeCells>'
    linked = b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>'
    (lesson,) = read_plan("plan.xlsx", workbook(after(b"</sheetData>", merged + linked)))
    assert lesson.topic == "Учёт кассовых операций"


def test_a_merged_row_is_still_a_section(reads_at_once: None) -> None:
    row = b'<row r="3"><c r="A3" t="str"><v>Section</v></c><c r="B3"><v>2</v></c></row>'
    merge = b'<mergeCells><mergeCell ref="A3:C3"/></mergeCells>'
    made = workbook(before(b"</sheetData>", row))
    assert [one.is_section for one in read_plan("plan.xlsx", made)] == [False, False]
    made = changed(made, SHEET, after(b"</sheetData>", merge))
    assert [one.is_section for one in read_plan("plan.xlsx", made)] == [False, True]


def test_one_span_of_two_billion_columns_is_cut(reads_at_once: None) -> None:
    wide = document(after(b"<w:tcPr>", b'<w:gridSpan w:val="2000000000"/>'))
    assert [row.topic for row in read_plan("plan.docx", wide)] == ["Учёт кассовых операций"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("far.xlsx", workbook(before(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')), "больше 2000 строк"),
        ("long.csv", "Тема;Часы\n".encode() + b"a;2\n" * 1_900_000, "больше 2000 строк"),
        ("empty.csv", "Тема;Часы\n".encode() + b"\n" * 7_000_000, "больше 2000 строк"),
        ("bomb.xlsx", workbook(before(b"</sheetData>", b"<row/>" * (MAX_UNPACKED // 6))), "слишком велик"),
        ("bomb.docx", document(before(b"</w:tbl>", b" " * MAX_UNPACKED)), "слишком велик"),
        ("laughs.xlsx", workbook(lambda one: BOMB + one.replace(b"<t>", b"<t>&l9;", 1)), "не читается"),
        ("laughs.docx", document(lambda one: BOMB + one.split(b"?>", 1)[1].replace(b"<w:t>", b"<w:t>&l9;", 1)), "не читается"),
        ("string.xlsx", workbook(before(b"</sheetData>", b'<row r="3"><c r="A3" t="s"><v>99999</v></c></row>')), "не читается"),
        ("nothing.xlsx", workbook(lambda _one: b"<a/>", "xl/workbook.xml"), "не читается"),
        ("elsewhere.xlsx", workbook(lambda one: one.replace(b"/xl/worksheets/", b"http://127.0.0.1/"), RELATIONS), "не читается"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)  # fmt: skip
def test_a_file_made_to_choke_its_reader_is_refused(
    name: str, content: bytes, says: str, reads_at_once: None
) -> None:
    with pytest.raises(Refusal) as refused:
        read_plan(name, content)
    assert (refused.value.code, refused.value.clause) == ("E_FILE", "1.6")
    assert says in refused.value.message


def test_an_entity_that_names_a_file_of_the_server_brings_nothing(reads_at_once: None) -> None:
    entity = b'<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
    stolen = document(lambda one: entity + one.split(b"?>", 1)[1].replace(b"</w:t>", b"&secret;</w:t>"))
    assert "root:" not in str(read_plan("plan.docx", stolen))


@pytest.mark.parametrize("text", ["§" * 200_000, "с" + " " * 200_000, "№ " * 200_000])
@pytest.mark.parametrize("check", [check_homework, check_remark])
def test_a_long_text_of_signs_is_refused_at_once(
    check: Callable[[str], str], text: str, reads_at_once: None
) -> None:
    with pytest.raises(Refusal):
        check(text)
