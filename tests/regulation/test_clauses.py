"""The regulation in short, and that every refusal cites a clause that exists."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from regulation.clauses import CLAUSES, SECTIONS

ROOMS = ("regulation", "journal", "lti_tool", "blueprints")
ACTS = ("152-ФЗ",)


def _cited() -> Iterator[tuple[str, str]]:
    """Where a Refusal or a Caution is made, and the clause it cites as a plain text."""
    root = Path(__file__).parents[2]
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not (
                    isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) > 1
                ):
                    continue
                clause = node.args[1]
                if node.func.id in ("Refusal", "Caution") and isinstance(clause, ast.Constant):
                    yield f"{path.relative_to(root)}:{node.lineno}", str(clause.value)


def test_every_clause_stands_in_the_regulations_order() -> None:
    numbers = [tuple(int(part) for part in number.split(".")) for number in CLAUSES]
    assert all(earlier < later for earlier, later in pairwise(numbers))
    assert next(iter(CLAUSES)) == "1.1"
    assert next(reversed(CLAUSES)) == "7.2"
    assert {number.split(".")[0] for number in CLAUSES} == set(SECTIONS)


@pytest.mark.parametrize(
    ("parent", "count"),
    [
        ("1", 8),
        ("2", 5),
        ("3", 13),
        ("3.7", 5),
        ("3.8", 10),
        ("3.9", 2),
        ("3.10", 1),
        ("3.11", 2),
        ("3.12", 3),
    ]
    + [("3.13", 2), ("4.1", 8), ("4.2", 5), ("5", 3), ("5.1", 2), ("6", 8), ("7", 2)],
)
def test_no_clause_is_missing(parent: str, count: int) -> None:
    expected = [f"{parent}.{number}" for number in range(1, count + 1)]
    found = [number for number in CLAUSES if number.rpartition(".")[0] == parent]
    assert found == expected


@pytest.mark.parametrize("number", CLAUSES)
def test_a_clause_is_a_short_sentence_without_names_and_addresses(number: str) -> None:
    text = CLAUSES[number]
    assert 10 < len(text) < 200
    assert text.endswith(".")
    assert text[0].isupper()
    assert not any(mark in text for mark in ("http", "www", "@", "«СМОЦ»", "Учи.Про", "  "))


def test_every_refusal_cites_a_clause_that_exists() -> None:
    cited = list(_cited())
    assert cited
    unknown = [
        place for place in cited if place[1] not in CLAUSES and not any(act in place[1] for act in ACTS)
    ]
    assert unknown == []
