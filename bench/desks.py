"""The pages of the offices over a whole college, and over a tenth of it: `python -m bench.desks`.

Every page of the URL table is asked for as somebody who holds every office. Pages that name what this college has not
are left out and listed.
"""

from __future__ import annotations

import argparse
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import create_engine

from bench.measuring import Figures, Meter
from bench.visits import settings_of, signed_in
from bench.volume import NOW, Volume, fill
from lti_tool.app import create_app
from lti_tool.database import engine_options, tune_engine
from tests.databases import own_database, postgres_address, sqlite_address

MOST_MILLISECONDS, MOST_QUERIES, MOST_RATIO = 150, 15, 3.0
WHOLE, TENTH = 120, 12
NOT_LISTS = ("health.", "lti.", "windows.", "static")


def main() -> None:
    """Measure both colleges and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.desks", description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--groups", type=int, default=WHOLE)
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="journal-bench-"))
    try:
        _both(asked.database, asked.groups, asked.runs, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _both(kind: str, groups: int, runs: int, folder: Path) -> None:
    found: list[dict[str, Figures]] = []
    skipped: set[str] = set()
    for size in (max(4, groups * TENTH // WHOLE), groups):
        for url in _address(kind):
            volume = _filled(url, folder, size)
            print(
                f"{volume.people} people in {volume.groups} groups, {volume.movements} movements, {volume.lessons} lessons"
            )
            app = create_app(settings_of(url, folder), lambda: NOW)
            figures, missed = _visit(app, volume, runs)
            found.append(figures)
            skipped |= missed
    _print(found[0], found[1])
    if skipped:
        print("Not asked for:", ", ".join(sorted(skipped)))


def _address(kind: str) -> Iterator[str]:
    if kind == "sqlite":
        with sqlite_address() as address:
            yield address
        return
    with postgres_address() as server, own_database(server) as address:
        yield address


def _filled(url: str, folder: Path, groups: int) -> Volume:
    options = engine_options(settings_of(url, folder))
    engine = create_engine(options.pop("url"), **options)
    tune_engine(engine)
    volume = fill(engine, groups)
    engine.dispose()
    return volume


def _visit(app: Flask, volume: Volume, runs: int) -> tuple[dict[str, Figures], set[str]]:
    meter = Meter(app)
    client = signed_in(app, volume.officer, NOW)
    figures: dict[str, Figures] = {}
    skipped: set[str] = set()
    for endpoint, address in _pages(app, volume, skipped):
        answer = client.get(address)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            skipped.add(f"{endpoint} ({answer.status_code})")
            continue
        one = figures[endpoint] = Figures()
        for _ in range(runs):
            meter.measure(lambda address=address: _get(client, address), one)  # type: ignore[misc]
    return figures, skipped


def _get(client: FlaskClient, address: str) -> None:
    client.get(address)


def _pages(app: Flask, volume: Volume, skipped: set[str]) -> Iterator[tuple[str, str]]:
    with app.test_request_context():
        for rule in sorted(app.url_map.iter_rules(), key=lambda one: one.endpoint):
            if "GET" not in (rule.methods or ()) or rule.endpoint.startswith(NOT_LISTS):
                continue
            if rule.arguments <= set(volume.values):
                values = {name: volume.values[name] for name in rule.arguments}
                yield rule.endpoint, url_for(rule.endpoint, **values)  # type: ignore[arg-type]
            elif not re.search(r"export|template|file", rule.endpoint):
                skipped.add(rule.endpoint)


def _print(small: dict[str, Figures], large: dict[str, Figures]) -> None:
    print(f"{'page':34}{'tenth ms':>10}{'whole ms':>10}{'ratio':>7}{'queries':>9}{'bytes':>9}")
    for endpoint, figures in sorted(large.items(), key=lambda item: -item[1].median):
        before = small.get(endpoint)
        ratio = figures.median / before.median if before else 0
        slow = figures.median > MOST_MILLISECONDS or figures.queries > MOST_QUERIES or ratio > MOST_RATIO
        grown = before is not None and figures.queries > before.queries
        print(
            f"{endpoint:34}{before.median if before else 0:10.1f}{figures.median:10.1f}{ratio:7.2f}{figures.queries:9}"
            f"{figures.bytes:9}{'  ←' if slow or grown else ''}"
        )
    print(f"Median of the medians: {median(one.median for one in large.values()):.1f} ms")


if __name__ == "__main__":
    main()
