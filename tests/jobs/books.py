"""A grade book that follows Moodle's rules, for the outbox: no network, every answer to order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from lti_tool.delivery.answers import Answer, Verdict


@dataclass
class FakeBook:
    """`is_down`: no answer. `unknown`: accounts it refuses. `locked`: accounts it breaks on.
    `overridden`: values set by hand, which stay."""

    is_down: bool = False
    unknown: set[str] = field(default_factory=set)
    locked: set[str] = field(default_factory=set)
    overridden: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    cells: dict[tuple[str, str], tuple[int | None, str, datetime]] = field(default_factory=dict)
    scores: list[tuple[str, int | None, datetime]] = field(default_factory=list)

    def column(self, line_items_url: str, label: str, tag: str, resource_id: str) -> tuple[Answer, str]:
        if self.is_down:
            return Answer(Verdict.UNAVAILABLE, "LMS не отвечает"), ""
        url = self.columns.setdefault(resource_id, f"{line_items_url}/{len(self.columns) + 1}/lineitem")
        return Answer(Verdict.TAKEN), url

    def send(self, url: str, account: str, value: int | None, comment: str, timestamp: datetime) -> Answer:
        if self.is_down:
            return Answer(Verdict.UNAVAILABLE, "LMS не отвечает")
        if url not in self.columns.values():
            return Answer(Verdict.NO_COLUMN, "столбца нет")
        if account in self.unknown:
            return Answer(Verdict.REFUSED, "не записан на курс")
        if account in self.locked:
            return Answer(Verdict.FAILED, "ошибка 500")
        stored = self.cells.get((url, account))
        if stored and int(timestamp.timestamp()) <= int(stored[2].timestamp()):
            return Answer(Verdict.STALE, "в LMS новее")
        self.cells[(url, account)] = (value, comment, timestamp)
        self.scores.append((account, value, timestamp))
        return Answer(Verdict.TAKEN)

    def results(self, url: str) -> dict[str, str] | None:
        if self.is_down:
            return None
        shown = {who: str(cell[0] or "") for (where, who), cell in self.cells.items() if where == url}
        return shown | {who: value for who, value in self.overridden.items() if who in shown}
