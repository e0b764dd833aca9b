"""The figures as a table of one screen and as JSON."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.measuring import Figures

WIDTH = 118
MOST_RATIO = 1.3
MOST_MEGABYTES = 200


@dataclass(frozen=True)
class Target:
    """What an operation should not exceed: milliseconds of the median, bytes, queries; None: no target."""

    milliseconds: float | None = None
    bytes: int | None = None
    queries: int | None = None


TARGETS = {
    "launch": Target(30),
    "page 30×40": Target(),
    "page 30×150": Target(80, 350_000, 15),
    "save": Target(10),
    "student": Target(),
}


@dataclass(frozen=True)
class Line:
    """One operation on one database: with few and with many marks stored."""

    operation: str
    database: str
    few: Figures
    many: Figures

    @property
    def ratio(self) -> float:
        """How much dearer many marks are."""
        return self.many.median / self.few.median

    @property
    def misses(self) -> list[str]:
        """The targets that are not reached."""
        target = TARGETS[self.operation]
        worst = max(self.few.median, self.many.median)
        size, queries = max(self.few.bytes, self.many.bytes), max(self.few.queries, self.many.queries)
        found = [
            ("ms", target.milliseconds is not None and worst > target.milliseconds),
            ("bytes", target.bytes is not None and size > target.bytes),
            ("queries", target.queries is not None and queries > target.queries),
            ("ratio", self.ratio > MOST_RATIO),
        ]
        return [name for name, is_missed in found if is_missed]


def load() -> tuple[float, float, float]:
    """How many processes wanted a core in the last 1, 5 and 15 minutes: above the cores, the figures tell of others too."""
    return os.getloadavg()


def short(number: int) -> str:
    """«10k», «1M»."""
    return f"{number / 1_000_000:.3g}M" if number >= 1_000_000 else f"{number / 1000:.3g}k"


def table(lines: list[Line], sizes: tuple[int, int], runs: int, memory: float | None, pages: int) -> str:
    """The table, with each target beside its number."""
    few, many = (short(size) for size in sizes)
    cores = len(os.sched_getaffinity(0))
    rows = [
        f"Python {platform.python_version()}, {cores} cores, load {load()[0]:.1f}, {runs} runs each; "
        "time inside the application, ms",
        f"{'':13}{'':12}{few + ' marks':>16} {many + ' marks':>16} {'target':>7} {many + '/' + few:>9} {'target':>7} "
        f"{'bytes':>9} {'target':>8} {'queries':>7} {'target':>7}",
        f"{'operation':13}{'database':12}{'median':>9} {'p95':>6} {'median':>9} {'p95':>6}",
        "─" * WIDTH,
        *(_row(line) for line in lines),
        "─" * WIDTH,
    ]
    if memory is not None:
        verdict = "" if memory < MOST_MEGABYTES else "  ← missed"
        rows.append(
            f"Memory of a web process after {pages} pages: {memory:.0f} MB (target < {MOST_MEGABYTES}){verdict}"
        )
    missed = [
        f"{line.operation} on {line.database}: {', '.join(line.misses)}" for line in lines if line.misses
    ]
    if load()[0] > cores:
        rows.append("This machine was busy with other work: the milliseconds tell of that too.")
    if memory is not None and memory >= MOST_MEGABYTES:
        missed.append("memory")
    rows.append("Missed: " + "; ".join(missed) if missed else "Every target is reached.")
    return "\n".join(rows)


def _row(line: Line) -> str:
    target = TARGETS[line.operation]
    return (
        f"{line.operation:13}{line.database:12}{line.few.median:9.1f} {line.few.p95:6.1f} "
        f"{line.many.median:9.1f} {line.many.p95:6.1f} {_limit(target.milliseconds):>7} {line.ratio:9.2f} "
        f"{_limit(MOST_RATIO):>7} {line.many.bytes:9} {_limit(target.bytes):>8} {line.many.queries:7} "
        f"{_limit(target.queries):>7}{' ←' if line.misses else ''}"
    )


def _limit(value: float | None) -> str:
    return f"≤{value:g}" if value is not None and value < 100_000 else f"≤{value / 1000:g}k" if value else ""


def write_json(
    path: Path, lines: list[Line], stored: dict[str, list[int]], runs: int, memory: float | None, pages: int
) -> None:
    """Everything measured, for machines. `stored`: marks really stored, by database."""
    path.write_text(
        json.dumps(
            {
                "python": platform.python_version(),
                "cores": len(os.sched_getaffinity(0)),
                "load": [round(one, 1) for one in load()],
                "runs": runs,
                "marks": stored,
                "results": [_as_json(line) for line in lines],
                "memory": {"pages": pages, "megabytes": memory, "target": MOST_MEGABYTES},
                "misses": [[line.operation, line.database, *line.misses] for line in lines if line.misses],
            },
            ensure_ascii=False,
            indent=1,
        )
    )


def _as_json(line: Line) -> dict[str, Any]:
    return {
        "operation": line.operation,
        "database": line.database,
        "few": _figures(line.few),
        "many": _figures(line.many),
        "ratio": round(line.ratio, 3),
        "target": {**vars(TARGETS[line.operation]), "ratio": MOST_RATIO},
    }


def _figures(figures: Figures) -> dict[str, float]:
    return {
        "median_ms": round(figures.median, 2),
        "p95_ms": round(figures.p95, 2),
        "computing_ms": round(median(figures.computing), 2),
        "bytes": figures.bytes,
        "queries": figures.queries,
    }
