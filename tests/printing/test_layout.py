"""What forms stand on: room for names, sheets of the spread, checksums, Pango and the fonts."""

from __future__ import annotations

import ctypes
import dataclasses
import resource
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from journal.acting import Acting
from journal.papers.spread import LessonLine, Spread, spread_of
from lti_tool.printing import pango
from lti_tool.printing.checksum import canonical, checksum
from lti_tool.printing.fonts import FACES
from lti_tool.printing.forms import Form, spread_form
from lti_tool.printing.lettering import MM, NARROW, lines, size_to_fit, width
from lti_tool.printing.rendering import Limits, render
from lti_tool.printing.spread_pages import COLUMN, NAME, NUMBER, PAGE_WIDTH, pages_of
from tests.printing import people
from tests.printing.conftest import MADE_AT


def test_a_name_is_set_as_large_as_it_fits() -> None:
    assert size_to_fit("Ким Ольга", 60, 9, 5) == 9
    size = size_to_fit(people.LONGEST, 60, 9, 5)
    assert 7 <= size < 9 and width(people.LONGEST, size) <= 60 * MM


def test_a_name_beyond_any_room_gets_the_smallest_size() -> None:
    assert size_to_fit("А" * 300, 60, 9, 5) == 5


def test_the_narrow_face_is_narrower() -> None:
    assert width("МИУД", 7, NARROW) < width("МИУД", 7)
    assert width("МИУД", 7, NARROW) <= (COLUMN - 0.4) * MM


@pytest.mark.parametrize(
    ("text", "expected"), [("", 1), ("Учёт", 1), ("Учёт затрат " * 12, 5), ("А" * 100, 5)]
)
def test_lines_of_a_wrapped_text_are_counted(text: str, expected: int) -> None:
    assert lines(text, 48, 8) == expected


def test_every_sheet_of_the_spread_holds_what_its_both_pages_hold(forms: dict[str, Form]) -> None:
    paper = forms["spread"].paper
    assert isinstance(paper, Spread)
    many = dataclasses.replace(paper, lessons=tuple(_lesson(number) for number in range(1, 151)))
    pages = pages_of(many)
    assert [page.first for page in pages[1:]] == [page.last for page in pages[:-1]]
    assert (pages[0].first, pages[-1].last) == (0, 150)
    for page in pages:
        columns = sum(len(lesson.columns) for lesson in many.lessons[page.first : page.last])
        assert NUMBER + NAME + columns * COLUMN <= PAGE_WIDTH
        assert sum(month.span for month in page.months) == columns


def test_a_spread_without_lessons_still_has_its_finals(forms: dict[str, Form]) -> None:
    paper = forms["spread"].paper
    assert isinstance(paper, Spread)
    empty = dataclasses.replace(
        paper, lessons=(), rows=tuple(dataclasses.replace(row, cells=(), outside=()) for row in paper.rows)
    )
    [page] = pages_of(empty)
    assert (page.first, page.last, page.months, page.has_finals) == (0, 0, (), True)


def test_equal_data_have_equal_checksums_whenever_they_are_printed(forms: dict[str, Form]) -> None:
    paper = forms["spread"].paper
    assert isinstance(paper, Spread)
    later = spread_form(paper, MADE_AT + timedelta(days=1))
    assert later.checksum == forms["spread"].checksum and later.made != forms["spread"].made
    assert len(later.checksum) == 8 and set(later.checksum) <= set("0123456789ABCDEF")


def test_any_change_of_the_data_changes_the_checksum(forms: dict[str, Form]) -> None:
    paper = forms["spread"].paper
    assert isinstance(paper, Spread)
    row = dataclasses.replace(paper.rows[0], final="2")
    changed = dataclasses.replace(paper, rows=(row, *paper.rows[1:]))
    assert checksum(changed) != checksum(paper)
    assert canonical({"день": date(2025, 9, 2)}) == '{"день":"2025-09-02"}'


def test_the_fonts_are_there_for_every_face() -> None:
    assert all(face.path.is_file() for face in FACES)


def test_pango_is_found_here() -> None:
    assert pango.check() is None


def test_a_missing_library_is_named_with_what_to_install() -> None:
    def load(name: str) -> ctypes.CDLL:
        if "harfbuzz" in name:
            raise OSError(name)
        return ctypes.CDLL(name)

    sentence = pango.check(load) or ""
    assert (
        "libharfbuzz-subset.so.0" in sentence
        and "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in sentence
    )


def test_an_old_pango_is_refused() -> None:
    class Old:
        def pango_version(self) -> int:
            return 14200

    assert "1.44" in (pango.check(lambda _name: Old()) or "")  # type: ignore[arg-type, return-value]


def test_the_command_tells_whether_printing_works(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(args=["printing", "check"]).exit_code == 0
    monkeypatch.setattr(
        "lti_tool.cli.printing.find_complaint", lambda: "Печать недоступна: установите Pango."
    )
    refused = runner.invoke(args=["printing", "check"])
    assert refused.exit_code == 1 and "установите Pango" in refused.output


def test_readiness_tells_of_printing_and_does_not_depend_on_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = app.test_client().get("/readyz")
    monkeypatch.setattr(pango, "check", lambda: "Печать недоступна.")
    after = app.test_client().get("/readyz")
    assert before.json is not None and before.json["checks"]["printing"] is True
    assert after.json is not None and after.json["checks"]["printing"] is False
    assert after.status_code == before.status_code


def test_thirty_students_and_150_columns_stay_within_time_and_memory(
    session: Session, app: Flask, tmp_path: Path
) -> None:
    journal, students, teacher = people.journal_of_thirty(session)
    people.fill(session, journal, students, teacher, lessons=145)
    form = spread_form(spread_of(Acting(session, teacher, MADE_AT), journal), MADE_AT)
    assert sum(len(lesson.columns) for lesson in form.paper.lessons) >= 148  # type: ignore[union-attr]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with app.app_context():
        html = form.html(app.jinja_env)
    assert render(html, tmp_path / "large.pdf", lambda _page: None, Limits(memory_mb=300)) == form.pages
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime < 15


def _lesson(number: int) -> LessonLine:
    return LessonLine(
        number=number, day=date(2025, 9, 1) + timedelta(days=number // 2), hours=2, kind="лекция",
        topic=people.TOPICS[number % 6], homework="Не задано", teacher="М. И. Петрова", entered_on=None,
        columns=("т", "МИУД") if number % 30 == 0 else ("т",), absent=0,
    )  # fmt: skip
