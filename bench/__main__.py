"""`python -m bench`: fill databases, measure, print the table, write bench/result.json."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import create_engine

from bench.college import NOW, College, fill
from bench.measuring import Figures
from bench.memory import megabytes_after
from bench.report import TARGETS, Line, short, table, write_json
from bench.visits import Visits, settings_of
from lti_tool.app import create_app
from lti_tool.database import engine_options, tune_engine
from lti_tool.protocol.connector import outgoing
from tests.databases import own_database, postgres_address, sqlite_address
from tests.platform import TestPlatform

RESULT = Path(__file__).parent / "result.json"
NAMES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
WARM_UP = 3


def main() -> None:
    """Measure what was asked for."""
    asked = _arguments()
    sizes: tuple[int, int] = (asked.few, asked.many)
    kinds = list(NAMES) if asked.database == "both" else [asked.database]
    lines: list[Line] = []
    stored: dict[str, list[int]] = {}
    memory: float | None = None
    for kind in kinds:
        with _folder() as folder, _platform(folder) as platform, ExitStack() as stack:
            databases = _databases(kind, stack)
            filled = [_filled(kind, next(databases), size, platform) for size in sizes]
            stored[kind] = [college.marks for _url, college in filled]
            lines += _measure(NAMES[kind], filled, platform, folder, asked.runs)
            if memory is None and asked.pages:
                _say(f"{asked.pages} pages by a web process …")
                memory = megabytes_after(asked.pages, *filled[1], folder)
    _say("")
    order = list(TARGETS)
    lines.sort(key=lambda line: order.index(line.operation))
    print(table(lines, sizes, asked.runs, memory, asked.pages))
    write_json(RESULT, lines, stored, asked.runs, memory, asked.pages)
    print(f"Written to {RESULT.relative_to(Path.cwd()) if RESULT.is_relative_to(Path.cwd()) else RESULT}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Measures launch, journal page, save and student's page inside the application, with few and with "
        "many marks stored, and the memory of a web process. Databases are throwaway; nothing of yours is touched.",
    )
    parser.add_argument(
        "--database", choices=[*NAMES, "both"], default="both", help="where to measure (both)"
    )
    parser.add_argument("--runs", type=int, help="runs of each operation (60; 15 with --quick)")
    parser.add_argument("--few", type=int, default=10_000, help="marks in the small database (10000)")
    parser.add_argument("--many", type=int, help="marks in the large database (1000000; 100000 with --quick)")
    parser.add_argument(
        "--pages", type=int, help="pages before memory is looked at (1000; 100 with --quick; 0: never)"
    )
    parser.add_argument("--quick", action="store_true", help="a smaller run, in about half a minute")
    asked = parser.parse_args()
    usual = {"runs": (60, 15), "many": (1_000_000, 100_000), "pages": (1000, 100)}
    for name, (whole, quick) in usual.items():
        if getattr(asked, name) is None:
            setattr(asked, name, quick if asked.quick else whole)
    return asked


def _databases(kind: str, stack: ExitStack) -> Iterator[str]:
    """Addresses of new databases, gone when the stack ends."""
    server = stack.enter_context(postgres_address()) if kind == "postgres" else ""
    while True:
        yield stack.enter_context(own_database(server) if server else sqlite_address())


def _filled(kind: str, url: str, size: int, platform: TestPlatform) -> tuple[str, College]:
    started = time.perf_counter()
    options = engine_options(settings_of(url, Path()))
    engine = create_engine(options.pop("url"), **options)
    tune_engine(engine)
    college = fill(engine, size, platform.addresses)
    engine.dispose()
    _say(f"{NAMES[kind]}: {short(college.marks)} marks laid in, {time.perf_counter() - started:.0f} s")
    return url, college


def _measure(
    name: str, filled: list[tuple[str, College]], platform: TestPlatform, folder: Path, runs: int
) -> list[Line]:
    """Few and many take turns run by run, so that whatever else this machine does falls on both."""
    sites = [Visits(url, college, platform, folder) for url, college in filled]
    lines = []
    for operation in sites[0].operations:
        _say(f"{name}: {operation} …")
        figures = (Figures(), Figures())
        for _ in range(WARM_UP):
            for site in sites:
                site.operations[operation]()
        for _ in range(runs):
            for site, found in zip(sites, figures, strict=True):
                site.meter.measure(site.operations[operation], found)
        lines.append(Line(operation, name, *figures))
    for site in sites:
        site.close()
    return lines


@contextmanager
def _platform(folder: Path) -> Iterator[TestPlatform]:
    """An LMS that knows the tool's keys and shares its clock."""
    app = create_app(settings_of("sqlite:///:memory:", folder))
    with app.app_context():
        keys = outgoing().keys.key_set()
    with TestPlatform(tool_key_set=keys, clock=lambda: NOW) as platform:
        yield platform


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="journal-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _say(text: str) -> None:
    """Progress, on a line of its own that the next one replaces."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)
    elif text:
        print(text, file=sys.stderr, flush=True)


main()
