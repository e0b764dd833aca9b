"""Each operation of the bench works on a small college, and the table tells what is missed."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import create_engine

from bench.college import NOW, fill
from bench.measuring import Figures
from bench.report import TARGETS, Line, table
from bench.visits import Visits, settings_of
from lti_tool.app import create_app
from lti_tool.database import engine_options, tune_engine
from lti_tool.protocol.connector import outgoing
from tests import databases
from tests.platform import TestPlatform


def test_every_operation_works_and_asks_no_more_with_more_marks(tmp_path: Path) -> None:
    """The most statements a page may need are a target of the bench; they must not grow with what is stored."""
    queries: list[dict[str, int]] = []
    app = create_app(settings_of("sqlite:///:memory:", tmp_path))
    with app.app_context():
        keys = outgoing().keys.key_set()
    with TestPlatform(tool_key_set=keys, clock=lambda: NOW) as platform:
        for marks in (0, 12_000):
            with databases.sqlite_address() as url:
                queries.append(_measured(url, marks, platform, tmp_path))

    assert set(queries[0]) == set(TARGETS)
    assert queries[0] == queries[1]
    assert all(queries[0][name] <= (target.queries or 99) for name, target in TARGETS.items())


def _measured(url: str, marks: int, platform: TestPlatform, folder: Path) -> dict[str, int]:
    options = engine_options(settings_of(url, folder))
    engine = create_engine(options.pop("url"), **options)
    tune_engine(engine)
    college = fill(engine, marks, platform.addresses)
    engine.dispose()
    visits = Visits(url, college, platform, folder)
    figures = {name: Figures() for name in visits.operations}
    for name, operation in visits.operations.items():
        operation()
        visits.meter.measure(operation, figures[name])
    visits.close()
    assert college.marks > marks * 0.8
    return {name: found.queries for name, found in figures.items()}


def test_the_table_marks_what_is_missed() -> None:
    good = Line("save", "SQLite", Figures([5.0, 6.0], [], 240, 14), Figures([6.0, 6.0], [], 240, 14))
    slow = Line(
        "page 30×150",
        "SQLite",
        Figures([60.0, 61.0], [], 100_000, 14),
        Figures([90.0, 91.0], [], 400_000, 16),
    )

    assert good.misses == []
    assert slow.misses == ["ms", "bytes", "queries", "ratio"]
    text = table([good, slow], (10_000, 1_000_000), 2, 250.0, 1000)
    assert "Missed: page 30×150 on SQLite: ms, bytes, queries, ratio; memory" in text
    assert "1M/10k" in text
    assert max(len(line) for line in text.splitlines()) <= 140
