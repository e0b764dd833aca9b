"""The process that makes a PDF: limited, followed, ended; its crash is a sentence and never ours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lti_tool.jobs import Cancelled, JobFailed
from lti_tool.printing import rendering
from lti_tool.printing.rendering import Limits, render

PAGE = "<!doctype html><html lang='ru'><title>Лист</title><body>{}</body></html>"
SMALL = PAGE.format("<p>Журнал</p>")
LONG = PAGE.format("<p style='break-after: page'>Лист</p>" * 60)

HUGE = PAGE.format("<p>Строка <b>журнала</b></p>" * 8000)


def nothing(_page: int | None) -> None:
    """Follows nothing."""


def test_it_makes_a_pdf_and_says_how_many_pages(tmp_path: Path) -> None:
    path = tmp_path / "small.pdf"
    assert render(SMALL, path, nothing) == 1
    assert path.read_bytes().startswith(b"%PDF-")


def test_it_tells_the_page_it_is_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int | None] = []
    monkeypatch.setattr(rendering, "TICK", 0.0)
    assert render(LONG, tmp_path / "long.pdf", seen.append) == 60
    assert any(page for page in seen)


def test_a_crash_is_a_sentence_with_a_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "MODULE", "tests.printing.crash")
    with pytest.raises(JobFailed, match=r"печать прервалась.*системному администратору номер [0-9A-F]{8}"):
        render(SMALL, tmp_path / "crashed.pdf", nothing)
    assert not list(tmp_path.iterdir())


def test_too_little_memory_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(JobFailed, match="слишком велик"):
        render(HUGE, tmp_path / "big.pdf", nothing, Limits(memory_mb=100))


def test_too_little_processor_time_ends_the_process(tmp_path: Path) -> None:
    with pytest.raises(JobFailed, match="печать прервалась"):
        render(LONG, tmp_path / "slow.pdf", nothing, Limits(cpu_seconds=0))


def test_too_little_time_ends_the_process(tmp_path: Path) -> None:
    with pytest.raises(JobFailed, match="отведённое время"):
        render(LONG, tmp_path / "late.pdf", nothing, Limits(seconds=0.0))


def test_cancelling_ends_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    start = rendering._start

    def remembered(*arguments: object) -> object:
        started.append(start(*arguments))  # type: ignore[arg-type]
        return started[-1]

    def cancel(_page: int | None) -> None:
        raise Cancelled

    monkeypatch.setattr(rendering, "_start", remembered)
    with pytest.raises(Cancelled):
        render(LONG, tmp_path / "cancelled.pdf", cancel)
    assert started[0].returncode is not None


def test_a_form_reads_no_file_and_no_network(tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>секрет</text></svg>'
    )
    path = tmp_path / "reads.pdf"
    render(PAGE.format(f"<img alt='' src='{secret.as_uri()}'><p>Журнал</p>"), path, nothing)
    from tests.printing import reading

    assert "секрет" not in reading.pages(path)[0].text


def test_the_process_gets_no_setting_of_the_tool(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JOURNAL_SECRET_KEY", "x" * 40)
    monkeypatch.setattr(rendering, "MODULE", "tests.printing.crash")
    output = tmp_path / "environment"
    with pytest.raises(JobFailed):
        render("environment", output, nothing)
    assert "JOURNAL_" not in output.read_text()
    assert os.environ["JOURNAL_SECRET_KEY"]
