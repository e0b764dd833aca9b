"""The worked examples of the formulas and the sample thematic plan, as the tests read them."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent.parent / "data"

FORMULAS: dict[str, Any] = json.loads((_DATA / "formulas.json").read_text(encoding="utf-8"))


def number(text: str | None) -> Decimal | None:
    """A vector's number; None where it has none."""
    return None if text is None else Decimal(text)


def sample_plan() -> list[dict[str, str]]:
    """Rows of the sample plan of МДК.01.01 by column title."""
    with (_DATA / "ktp_mdk_01_01.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def sample_plan_days() -> list[date]:
    """The dates of the sample plan, in its order."""
    return [datetime.strptime(row["Календарные сроки"], "%d.%m.%Y").date() for row in sample_plan()]
